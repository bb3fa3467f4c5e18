import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FiberId from "effect/FiberId"
import * as Runtime from "effect/Runtime"
import { type AttemptLog, AttemptLogError, type Verb } from "../../AttemptLog.ts"
import { alarm, interruptibleRuntime } from "../call/alarm.ts"
import type { LogClock } from "./clock.ts"
import * as Now from "./now.ts"

/** The log, with a limit on the time of each verb. Its answers set the clock. */
export const make = (log: AttemptLog.Service, clock: LogClock, limit: Duration.Duration): AttemptLog.Service => ({
  ...log,
  get: (key, options) =>
    Effect.flatMap(
      Now.steady,
      (asked) => within("get", limit, log.get(key, options)).pipe(Effect.tap(({ at }) => clock.observe(at, asked)))
    ),
  append: (append) => within("append", limit, log.append(append)),
  lease: (lease) => within("lease", limit, log.lease(lease)),
  told: (versions) => within("told", limit, log.told(versions))
})

/**
 * Ends the wait for a verb after some time, also in an uninterruptible region, and also if the verb cannot be interrupted.
 * A verb that hangs must block neither the answer to a caller nor the end of the layer.
 */
const within = <A>(
  verb: Verb,
  limit: Duration.Duration,
  self: Effect.Effect<A, AttemptLogError>
): Effect.Effect<A, AttemptLogError> =>
  Effect.withFiberRuntime((caller, status) =>
    Effect.async((resume) => {
      const fiber = Runtime.runFork(interruptibleRuntime(caller, status), self)
      const abandon = () => fiber.unsafeInterruptAsFork(FiberId.none)
      const cancelAlarm = alarm(caller, status, limit, () => {
        resume(new AttemptLogError({ verb, reason: "it has not answered within its time limit" }))
        abandon()
      })
      fiber.addObserver((exit) => {
        cancelAlarm()
        resume(exit)
      })
      return Effect.sync(() => {
        cancelAlarm()
        abandon()
      })
    })
  )
