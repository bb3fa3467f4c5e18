import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Metric, MetricState, TestClock } from "effect"
import { Endpoint } from "line-pay-protocol"
import * as Calls from "./support/calls.ts"
import * as Merchant from "./support/merchant.ts"
import { collecting } from "./support/tracer.ts"

describe("spans", () => {
  for (const call of Calls.all) {
    it.effect(`${call.name}: one of its own, and none of HttpClient`, () =>
      Effect.gen(function*() {
        const { spans, tracer } = collecting()
        const { linePay } = yield* Merchant.make(Merchant.answer("0000", call.info))
        yield* call.run(linePay).pipe(Effect.withSpan("checkout"), Effect.withTracer(tracer))
        assert.deepStrictEqual(
          spans.map(({ attributes, events, kind, name, parent }) => ({
            name,
            kind,
            parent,
            attributes: Object.fromEntries(attributes),
            events
          })),
          [{ name: "checkout", kind: "internal", parent: undefined, attributes: {}, events: [] }, {
            name: `LinePay.${call.operation}`,
            kind: "client",
            parent: "checkout",
            attributes: {
              "linepay.operation": call.operation,
              // With its parameters, a regKey would be in it.
              "url.template": Endpoint.template("v3", call.operation),
              "linepay.result": "0000",
              "linepay.return_code": "0000",
              "linepay.nonce": Merchant.nonce,
              "http.response.status_code": 200,
              ...(call.subject.transactionId === undefined
                ? {}
                : { "linepay.transaction_id": call.subject.transactionId }),
              ...(call.subject.orderId === undefined ? {} : { "linepay.order_id": call.subject.orderId })
            },
            events: []
          }]
        )
      }))
  }

  it.effect("a failure says how the call has ended", () =>
    Effect.gen(function*() {
      const ends: ReadonlyArray<readonly [Merchant.Answer, { readonly [name: string]: unknown }]> = [
        [{ status: 503, text: Merchant.answer("1142") }, {
          "linepay.result": "1142",
          "linepay.return_code": "1142",
          "http.response.status_code": 503
        }],
        [Merchant.answer("8888"), {
          "linepay.result": "8888",
          "linepay.return_code": "8888",
          "http.response.status_code": 200
        }],
        [{ status: 502, text: "<html>" }, { "linepay.result": "OutcomeUnknown", "http.response.status_code": 502 }],
        [Merchant.answer("0000"), {
          "linepay.result": "OutcomeUnknown",
          "linepay.return_code": "0000",
          "http.response.status_code": 200
        }]
      ]
      for (const [answer, attributes] of ends) {
        const { spans, tracer } = collecting()
        const { linePay } = yield* Merchant.make(answer, { apiVersion: "v4" })
        yield* Effect.exit(Calls.calls.confirmPayment.run(linePay)).pipe(Effect.withTracer(tracer))
        assert.deepStrictEqual(Object.fromEntries(spans[0]?.attributes ?? []), {
          "linepay.operation": "confirmPayment",
          "url.template": "/v4/payments/{transactionId}/confirm",
          "linepay.nonce": Merchant.nonce,
          "linepay.transaction_id": Calls.transactionId,
          ...attributes
        })
        assert.strictEqual(spans[0]?.exit?._tag, "Failure")
      }
    }))

  it.effect("a lost answer leaves the nonce that LINE Pay's support asks for", () =>
    Effect.gen(function*() {
      const { spans, tracer } = collecting()
      const { linePay } = yield* Merchant.makeWith(() => Effect.die(new Error("the connection broke")))
      yield* Effect.exit(Calls.calls.confirmPayment.run(linePay)).pipe(Effect.withTracer(tracer))
      const attributes = Object.fromEntries(spans[0]?.attributes ?? [])
      assert.strictEqual(attributes["linepay.result"], "OutcomeUnknown")
      assert.strictEqual(attributes["linepay.nonce"], Merchant.nonce)
      assert.isUndefined(attributes["http.response.status_code"])
    }))

  it.effect("a request that was not sent has a span, too", () =>
    Effect.gen(function*() {
      const { spans, tracer } = collecting()
      const { linePay } = yield* Merchant.make("")
      yield* Effect.exit(linePay.refundPayment({ transactionId: Calls.transactionId, refundAmount: 0 })).pipe(
        Effect.withTracer(tracer)
      )
      assert.deepStrictEqual(Object.fromEntries(spans[0]?.attributes ?? []), {
        "linepay.operation": "refundPayment",
        "url.template": "/v3/payments/{transactionId}/refund",
        "linepay.result": "InvalidRequest"
      })
    }))

  it.effect("details that are asked for in parts are one span", () =>
    Effect.gen(function*() {
      const { spans, tracer } = collecting()
      const { linePay, sent } = yield* Merchant.make(Merchant.answer("1150"))
      const orderIds = Array.from({ length: 100 }, (_, index) => `${index}${"訂".repeat(90)}`)
      yield* Effect.exit(linePay.getPaymentDetails({ orderIds })).pipe(Effect.withTracer(tracer))
      assert.isAbove(sent.length, 1)
      assert.deepStrictEqual(spans.map(({ name }) => name), ["LinePay.getPaymentDetails"])
    }))
})

