import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { type Attempt, Hand, isOpen } from "../../Attempt.ts"
import type { AttemptEvent } from "../../AttemptEvent.ts"
import type { AttemptLogError } from "../../AttemptLog.ts"
import { HandRefused, type Reason } from "../../HandRefused.ts"
import type { TransactionId } from "../../TransactionId.ts"
import type * as Verdict from "../../Verdict.ts"
import { evidenceOf, paymentEvidence, refundEvidence } from "./decision.ts"
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
  { readonly at: number; readonly attempt: Attempt; readonly group: ReadonlyArray<Attempt> },
  HandRefused | AttemptLogError
> =>
  Effect.gen(function*() {
    const { at, own } = yield* log.get(key)
    if (Option.isNone(own)) return yield* refuse(key, "NoSuchAttempt")
    const attempt = own.value
    if (attempt.merchant !== merchant) return yield* refuse(key, "OtherMerchant")
    const { group } = attempt.group === undefined ? { group: [] } : yield* log.get(key, { group: attempt.group })
    return { at, attempt, group }
  })

/** Closes an attempt, or corrects its verdict. */
export const close = (
  environment: Environment,
  { by, key, verdict: found, version, why }: HandDecision & { readonly verdict: HandVerdict }
): Effect.Effect<Attempt, HandRefused | AttemptLogError> =>
  decide(environment, { by, key, version, why }, (attempt, now, group) => {
    const quietUntil = quietSince(attempt)
    if (found._tag !== "Applied") {
      if (now < quietUntil) return refuse(key, "MayStillBeApplied", quietUntil)
      return Effect.succeed({ verdict: { _tag: found._tag, because: "ClosedByHand" } })
    }
    const { entries = [], refunded, transactionId = attempt.transactionId } = found
    if (attempt.operation === "refundPayment" && entries.length === 0) return refuse(key, "NamesNoRefund")
    if (transactionId === undefined) return refuse(key, "NamesNoPayment")
    const taken = new Set(group.flatMap(evidenceOf))
    if (entries.some(({ amount, id }) => taken.has(refundEvidence(id, amount)))) return refuse(key, "EvidenceTaken")
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
    return Effect.succeed({ verdict, ...(evidence === undefined ? {} : { evidence }) })
  })

/** Frees the key of an attempt that a human or a rule has closed. */
export const reopen = (
  environment: Environment,
  { by, key, version, why }: HandDecision
): Effect.Effect<Attempt, HandRefused | AttemptLogError> =>
  decide(environment, { by, key, version, why }, (attempt, now) => {
    if (isOpen(attempt)) return refuse(key, "Open")
    if (attempt.verdict?._tag === "Applied") return refuse(key, "Applied")
    const quietUntil = quietSince(attempt)
    return now < quietUntil ? refuse(key, "MayStillBeApplied", quietUntil) : Effect.succeed({})
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
    if (result._tag === "Appended") delivery.learn(result.attempt)
    return "attempt" in result ? result.attempt : attempt
  })

interface Decided {
  /** Absent for a reopening. */
  readonly verdict?: Verdict.Verdict
  readonly evidence?: string
}

/** Writes a decision onto the version that the human has seen. Looks in between do not count. */
const decide = (
  environment: Environment,
  decision: HandDecision,
  judge: (attempt: Attempt, now: number, group: ReadonlyArray<Attempt>) => Effect.Effect<Decided, HandRefused>
): Effect.Effect<Attempt, HandRefused | AttemptLogError> =>
  Effect.gen(function*() {
    const { clock, delivery, log } = environment
    const { by, key, version, why } = decision
    const hand: Hand = { by, why }
    // A record with another one would be unreadable from then on.
    if (!isHand(hand)) return yield* refuse(key, "NotSigned")
    const { at, attempt, group } = yield* read(environment, key)
    if (attempt.version !== version) return yield* refuse(key, "Changed")
    const { evidence, verdict } = yield* judge(clock.withoutFuture(attempt, at), at, group)
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
          ? yield* decide(environment, decision, judge)
          : yield* refuse(key, "Changed")
    }
  })

const isHand = Schema.is(Hand)

const quietSince = ({ sends }: Attempt): number => Math.max(0, ...sends.map(({ quietUntil }) => quietUntil))

const refuse = (key: string, because: Reason, mayBeAppliedUntil?: number): Effect.Effect<never, HandRefused> =>
  new HandRefused({ key, because, ...(mayBeAppliedUntil === undefined ? {} : { mayBeAppliedUntil }) })
