import { LinePay } from "effect-line-pay/LinePay"
import type * as LinePayError from "effect-line-pay/LinePayError"
import type { RequestPaymentRequest, RequestPaymentSuccess } from "effect-line-pay/operations/requestPayment"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"
import type { Currency } from "line-pay-protocol/Money"
import { catalogue } from "line-pay-protocol/Operation"
import type { Customer, CustomerLeft } from "../Customer.ts"
import type { Answer, Name } from "../Fact.ts"
import type { Raw } from "./raw.ts"

/** A story cannot continue, because something it needs is missing. */
export class StoryEnded extends Schema.TaggedError<StoryEnded>("line-pay-cli/StoryEnded")("StoryEnded", {
  /** Says what was answered instead. */
  message: Schema.String
}) {}

/** One LINE Pay to test, with the tools to call it. */
export interface Harness {
  readonly linePay: LinePay.Service
  readonly raw: Raw
  readonly currency: Currency
  /** Requests a payment of 100 with a new order id, or with this one. */
  readonly order: (others?: Partial<RequestPaymentRequest>) => RequestPaymentRequest
  /** LINE Pay asks for a second between two checks of a payment. */
  readonly pause: Effect.Effect<void>
  readonly approve: (payment: RequestPaymentSuccess) => Effect.Effect<void, CustomerLeft>
  readonly decline: (payment: RequestPaymentSuccess) => Effect.Effect<void, CustomerLeft>
  /** Writes down what a fact is. */
  readonly note: (fact: Name, answer: Answer) => Effect.Effect<void>
  /** Makes a call, and its answer is the fact: its code, and what `show` sees in a success. */
  readonly ask: <A, E extends LinePayError.LinePayError>(
    fact: Name,
    call: Effect.Effect<A, E>,
    show?: (success: A) => string
  ) => Effect.Effect<Either.Either<A, E>>
  /** Makes a call that the rest of the story needs. */
  readonly need: <A, E extends LinePayError.LinePayError>(call: Effect.Effect<A, E>) => Effect.Effect<A, StoryEnded>
}

export const make = (options: {
  readonly raw: Raw
  readonly customer: Customer
  readonly currency: Currency
  readonly pause: Effect.Effect<void>
  /** The prefix of the order ids. No two runs may share one. */
  readonly prefix: string
  readonly note: Harness["note"]
}): Effect.Effect<Harness, never, LinePay> =>
  Effect.map(LinePay, (linePay) => {
    const { currency, customer, note, pause, prefix, raw } = options
    let orders = 0
    const here = <A, E>(act: Effect.Effect<A, E, LinePay>) => Effect.provideService(act, LinePay, linePay)
    return {
      linePay,
      raw,
      currency,
      order: (others) => ({
        amount: 100,
        currency,
        orderId: `${prefix}-${++orders}`,
        packages: [{ id: "1", amount: 100, products: [{ name: "Probe", quantity: 1, price: 100 }] }],
        redirectUrls: { confirmUrl: "https://example.com/confirm", cancelUrl: "https://example.com/cancel" },
        ...others
      }),
      pause,
      approve: (payment) => here(customer.approve(payment)),
      decline: (payment) => here(customer.decline(payment)),
      note,
      ask: (fact, call, show) =>
        Effect.tap(Effect.either(call), (result) =>
          note(fact, Either.match(result, { onLeft: refusal, onRight: success(show) }))),
      need: (call) =>
        Effect.mapError(call, (error) => {
          const { code, message } = refusal(error)
          return new StoryEnded({ message: message === undefined ? code : `${code} (${message})` })
        })
    }
  })

const statuses = Object.entries(catalogue.checkPaymentStatus.answers)

const success = <A>(show: ((success: A) => string) | undefined) => (value: A): Answer => ({
  // Only a status check has several success codes.
  code: statuses.find(([, status]) => status === value)?.[0] ?? "0000",
  shows: show?.(value)
})

export const refusal = (error: LinePayError.LinePayError): Answer => {
  switch (error._tag) {
    case "InvalidRequest":
      return { code: "not sent", message: error.message }
    case "TransportError":
    case "ResponseError":
    case "OutcomeUnknown":
      return { code: "no answer", message: error.message }
    default:
      return { code: error.code, message: error.returnMessage }
  }
}
