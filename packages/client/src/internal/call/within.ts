import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as DefaultServices from "effect/DefaultServices"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as FiberId from "effect/FiberId"
import * as FiberRefs from "effect/FiberRefs"
import * as Runtime from "effect/Runtime"

/**
 * Runs the effect in a separate fiber that is always interruptible, so that the timeout also works in uninterruptible
 * regions, such as a finalizer. The fiber is a daemon, because Effect interrupts the children of a fiber even while that
 * is uninterruptible, and there we must wait for the answer.
 *
 * `Effect.timeoutFail` would need two more fibers, and each costs as much as a signature.
 */
export const within = <A, E>(
  self: Effect.Effect<A, E>,
  runtime: Runtime.Runtime<never>,
  timeout: Duration.Duration,
  onTimeout: () => E
): Effect.Effect<A, E> =>
  Effect.uninterruptibleMask((restore) => {
    const fiber = Runtime.runFork(runtime, self, { immediate: false })
    let late = false
    const cancelAlarm = alarm(runtime, timeout, () => {
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

/** A cheaper `Fiber.await` for a fiber without other observers: one callback instead of two messages. */
const exitOf = <A, E>(fiber: Fiber.RuntimeFiber<A, E>): Effect.Effect<Exit.Exit<A, E>> =>
  Effect.async((resume) => {
    fiber.addObserver((exit) => resume(Effect.succeed(exit)))
  })

const liveClock = /*#__PURE__*/ Context.get(DefaultServices.liveServices, Clock.Clock)

// The longest delay of `setTimeout`. Effect's clock waits for ever beyond it.
const longestTimeout = 2 ** 31 - 1

/**
 * Calls back after a delay, and returns a function that cancels it. With most clocks it forks a fiber that sleeps. With
 * Effect's default clock it uses `setTimeout` directly, because a fiber would cost more than the signature.
 */
export const alarm = (runtime: Runtime.Runtime<never>, after: Duration.Duration, ring: () => void): () => void => {
  const services = FiberRefs.getOrDefault(runtime.fiberRefs, DefaultServices.currentServices)
  const clock = Context.get(services, Clock.Clock)
  if (clock !== liveClock) {
    const fiber = Runtime.runFork(runtime, Effect.andThen(clock.sleep(after), Effect.sync(ring)))
    return () => fiber.unsafeInterruptAsFork(FiberId.none)
  }
  const milliseconds = Duration.toMillis(after)
  if (milliseconds > longestTimeout) return () => {}
  const timer = setTimeout(ring, milliseconds)
  return () => clearTimeout(timer)
}
