import { assert, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { InsufficientBalance, LinePay, TransactionId } from "effect-line-pay"
import { shown } from "../src/policies.ts"

const transactionId = TransactionId.make("2023042201206549310")

it.effect("one answer is enough for a page", () =>
  Effect.gen(function*() {
    assert.strictEqual(yield* shown(transactionId), "Authenticated")
  }).pipe(Effect.provide(Layer.mock(LinePay, {
    merchant: "shop",
    checkPaymentStatus: () => Effect.succeed("Authenticated")
  }))))

it.effect("and so is one error", () =>
  Effect.gen(function*() {
    const linePay = yield* LinePay
    const error = yield* Effect.flip(linePay.confirmPayment({ transactionId, amount: 100, currency: "TWD" }))
    assert.strictEqual(error._tag, "InsufficientBalance")
  }).pipe(Effect.provide(Layer.mock(LinePay, {
    merchant: "shop",
    confirmPayment: () => new InsufficientBalance({ operation: "confirmPayment" })
  }))))
