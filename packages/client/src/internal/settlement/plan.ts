import type * as Effect from "effect/Effect"
import type { Attempt, Snapshot } from "../../Attempt.ts"
import type { LinePayError } from "../../LinePayError.ts"
import type * as Verdict from "../../Verdict.ts"
import type { Decide, Settle } from "./decision.ts"

/** The result of the look before the first request. */
export type Prepared =
  /** Send it. Snapshot and amount go into the record. */
  | { readonly _tag: "Ready"; readonly snapshot?: Snapshot; readonly amount?: number }
  /** It seems to be done, by a request that is not in the log. Look, and send nothing. */
  | { readonly _tag: "Look" }
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
  /** Rejections after which a look may say more than the code does. */
  readonly looksAfter: (code: string) => boolean
  /** The error of an intent whose group has another open attempt, for intents with a group. */
  readonly inFlight?: (attempt: Attempt, open: Attempt) => Busy
  /** The request to send, from the record, if that suffices. No record has a regKey. */
  readonly resend: (attempt: Attempt) => Sending<Answer> | undefined
}

/** One intent. */
export interface Intent<Answer, PrepareError> {
  /** The record before anything is sent. */
  readonly attempt: Attempt
  /** Looks before the first request. If it fails, nothing is sent. */
  readonly prepare: Effect.Effect<Prepared, PrepareError>
  readonly sending: (attempt: Attempt) => Sending<Answer>
}
