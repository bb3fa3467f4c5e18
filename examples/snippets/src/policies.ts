import { Effect, Layer, Option, pipe, Schedule } from "effect"
import { LinePay, Policy, type TransactionId } from "effect-line-pay"

/** For a nightly job: long timeouts, and retries for up to 10 minutes. */
export const patient = pipe(
  Policy.timeouts,
  Policy.withReadTimeout("payPreapproved", "2 minutes"),
  Policy.withReadTimeout("getPaymentDetails", "1 minute"),
  Policy.withRetry({
    schedule: Schedule.exponential("1 second").pipe(Schedule.jittered, Schedule.upTo("10 minutes")),
    budget: { tokens: 50, earnedPerSuccess: 0.1 }
  })
)

/** For a request handler, where somebody waits: no retries, and the shortest timeouts that LINE Pay allows for reads. */
export const inHandler = LinePay.withPolicy(pipe(
  Policy.timeouts,
  Policy.withReadTimeout("checkPaymentStatus", "20 seconds"),
  Policy.withReadTimeout("getPaymentDetails", "20 seconds")
))

/** For a batch that only reads: quick retries, with a larger budget than the request handlers have. */
export const reconcile = (orderIds: ReadonlyArray<string>) =>
  Effect.flatMap(LinePay, (linePay) => linePay.getPaymentDetails({ orderIds })).pipe(
    LinePay.withPolicy(Policy.withRetry(Policy.timeouts, {
      schedule: Schedule.spaced("100 millis").pipe(Schedule.jittered, Schedule.intersect(Schedule.recurs(20))),
      budget: { tokens: 1_000, earnedPerSuccess: 1 }
    }))
  )

/** A circuit breaker: after five failed retries the whole layer stops retrying, until LINE Pay answers again. */
export const Fused = LinePay.layer.pipe(Layer.provide(Policy.layer(Policy.withRetry(Policy.timeouts, {
  schedule: Schedule.intersect(Schedule.spaced("500 millis"), Schedule.recurs(1)),
  budget: { tokens: 5, earnedPerSuccess: 1 }
}))))

/** Returns the status if LINE Pay answers within ten seconds. Put a timeout like this around reads only. */
export const shown = (transactionId: TransactionId) =>
  Effect.flatMap(LinePay, (linePay) => linePay.checkPaymentStatus({ transactionId })).pipe(
    Effect.timeoutOption("10 seconds"),
    Effect.map(Option.getOrElse(() => "Unknown" as const)),
    LinePay.withPolicy(Policy.recommended)
  )
