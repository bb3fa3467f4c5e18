import { Effect, Layer, Redacted } from "effect"
import {
  AttemptLog,
  type ConfirmIntent,
  LinePay,
  LinePayConfig,
  type News,
  Nonce,
  type RequestPaymentRequest,
  Settlement,
  Signer
} from "effect-line-pay"
import { LinePayTest, Options, Sandbox } from "effect-line-pay-sandbox"
import { order } from "../../src/order.ts"

/** A shop of its own: client, settlement and its log, and the sandbox that they reach. */
export const layer = (tell?: (news: News) => Effect.Effect<void>) =>
  Layer.provideMerge(Settlement.layerWith({ tell }), Layer.merge(AttemptLog.layerMemory, LinePayTest.layer()))

/** A payment that the customer has approved, as the shop has stored it. */
export const approved = (changes: Partial<RequestPaymentRequest> = {}) =>
  Effect.gen(function*() {
    const linePay = yield* LinePay
    const sandbox = yield* Sandbox
    const request = { ...order, ...changes }
    const { transactionId } = yield* linePay.requestPayment(request)
    yield* sandbox.approve(transactionId)
    const { amount, currency, orderId } = request
    return { transactionId, orderId, amount, currency } satisfies ConfirmIntent
  })

/** A payment that the shop has confirmed. */
export const confirmed = (changes?: Partial<RequestPaymentRequest>) =>
  Effect.gen(function*() {
    const linePay = yield* LinePay
    const { orderId: _, ...request } = yield* approved(changes)
    return yield* linePay.confirmPayment(request)
  })

/** What a client is made of by hand, and the sandbox that it reaches. */
export const parts = () =>
  Layer.provideMerge(
    Layer.mergeAll(
      Layer.succeed(LinePayConfig, { channelId: Options.defaultCredentials.channelId, environment: "sandbox" }),
      Signer.layer(Redacted.make(Options.defaultCredentials.channelSecret)),
      Nonce.layerTimestamp
    ),
    Sandbox.layer()
  )
