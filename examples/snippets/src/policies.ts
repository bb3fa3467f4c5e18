import { Effect, Layer, Option, pipe, Schedule } from "effect"
import { LinePay, Policy, type TransactionId } from "effect-line-pay"

/** A job at night has time: longer waits, many repetitions of what is safe to repeat. */
export const patient = pipe(
  Policy.timeouts,
  Policy.withReadTimeout("payPreapproved", "2 minutes"),
  Policy.withReadTimeout("getPaymentDetails", "1 minute"),
  Policy.withRetry({
    schedule: Schedule.exponential("1 second").pipe(Schedule.jittered, Schedule.upTo("10 minutes")),
    budget: { tokens: 50, earnedPerSuccess: 0.1 }
  })
)

/** In a request handler somebody is waiting: nothing is repeated, and reads give up as soon as LINE Pay allows. */
export const inHandler = LinePay.withPolicy(pipe(
  Policy.timeouts,
  Policy.withReadTimeout("checkPaymentStatus", "20 seconds"),
  Policy.withReadTimeout("getPaymentDetails", "20 seconds")
))

/** A batch that only reads: quick repetitions, under a budget that is not that of the request handlers. */
export const reconcile = (orderIds: ReadonlyArray<string>) =>
  Effect.flatMap(LinePay, (linePay) => linePay.getPaymentDetails({ orderIds })).pipe(
    LinePay.withPolicy(Policy.withRetry(Policy.timeouts, {
      schedule: Schedule.spaced("100 millis").pipe(Schedule.jittered, Schedule.intersect(Schedule.recurs(20))),
      budget: { tokens: 1_000, earnedPerSuccess: 1 }
    }))
  )

/** A fuse: after five repetitions in vain nobody of this layer repeats anything, until LINE Pay answers again. */
export const Fused = LinePay.layer.pipe(Layer.provide(Policy.layer(Policy.withRetry(Policy.timeouts, {
  schedule: Schedule.intersect(Schedule.spaced("500 millis"), Schedule.recurs(1)),
  budget: { tokens: 5, earnedPerSuccess: 1 }
}))))

/** A page that shows what is known within ten seconds. Only a read may be cut off like this. */
export const shown = (transactionId: TransactionId) =>
  Effect.flatMap(LinePay, (linePay) => linePay.checkPaymentStatus({ transactionId })).pipe(
    Effect.timeoutOption("10 seconds"),
    Effect.map(Option.getOrElse(() => "Unknown" as const)),
    LinePay.withPolicy(Policy.recommended)
  )
