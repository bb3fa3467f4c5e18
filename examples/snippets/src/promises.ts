import { Effect, type Layer, ManagedRuntime } from "effect"
import { type ConfirmIntent, LinePay, type RequestPaymentRequest, Settlement } from "effect-line-pay"

/**
 * LINE Pay for code without Effect. How a call can end comes as a value, `Either`: a rejected promise has no type, and
 * whoever catches it forgets that the customer may have paid. `close` waits for what has been sent.
 */
export const makeShop = <E>(layer: Layer.Layer<LinePay | Settlement, E>) => {
  const runtime = ManagedRuntime.make(layer)
  return {
    request: (order: RequestPaymentRequest) =>
      runtime.runPromise(Effect.either(Effect.flatMap(LinePay, (linePay) => linePay.requestPayment(order)))),
    confirm: (intent: ConfirmIntent) =>
      runtime.runPromise(Effect.either(Effect.flatMap(Settlement, (settlement) => settlement.confirmPayment(intent)))),
    close: () => runtime.dispose()
  }
}
