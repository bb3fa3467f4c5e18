import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Metric from "effect/Metric"
import * as MetricBoundaries from "effect/MetricBoundaries"
import * as Option from "effect/Option"
import type { Operation } from "line-pay-protocol/ResultCode"
import type { LinePayError } from "../LinePayError.ts"

/** What is learnt of a call while it runs. */
export interface Call {
  transactionId: string | undefined
  orderId: string | undefined
  nonce: string | undefined
  httpStatus: number | undefined
  code: string | undefined
}

const calls = Metric.counter("linepay_calls", {
  description: "Calls of the LINE Pay API by operation and result: the result code, or the error's tag",
  incremental: true
})

const duration = Metric.histogram(
  "linepay_call_duration_milliseconds",
  MetricBoundaries.fromIterable([50, 100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800, 25_600, 51_200]),
  "Duration of calls of the LINE Pay API, repetitions included"
)

/** Runs a call in a span of its own, and counts and times it. */
export const observed = <A, E extends LinePayError>(
  operation: Operation,
  /** The path without its parameters: a regKey would be one. */
  path: string,
  run: (call: Call) => Effect.Effect<A, E>
): Effect.Effect<A, E> =>
  Effect.flatMap(Clock.currentTimeMillis, (start) => {
    const call: Call = {
      transactionId: undefined,
      orderId: undefined,
      nonce: undefined,
      httpStatus: undefined,
      code: undefined
    }
    return Effect.onExit(run(call), (exit) => {
      const result = Exit.isSuccess(exit) ? call.code ?? "success" : resultOf(exit.cause)
      return Effect.zipRight(
        Effect.annotateCurrentSpan(attributes(call, result)),
        Effect.flatMap(Clock.currentTimeMillis, (end) =>
          Effect.zipRight(
            Metric.increment(Metric.tagged(Metric.tagged(calls, "operation", operation), "result", result)),
            Metric.update(Metric.tagged(duration, "operation", operation), end - start)
          ))
      )
    })
  }).pipe(
    Effect.withSpan(`LinePay.${operation}`, {
      kind: "client",
      captureStackTrace: false,
      attributes: { "linepay.operation": operation, "url.template": path }
    })
  )

const attributes = (call: Call, result: string): Record<string, unknown> =>
  Object.fromEntries(
    [
      ["linepay.result", result],
      ["linepay.return_code", call.code],
      ["linepay.nonce", call.nonce],
      ["linepay.transaction_id", call.transactionId],
      ["linepay.order_id", call.orderId],
      ["http.response.status_code", call.httpStatus]
    ].filter(([, value]) => value !== undefined)
  )

const resultOf = (cause: Cause.Cause<LinePayError>): string =>
  Option.match(Cause.failureOption(cause), {
    onNone: () => Cause.isInterruptedOnly(cause) ? "interrupted" : "defect",
    onSome: (error) => "code" in error ? error.code : error._tag
  })
