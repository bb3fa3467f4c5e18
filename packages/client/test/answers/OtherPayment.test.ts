import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { LinePay, TransactionId } from "effect-line-pay"
import * as Calls from "../support/calls.ts"
import * as Merchant from "../support/merchant.ts"
import * as HttpClients from "../transport/support/httpClients.ts"
import * as MerchantAt from "../transport/support/merchantAt.ts"
import * as Server from "../transport/support/misbehavingServer.ts"

const other = { transactionId: TransactionId.make("2023042201206549399"), orderId: "order-of-another" }

describe("an answer that names another payment", () => {
  for (const name of ["confirmPayment", "capturePayment", "getPaymentDetails", "payPreapproved"] as const) {
    const { access, info, run } = Calls.calls[name]
    it.effect(`${name}: is no answer`, () =>
      Effect.gen(function*() {
        const named = name === "payPreapproved"
          ? `{"transactionId":${Calls.transactionId},"orderId":"${Calls.orderId}"}`
          : info
        const { linePay } = yield* Merchant.make(Merchant.answer("0000", named))
        yield* run(linePay)
        const error = yield* Effect.flip(run(linePay, other))
        assert.strictEqual(error._tag, access === "Write" ? "OutcomeUnknown" : "ResponseError")
        assert("reason" in error)
        assert.strictEqual(error.reason, "OtherPayment")
      }))
  }

  it.effect("getPaymentDetails: one foreign record makes the whole answer foreign", () =>
    Effect.gen(function*() {
      const info = `[{"transactionId":${Calls.transactionId}},{"transactionId":${other.transactionId}}]`
      const { linePay } = yield* Merchant.make(Merchant.answer("0000", info))
      const error = yield* Effect.flip(linePay.getPaymentDetails({ transactionIds: [Calls.transactionId] }))
      assert("reason" in error)
      assert.strictEqual(error.reason, "OtherPayment")
    }))

  it.effect("getPaymentDetails: a refund of what was asked for is not foreign", () =>
    Effect.gen(function*() {
      const info = `[{"transactionId":${other.transactionId},"originalTransactionId":${Calls.transactionId}}]`
      const { linePay } = yield* Merchant.make(Merchant.answer("0000", info))
      assert.lengthOf(yield* linePay.getPaymentDetails({ transactionIds: [Calls.transactionId] }), 1)
    }))
})

describe("a proxy that sends one answer too many on a kept-alive connection", () => {
  const confirmed = (id: string) => MerchantAt.httpAnswer(Merchant.answer("0000", `{"transactionId":${id}}`))

  for (const client of [HttpClients.linePayNode, HttpClients.undici]) {
    it.scopedLive(`${client.name}: the confirm of the next payment is no success`, () =>
      Effect.gen(function*() {
        // From the second request on, each is answered with what belongs to the one before.
        const ids: Array<string> = []
        const server = yield* Server.make({
          onRequest: (socket, { target }, index) => {
            ids.push(/payments\/(\d+)\/confirm/.exec(target)?.[1] ?? "")
            socket.write(confirmed(ids[Math.max(0, index - 1)] ?? ""))
          }
        })
        const confirm = (transactionId: TransactionId) =>
          Effect.flatMap(LinePay, (linePay) =>
            Effect.either(linePay.confirmPayment({ transactionId, amount: 100, currency: "TWD" })))
        const outcomes = yield* Effect.forEach([Calls.transactionId, other.transactionId], confirm).pipe(
          Effect.provide(MerchantAt.layer(server.origin, client.exchangeWith({})))
        )
        assert.deepStrictEqual(
          outcomes.map((outcome) =>
            outcome._tag === "Right" ? "Success" : outcome.left._tag
          ),
          ["Success", "OutcomeUnknown"]
        )
        const [, stale] = outcomes
        assert(stale?._tag === "Left" && stale.left._tag === "OutcomeUnknown")
        assert.strictEqual(stale.left.reason, "OtherPayment")
        assert.strictEqual(server.connections(), 1)
      }))
  }
})
