import { Effect, Option } from "effect"
import type { Attempt, AttemptIntent, Send } from "effect-line-pay/Attempt"
import type { AttemptEvent } from "effect-line-pay/AttemptEvent"
import { type Append, AttemptLog } from "effect-line-pay/AttemptLog"
import { TransactionId } from "effect-line-pay/TransactionId"
import type * as Verdict from "effect-line-pay/Verdict"

export const minute = 60_000
export const day = 1_440 * minute

export const merchant = "shop/sandbox"

export const transactionId = TransactionId.make("2023042201206549310")

/** An intent, with nothing in it that the log looks at unless it is given. */
export const intent = (fields: Partial<AttemptIntent> & { readonly key: string }): AttemptIntent => ({
  merchant,
  operation: "refundPayment",
  fingerprint: "{}",
  transactionId,
  ...fields
})

export const opened = (fields: Partial<AttemptIntent> & { readonly key: string }, at = 0): AttemptEvent => ({
  _tag: "Opened",
  at,
  intent: intent(fields)
})

export const send = (id: string, at = 0): Send => ({ id, at, quietUntil: at + minute })

export const sent = (id: string, at = 0): AttemptEvent => ({ _tag: "Sent", at, send: send(id, at) })

export const saw = (saw: string, swept = false, at = 0): AttemptEvent => ({ _tag: "Saw", at, saw, times: 1, swept })

export const alarm: AttemptEvent = { _tag: "Alarm", at: 0, because: "NoEvidence" }

export const applied: Verdict.Applied = {
  _tag: "Applied",
  settledBy: "Answer",
  evidence: "Answer",
  transactionId,
  refunded: 0
}

export const closed = (at = 0, verdict: Verdict.Verdict = applied): AttemptEvent => ({ _tag: "Closed", at, verdict })

export const reopened = (at = 0): AttemptEvent => ({ _tag: "Reopened", at })

// -----------------------------------------------------------------------------
// The verbs, of the log in the context
// -----------------------------------------------------------------------------

export const get = (key: string, options?: Parameters<AttemptLog.Service["get"]>[1]) =>
  Effect.flatMap(AttemptLog, (log) => log.get(key, options))

/** Appends to the record as it is now. */
export const append = (key: string, events: Append["events"], options?: Partial<Append>) =>
  Effect.gen(function*() {
    const log = yield* AttemptLog
    const { own } = yield* log.get(key)
    return yield* log.append({ attempt: Option.getOrUndefined(own), events, tell: false, ...options })
  })

/** Opens a new attempt at the number of its group. */
export const open = (
  fields: Partial<AttemptIntent> & { readonly key: string },
  at = 0,
  options?: Partial<Append>
) =>
  Effect.gen(function*() {
    const log = yield* AttemptLog
    const { group, key } = fields
    const { number } = yield* log.get(key, { group })
    return yield* log.append({ events: [opened(fields, at)], number, tell: false, ...options })
  })

/** The attempt that an append has written. */
export const written = (result: { readonly _tag: string; readonly attempt?: Attempt }): Attempt => {
  if (result._tag === "Appended" && result.attempt !== undefined) return result.attempt
  throw new Error(`nothing was written: ${JSON.stringify(result)}`)
}
