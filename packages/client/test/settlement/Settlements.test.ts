import { assert, describe } from "@effect/vitest"
import { Effect, Layer, Ref } from "effect"
import { AttemptLog, LinePay, Settlements } from "effect-line-pay"
import { Fault, Sandbox } from "effect-line-pay-sandbox"
import * as Shop from "./support/shop.ts"
import { test } from "./support/simulation.ts"

/** A platform whose merchants have one LINE Pay, one log and one sweeper. */
const platform = (
  name: string,
  merchants: ReadonlyArray<string>,
  program: (told: Ref.Ref<ReadonlyArray<string>>) => Effect.Effect<
    void,
    unknown,
    Settlements | Sandbox | LinePay | AttemptLog | Shop.Wire
  >
) =>
  test(
    name,
    Effect.gen(function*() {
      const told = yield* Ref.make<ReadonlyArray<string>>([])
      const linePay = yield* LinePay
      const layer = Settlements.layerWith({
        linePay: (merchant) =>
          merchants.includes(merchant) ? Layer.succeed(LinePay, { ...linePay, merchant }) : Layer.fail("gone"),
        merchants: Effect.succeed(merchants),
        tell: ({ attempt, standing }) =>
          Ref.update(told, (all) => [...all, `${attempt.merchant} ${attempt.orderId} ${standing}`])
      })
      yield* Effect.provide(program(told), layer)
    }).pipe(Effect.provide(Layer.merge(Shop.linePay(), AttemptLog.layerMemory)))
  )

const confirm = (merchant: string, { amount, currency, orderId, transactionId }: Shop.Payment) =>
  Effect.gen(function*() {
    const settlements = yield* Settlements
    const settlement = yield* settlements.of(merchant)
    return yield* settlement.confirmPayment({ transactionId, orderId, amount, currency })
  })

describe("Settlements", () => {
  platform("each merchant's verdicts are told under its name", ["a", "b"], (told) =>
    Effect.gen(function*() {
      for (const merchant of ["a", "b"]) {
        yield* confirm(merchant, yield* Shop.authenticated({ orderId: `order-${merchant}` }))
      }
      assert.deepStrictEqual(yield* Ref.get(told), ["a order-a Applied", "b order-b Applied"])
    }))

  platform(
    "one sweep settles what is open, of all merchants, and of one",
    ["a", "b"],
    (told) =>
      Effect.gen(function*() {
        const settlements = yield* Settlements
        yield* Shop.next("getPaymentDetails", Fault.lag("1 hour"), Infinity)
        for (const merchant of ["a", "b"]) {
          yield* Shop.next("confirmPayment", Fault.commitThenLose)
          yield* Effect.ignore(confirm(merchant, yield* Shop.authenticated({ orderId: `order-${merchant}` })))
        }
        yield* Effect.flatMap(Sandbox, ({ faults }) => faults.clear)
        yield* Effect.sleep("10 minutes")
        const one = yield* Effect.flatMap(settlements.of("b"), ({ sweep }) => sweep)
        assert.deepStrictEqual(one.looked.map(({ attempt }) => attempt.merchant), ["b"])
        const all = yield* settlements.sweep
        assert.deepStrictEqual([all.settled, all.open], [1, 0])
        assert.sameMembers([...yield* Ref.get(told)], ["a order-a Applied", "b order-b Applied"])
      })
  )

  platform(
    "a merchant without a client is an error that says so, and sends nothing",
    ["a"],
    () =>
      Effect.gen(function*() {
        const error = yield* Effect.flip(confirm("z", yield* Shop.authenticated()))
        assert.deepInclude(error, { _tag: "MerchantUnavailable", merchant: "z", outcome: "NotApplied" })
        assert.deepStrictEqual(yield* Shop.sends("confirmPayment"), [])
      })
  )

  platform("a transaction of one merchant is refused to another", ["a", "b"], () =>
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* confirm("a", payment)
      const error = yield* Effect.flip(confirm("b", payment))
      assert.deepInclude(error, { _tag: "KeyTaken", differs: "Merchant", asked: "b", recorded: "a" })
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), { ledger: ["Capture 100"], sends: 1 })
    }))
})
