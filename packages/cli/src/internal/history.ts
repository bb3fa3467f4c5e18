import { type Attempt, isOpen } from "effect-line-pay/Attempt"
import type { AttemptEvent } from "effect-line-pay/AttemptEvent"
import type { Process } from "../Command.ts"
import * as Screen from "./screen.ts"
import * as Words from "./words.ts"

const said = (event: AttemptEvent, currency: string | undefined, process: Process): string => {
  switch (event._tag) {
    case "Opened":
      return "opened"
    case "Carried":
      return "carried over from the version before, which kept no history"
    case "Sent":
      return event.send.answered === undefined
        ? `sent, nonce ${event.send.id}; LINE Pay may apply it until ${Screen.local(event.send.quietUntil, process)}`
        : `not sent: ${event.send.answered}`
    case "TakenBack":
      return `taken back, never left: nonce ${event.id}`
    case "Answered":
      return `answered ${event.answered}, nonce ${event.id}`
    case "Saw":
      return `looked${event.times > 1 ? ` ${event.times} times` : ""}${event.swept ? " (sweeper)" : ""}: ${event.saw}`
    case "Closed":
      return `closed: ${Words.verdict(event.verdict, currency)}${byHand(event.hand)}`
    case "Alarm":
      return `needs a human: ${event.because}`
    case "Reopened":
      return `reopened${byHand(event.hand)}`
  }
}

const byHand = (hand: { readonly by: string; readonly why: string } | undefined): string =>
  hand === undefined ? "" : ` by ${hand.by}: ${hand.why}`

/** The events, one a line. */
export const lines = (events: ReadonlyArray<AttemptEvent>, attempt: Attempt, process: Process): string =>
  events.map((event) => `  ${Screen.time(event.at, process)}  ${Screen.plain(said(event, attempt.currency, process))}`)
    .join("\n")

/** Says which proof would close an attempt, and from when on. */
export const closing = (attempt: Attempt, now: number, process: Process): string => {
  const { key, operation } = attempt
  const quiet = Words.quietUntil(attempt)
  if (!isOpen(attempt)) return Words.consequence(attempt)
  const proof = {
    confirmPayment: "details that show the payment, or two looks without it",
    capturePayment: "details that show it as captured, or still held",
    voidPayment: "details that show it as released, or captured",
    refundPayment: "a new refund of the amount in details, or two looks without one",
    payPreapproved: "a payment of the order in details, or two looks without one"
  }[operation]
  const wait = quiet > now
    ? `LINE Pay may still apply it until ${Screen.time(quiet, process)}; before, absence proves nothing. `
    : ""
  return `${wait}The sweeper closes it by ${proof}. By hand: line-pay-cli look ${Screen.argument(key)}`
}

/** The record of an attempt, as pairs. */
export const record = (attempt: Attempt, process: Process): string => {
  const due = Words.nextLook(attempt)
  return Screen.pairs([
    ["key", Screen.plain(attempt.key)],
    ["merchant", Screen.plain(attempt.merchant)],
    ...(attempt.orderId === undefined ? [] : [["order", Screen.plain(attempt.orderId)] as const]),
    ...(attempt.transactionId === undefined ? [] : [["transaction", attempt.transactionId] as const]),
    ["amount", Words.amount(attempt)],
    ["state", Words.state(attempt)],
    ...(attempt.verdict === undefined ? [] : [["verdict", Words.verdict(attempt.verdict, attempt.currency)] as const]),
    ...(attempt.hand === undefined
      ? []
      : [["closed by", Screen.plain(`${attempt.hand.by}: ${attempt.hand.why}`)] as const]),
    ["opened", Screen.time(attempt.openedAt, process)],
    ...(attempt.saw === undefined ? [] : [["last look", Screen.plain(attempt.saw)] as const]),
    ["next look", due === undefined ? "none: the sweeper is done with it" : Screen.time(due, process)],
    ["version", String(attempt.version)],
    ...(attempt.alarm === undefined ? [] : [["alarm", `${attempt.alarm}. ${Words.alarms[attempt.alarm]}`] as const])
  ])
}
