import { Effect, Exit, Fiber } from "effect"
import { Mutation, Simulation, VirtualTime, World } from "line-pay-simulation"
import { setImmediate } from "node:timers/promises"
import { assert, describe, it } from "vitest"

const minutes = 60_000

const options = { seed: 1, worlds: 4, ordersPerWorld: 20, faults: 0.15 }

/** Stops at the first violation; lets the test runner breathe between two worlds. */
const last = async (reports: Iterable<Simulation.Report>): Promise<Simulation.Report> => {
  let report = Simulation.empty
  for (report of reports) {
    if (report.violations.length > 0) break
    await setImmediate()
  }
  return report
}

describe("VirtualTime", () => {
  it("jumps to the next sleeper, in order, and wakes nobody who was interrupted", () => {
    const time = new VirtualTime(0)
    const woken: Array<string> = []
    const sleeper = (name: string, duration: `${number} seconds`) =>
      Effect.sync(() => woken.push(`${name} ${time.unsafeCurrentTimeMillis()}`)).pipe(Effect.delay(duration))
    const exit = time.run(Effect.gen(function*() {
      const late = yield* Effect.fork(sleeper("late", "3600 seconds"))
      const never = yield* Effect.fork(sleeper("never", "5 seconds"))
      yield* Effect.fork(sleeper("early", "1 seconds"))
      yield* Effect.sleep("2 seconds")
      yield* Fiber.interrupt(never)
      yield* Fiber.join(late)
    }))
    assert.isTrue(Exit.isSuccess(exit))
    assert.deepStrictEqual(woken, ["early 1000", "late 3600000"])
  })

  it("says so when a program waits for what cannot happen", () => {
    assert.throws(() => new VirtualTime(0).run(Effect.never), /deadlock/)
  })
})

describe("Simulation", () => {
  it("finds nothing wrong with the library", async () => {
    const report = await last(Simulation.simulate(options))
    assert.deepStrictEqual(report.violations, [])
    assert.strictEqual(report.orders, 80)
    assert.isAbove(report.crashes, 0)
    assert.isAbove(report.faults.size, 10)
    assert.isAbove(report.verdicts.get("confirmPayment Applied") ?? 0, 40)
  }, 5 * minutes)

  it("tells the same story for the same seed", () => {
    const tell = () => {
      const lines: Array<string> = []
      const history = World.run({ seed: 3, orders: 10, faults: 0.2, tell: (line) => lines.push(line) })
      return JSON.stringify([lines, history.ledger, [...history.attempts]])
    }
    assert.strictEqual(tell(), tell())
  }, 5 * minutes)

  it.each(Mutation.mutations)("notices a library that would $name", async (mutation) => {
    const { violations } = await last(Simulation.simulate({ ...options, worlds: 15, mutation }))
    assert.isNotEmpty(violations)
  }, 5 * minutes)
})
