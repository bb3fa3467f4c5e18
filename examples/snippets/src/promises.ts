import { Effect, type Layer, ManagedRuntime } from "effect"
import { type ConfirmIntent, LinePay, type RequestPaymentRequest, Settlement } from "effect-line-pay"

/**
 * LINE Pay for code without Effect. Each call returns its errors as an `Either`. A rejected promise has no type, so it
 * is easy to forget that the customer may have paid. `close` waits for the requests that were sent.
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
