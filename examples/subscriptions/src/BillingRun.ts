/**
 * The nightly run: charges everybody who is due.
 */
import { Clock, Duration, Effect, Fiber, FiberSet, Option, RateLimiter, Ref, Stream } from "effect"
import { type Charge, Charges, type DatabaseError } from "./Charges.ts"
import * as Fuse from "./Fuse.ts"
import { Outcome } from "./Outcome.ts"
import type { Period } from "./Period.ts"
import { Progress } from "./Progress.ts"
import { type Recorded, recordOutcome } from "./recordOutcome.ts"
import { reviewRegKeys } from "./reviewRegKeys.ts"
import { settleAndRecord } from "./settleCharge.ts"
import * as Tally from "./Tally.ts"

export interface Options {
  /** The month to charge for. */
  readonly period: Period
  /** How many charges run at once. */
  readonly concurrency: number
  /** How many charges start in a second, at most. Each makes two calls: a look at the order id, then the charge. */
  readonly perSecond: number
  /** How long a charge keeps its place before the next one gets it. Settlement continues it all the same. */
  readonly patience: Duration.DurationInput
  /** How long to wait, at the end, for charges that settlement still looks up. */
  readonly wait: Duration.DurationInput
  /** The lease of a charge. After it expires, other runs assume that this one has crashed. */
  readonly lease: Duration.DurationInput
  /** How many charges in a row may fail before the run stops. */
  readonly tolerated: number
}

export const defaults: Omit<Options, "period"> = {
  concurrency: 16,
  perSecond: 20,
  patience: "5 seconds",
  wait: "4 minutes",
  lease: "1 minute",
  tolerated: 10
}

export interface Report {
  readonly period: Period
  readonly tally: Tally.Tally
  /** How many subscribers were asked for another regKey. */
  readonly askedAnew: number
  readonly took: Duration.Duration
  /** The reason if the run was stopped. It then forgot no key, and subscribers who were not charged are still due. */
  readonly stopped: Option.Option<string>
}

export const run = (options: Options) =>
  Effect.scoped(Effect.gen(function*() {
    const charges = yield* Charges
    const progress = yield* Progress

    yield* charges.open(options.period)
    // Slightly later: if two runs start at once, one of them makes the month due just after the other has started.
    const startedAt = yield* Clock.currentTimeMillis
    // A run that crashed left these. LINE Pay will give its answer about the keys again.
    yield* charges.reinstateKeys

    const tally = yield* Ref.make(Tally.empty(yield* charges.count("Due", startedAt)))
    const fuse = yield* Fuse.make(options.tolerated)
    const limited = yield* RateLimiter.make({ limit: options.perSecond, interval: "1 second" })
    const underWay = yield* FiberSet.make<unknown, DatabaseError>()

    const begin = (charge: Charge) =>
      Effect.gen(function*() {
        if (Option.isSome(yield* fuse.because)) return void (yield* charges.release(charge.orderId))
        // A separate fiber, so that a charge runs to its end even when the next one has its place.
        const settling = yield* FiberSet.run(underWay, settleAndRecord(charge, fuse.blow))
        const settled = yield* Effect.timeoutOption(Fiber.join(settling), options.patience)
        const recorded: Recorded = Option.isSome(settled)
          ? settled.value
          : yield* recordOutcome(charge, Outcome.Checking())
        yield* Ref.update(tally, (tally) => Tally.add(tally, recorded, charge.amount))
        yield* fuse.note(recorded)
        if (Option.isNone(settled)) {
          const end = (late: Recorded) => Ref.update(tally, (tally) => Tally.end(tally, late, charge.amount))
          yield* FiberSet.run(underWay, Effect.flatMap(Fiber.join(settling), end))
        }
      })

    const everybody = charges.claimed({
      state: "Due",
      dueBefore: startedAt,
      page: options.concurrency,
      lease: options.lease,
      ofOthers: "Await"
    }).pipe(
      // Claim no more charges, and let the running ones finish.
      Stream.interruptWhen(fuse.blown),
      Stream.mapEffect((charge) => limited(begin(charge)), { concurrency: options.concurrency, unordered: true }),
      Stream.runDrain
    )

    const review = Effect.gen(function*() {
      if (Option.isSome(yield* fuse.because)) return yield* Effect.as(charges.reinstateKeys, 0)
      yield* Effect.timeoutOption(FiberSet.awaitEmpty(underWay), options.wait)
      return yield* reviewRegKeys
    })

    const askedAnew = yield* progress.during(Ref.get(tally))(Effect.zipRight(everybody, review))
    const report: Report = {
      period: options.period,
      tally: yield* Ref.get(tally),
      askedAnew,
      took: Duration.millis((yield* Clock.currentTimeMillis) - startedAt),
      stopped: yield* fuse.because
    }
    return report
  }))
