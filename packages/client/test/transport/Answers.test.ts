import { HttpClientResponse } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, FastCheck } from "effect"
import { LinePay, LinePayError } from "effect-line-pay"
import { ResultCode } from "line-pay-protocol"
import * as Calls from "../support/calls.ts"
import * as Merchant from "./support/merchantAt.ts"
import * as ScriptedHttp from "./support/scriptedHttp.ts"
import { shown } from "./support/shown.ts"

interface Answer {
  readonly text: string
  readonly status?: number
}

/** A client whose every answer is the one that was set last. */
const answered = Effect.gen(function*() {
  let { status, text }: Answer = { text: "" }
  const http = ScriptedHttp.make((request) =>
    Effect.sync(() => HttpClientResponse.fromWeb(request, new Response(text, { status: status ?? 200 })))
  )
  const linePay = yield* Effect.provide(LinePay, Merchant.layer("https://line-pay.test", http.exchange))
  return <A, E>(answer: Answer, run: (linePay: LinePay.Service) => Effect.Effect<A, E>) => {
    text = answer.text
    status = answer.status
    return Effect.exit(run(linePay))
  }
})

const { checkPaymentStatus, confirmPayment, getPaymentDetails, requestPayment } = Calls.calls
const representative = [checkPaymentStatus, confirmPayment, getPaymentDetails, requestPayment]

/** What a call ends in, or that it was a defect. */
const ending = <A>(exit: Exit.Exit<A, LinePayError.LinePayError>) =>
  Exit.match(exit, {
    onSuccess: (value) => value,
    onFailure: (cause) =>
      cause._tag === "Fail" && LinePayError.isLinePayError(cause.error) ? shown(cause.error) : "a defect"
  })

const confirmed = (extra = "") =>
  `{"returnCode":"0000","info":{"orderId":"order-1","transactionId":${Calls.transactionId}${extra}}}`

const nested = (depth: number) => "[".repeat(depth) + "]".repeat(depth)

const threeMegabytes = 3_000_000

