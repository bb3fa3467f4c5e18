import { type Array as Arr, Effect, Request, RequestResolver } from "effect"
import { type GetPaymentDetailsError, LinePay, type PaymentDetails, Stated } from "effect-line-pay"

/** Asks for the payments and refunds of one order. An order that LINE Pay does not know has none. */
class PaymentsOf extends Request.TaggedClass("PaymentsOf")<ReadonlyArray<PaymentDetails>, GetPaymentDetailsError, {
  readonly orderId: string
}> {}

const resolver = RequestResolver.makeBatched((requests: Arr.NonEmptyArray<PaymentsOf>) =>
  Effect.flatMap(LinePay, (linePay) => linePay.getPaymentDetails({ orderIds: requests.map(({ orderId }) => orderId) }))
    .pipe(
      // LINE Pay knows none of these orders.
      Effect.catchTag("TransactionNotFound", () => Effect.succeed([])),
      Effect.matchEffect({
        onSuccess: (payments) =>
          Effect.forEach(requests, (request) => {
            // A payment whose order LINE Pay does not state readably may be anybody's.
            const isTheirs = ({ orderId }: PaymentDetails) =>
              Stated.isUnreadable(orderId) || orderId === request.orderId
            return Request.succeed(request, payments.filter(isTheirs))
          }, { discard: true }),
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
