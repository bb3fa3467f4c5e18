/**
 * The person who authenticates or cancels a payment during a probe.
 *
 * @since 0.1.0
 */
import type { LinePay } from "effect-line-pay/LinePay"
import type { RequestPaymentSuccess } from "effect-line-pay/operations/requestPayment"
import * as Polling from "effect-line-pay/Polling"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

/**
 * The customer did not do what was asked, so the story cannot continue.
 *
 * @since 0.1.0
 * @category errors
 */
export class CustomerLeft extends Schema.TaggedError<CustomerLeft>("line-pay-cli/CustomerLeft")("CustomerLeft", {
  /** Says what happened instead. */
  message: Schema.String
}) {}

/**
 * @since 0.1.0
 * @category models
 */
export interface Customer {
  /** Authenticates the payment; ends when LINE Pay knows it. */
  readonly approve: (payment: RequestPaymentSuccess) => Effect.Effect<void, CustomerLeft, LinePay>
  /** Cancels the payment; ends when LINE Pay knows it. */
  readonly decline: (payment: RequestPaymentSuccess) => Effect.Effect<void, CustomerLeft, LinePay>
}

/**
 * Makes a customer of the person at this terminal. It prints the URL and what
 * to do there, and asks LINE Pay every two seconds whether that is done.
 *
 * @since 0.1.0
 * @category constructors
 */
export const human = (options: {
  /** Prints a message for the person. */
  readonly tell: (text: string) => Effect.Effect<void>
  /** The time to wait for each act. */
  readonly patience: Duration.DurationInput
}): Customer => {
  const wait = (act: string, wanted: Polling.FinalStatus) => ({ paymentUrl, transactionId }: RequestPaymentSuccess) =>
    options.tell(`Open this page and ${act}:\n  ${paymentUrl.web}`).pipe(
      Effect.zipRight(Polling.untilAuthenticated({ transactionId, interval: "2 seconds", window: options.patience })),
      Effect.catchAll((error) =>
        new CustomerLeft({
          message: error._tag === "PollingTimedOut"
            ? `nobody came within ${Duration.format(options.patience)}`
            : error.message
        })
      ),
      Effect.filterOrFail(
        (status) => status === wanted,
        (status) => new CustomerLeft({ message: `the payment is ${status}, and not ${wanted}` })
      ),
      Effect.asVoid
    )
  return { approve: wait("pay", "Authenticated"), decline: wait("cancel the payment there", "CanceledOrExpired") }
}
