import { Array as Arr, Effect, Request, RequestResolver } from "effect"
import { type GetPaymentDetailsError, LinePay, type PaymentDetails } from "effect-line-pay"

/** Asks for the payments and refunds of one order. An order that LINE Pay does not know has none. */
class PaymentsOf extends Request.TaggedClass("PaymentsOf")<ReadonlyArray<PaymentDetails>, GetPaymentDetailsError, {
  readonly orderId: string
}> {}

const resolver = RequestResolver.makeBatched((requests: Arr.NonEmptyArray<PaymentsOf>) =>
  Effect.flatMap(LinePay, (linePay) => linePay.getPaymentDetails({ orderIds: requests.map(({ orderId }) => orderId) }))
    .pipe(
      // LINE Pay knows none of these orders.
      Effect.catchTag("TransactionNotFound", () => Effect.succeed([])),
      Effect.map((payments) => Arr.groupBy(payments, ({ orderId = "" }) => orderId)),
      Effect.matchEffect({
        onSuccess: (payments) =>
          Effect.forEach(requests, (request) => Request.succeed(request, payments[request.orderId] ?? []), {
            discard: true
          }),
        onFailure: (error) => Effect.forEach(requests, Request.fail(error), { discard: true })
      })
    )
).pipe(
  // LINE Pay accepts up to 100 orders in one call.
  RequestResolver.batchN(100),
  RequestResolver.contextFromServices(LinePay)
)

/** Looks up one order. Lookups at the same time are sent together. */
export const paymentsOf = (orderId: string) => Effect.request(new PaymentsOf({ orderId }), resolver)
