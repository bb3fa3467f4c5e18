/**
 * Sends a customer to LINE Pay. It stores the order before the request, and the
 * transaction id before the customer leaves. A customer who comes back later
 * always finds the order.
 */
import { Data, Effect } from "effect"
import { customerReason, LinePay } from "effect-line-pay"
import type { Locale } from "./Language.ts"
import { currency } from "./Money.ts"
import type { Order } from "./Order.ts"
import { Orders } from "./Orders.ts"
import * as OrderState from "./OrderState.ts"
import { ShopConfig } from "./ShopConfig.ts"

/** The order's own page says why. */
export class NotSentToLinePay extends Data.TaggedError("NotSentToLinePay") {}

/** Returns the URL of LINE Pay's page. */
export const pay = (order: Order, locale: Locale) =>
  Effect.gen(function*() {
    const linePay = yield* LinePay
    const orders = yield* Orders
    const { url } = yield* ShopConfig
    if (!OrderState.mayPay(order.state)) return yield* new NotSentToLinePay()

    const page = `${url.origin}/orders/${order.token}`
    const [first, ...others] = order.lines
    const product = ({ name, price, productId, quantity }: Order["lines"][number]) => ({
      id: productId,
      name: name[locale],
      quantity,
      price
    })
    const { paymentUrl, transactionId } = yield* linePay.requestPayment({
      amount: order.amount,
      currency,
      orderId: order.id,
      packages: [{ id: "1", amount: order.amount, products: [product(first), ...others.map(product)] }],
      redirectUrls: { confirmUrl: `${page}/confirm`, cancelUrl: `${page}/cancel` },
      options: { display: { locale } }
    }).pipe(
      Effect.tapError((error) =>
        Effect.zipRight(
          Effect.logError(`The payment request for ${order.id} failed. Nothing was charged`, error),
          orders.learn(order.id, { _tag: "PaymentNotRequested", reason: customerReason(error) })
        )
      ),
      Effect.mapError((error) => error._tag === "SqlError" ? error : new NotSentToLinePay())
    )
    // Another tab may have paid the order meanwhile.
    yield* orders.take(order.id, { _tag: "PaymentRequested", transactionId }).pipe(
      Effect.catchTag("StepRefused", () => new NotSentToLinePay())
    )
    return paymentUrl.web
  })
