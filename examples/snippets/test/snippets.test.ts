import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, Redacted } from "effect"
import { LinePay, LinePayConfig, TransactionId } from "effect-line-pay"
import { Fault, LinePayTest, Options, Sandbox, SandboxServer } from "effect-line-pay-sandbox"
import { refund } from "../src/errors.ts"
import { explainConfirm } from "../src/explain.ts"
import { merchant } from "../src/merchant.ts"
import { order } from "../src/order.ts"
import { confirm, mayHaveMoved } from "../src/protocol.ts"
import worker from "../src/worker.ts"

const { channelId, channelSecret } = Options.defaultCredentials

describe("errors", () => {
  const read = (fault?: Fault.Fault) =>
    Effect.gen(function*() {
      const linePay = yield* LinePay
      const sandbox = yield* Sandbox
      const { transactionId } = yield* linePay.requestPayment(order)
      yield* sandbox.approve(transactionId)
      yield* linePay.confirmPayment({ transactionId, amount: 100, currency: "TWD" })
      if (fault !== undefined) yield* sandbox.faults.next("refundPayment", fault)
      return yield* refund(transactionId)
    }).pipe(Effect.provide(LinePayTest.layer()))

  it.effect("each of the three ways to catch catches its own", () =>
    Effect.gen(function*() {
      assert.match(yield* read(), /^Refunded: \d{19}$/)
      assert.match(yield* read(Fault.resultCode("1163")), /^Too late/)
      assert.match(yield* read(Fault.resultCode("1101")), /LINE Pay user/)
      assert.match(yield* read(Fault.resultCode("9000")), /^Do not click again/)
      assert.match(yield* read(Fault.commitThenLose), /^Do not click again/)
    }))
})

describe("explain", () => {
  it.effect("prints what is signed, and not the secret", () =>
    Effect.gen(function*() {
      const console = yield* Effect.console
      const lines: Array<string> = []
      yield* explainConfirm(TransactionId.make("2023042201206549310")).pipe(
        Effect.withConsole({ ...console, log: (line) => Effect.sync(() => void lines.push(String(line))) }),
        Effect.provideService(LinePayConfig, { channelId, environment: "sandbox" }),
        Effect.withConfigProvider(ConfigProvider.fromMap(new Map([["LINE_PAY_CHANNEL_SECRET", channelSecret]])))
      )
      assert.include(lines.join(), "body    {\"amount\":100,\"currency\":\"TWD\"}")
      assert.notInclude(lines.join(), channelSecret)
    }))
})

describe("protocol", () => {
  it.scopedLive("a request that is signed by hand is accepted", () =>
    Effect.gen(function*() {
      const { url } = yield* SandboxServer
      const sandbox = yield* Sandbox
      const { transactionId } = yield* Effect.provide(
        Effect.flatMap(LinePay, (linePay) => linePay.requestPayment(order)),
        merchant(url, channelId, Redacted.make(channelSecret))
      )
      yield* sandbox.approve(transactionId)
      const answer = yield* Effect.promise(() => confirm(url, channelId, channelSecret, transactionId))
      assert.deepPropertyVal(answer, "returnCode", "0000")
      assert.nestedPropertyVal(answer, "info.transactionId", transactionId)
    }).pipe(Effect.provide(SandboxServer.layer())))

  it("says of a code whether the money may have moved", () => {
    assert.deepStrictEqual(["1142", "1902", "9000", "7777"].map(mayHaveMoved), [false, true, true, true])
  })
})

describe("merchant", () => {
  it.scopedLive("another merchant's secret is refused", () =>
    Effect.gen(function*() {
      const { url } = yield* SandboxServer
      const status = Effect.flatMap(LinePay, (linePay) =>
        linePay.checkPaymentStatus({ transactionId: TransactionId.make("2023042201206549310") }))
      const error = yield* Effect.flip(Effect.provide(status, merchant(url, channelId, Redacted.make("another"))))
      assert.strictEqual(error._tag, "RequestHeaderError")
    }).pipe(Effect.provide(SandboxServer.layer())))
})

describe("worker", () => {
  it.scopedLive("takes its configuration from the variables of the request", () =>
    Effect.gen(function*() {
      const { url } = yield* SandboxServer
      const sandbox = yield* Sandbox
      const variables = {
        LINE_PAY_CHANNEL_ID: channelId,
        LINE_PAY_CHANNEL_SECRET: channelSecret,
        LINE_PAY_MERCHANT: "test-shop",
        LINE_PAY_ENVIRONMENT: url
      }
      const answer = yield* Effect.promise(async () =>
        (await worker.fetch(new Request("https://shop.example/pay"), variables)).json()
      )
      const [payment] = yield* sandbox.payments
      assert.deepPropertyVal(answer, "transactionId", payment?.transactionId)
    }).pipe(Effect.provide(SandboxServer.layer())))
})
