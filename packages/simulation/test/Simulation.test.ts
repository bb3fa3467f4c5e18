import { Effect, Exit, Fiber } from "effect"
import type { Fault } from "effect-line-pay-sandbox"
import { Mutation, Simulation, VirtualTime, World } from "line-pay-simulation"
import { setImmediate } from "node:timers/promises"
import { assert, describe, it } from "vitest"

const minutes = 60_000

const options = { seed: 1, worlds: 5, ordersPerWorld: 20, faults: 0.3 }

/** Stops at the first violation. Vitest gets a turn between two worlds: it fails a thread that blocks for a minute. */
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
  it("finds nothing wrong with the library, whatever goes wrong around it", async () => {
    const report = await last(Simulation.simulate(options))
    assert.deepStrictEqual(report.violations, [])
    assert.strictEqual(report.orders, 100)
    // That it has met all of it, so that "nothing wrong" says something.
    assert.deepStrictEqual([...World.faults.keys()].filter((name) => report.faults[name] === undefined), [])
    assert.isAbove(report.crashes, 10)
    assert.isAbove(report.clockJumps, 10)
    for (const operation of ["confirmPayment", "capturePayment", "voidPayment", "refundPayment", "payPreapproved"]) {
      assert.isAbove(report.verdicts[`${operation} Applied`] ?? 0, 0, operation)
    }
  }, 5 * minutes)

  it("has every kind of fault of the sandbox in it", () => {
    const kinds: Record<Fault.Fault["_tag"], true> = {
      Delay: true,
      Hang: true,
      Reset: true,
      StallBody: true,
      CutBody: true,
      ResultCode: true,
      Raw: true,
      CommitLate: true,
      Lag: true,
      FlawedDetails: true,
      Odd: true,
      OldEnvelope: true
    }
    const present = new Set(Array.from(World.faults.values(), ({ _tag }) => _tag))
    assert.sameMembers([...present], Object.keys(kinds))
  })

  it("tells the same story for the same seed", () => {
    const tell = () => {
      const lines: Array<string> = []
      const history = World.run({ seed: 3, orders: 10, faults: 0.2, tell: (line) => lines.push(line) })
      return JSON.stringify([lines, history.ledger, [...history.attempts], [...history.requests]])
    }
    assert.strictEqual(tell(), tell())
  }, 5 * minutes)

  it("tells the story of the one payment that went wrong, and of no other", async () => {
    const broken = { ...options, mutation: Mutation.find("resend a refund after a timeout") }
    const { violations: [violation] } = await last(Simulation.simulate(broken))
    if (violation === undefined) return assert.fail("nothing went wrong")
    const story = Simulation.story(violation, broken)
    // No record has a request without a mark, so the order is what the violation is about.
    assert.match(violation.about, /^order-\d+$/)
    const ledger = story.filter((line) => line.includes("LEDGER"))
    assert.isAtLeast(ledger.filter((line) => line.includes("LEDGER Refund")).length, 2)
    assert.isTrue(ledger.every((line) => line.includes(` of ${violation.about} `)), ledger.join("\n"))
    assert.isTrue(story.some((line) => line.includes("/refund") && line.includes(" meets: ")))
    assert.deepStrictEqual(story.map((line) => line.slice(0, 24)), story.map((line) => line.slice(0, 24)).sort())
  }, 5 * minutes)

  it("calls a world that breaks down a violation, with its last lines as the story", () => {
    const broken: Simulation.WorldOptions = {
      ...options,
      mutation: {
        name: "die",
        noticedWithin: 20,
        linePay: (linePay) => ({ ...linePay, requestPayment: () => Effect.die("a defect of the library") })
      }
    }
    const { orders, violations: [violation] } = Simulation.world(1, broken)
    assert.strictEqual(orders, options.ordersPerWorld)
    if (violation === undefined) return assert.fail("nothing went wrong")
    assert.deepInclude(violation, { seed: 1, about: "the world" })
    assert.match(violation.what, /a defect of the library/)
    assert.match(Simulation.story(violation, broken).at(-1) ?? "", /request order-\d+ at pod \d$/)
  })

  it.each([
    {
      seed: 100_007,
      faults: 0.3,
      found: "a charge by a process that was minutes ahead was called NotApplied (OrderIdReused)"
    },
    {
      seed: 100_042,
      faults: 0.3,
      found: "a colleague's refund from before, shown under another id, was taken for ours"
    },
    {
      seed: 20_261_339,
      faults: 0.15,
      found: "a colleague's refund from meanwhile, shown under another id, was called a violation"
    }
  ])("finds nothing in seed $seed any more: $found", async ({ faults, seed }) => {
    await setImmediate()
    assert.deepStrictEqual(Simulation.world(seed, { ...options, faults }).violations, [])
  }, 5 * minutes)

  it("finds nothing wrong at the edges, and meets them", async () => {
    const report = await last(Simulation.simulate({ ...options, seed: 12, worlds: 8, edges: true }))
    assert.deepStrictEqual(report.violations, [])
    for (const name of ["log away", "answer about another payment", "stale answer"]) {
      assert.isAbove(report.faults[name] ?? 0, 0, name)
    }
  }, 5 * minutes)

  it("tells the same story of a world with edges for the same seed", () => {
    const tell = () => {
      const lines: Array<string> = []
      const history = World.run({ seed: 3, orders: 10, faults: 0.2, edges: true, tell: (line) => lines.push(line) })
      return JSON.stringify([lines, history.ledger, [...history.attempts], [...history.requests]])
    }
    assert.strictEqual(tell(), tell())
  }, 5 * minutes)

  it.each([19, 21])(
    "finds nothing at the edges of seed %i any more: reopened charges were called never sent",
    async (seed) => {
      await setImmediate()
      assert.deepStrictEqual(Simulation.world(seed, { ...options, faults: 0.15, edges: true }).violations, [])
    },
    5 * minutes
  )

  it.each(Mutation.mutations)("notices within $noticedWithin payments a library that would $name", async (mutation) => {
    const worlds = mutation.noticedWithin / options.ordersPerWorld
    const { violations } = await last(Simulation.simulate({ ...options, worlds, mutation, edges: mutation.edges }))
    assert.isNotEmpty(violations)
  }, 5 * minutes)
})
