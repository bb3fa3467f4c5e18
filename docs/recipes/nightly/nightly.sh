#!/bin/sh
# Reports attempts that need a human, and orders that differ from LINE Pay. Ends with 1 if it could not send the report.
set -u
report=$(mktemp)
trap 'rm -f "$report"' EXIT
{
  line-pay-cli attempts --needs-human
  echo
  line-pay-cli reconcile --orders "$ORDERS" ${TRANSACTIONS:+--file "$TRANSACTIONS"}
} >"$report" 2>&1

if [ -n "${WEBHOOK:-}" ]; then
  curl --fail --silent --show-error --header "Content-Type: text/plain; charset=utf-8" --data-binary "@$report" "$WEBHOOK"
else
  mail -s "LINE Pay: nightly report" "$MAIL_TO" <"$report"
fi
