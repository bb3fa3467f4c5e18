import { assert, describe, it } from "@effect/vitest"
import { Array as Arr, Clock, Effect, FastCheck as fc, Layer } from "effect"
import { AttemptLog, type Settled, Settlement } from "effect-line-pay"
import { Fault, type Ledger, Sandbox } from "effect-line-pay-sandbox"
import * as Shop from "./support/shop.ts"
import * as Simulation from "./support/simulation.ts"

// -----------------------------------------------------------------------------
// What may happen
// -----------------------------------------------------------------------------

/** One intent, which several callers may have at once. */
interface Calling {
  readonly effect: Effect.Effect<Settled<unknown>, { readonly _tag: string }, Settlement>
  readonly key: string
  /** Whether the ledger has it. */
  readonly isDone: (movements: ReadonlyArray<Ledger.Movement>) => boolean
}

const calling = (
  effect: Calling["effect"],
  key: string,
  moved: Pick<Ledger.Movement, "kind" | "amount"> & Partial<Pick<Ledger.Movement, "transactionId" | "orderId">>
): Calling => ({
  effect,
  key,
  isDone: (movements) =>
    movements.some((movement) =>
      movement.kind === moved.kind && movement.amount === moved.amount &&
      movement.transactionId === (moved.transactionId ?? movement.transactionId) &&
      movement.orderId === (moved.orderId ?? movement.orderId)
    )
})

/** How each story begins, and what is then called. */
const stories = {
  confirm: Effect.map(
    Effect.replicateEffect(Shop.authenticated(), 2),
    Arr.map((tab) => {
      const { transactionId } = tab
      return calling(Shop.confirm(tab), `confirmPayment ${transactionId}`, {
        kind: "Capture",
        amount: 100,
        transactionId
      })
    })
  ),
  capture: Effect.map(Shop.authorised(), (payment) => [
    calling(Shop.capture(payment), `capturePayment ${payment.transactionId}`, { kind: "Capture", amount: 100 }),
    calling(Shop.release(payment), `voidPayment ${payment.transactionId}`, { kind: "Void", amount: 100 })
  ]),
  refundParts: Effect.map(
    Shop.captured(),
    (payment) =>
      [10, 20, 40].map((amount) =>
        calling(Shop.refund(payment, amount, `${amount}`), `refundPayment ${payment.transactionId} ${amount}`, {
          kind: "Refund",
          amount
        })
      )
  ),
  refundAll: Effect.map(
    Shop.captured(),
    (payment) =>
      ["a", "b"].map((id) =>
        calling(Shop.refund(payment, "full", id), `refundPayment ${payment.transactionId} ${id}`, {
          kind: "Refund",
          amount: 100
        })
      )
  ),
  refundUpTo: Effect.map(
    Shop.captured(),
    (payment) =>
      ["a", "b"].map((id) =>
        calling(Shop.refundUpTo(payment, 60, id), `refundPayment ${payment.transactionId} ${id}`, {
          kind: "Refund",
          amount: 60
        })
      )
  ),
  charge: Effect.map(
    Shop.regKey,
    (regKey) =>
      ["order-8", "order-9"].map((orderId) =>
        calling(Shop.charge(regKey, { orderId }), `payPreapproved shop ${orderId}`, {
          kind: "Capture",
          amount: 50,
          orderId
        })
      )
  )
}

type Story = keyof typeof stories

interface Call {
  /** Which process calls; the second may be gone. */
  readonly pod: number
  readonly intent: number
  /** Seconds after the beginning. */
  readonly at: number
  /** Seconds after which the caller goes away. */
  readonly patience: number
}

interface Scenario {
  readonly story: Story
  readonly seed: number
  readonly calls: ReadonlyArray<Call>
  readonly faults: ReadonlyArray<Fault.Fault>
  /** The second process ends, in good order or not. */
  readonly end: { readonly at: number; readonly inGoodOrder: boolean }
}