describe("answers", () => {
  const code = FastCheck.oneof(
    FastCheck.constant<unknown>("0000"),
    FastCheck.constantFrom<unknown>(...ResultCode.errorCodes),
    FastCheck.constantFrom<unknown>("0110", 0, 110, 1104, -1, 1.5, null, true, {}, [], "", "__proto__", "constructor")
  )
  const any = FastCheck.jsonValue()
  const info = FastCheck.record({
    orderId: FastCheck.oneof(FastCheck.string(), any),
    transactionId: FastCheck.oneof(FastCheck.integer(), any),
    paymentUrl: any,
    payInfo: FastCheck.oneof(FastCheck.array(FastCheck.record({ method: any, amount: any })), any),
    packages: any,
    regKey: any
  }, { requiredKeys: [] })
  const envelope = FastCheck.record({
    returnCode: code,
    resultCode: code,
    returnMessage: any,
    statusMessage: any,
    errorDetailMap: any,
    info: FastCheck.oneof(info, FastCheck.array(info), any)
  }, { requiredKeys: [] })
  const status = FastCheck.constantFrom(200, 201, 302, 400, 401, 404, 500, 502, 503)

  it.effect(
    "of any shape are a success or a typed error",
    () =>
      Effect.flatMap(
        answered,
        (call) =>
          Effect.promise(() =>
            FastCheck.assert(
              FastCheck.asyncProperty(envelope, status, async (envelope, status) => {
                for (const { run } of representative) {
                  const exit = await Effect.runPromise(call({ text: JSON.stringify(envelope), status }, run))
                  assert.notStrictEqual(ending(exit), "a defect")
                }
              }),
              { numRuns: 50 }
            )
          )
      ),
    30_000
  )

  it.effect("of three megabytes are read", () =>
    Effect.gen(function*() {
      const call = yield* answered
      const ids = "2018082512345678910,".repeat(threeMegabytes / 40)
      const note = "\\\"".repeat(threeMegabytes / 4)
      const exit = yield* call({ text: confirmed(`,"ids":[${ids}0],"note":"${note}"`) }, confirmPayment.run)
      assert.deepInclude(ending(exit), { orderId: "order-1", transactionId: Calls.transactionId })
    }), 30_000)

  const garbage: ReadonlyArray<readonly [name: string, text: string]> = [
    ["letters", "x".repeat(threeMegabytes)],
    ["backslashes behind a quotation mark", `"${"\\".repeat(threeMegabytes)}`],
    ["quotation marks", "\"".repeat(threeMegabytes)],
    ["long numbers and blanks", "1234567890123456 ".repeat(threeMegabytes / 17)],
    ["an answer that is cut", confirmed(`,"note":"${"x".repeat(threeMegabytes)}`).slice(0, -3)]
  ]
  for (const [name, text] of garbage) {
    it.effect(`that are three megabytes of ${name} are none`, () =>
      Effect.gen(function*() {
        const call = yield* answered
        assert.deepStrictEqual(ending(yield* call({ text }, confirmPayment.run)), {
          _tag: "OutcomeUnknown",
          reason: "NotJson",
          httpStatus: 200
        })
        assert.deepStrictEqual(ending(yield* call({ text, status: 502 }, checkPaymentStatus.run)), {
          _tag: "ResponseError",
          reason: "HttpStatus",
          httpStatus: 502
        })
      }), 30_000)
  }

  it.effect("that nest deeply are read, where the depth is of no interest", () =>
    Effect.gen(function*() {
      const call = yield* answered
      const exit = yield* call({ text: confirmed(`,"new":${nested(100_000)}`) }, confirmPayment.run)
      assert.deepInclude(ending(exit), { orderId: "order-1" })
    }), 30_000)

  const deep = nested(100_000)
  const tooDeep: ReadonlyArray<readonly [name: string, text: string, expected: object]> = [
    ["in place of an answer", deep, { _tag: "OutcomeUnknown", reason: "NotAnEnvelope", httpStatus: 200 }],
    ["without an end", "[".repeat(200_000), { _tag: "OutcomeUnknown", reason: "NotJson", httpStatus: 200 }],
    ["longer still", "[".repeat(1_000_000), { _tag: "OutcomeUnknown", reason: "TooLarge", httpStatus: 200 }],
    ["in the code", `{"returnCode":${deep}}`, { _tag: "OutcomeUnknown", reason: "NotAnEnvelope", httpStatus: 200 }],
    ["in the message", `{"returnCode":"1104","returnMessage":${deep}}`, { _tag: "MerchantNotFound", httpStatus: 200 }],
    ["as info", `{"returnCode":"0000","info":${deep}}`, {
      _tag: "OutcomeUnknown",
      reason: "Undecodable",
      httpStatus: 200
    }],
    [
      "in info",
      `{"returnCode":"0000","info":{"orderId":${nested(10_000)},"transactionId":${nested(10_000)},"payInfo":${deep}}}`,
      { _tag: "OutcomeUnknown", reason: "Undecodable", httpStatus: 200 }
    ]
  ]
  for (const [name, text, expected] of tooDeep) {
    it.effect(`that nest deeply ${name} are typed errors`, () =>
      Effect.gen(function*() {
        const call = yield* answered
        assert.deepStrictEqual(ending(yield* call({ text }, confirmPayment.run)), expected)
      }), 30_000)
  }

  it.effect("that are successes count under another HTTP status", () =>
    Effect.gen(function*() {
      const call = yield* answered
      const write = yield* call({ text: confirmed(), status: 500 }, confirmPayment.run)
      assert.deepInclude(ending(write), { orderId: "order-1" })
      const read = yield* call({ text: `{"returnCode":"0110"}`, status: 503 }, checkPaymentStatus.run)
      assert.strictEqual(ending(read), "Authenticated")
    }))
})
