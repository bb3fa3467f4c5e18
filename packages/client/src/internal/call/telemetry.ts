import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FiberRef from "effect/FiberRef"
import * as Metric from "effect/Metric"
import * as MetricBoundaries from "effect/MetricBoundaries"
import * as MetricKey from "effect/MetricKey"
import * as MetricLabel from "effect/MetricLabel"
import * as Option from "effect/Option"
import type * as Tracer from "effect/Tracer"
import type { Operation } from "line-pay-protocol/Operation"
import * as ResultCode from "line-pay-protocol/ResultCode"
import type { LinePayError } from "../../LinePayError.ts"
import type { Unread } from "../../Unread.ts"

/** The details of a call that are known only while it runs. */
export interface Call {
  readonly span: Tracer.Span
  transactionId: string | undefined
  orderId: string | undefined
  nonce: string | undefined
  httpStatus: number | undefined
  code: string | undefined
  /** The unreadable fields of the success. */
  readonly unread: Array<Unread>
}

const calls = MetricKey.counter("linepay_calls", {
  description: "Calls of the LINE Pay API by operation and result: the result code, or the error's tag",
  incremental: true
})

const duration = MetricKey.histogram(
  "linepay_call_duration_milliseconds",
  MetricBoundaries.fromIterable([50, 100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800, 25_600, 51_200]),
  "Duration of calls of the LINE Pay API, including retries"
)

/** The metrics of an operation. `Metric.tagged` would look them up by their labels each time, which costs more. */
const metricsOf = (operation: Operation) => {
  const label = MetricLabel.make("operation", operation)
  const counters = new Map<string, Metric.Metric.Counter<number>>()
  const counter = (result: string) => {
    const known = counters.get(result)
    if (known !== undefined) return known
    const named = labelOf(result)
    const labels = [label, MetricLabel.make("result", named)]
    const made = Metric.fromMetricKey(MetricKey.taggedWithLabels(calls, labels))
    counters.set(named, made)
    return made
  }
  return { counter, duration: Metric.fromMetricKey(MetricKey.taggedWithLabels(duration, [label])) }
}

/**
 * Runs each call of an operation in its own span, and counts and times it. One
 * region replaces the five of `Effect.withSpan`, `onExit` and `Metric.update`.
 * Code below must set the span as its parent.
 */
export const observer = (
  operation: Operation,
  /** The path without its parameters, because a regKey would be one. */
  path: string
) => {
  const metrics = metricsOf(operation)
  const makeSpan = Effect.makeSpan(`LinePay.${operation}`, {
    kind: "client",
    captureStackTrace: false,
    attributes: { "linepay.operation": operation, "url.template": path }
  })
  return <A, E extends LinePayError>(run: (call: Call) => Effect.Effect<A, E>): Effect.Effect<A, E> =>
    Effect.uninterruptibleMask((restore) =>
      Effect.flatMap(makeSpan, (span) =>
        Effect.withFiberRuntime<A, E>((fiber) => {
          const clock = Context.get(fiber.currentDefaultServices, Clock.Clock)
          const start = clock.unsafeCurrentTimeMillis()
          const call: Call = {
            span,
            transactionId: undefined,
            orderId: undefined,
            nonce: undefined,
            httpStatus: undefined,
            code: undefined,
            unread: []
          }
          const end = (exit: Exit.Exit<A, E>) => {
            const result = Exit.isSuccess(exit) ? call.code ?? "success" : resultOf(exit.cause)
            const labels = fiber.getFiberRef(FiberRef.currentMetricLabels)
            metrics.counter(result).unsafeUpdate(1, labels)
            metrics.duration.unsafeUpdate(clock.unsafeCurrentTimeMillis() - start, labels)
            annotate(call, result)
            span.end(fiber.getFiberRef(FiberRef.currentTracerTimingEnabled) ? clock.unsafeCurrentTimeNanos() : 0n, exit)
            return exit
          }
          return Effect.matchCauseEffect(restore(run(call)), {
            onFailure: (cause) => end(Exit.failCause(cause)),
            onSuccess: (value) =>
              call.unread.length === 0
                ? end(Exit.succeed(value))
                : Effect.zipRight(warn(operation, call.unread), Effect.suspend(() => end(Exit.succeed(value))))
          })
        }))
    )
}

/** Logs once per call, and no values, because they may be secret. */
const warn = (operation: Operation, unread: ReadonlyArray<Unread>): Effect.Effect<void> =>
  Effect.logWarning(
    `LinePay.${operation} succeeded. This version could not read: ${
      unread.map(({ expected, path }) => `${path} (expected ${expected})`).join(", ")
    }`
  )

/** Codes become labels, and each label takes memory for ever, so all codes outside the table share one. */
const labelOf = (result: string): string =>
  /^\d/.test(result) && ResultCode.find(result) === undefined ? "other" : result

const annotate = (call: Call, result: string): void => {
  const attribute = (name: string, value: unknown) => {
    if (value !== undefined) call.span.attribute(name, value)
  }
  attribute("linepay.result", result)
  attribute("linepay.return_code", call.code)
  attribute("linepay.nonce", call.nonce)
  attribute("linepay.transaction_id", call.transactionId)
  attribute("linepay.order_id", call.orderId)
  attribute("http.response.status_code", call.httpStatus)
  attribute("linepay.unread", call.unread.length === 0 ? undefined : call.unread.map(({ path }) => path))
}

const resultOf = (cause: Cause.Cause<LinePayError>): string =>
  Option.match(Cause.failureOption(cause), {
    onNone: () => Cause.isInterruptedOnly(cause) ? "interrupted" : "defect",
    onSome: (error) => "code" in error ? error.code : error._tag
  })
