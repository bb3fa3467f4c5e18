import { it } from "@effect/vitest"
import { Cause, Clock, Duration, Effect, Exit, Logger, type Scheduler } from "effect"

interface Timer {
  readonly at: number
  readonly fire: () => void
}

/**
 * Runs a program in a time of its own: whenever every fiber waits, the clock jumps to the next moment that one of them
 * waits for. Hours pass in milliseconds, and a program that waits for what never comes is a failure.
 *
 * `TestClock` needs some milliseconds of real time per step, and a settlement takes dozens of steps.
 */
export const run = <A, E>(
  program: Effect.Effect<A, E>,
  /** Which of several fibers that could go on does; the first by default. */
  pick: (ready: number) => number = () => 0
): Exit.Exit<A, E> => {
  let now = 0
  const timers = new Set<Timer>()
  const ready: Array<() => void> = []

  const clock: Clock.Clock = {
    [Clock.ClockTypeId]: Clock.ClockTypeId,
    unsafeCurrentTimeMillis: () => now,
    unsafeCurrentTimeNanos: () => BigInt(Math.round(now * 1_000)) * 1_000n,
    currentTimeMillis: Effect.sync(() => now),
    currentTimeNanos: Effect.sync(() => clock.unsafeCurrentTimeNanos()),
    sleep: (duration) =>
      Effect.async((resume) => {
        const timer = { at: now + Duration.toMillis(duration), fire: () => resume(Effect.void) }
        if (Number.isFinite(timer.at)) timers.add(timer)
        return Effect.sync(() => timers.delete(timer))
      })
  }
  const scheduler: Scheduler.Scheduler = {
    scheduleTask: (task) => ready.push(task),
    shouldYield: () => false
  }

  const fiber = Effect.runFork(Effect.withClock(Effect.provide(program, Logger.remove(Logger.defaultLogger)), clock), {
    scheduler
  })
  for (;;) {
    while (ready.length > 0) ready.splice(pick(ready.length), 1)[0]?.()
    const exit = fiber.unsafePoll()
    if (exit !== null) return exit
    // A set keeps the order in which the timers were set.
    const next = [...timers].reduce<Timer | undefined>(
      (first, timer) => first === undefined || timer.at < first.at ? timer : first,
      undefined
    )
    if (next === undefined) throw new Error(`after ${now} ms, everybody waits for what never comes`)
    timers.delete(next)
    now = next.at
    next.fire()
  }
}

/** The value of a program, or the failure of the test. */
export const value = <A, E>(exit: Exit.Exit<A, E>): A => {
  if (Exit.isSuccess(exit)) return exit.value
  throw Cause.prettyErrors(exit.cause)[0] ?? new Error("interrupted")
}

/** A test in a time of its own. */
export const test = (name: string, program: Effect.Effect<void, unknown>): void => {
  it(name, () => value(run(program)))
}
