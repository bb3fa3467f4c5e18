import type * as Effect from "effect/Effect"
import type { Attempt, Snapshot } from "../../Attempt.ts"
import type { LinePayError } from "../../LinePayError.ts"
import type * as Verdict from "../../Verdict.ts"
import type { Decide, Settle } from "./decision.ts"

/** What was found before the first sending. */
export type Prepared =
  /** Send it; this is what there was before, and how much it is. */
  | { readonly _tag: "Ready"; readonly snapshot?: Snapshot; readonly amount?: number }
  /** It seems to be done, by a sending that is not in the log: look, and send nothing. */
  | { readonly _tag: "Look" }
  /** There is nothing to send. */
  | Settle

/** A call, and what its answer proves. */
export interface Sending<Answer> {
  readonly send: Effect.Effect<Answer, LinePayError>
  /** What its answer proves; `undefined` for an answer that is about something else than what was asked. */
  readonly applied: (answer: Answer) => Settle<Verdict.Applied> | undefined
}

/** How one operation is settled: what is the same for all its attempts. */
export interface Rules<Answer, Busy> {
  readonly decide: Decide
  /** What can show it: the status and the records of its id and order, the record of its id, or those of its order. */
  readonly lookBy: "StatusAndTransaction" | "Transaction" | "Order"
  /** Rejections after which a look may say more than the code does. */
  readonly looksAfter: (code: string) => boolean
  /** The error of an intent whose group has another open attempt, for intents with a group. */
  readonly inFlight?: (attempt: Attempt, open: Attempt) => Busy
  /** What a record says to send, if it is enough: a regKey is in no record. */
  readonly resend: (attempt: Attempt) => Sending<Answer> | undefined
}

/** One intent. */
export interface Intent<Answer, PrepareError> {
  /** The record as it is before anything is sent. */
  readonly attempt: Attempt
  /** Looks before the first sending. If it fails, nothing is sent. */
  readonly prepare: Effect.Effect<Prepared, PrepareError>
  readonly sending: (attempt: Attempt) => Sending<Answer>
}
