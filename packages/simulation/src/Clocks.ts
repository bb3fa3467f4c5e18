/**
 * Has the clocks of LINE Pay, of the database, and of each process. They
 * differ, and those of the processes are set while they run.
 */
import * as Clock from "effect/Clock"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type { VirtualTime } from "./VirtualTime.ts"

/** A clock that is ahead of the truth, or behind. */
export class OffsetClock implements Clock.Clock {
  readonly [Clock.ClockTypeId]: Clock.ClockTypeId = Clock.ClockTypeId
  readonly currentTimeMillis = Effect.sync(() => this.unsafeCurrentTimeMillis())
  readonly currentTimeNanos = Effect.sync(() => this.unsafeCurrentTimeNanos())
  protected readonly time: VirtualTime
  /** By how many milliseconds it is ahead, from the start on. */
  protected aheadAtStart: number

  constructor(time: VirtualTime, ahead: number) {
    this.time = time
    this.aheadAtStart = ahead
  }

  unsafeCurrentTimeMillis(): number {
    return this.time.unsafeCurrentTimeMillis() + this.aheadAtStart
  }

  unsafeCurrentTimeNanos(): bigint {
    return BigInt(this.time.unsafeCurrentTimeMillis() + this.aheadAtStart) * 1_000_000n
  }

  sleep(duration: Duration.Duration): Effect.Effect<void> {
    return this.time.sleep(duration)
  }
}

/** The clock of a database, which somebody sets while processes use it. */
export class DatabaseClock extends OffsetClock {
  set(ahead: number): void {
    this.aheadAtStart = ahead
  }
}

/**
 * The clocks of a process. At the start its wall clock is right within half of settlement's margin. Later it is set by
 * minutes, forward and back. The clock for nanoseconds and sleeps is monotonic. Once the process was killed, nothing
 * wakes up in it.
 */
export class PodClock extends OffsetClock {
  /** By how many milliseconds the time of day is ahead of the truth. */
  ahead: number
  private readonly awake: () => Effect.Effect<void>

  constructor(time: VirtualTime, ahead: number, awake: () => Effect.Effect<void>) {
    super(time, ahead)
    this.ahead = ahead
    this.awake = awake
  }

  override unsafeCurrentTimeMillis(): number {
    return this.time.unsafeCurrentTimeMillis() + this.ahead
  }

  override sleep(duration: Duration.Duration): Effect.Effect<void> {
    return Effect.zipRight(this.time.sleep(duration), Effect.suspend(this.awake))
  }
}
