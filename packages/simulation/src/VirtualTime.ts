/**
 * Makes time jump. A program runs without waiting, because the clock jumps to
 * the next sleeper when nothing else can run.
 *
 * It is Effect's `Clock` and its `Scheduler` at once. Everything runs in one
 * synchronous loop, so the same program takes the same steps every time.
 * `TestClock` suffices for a few payments only. It costs milliseconds of real
 * time per step, and keeps the sleepers that were interrupted.
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import type * as Exit from "effect/Exit"
import type * as Scheduler from "effect/Scheduler"

interface Sleeper {
  readonly at: number
  /** Of two that wake at the same time, the first to fall asleep wakes first. */
  readonly order: number
  readonly wake: () => void
}

export class VirtualTime implements Clock.Clock, Scheduler.Scheduler {
  readonly [Clock.ClockTypeId]: Clock.ClockTypeId = Clock.ClockTypeId
  readonly currentTimeMillis = Effect.sync(() => this.now)
  readonly currentTimeNanos = Effect.sync(() => this.unsafeCurrentTimeNanos())
  readonly #sleepers = new Heap()
  #ready: Array<Scheduler.Task> = []
  #order = 0
  private now: number

  constructor(start: number) {
    this.now = start
  }

  unsafeCurrentTimeMillis(): number {
    return this.now
  }

  unsafeCurrentTimeNanos(): bigint {
    return BigInt(this.now) * 1_000_000n
  }

  sleep(duration: Duration.Duration): Effect.Effect<void> {
    return Effect.async<void>((resume) => {
      const millis = Math.ceil(Duration.toMillis(duration))
      // A sleeper that would never wake is not kept.
      if (!Number.isFinite(millis)) return
      const sleeper = { at: this.now + millis, order: this.#order++, wake: () => resume(Effect.void) }
      this.#sleepers.add(sleeper)
      return Effect.sync(() => this.#sleepers.remove(sleeper))
    })
  }

  shouldYield(): false {
    return false
  }

  scheduleTask(task: Scheduler.Task): void {
    this.#ready.push(task)
  }

  /**
   * Runs an effect and its daemons to their ends. Throws when the effect waits for something that cannot happen any more.
   */
  run<A, E>(effect: Effect.Effect<A, E>): Exit.Exit<A, E> {
    const fiber = Effect.runFork(Effect.withClock(effect, this), { scheduler: this })
    for (;;) {
      const tasks = this.#ready
      if (tasks.length > 0) {
        this.#ready = []
        for (const task of tasks) task()
        continue
      }
      const next = this.#sleepers.next()
      if (next === undefined) break
      this.now = Math.max(this.now, next.at)
      next.wake()
    }
    const exit = fiber.unsafePoll()
    if (exit === null) throw new Error("Everything waits, and nobody sleeps: a promise, or a deadlock")
    return exit
  }
}

/** A binary heap by time and order. Removed entries are skipped when they come up. */
class Heap {
  readonly #items: Array<Sleeper> = []
  readonly #removed = new Set<Sleeper>()

  add(sleeper: Sleeper): void {
    const items = this.#items
    let index = items.push(sleeper) - 1
    while (index > 0) {
      const parent = (index - 1) >> 1
      const above = items[parent]
      if (above === undefined || !before(sleeper, above)) break
      items[index] = above
      index = parent
    }
    items[index] = sleeper
  }

  remove(sleeper: Sleeper): void {
    this.#removed.add(sleeper)
    // Interrupted timeouts would pile up: every answered call leaves one behind.
    if (this.#removed.size > 64 && this.#removed.size * 2 > this.#items.length) {
      const kept = this.#items.filter((item) => !this.#removed.has(item))
      this.#items.length = 0
      this.#removed.clear()
      for (const item of kept) this.add(item)
    }
  }

  next(): Sleeper | undefined {
    for (;;) {
      const first = this.#pop()
      if (first === undefined || !this.#removed.delete(first)) return first
    }
  }

  #pop(): Sleeper | undefined {
    const items = this.#items
    const first = items[0]
    const last = items.pop()
    if (first === undefined || last === undefined || items.length === 0) return first
    let index = 0
    for (;;) {
      const left = 2 * index + 1
      const right = left + 1
      const leftItem = items[left]
      if (leftItem === undefined) break
      const rightItem = items[right]
      const child = rightItem !== undefined && before(rightItem, leftItem) ? right : left
      const item = items[child]
      if (item === undefined || !before(item, last)) break
      items[index] = item
      index = child
    }
    items[index] = last
    return first
  }
}

const before = (left: Sleeper, right: Sleeper): boolean =>
  left.at < right.at || (left.at === right.at && left.order < right.order)