const scenarios = (faults: ReadonlyArray<Fault.Fault>): fc.Arbitrary<Scenario> =>
  fc.record({
    story: fc.constantFrom("confirm", "capture", "refundParts", "refundAll", "refundUpTo", "charge"),
    seed: fc.integer(),
    calls: fc.array(
      fc.record({
        pod: fc.nat(1),
        intent: fc.nat(2),
        at: fc.oneof(fc.constant(0), fc.nat(200)),
        patience: fc.oneof(fc.constant(1_200), fc.nat(100))
      }),
      { minLength: 5, maxLength: 5 }
    ),
    faults: fc.subarray([...faults], { minLength: 1 }),
    end: fc.record({ at: fc.nat(300), inGoodOrder: fc.boolean() })
  })

/** LINE Pay is done, and shows it, within a minute of the connection's end. */
const punctual: ReadonlyArray<Fault.Fault> = [
  Fault.resetBefore,
  Fault.commitThenLose,
  Fault.hang(),
  Fault.hang({ applied: true }),
  Fault.badGateway({ applied: true }),
  Fault.cutBody(30),
  Fault.delay("7 seconds"),
  Fault.commitLate("35 seconds"),
  Fault.commitLate("35 seconds", { locked: true }),
  Fault.lag("20 seconds"),
  Fault.resultCode("9000"),
  Fault.resultCode("9000", { applied: true }),
  Fault.resultCode("1902"),
  Fault.resultCode("1902", { applied: true }),
  Fault.resultCode("7777", { applied: true }),
  // Believed only when nothing is shown.
  Fault.resultCode("2022"),
  Fault.resultCode("2022", { applied: true }),
  // A rejection, for all five calls but the capture.
  Fault.resultCode("1102")
]

/** Whatever LINE Pay can come up with. */
const unpunctual: ReadonlyArray<Fault.Fault> = [
  ...punctual,
  Fault.commitLate("5 minutes"),
  Fault.commitLate("10 minutes", { locked: true }),
  Fault.lag("10 minutes")
]

// -----------------------------------------------------------------------------
// How it comes to pass
// -----------------------------------------------------------------------------

