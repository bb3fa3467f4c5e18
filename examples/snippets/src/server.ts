import { HttpRouter, HttpServer, HttpServerResponse } from "@effect/platform"
import { NodeHttpServer, NodeRuntime } from "@effect/platform-node"
import { Effect, Layer, Option } from "effect"
import { AttemptLog, type ConfirmIntent, LinePay, type News, Settlement, type TransactionId } from "effect-line-pay"
import { LinePayNode } from "effect-line-pay-node"
import { randomUUID } from "node:crypto"
import { createServer } from "node:http"
import { confirmPage } from "./confirmPage.ts"

const port = Number(process.env.PORT ?? 3000)
const shop = `http://127.0.0.1:${port}`

/** The orders of this shop. Yours are a table, with the transaction id as text. */
const orders = new Map<TransactionId, {
  readonly intent: ConfirmIntent
  readonly state: string
  readonly seen: number
}>()

/** `GET /pay` requests a payment, stores it, and only then sends the customer to LINE Pay. */
const pay = Effect.gen(function*() {
  const linePay = yield* LinePay
  const orderId = randomUUID()
  const { paymentUrl, transactionId } = yield* linePay.requestPayment({
    orderId,
    amount: 100,
    currency: "TWD",
    packages: [{ id: "1", amount: 100, products: [{ name: "Pen", quantity: 2, price: 50 }] }],
    // After a cancel, the confirm page asks LINE Pay and says that nothing was charged.
    redirectUrls: { confirmUrl: `${shop}/confirm`, cancelUrl: `${shop}/confirm` }
  })
  const intent: ConfirmIntent = { transactionId, orderId, amount: 100, currency: "TWD" }
  orders.set(transactionId, { intent, state: "Requested", seen: 0 })
  return HttpServerResponse.redirect(paymentUrl.web)
})

const routes = confirmPage({
  // SELECT … FROM orders WHERE transaction_id = …
  find: (transactionId) => Effect.succeed(Option.fromNullable(orders.get(transactionId)?.intent))
}).pipe(Effect.map((confirm) => HttpRouter.get(confirm, "/pay", pay)))

/** Writes to an order how its payment stands. Settlement calls it until it succeeds. */
const tell = ({ attempt, standing, version }: News) =>
  Effect.gen(function*() {
    const order = attempt.transactionId === undefined ? undefined : orders.get(attempt.transactionId)
    // UPDATE orders SET state = …, seen = … WHERE transaction_id = … AND seen < …
    if (order === undefined || order.seen >= version) return
    orders.set(order.intent.transactionId, { ...order, state: standing, seen: version })
    yield* Effect.log(`Order ${order.intent.orderId}: ${standing}`)
  })

/** `unwrapScoped` gives the handler the scope of this layer. It settles payments until the server closes. */
const ServerLive = Layer.unwrapScoped(Effect.map(routes, (routes) => HttpServer.serve(routes))).pipe(
  HttpServer.withLogAddress,
  Layer.provide(NodeHttpServer.layer(createServer, { port, host: "127.0.0.1" })),
  Layer.provide(Settlement.layerWith({ tell })),
  Layer.provide([AttemptLog.layerMemory, LinePayNode.layerConfig()])
)

NodeRuntime.runMain(Layer.launch(ServerLive))
