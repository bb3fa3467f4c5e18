/**
 * Settles charges and enrolments without an answer, and records the outcomes that a crashed process has not. Run it
 * every few minutes, in as many processes as you like.
 */
import { Clock, Duration, Effect, Option, Stream } from "effect"
import { type Attempt, Settlement, type SweepResult } from "effect-line-pay"
import { Charges } from "./Charges.ts"
import { type Enrolment, Enrolments } from "./Enrolments.ts"
import { ofVerdict, Outcome } from "./Outcome.ts"
import { recordOutcome } from "./recordOutcome.ts"
import { settleAndRecord } from "./settleCharge.ts"

/** The sweeper's outcome of a charge. Enrolments follow below. */
const recordSwept = ({ attempt, result }: SweepResult) =>
  Effect.gen(function*() {
    if (attempt.operation !== "payPreapproved" || attempt.orderId === undefined || result === "StillOpen") return
    const charges = yield* Charges
    const charge = yield* charges.find(attempt.orderId)
    if (Option.isSome(charge)) yield* recordOutcome(charge.value, outcomeOf(attempt))
  })

const outcomeOf = ({ verdict }: Attempt.Attempt): Outcome =>
  verdict === undefined ? Outcome.NeedsHuman({ because: "LINE Pay shows no trace of it" }) : ofVerdict(verdict)

/** How long to look for each one. After that, it waits for the next sweep. */
const patience = Duration.seconds(5)

export const sweep = Effect.gen(function*() {
  const settlement = yield* Settlement
  const charges = yield* Charges
  const enrolments = yield* Enrolments
  const dueBefore = yield* Clock.currentTimeMillis

  yield* Stream.runForEach(settlement.settleOpen, recordSwept)

  // After a crash, the log may know more about a charge than its row does. The same call sends nothing, unless the log
  // says that nothing was charged.
  const checking = { state: "Checking", dueBefore, page: 16, lease: Duration.minutes(5), ofOthers: "Leave" } as const
  yield* charges.claimed(checking).pipe(
    Stream.mapEffect((charge) => Effect.timeoutOption(settleAndRecord(charge, Effect.logError), patience), {
      concurrency: 16,
      unordered: true
    }),
    Stream.runDrain
  )

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