/** Numbers from 0 to 1 that follow from a seed. */
const randomFrom = (seed: number) => {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const tell = ({ calls, end, faults, story }: Scenario, random: () => number) =>
  Effect.gen(function*() {
    const sandbox = yield* Sandbox
    const callings = yield* stories[story]
    yield* sandbox.faults.random({ probability: 0.4, faults: faults.map((fault) => ({ fault })) })

    const pause = Effect.suspend(() => Effect.sleep(random() * 300))
    /** Every verb takes its time, so that anything can come between any two. */
    const slow = <A extends ReadonlyArray<unknown>, B, E>(verb: (...args: A) => Effect.Effect<B, E>) => (...args: A) =>
      Effect.zipRight(pause, Effect.zipLeft(verb(...args), pause))
    const slowLog = (log: AttemptLog.Service): AttemptLog.Service => ({
      ...log,
      get: slow(log.get),
      append: slow(log.append)
    })
    const survivor = yield* Shop.pod({ log: slowLog })
    // It does not end in good order: from one moment on, nothing that it does has any effect.
    const dead = Effect.flatMap(Clock.currentTimeMillis, (now) =>
      !end.inGoodOrder && now >= end.at * 1_000 ? Effect.never : Effect.void)
    const mortal = yield* Shop.pod({
      log: (log) => {
        const slowed = slowLog(log)
        return {
          ...slowed,
          get: (...given) =>
            Effect.zipRight(dead, slowed.get(...given)),
          append: (append) => Effect.zipRight(dead, Effect.zipLeft(slowed.append(append), dead))
        }
      }
    })
    if (end.inGoodOrder) yield* Effect.fork(Effect.delay(mortal.close, end.at * 1_000))

    const outcomes = yield* Effect.forEach(calls, ({ at, intent, patience, pod }) => {
      const calling = callings[intent % callings.length] ?? assert.fail("a story without calls")
      const { run } = pod === 0 ? survivor : mortal
      return run(Shop.outcome(calling.effect)).pipe(
        Effect.timeoutOption(patience * 1_000),
        Effect.delay(at * 1_000),
        Effect.map((outcome) => ({ calling, outcome }))
      )
    }, { concurrency: "unbounded" })

    yield* sandbox.faults.clear
    yield* Effect.sleep("20 minutes")
    for (let sweep = 0; sweep < 6; sweep++) {
      yield* survivor.run(Shop.sweep)
      yield* Effect.sleep("1 day")
    }

    const attempts = yield* Effect.forEach(callings, ({ key }) => Shop.attemptIfAny(key))
    return { callings, outcomes, attempts, movements: yield* sandbox.ledger }
  })

const happen = (scenario: Scenario) => {
  const random = randomFrom(scenario.seed)
  const world = Settlement.layer.pipe(
    Layer.provideMerge(Layer.merge(Shop.linePay({ seed: scenario.seed }), AttemptLog.layerMemory))
  )
  return Simulation.value(
    Simulation.run(Effect.provide(tell(scenario, random), world), (ready) => Math.floor(random() * ready))
  )
}

// -----------------------------------------------------------------------------
// What holds
// -----------------------------------------------------------------------------

/** No money moves that was not asked for, and none moves twice. */
const assertNothingTwice = ({ story }: Scenario, { movements }: ReturnType<typeof happen>) => {
  const count = (kind: Ledger.Kind, amount: number) =>
    movements.filter((movement) => movement.kind === kind && movement.amount === amount).length
  const refunds = movements.filter(({ kind }) => kind === "Refund").map(({ amount }) => amount)
  switch (story) {
    case "confirm":
      return assert.isAtMost(count("Capture", 100), 1)
    case "capture":
      return assert.isAtMost(count("Capture", 100) + count("Void", 100), 1)
    case "refundParts":
      assert.strictEqual(new Set(refunds).size, refunds.length)
      return assert.includeMembers([10, 20, 40], refunds)
    case "refundAll":
      return assert.includeMembers([100], refunds)
    case "refundUpTo":
      return assert.includeMembers([60], refunds)
    case "charge":
      return assert.isAtMost(count("Capture", 50), 2)
  }
}

/** What callers were told, and what is on record, is what the ledger says. */
const assertTruth = ({ story }: Scenario, { attempts, callings, movements, outcomes }: ReturnType<typeof happen>) => {
  // Two refunds to one end: either may have reached it.
  const shared = story === "refundAll" || story === "refundUpTo"
  for (const { calling, outcome } of outcomes) {
    if (outcome._tag === "Some" && outcome.value.verdict === "Applied") assert.isTrue(calling.isDone(movements))
  }
  for (const [index, { isDone }] of callings.entries()) {
    const attempt = attempts[index]
    if (attempt === undefined) {
      assert.isTrue(shared || !isDone(movements))
      continue
    }
    switch (attempt.verdict?._tag) {
      case "Applied":
        assert.isTrue(isDone(movements))
        break
      case "NotApplied":
        assert.isTrue(shared || !isDone(movements))
        break
      case "Mismatch":
        assert.fail("nobody interfered")
        break
      default:
        assert.strictEqual(attempt.alarm, "NoEvidence")
    }
  }
}

/** `SETTLEMENT_RUNS=1000` for the long run. */
const numRuns = Number(process.env["SETTLEMENT_RUNS"] ?? 60)

describe("for random faults, callers and processes", () => {
  it("nothing is captured, voided, refunded or charged twice, however late LINE Pay is", () => {
    let moved = 0
    fc.assert(
      fc.property(scenarios(unpunctual), (scenario) => {
        const told = happen(scenario)
        moved += told.movements.length
        assertNothingTwice(scenario, told)
      }),
      { numRuns }
    )
    assert.isAbove(moved, numRuns)
  }, 120_000)

  it("Applied is in the ledger, NotApplied is not, and nothing stays open without a human", () => {
    const verdicts = new Map<string, number>()
    fc.assert(
      fc.property(scenarios(punctual), (scenario) => {
        const told = happen(scenario)
        assertNothingTwice(scenario, told)
        assertTruth(scenario, told)
        for (const attempt of told.attempts) {
          const verdict = attempt?.verdict?._tag ?? "None"
          verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1)
        }
      }),
      { numRuns }
    )
    assert.isAbove(verdicts.get("Applied") ?? 0, numRuns / 4)
    assert.isAbove(verdicts.get("NotApplied") ?? 0, numRuns / 20)
  }, 120_000)
})