/** The metric of this name and these tags; what tests before this one have counted is counted, too. */
const find = (name: string, tags: { readonly [key: string]: string }) =>
  Effect.map(Metric.snapshot, (pairs) =>
    pairs.find(({ metricKey }) =>
      metricKey.name === name &&
      metricKey.tags.length === Object.keys(tags).length &&
      metricKey.tags.every(({ key, value }) => tags[key] === value)
    )?.metricState)

const counted = (operation: string, result: string) =>
  Effect.map(
    find("linepay_calls", { operation, result }),
    (state) => state !== undefined && MetricState.isCounterState(state) ? Number(state.count) : 0
  )

const durations = (operation: string) =>
  Effect.map(
    find("linepay_call_duration_milliseconds", { operation }),
    (state) =>
      state !== undefined && MetricState.isHistogramState(state)
        ? { count: state.count, sum: state.sum, buckets: new Map(state.buckets) }
        : { count: 0, sum: 0, buckets: new Map<number, number>() }
  )

describe("metrics", () => {
  it.effect("linepay_calls counts by operation and result", () =>
    Effect.gen(function*() {
      const ends: ReadonlyArray<readonly [result: string, answer: Merchant.Answer]> = [
        ["0000", Merchant.answer("0000", Calls.calls.confirmPayment.info)],
        ["1142", Merchant.answer("1142")],
        ["1902", Merchant.answer("1902")],
        // Whatever LINE Pay invents: a label is kept for ever.
        ["other", Merchant.answer("8888")],
        ["OutcomeUnknown", "<html>"]
      ]
      for (const [result, answer] of ends) {
        const before = yield* counted("confirmPayment", result)
        const elsewhere = yield* counted("capturePayment", result)
        const { linePay } = yield* Merchant.make(answer)
        yield* Effect.replicateEffect(Effect.exit(Calls.calls.confirmPayment.run(linePay)), 3)
        assert.strictEqual((yield* counted("confirmPayment", result)) - before, 3, result)
        assert.strictEqual(yield* counted("capturePayment", result), elsewhere)
      }
    }))

  it.effect("counts what was not sent, and what was interrupted", () =>
    Effect.gen(function*() {
      const { linePay } = yield* Merchant.makeWith(() => Effect.never)
      const refused = yield* counted("confirmPayment", "InvalidRequest")
      yield* Effect.exit(linePay.confirmPayment({ transactionId: Calls.transactionId, amount: 0, currency: "TWD" }))
      assert.strictEqual((yield* counted("confirmPayment", "InvalidRequest")) - refused, 1)

      const interrupted = yield* counted("confirmPayment", "interrupted")
      const fiber = yield* Effect.fork(Calls.calls.confirmPayment.run(linePay))
      yield* Effect.yieldNow()
      yield* Fiber.interrupt(fiber)
      assert.strictEqual((yield* counted("confirmPayment", "interrupted")) - interrupted, 1)
    }))

  it.effect("linepay_call_duration_milliseconds holds how long a call took", () =>
    Effect.gen(function*() {
      const before = yield* durations("voidPayment")
      const { linePay } = yield* Merchant.makeWith(() => Effect.as(Effect.sleep("150 millis"), Merchant.answer("0000")))
      const fiber = yield* Effect.fork(Calls.calls.voidPayment.run(linePay))
      yield* TestClock.adjust("150 millis")
      yield* Fiber.join(fiber)
      const after = yield* durations("voidPayment")
      assert.strictEqual(after.count - before.count, 1)
      assert.strictEqual(after.sum - before.sum, 150)
      // Buckets are cumulative: not up to 100, but up to 200 and all above.
      const added = [50, 100, 200, 400].map((bound) =>
        (after.buckets.get(bound) ?? 0) - (before.buckets.get(bound) ?? 0)
      )
      assert.deepStrictEqual(added, [0, 0, 1, 1])
    }))
})
