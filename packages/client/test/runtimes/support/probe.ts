import { Effect, Fiber, Layer, Redacted } from "effect"
import {
  type Exchange,
  LinePay,
  LinePayConfig,
  type LinePayError,
  Nonce,
  Policy,
  Signer,
  TransactionId
} from "effect-line-pay"
import { Operation } from "line-pay-protocol"
import { shown } from "../../transport/support/shown.ts"
import type { Call, CallName, ClientName, Order, Outcome } from "./order.ts"

// This runs in another runtime: nothing of Node, and nothing of Vitest.

type Clients = { readonly [name in ClientName]?: Layer.Layer<Exchange> }

const transactionId = TransactionId.make("2018082512345678910")

const calls: {
  readonly [name in CallName]: (linePay: LinePay.Service) => Effect.Effect<unknown, LinePayError.LinePayError>
} = {
  confirmPayment: (linePay) => linePay.confirmPayment({ transactionId, amount: 100, currency: "TWD" }),
  voidPayment: (linePay) => linePay.voidPayment({ transactionId }),
  checkPaymentStatus: (linePay) => linePay.checkPaymentStatus({ transactionId }),
  getPaymentDetails: (linePay) => linePay.getPaymentDetails({ transactionIds: [transactionId] })
}

const interrupting = (call: Effect.Effect<Outcome>, when: string): Effect.Effect<Outcome> =>
  Effect.gen(function*() {
    const fiber = yield* Effect.fork(call)
    yield* Effect.promise(() => fetch(when))
    yield* Fiber.interrupt(fiber)
    return { interrupted: true }
  })

const layer = (origin: string, exchange: Layer.Layer<Exchange>) =>
  LinePay.layerExchange.pipe(Layer.provide([
    exchange,
    Layer.succeed(LinePayConfig, { channelId: "1234567890", environment: origin }),
    Signer.layer(Redacted.make("a-secret-of-these-tests")),
    Nonce.layerUuidV1
  ]))

const within = (readTimeout: number) =>
  LinePay.withPolicy(
    Operation.operations.reduce(
      (policy, operation) => Policy.unsafeWithReadTimeout(policy, operation, readTimeout),
      Policy.timeouts
    )
  )

const outcome = (linePay: LinePay.Service, { interruptWhen, name, readTimeout }: Call): Effect.Effect<Outcome> => {
  const call = Effect.match(calls[name](linePay), {
    onFailure: (error): Outcome => shown(error),
    onSuccess: (): Outcome => ({ success: true })
  })
  const limited = readTimeout === undefined ? call : within(readTimeout)(call)
  return interruptWhen === undefined ? limited : interrupting(limited, interruptWhen)
}

/** Carries out orders with the clients that there are. */
export const make = (clients: Clients) => ({ calls, client, origin }: Order): Promise<ReadonlyArray<Outcome>> => {
  const exchange = clients[client]
  if (exchange === undefined) return Promise.reject(new Error(`this probe has no ${client}`))
  return Effect.flatMap(LinePay, (linePay) => Effect.forEach(calls, (call) => outcome(linePay, call))).pipe(
    Effect.provide(layer(origin, exchange)),
    Effect.runPromise
  )
}
