import type * as Effect from "effect/Effect"
import type { Attempt, AttemptIntent, Snapshot } from "../../Attempt.ts"
import type { AttemptLogError } from "../../AttemptLog.ts"
import type { LinePayError } from "../../LinePayError.ts"
import type * as Verdict from "../../Verdict.ts"
import type { Decide, Settle } from "./decision.ts"
import type { Secret } from "./secret.ts"

/** The result of the look before the first request. */
export type Prepared<Busy = never> =
  /** Send it. Snapshot and amount go into the record. */
  | { readonly _tag: "Ready"; readonly snapshot?: Snapshot; readonly amount?: number }
  /** It seems to be done, by a request that is not in the log. Look, and send nothing. */
  | { readonly _tag: "Look" }
  /** LINE Pay does not show yet what the log knows. Look again, and give up with the error. */
  | { readonly _tag: "NotShown"; readonly error: Busy }
  /** There is no need to send anything. */
  | Settle

/** A call, and the verdict from its answer. */
export interface Sending<Answer> {
  readonly send: Effect.Effect<Answer, LinePayError>
  /** The verdict from its answer; `undefined` for an answer about something other than the request. */
  readonly applied: (answer: Answer) => Settle<Verdict.Applied> | undefined
}

/** The rules that settle all attempts of one operation. */
export interface Rules<Answer, Busy> {
  readonly decide: Decide
  /** Where to look: the status and the records of its id and order, the record of its id, or those of its order. */
  readonly lookBy: "StatusAndTransaction" | "Transaction" | "Order"
  /** Rejections that prove nothing yet: a look may say more than the code does. */
  readonly looksAfter: (code: string) => boolean
  /** The error of an intent whose group has another open attempt, for intents with a group. */
  readonly inFlight?: (asked: AttemptIntent, open: Attempt) => Busy
  /** The request to send, from the record, if that suffices. No record has a regKey. */
  readonly resend: (attempt: Attempt) => Sending<Answer> | undefined
}

/** One intent. */
export interface Intent<Answer, PrepareError, Busy> {
  readonly asked: AttemptIntent
  /** The key that an earlier version of this library gave to the same intent. */
  readonly formerKey?: string
  /** The regKey, for a pre-approved payment. */
  readonly secret?: Secret<PrepareError>
  /** Looks before the first request. If it fails, nothing is sent. */
  readonly prepare: (
    own: Attempt | undefined,
    group: ReadonlyArray<Attempt>
  ) => Effect.Effect<Prepared<Busy>, PrepareError | AttemptLogError>
  readonly sending: (attempt: Attempt) => Sending<Answer>
}
