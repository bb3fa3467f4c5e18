import { HttpRouter, HttpServerResponse } from "@effect/platform"
import { Effect } from "effect"
import { ConfirmHandler } from "effect-line-pay"

const words = {
  Paid: "Thank you.",
  NotPaid: "You have not been charged.",
  NeedsHuman: "We are looking into your payment. Please do not pay again.",
  Checking: "We are checking. Please do not pay again.",
  Waiting: "Please finish the payment in LINE.",
  NotOurs: "We do not know this payment."
}

/** `GET /confirm`. `orders` finds the stored payment in your database. */
export const confirmPage = <E, R>(orders: ConfirmHandler.Options<E, R>) =>
  Effect.map(ConfirmHandler.make(orders), (handler) =>
    HttpRouter.empty.pipe(HttpRouter.get(
      "/confirm",
      ConfirmHandler.httpApp(handler, {
        render: ({ _tag }) => {
          // The browser reloads until the payment has ended.
          const again = _tag === "Checking" || _tag === "Waiting"
          return HttpServerResponse.text(words[_tag], again ? { headers: { refresh: "3" } } : {})
        }
      })
    )))
