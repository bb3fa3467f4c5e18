import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as DefaultServices from "effect/DefaultServices"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Fiber from "effect/Fiber"
import * as FiberId from "effect/FiberId"
import type * as FiberStatus from "effect/FiberStatus"
import * as Runtime from "effect/Runtime"
import * as RuntimeFlags from "effect/RuntimeFlags"

const liveClock = /*#__PURE__*/ Context.get(DefaultServices.liveServices, Clock.Clock)

// The longest delay of `setTimeout`. Effect's clock waits for ever beyond it.
const longestTimeout = 2 ** 31 - 1

/**
 * Calls back after a delay, by the clock of the fiber, and returns a function that cancels it. With most clocks it forks a
 * fiber that sleeps. With Effect's default clock it uses `setTimeout` directly, because a fiber would cost more than the
 * signature.
 */
export const alarm = (
  caller: Fiber.RuntimeFiber<unknown, unknown>,
  status: FiberStatus.Running,
  after: Duration.Duration,
  ring: () => void
): () => void => {
  const clock = Context.get(caller.currentDefaultServices, Clock.Clock)
  if (clock !== liveClock) {
    const fiber = Runtime.runFork(
      interruptibleRuntime(caller, status),
      Effect.andThen(clock.sleep(after), Effect.sync(ring))
    )
    return () => fiber.unsafeInterruptAsFork(FiberId.none)
  }
  const milliseconds = Duration.toMillis(after)
  if (milliseconds > longestTimeout) return () => {}
  const timer = setTimeout(ring, milliseconds)
  return () => clearTimeout(timer)
}

/** A runtime with everything that a fiber has. Its fibers can be interrupted even if the fiber cannot. */
export const interruptibleRuntime = (
  caller: Fiber.RuntimeFiber<unknown, unknown>,
  { runtimeFlags }: FiberStatus.Running
): Runtime.Runtime<never> =>
  Runtime.make({
    context: caller.currentContext,
    fiberRefs: caller.getFiberRefs(),
    runtimeFlags: RuntimeFlags.enable(runtimeFlags, RuntimeFlags.Interruption)
  })
