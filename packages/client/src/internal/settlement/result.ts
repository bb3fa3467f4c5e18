import * as Effect from "effect/Effect"
import type { Attempt, AttemptIntent } from "../../Attempt.ts"
import { KeyTaken } from "../../KeyTaken.ts"
import type { LinePayError } from "../../LinePayError.ts"
import { NotApplied } from "../../NotApplied.ts"
import { type Lookup, OutcomeUnknown } from "../../OutcomeUnknown.ts"
import { type SettledAnswer, SettlementMismatch } from "../../SettlementMismatch.ts"
import type * as Verdict from "../../Verdict.ts"

type Known = Omit<Verdict.Applied, "_tag" | "settledBy">

/** The success of a call, with or without LINE Pay's answer. */
export type Settled<Answer> =
  & Known
  & {
    /** Whether the shop has taken it. `false` means that it is told again, or that there is no `tell`. */
    readonly told: boolean
  }
  & (
    | { readonly settledBy: "Answer"; readonly answer: Answer }
    | {
      readonly settledBy: "AnsweredBefore" | "Details"
      /** LINE Pay's answer, if it was about something other than the request. */
      readonly answer?: Answer
    }
  )

/** A success, before the shop is told. */
export type Untold<Answer> = Settled<Answer> & { readonly told: false }

/** An answer about something other than the request. No other answer has its content. */
export interface Doubted<Answer> {
  readonly answer: Answer
}

const known = ({ _tag: _, settledBy: __, ...verdict }: Verdict.Applied): Known => verdict

/** The success of a call that LINE Pay answered. */
export const answeredNow = <Answer>(verdict: Verdict.Applied, answer: Answer): Untold<Answer> => ({
  ...known(verdict),
  settledBy: "Answer",
  answer,
  told: false
})

/** The result of a call, from the verdict in the record. */
export const ofVerdict = <Answer extends SettledAnswer | void>(
  { key, operation }: AttemptIntent,
  verdict: Verdict.Verdict,
  doubted?: Doubted<Answer>
): Effect.Effect<Untold<Answer>, NotApplied | SettlementMismatch> => {
  switch (verdict._tag) {
    case "Applied":
      return Effect.succeed(
        verdict.settledBy === "Answer"
          ? { ...known(verdict), settledBy: "AnsweredBefore", told: false }
          : { ...known(verdict), settledBy: "Details", told: false, ...doubted }
      )
    case "NotApplied": {
      const { _tag: _, ...why } = verdict
      return Effect.fail(new NotApplied({ operation, key, ...why }))
    }
    case "Mismatch": {
      const { _tag: _, entries: __, ...why } = verdict
      const answer: SettledAnswer | void = doubted?.answer
      return Effect.fail(
        new SettlementMismatch({ operation, key, ...why, ...(answer === undefined ? {} : { answer }) })
      )
    }
  }
}

/** The key belongs to another request, or to another merchant. */
export const taken = (
  asked: AttemptIntent,
  recorded: Pick<AttemptIntent, "merchant" | "fingerprint">
): KeyTaken => {
  const { key, operation } = asked
  return asked.merchant === recorded.merchant
    ? new KeyTaken({ operation, key, differs: "Request", asked: asked.fingerprint, recorded: recorded.fingerprint })
    : new KeyTaken({ operation, key, differs: "Merchant", asked: asked.merchant, recorded: recorded.merchant })
}

/** LINE Pay shows something other than what a human decided. */
export const contradicted = ({ key, operation }: Attempt): SettlementMismatch =>
  new SettlementMismatch({ operation, key, because: "HandContradicted" })

/** There is no verdict. */
export const unknown = (
  { operation, orderId, transactionId }: AttemptIntent,
  reason: "Unsettled" | "Interrupted",
  error?: LinePayError
): OutcomeUnknown => {
  const lookup: Lookup = transactionId !== undefined
    ? { _tag: "ByTransaction", transactionId }
    : { _tag: "ByOrder", orderId: orderId ?? "" }
  return new OutcomeUnknown({
    operation,
    reason,
    lookup,
    money: "MayHaveMoved",
    ...(transactionId === undefined ? {} : { transactionId }),
    ...(orderId === undefined ? {} : { orderId }),
    ...(error !== undefined && "nonce" in error && error.nonce !== undefined ? { nonce: error.nonce } : {})
  })
}
