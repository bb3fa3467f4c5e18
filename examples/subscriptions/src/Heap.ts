/**
 * Measures how much memory is live during some work. It collects garbage first, so that it does not measure that.
 */
import { Effect, Ref, Schedule } from "effect"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import * as Tally from "./Tally.ts"

const collect: () => void = (() => {
  setFlagsFromString("--expose-gc")
  return runInNewContext("gc")
})()

const used = Effect.sync(() => {
  collect()
  return process.memoryUsage().heapUsed
})

export interface Samples {
  readonly start: number
  readonly half: number
  readonly end: number
}

/** Measures before the work, when half of it is done, and after it. */
export const during =
  (tally: Effect.Effect<Tally.Tally>, samples: Ref.Ref<Samples>) =>
  <A, E, R>(work: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> => {
    const note = (when: keyof Samples) =>
      Effect.flatMap(used, (bytes) => Ref.update(samples, (samples) => ({ ...samples, [when]: bytes })))
    const isHalf = Effect.map(tally, (tally) => Tally.done(tally) >= tally.due / 2)
    const half = Effect.repeat(isHalf, { until: (isHalf) => isHalf, schedule: Schedule.spaced("50 millis") })
    return Effect.gen(function*() {
      yield* note("start")
      yield* Effect.forkScoped(Effect.zipRight(half, note("half")))
      const result = yield* work
      yield* note("end")
      return result
    }).pipe(Effect.scoped)
  }
