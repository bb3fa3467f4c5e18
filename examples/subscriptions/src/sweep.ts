/**
 * Settles charges and enrolments without an answer, and records the outcomes that a crashed process has not. Run it
 * every few minutes, in as many processes as you like.
 */
import { Clock, Duration, Effect, Option, Stream } from "effect"
import { Settlement } from "effect-line-pay"
import { type Charge, Charges } from "./Charges.ts"
import type { Enrolment } from "./Enrolment.ts"
import { Enrolments } from "./Enrolments.ts"
import { attemptOf, recordAttempt } from "./settleCharge.ts"

/** Only the log ends `Checking`: by its verdict, or because nothing was sent. */
const askLog = (charge: Charge) =>
  Effect.gen(function*() {
    const attempt = Option.getOrUndefined(yield* attemptOf(charge.orderId))
    const isOver = attempt === undefined || (attempt.verdict?._tag === "NotApplied" && attempt.version <= charge.seen)
    if (isOver) yield* (yield* Charges).notSent(charge.orderId)
    else yield* recordAttempt(charge, attempt)
  })

/** How long to look for each one. After that, it waits for the next sweep. */
const patience = Duration.seconds(5)

export const sweep = Effect.gen(function*() {
  const settlement = yield* Settlement
  const charges = yield* Charges
  const enrolments = yield* Enrolments
  const dueBefore = yield* Clock.currentTimeMillis

  const { unreadable } = yield* settlement.sweep
  if (unreadable.length > 0) yield* Effect.logError("The attempt log has records that cannot be read", unreadable)

  const checking = { state: "Checking", dueBefore, page: 16, lease: Duration.minutes(5), ofOthers: "Leave" } as const
  yield* Stream.runForEach(charges.claimed(checking), askLog)

  const complete = (enrolment: Enrolment) =>
    enrolments.complete(enrolment).pipe(
      Effect.timeoutOption(patience),
      Effect.catchAll((error) =>
        Effect.logWarning(`The enrolment ${enrolment.orderId} waits for the next sweep`, error)
      )
    )
  yield* Effect.forEach(yield* enrolments.open, complete, { concurrency: 4, discard: true })

  return { checking: yield* charges.count("Checking", dueBefore), enrolling: (yield* enrolments.open).length }
})
