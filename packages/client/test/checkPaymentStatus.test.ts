import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { PaymentStatus } from "effect-line-pay"
import * as Calls from "./support/calls.ts"
import * as Merchant from "./support/merchant.ts"

const statuses: { readonly [code: string]: PaymentStatus } = {
  "0000": "WaitingForCustomer",
  "0110": "Authenticated",
  "0121": "CanceledOrExpired",
  "0122": "Failed",
  "0123": "Completed"
}

const check = (answer: Merchant.Answer) =>
  Effect.flatMap(
    Merchant.make(answer),
    ({ linePay }) => linePay.checkPaymentStatus({ transactionId: Calls.transactionId })
  )

describe("checkPaymentStatus", () => {
  for (const [code, status] of Object.entries(statuses)) {
    it.effect(`${code} is ${status}`, () =>
      Effect.gen(function*() {
        assert.strictEqual(yield* check(Merchant.answer(code)), status)
        // In the documentation's other envelope, where a number has lost its leading zeros.
        const asNumber = check(`{"resultCode":${Number(code)},"statusMessage":"-"}`)
        if (Number(code) > 0) assert.strictEqual(yield* asNumber, status)
        // `1e-400` is 0 as well: the number 0 is no code.
        else assert.strictEqual((yield* Effect.flip(asNumber))._tag, "ResponseError")
      }))
  }

  it.effect("the legacy shipping beside a status is no trouble", () =>
    Effect.gen(function*() {
      const info = `{"shipping":[{"methodId":"shipping_01","feeAmount":"2"}]}`
      assert.strictEqual(yield* check(Merchant.answer("0110", info)), "Authenticated")
    }))

  it.effect("no other code that begins with a zero is a status", () =>
    Effect.gen(function*() {
      for (const code of ["0001", "0100", "0111", "0120", "0124", "0999", "000", "00000"]) {
        const error = yield* Effect.flip(check(Merchant.answer(code)))
        assert.strictEqual(error._tag, "UnexpectedResultCode", code)
      }
    }))

  it.effect("a status is no success of another call", () =>
    Effect.gen(function*() {
      for (const call of Calls.all.filter(({ operation }) => operation !== "checkPaymentStatus")) {
        for (const code of ["0110", "0121", "0122", "0123"]) {
          const { linePay } = yield* Merchant.make(Merchant.answer(code, call.info))
          const error = yield* Effect.flip(call.run(linePay))
          assert.strictEqual(error._tag, "UnexpectedResultCode", `${call.name} ${code}`)
          assert.strictEqual(error.outcome, call.access === "Write" ? "Unknown" : "NotApplied", `${call.name} ${code}`)
        }
      }
    }))
})
