import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { type Attempt, type Hand, isOpen } from "../../Attempt.ts"
import type { AttemptEvent } from "../../AttemptEvent.ts"
import type { AttemptLogError, Found } from "../../AttemptLog.ts"
import { HandRefused, type Reason } from "../../HandRefused.ts"
import type { TransactionId } from "../../TransactionId.ts"
import type * as Verdict from "../../Verdict.ts"
import { paymentEvidence, refundEvidence } from "./decision.ts"
import type { Environment } from "./environment.ts"
import * as Payments from "./payments.ts"

/** A human's finding in the merchant centre. */
export type HandVerdict =
  | {
    readonly _tag: "Applied"
    /** The payment; needed for a pre-approved payment. */
    readonly transactionId?: TransactionId | undefined
    /** The refunds in details that prove it; needed for a refund. */
    readonly entries?: ReadonlyArray<Verdict.RefundEntry> | undefined
    /** The refunded amount of the payment, in major units; 0 by default, for a refund the sum of its entries. */
    readonly refunded?: number | undefined
  }
  | { readonly _tag: "NotApplied" }
  | { readonly _tag: "Mismatch" }

/** A decision about the record of a key, as it was read. */
export interface HandDecision extends Hand {
  readonly key: string
  /** The version that the human has seen. */
  readonly version: number
}

/** Reads the record of a key, and its group. */
export const read = (
  { log, merchant }: Environment,
  key: string
): Effect.Effect<
  { readonly attempt: Attempt; readonly group: ReadonlyArray<Attempt> },
  HandRefused | AttemptLogError
> =>
  Effect.gen(function*() {
    const { own } = yield* log.get(key)
    if (Option.isNone(own)) return yield* refuse(key, "NoSuchAttempt")
    const attempt = own.value
    if (attempt.merchant !== merchant) return yield* refuse(key, "OtherMerchant")
    const { group } = attempt.group === undefined ? { group: [] } : yield* log.get(key, { group: attempt.group })
    return { attempt, group }
  })

/** Closes an attempt, or corrects its verdict. */
export const close = (
  environment: Environment,
  { by, key, verdict: found, version, why }: HandDecision & { readonly verdict: HandVerdict }
): Effect.Effect<Attempt, HandRefused | AttemptLogError> =>
  decide(environment, key, version, (attempt, now) => {
    const quietUntil = quietSince(attempt)
    if (found._tag !== "Applied") {
      if (now < quietUntil) return refuse(key, "MayStillBeApplied", quietUntil)
      return Effect.succeed({ verdict: { _tag: found._tag, because: "ClosedByHand" }, hand: { by, why } })
    }
    const { entries = [], refunded, transactionId = attempt.transactionId } = found
    if (attempt.operation === "refundPayment" && entries.length === 0) return refuse(key, "NamesNoRefund")
    if (transactionId === undefined) return refuse(key, "NamesNoPayment")
    const [entry] = entries
    const verdict: Verdict.Applied = {
      _tag: "Applied",
      settledBy: "Details",
      evidence: "ClosedByHand",
      transactionId,
      ...(attempt.orderId === undefined ? {} : { orderId: attempt.orderId }),
      refunded: refunded ?? Payments.totalOf(entries.map(({ amount }) => amount)),
      ...(entry === undefined ? {} : { entries, refundTransactionId: entry.id })
    }
    const evidence = entry !== undefined
      ? refundEvidence(entry.id, entry.amount)
      : attempt.operation === "payPreapproved"
      ? paymentEvidence(transactionId)
      : undefined
    return Effect.succeed({ verdict, hand: { by, why }, ...(evidence === undefined ? {} : { evidence }) })
  })

/** Frees the key of an attempt that a human or a rule has closed. */
export const reopen = (
  environment: Environment,
  { by, key, version, why }: HandDecision
): Effect.Effect<Attempt, HandRefused | AttemptLogError> =>
  decide(environment, key, version, (attempt, now) => {
    if (isOpen(attempt)) return refuse(key, "Open")
    if (attempt.verdict?._tag === "Applied") return refuse(key, "Applied")
    const quietUntil = quietSince(attempt)
    return now < quietUntil ? refuse(key, "MayStillBeApplied", quietUntil) : Effect.succeed({ hand: { by, why } })
  })

/** Appends that LINE Pay shows something other than what a human decided, unless the history says so already. */
export const contradict = (
  { clock, delivery, log }: Environment,
  attempt: Attempt
): Effect.Effect<Attempt, AttemptLogError> =>
  Effect.gen(function*() {
    if (attempt.alarm === "Contradicted") return attempt
    const at = yield* clock.atMost
    const result = yield* log.append({
      attempt,
      events: [{ _tag: "Alarm", at, because: "Contradicted" }],
      tell: delivery.isWanted
    })
    return "attempt" in result ? result.attempt : attempt
  })

interface Decided {
  readonly hand: Hand
  /** Absent for a reopening. */
  readonly verdict?: Verdict.Verdict
  readonly evidence?: string
}

/** Writes a decision onto the version that the human has seen. Looks in between do not count. */
const decide = (
  environment: Environment,
  key: string,
  version: number,
  judge: (attempt: Attempt, now: number) => Effect.Effect<Decided, HandRefused>
): Effect.Effect<Attempt, HandRefused | AttemptLogError> =>
  Effect.gen(function*() {
    const { clock, delivery, log, merchant } = environment
    const { at, own }: Found = yield* log.get(key)
    if (Option.isNone(own)) return yield* refuse(key, "NoSuchAttempt")
    const attempt = own.value
    if (attempt.merchant !== merchant) return yield* refuse(key, "OtherMerchant")
    if (attempt.version !== version) return yield* refuse(key, "Changed")
    const { evidence, hand, verdict } = yield* judge(clock.withoutFuture(attempt, at), at)
    const event: AttemptEvent = verdict === undefined
      ? { _tag: "Reopened", at, hand }
      : { _tag: "Closed", at, verdict, hand }
    const result = yield* log.append({
      attempt,
      events: [event],
      tell: delivery.isWanted,
      ...(evidence === undefined ? {} : { evidence })
    })
    switch (result._tag) {
      case "Appended":
        delivery.learn(result.attempt)
        return result.attempt
      case "TakenBy":
        return yield* refuse(key, "EvidenceTaken")
      case "GroupMoved":
        return yield* refuse(key, "Changed")
      case "Conflict":
        return result.attempt.key === key && result.attempt.version === version
          ? yield* decide(environment, key, version, judge)
          : yield* refuse(key, "Changed")
    }
  })

const quietSince = ({ sends }: Attempt): number => Math.max(0, ...sends.map(({ quietUntil }) => quietUntil))

const refuse = (key: string, because: Reason, mayBeAppliedUntil?: number): Effect.Effect<never, HandRefused> =>
  new HandRefused({ key, because, ...(mayBeAppliedUntil === undefined ? {} : { mayBeAppliedUntil }) })
