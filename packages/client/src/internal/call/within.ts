import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as FiberId from "effect/FiberId"
import * as Runtime from "effect/Runtime"
import * as Tracer from "effect/Tracer"
import { alarm, interruptibleRuntime } from "./alarm.ts"

/**
 * Runs the effect below the span, in a separate fiber that is always interruptible, so that the timeout also works in
 * uninterruptible regions, such as a finalizer. The fiber is a daemon, because Effect interrupts the children of a fiber
 * even while that is uninterruptible, and there we must wait for the answer.
 *
 * `Effect.timeoutFail` would need two more fibers, and each costs as much as a signature.
 */
export const within = <A, E>(
  self: Effect.Effect<A, E>,
  span: Tracer.AnySpan,
  timeout: Duration.Duration,
  onTimeout: () => E
): Effect.Effect<A, E> =>
  Effect.withFiberRuntime((caller, status) => {
    const runtime = interruptibleRuntime(caller, status)
    return Effect.uninterruptibleMask((restore) => {
      const fiber = Runtime.runFork(
        Runtime.updateContext(runtime, Context.add(Tracer.ParentSpan, span)),
        self,
        { immediate: false }
      )
      let late = false
      const cancelAlarm = alarm(caller, status, timeout, () => {
        late = true
        fiber.unsafeInterruptAsFork(FiberId.none)
      })
      return Effect.matchCauseEffect(restore(exitOf(fiber)), {
        onFailure: (cause) => {
          cancelAlarm()
          return Effect.zipRight(Fiber.interrupt(fiber), Effect.failCause(cause))
        },
        onSuccess: (exit) => {
          cancelAlarm()
          return late && Exit.isInterrupted(exit) ? Effect.fail(onTimeout()) : exit
        }
      })
    })
  })

/** A cheaper `Fiber.await` for a fiber without other observers: one callback instead of two messages. */
const exitOf = <A, E>(fiber: Fiber.RuntimeFiber<A, E>): Effect.Effect<Exit.Exit<A, E>> =>
  Effect.async((resume) => {
    fiber.addObserver((exit) => resume(Effect.succeed(exit)))
  })
