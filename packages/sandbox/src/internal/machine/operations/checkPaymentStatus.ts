import type * as Payment from "../../../Payment.ts"
import * as lint from "../lint.ts"
import * as moves from "../moves.ts"
import type { Reply } from "../reply.ts"
import { reply } from "../reply.ts"
import * as checks from "../sharedChecks.ts"
import * as view from "../view.ts"
import type { Handler } from "./handler.ts"

// The documentation asks for at least one second between two checks.
const minimumInterval = 1_000

/** @internal */
export const checkPaymentStatus: Handler = (state, call) => {
  const path = checks.transactionId(call.parameter)
  if ("refused" in path) return [path.refused, state]
  const payment = moves.find(state, path.id)
  if (payment === undefined || payment.origin === "Preapproved") {
    return [reply("1159"), checks.noteRounded(state, call, path.id)]
  }
  const [before, remembered] = lint.useCheck(state, path.id, call.at)
  const tooOften = before !== undefined && call.at - before < minimumInterval
  return [
    statuses[(view.paymentAt(payment, call.at - call.lag) ?? { status: "Waiting" as const }).status],
    tooOften
      ? lint.note(remembered, {
        rule: "CheckedTooOften",
        message: `Checked ${call.at - before} ms after the last check: wait at least one second between checks.`,
        operation: call.operation,
        transactionId: path.id,
        at: call.at
      })
      : remembered
  ]
}

// "reserved transaction." was seen live; the other texts are the table's.
const completed = reply("0123")
const statuses: { readonly [S in Payment.Status]: Reply } = {
  Waiting: reply("0000", "reserved transaction."),
  Authenticated: reply("0110"),
  Canceled: reply("0121"),
  TimedOut: reply("0121"),
  Failed: reply("0122"),
  Authorized: completed,
  Captured: completed,
  Voided: completed,
  Expired: completed
}
