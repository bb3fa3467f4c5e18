/** Serves the shop's pages. */
import { HttpRouter, HttpServer, HttpServerRequest, HttpServerResponse, UrlParams } from "@effect/platform"
import { NodeHttpServer } from "@effect/platform-node"
import { Effect, Either, Layer, Option } from "effect"
import { ConfirmHandler, Redirect } from "effect-line-pay"
import { createServer } from "node:http"
import { fileURLToPath } from "node:url"
import * as Cart from "./Cart.ts"
import * as Checkout from "./Checkout.ts"
import * as Language from "./Language.ts"
import type { Order } from "./Order.ts"
import { Orders } from "./Orders.ts"
import { failedPage, notFoundPage } from "./pages/apology.ts"
import { cartPage } from "./pages/cart.ts"
import { securityHeaders } from "./pages/layout.ts"
import { orderPage, waitingPage } from "./pages/order.ts"
import { picture } from "./pages/picture.ts"
import { shopPage } from "./pages/shop.ts"
import { orderForShopkeeperPage, ordersPage } from "./pages/shopkeeper.ts"
import { Payments } from "./Payments.ts"
import { products } from "./Products.ts"
import { Refunds } from "./Refunds.ts"
import { ShopConfig } from "./ShopConfig.ts"
import * as Shopkeeper from "./Shopkeeper.ts"
import * as Token from "./Token.ts"

// -----------------------------------------------------------------------------
// Requests
// -----------------------------------------------------------------------------

const query = Effect.map(
  HttpServerRequest.HttpServerRequest,
  ({ url }) => UrlParams.fromInput(new URLSearchParams(url.split("?")[1] ?? ""))
)

const form = Effect.flatMap(HttpServerRequest.HttpServerRequest, ({ urlParamsBody }) => urlParamsBody).pipe(
  HttpServerRequest.withMaxBodySize(Option.some(10_000))
)

/** The requested language, else `otherwise`, else the browser's. */
const localeIn = (params: UrlParams.UrlParams, otherwise?: Language.Locale) =>
  Effect.map(HttpServerRequest.HttpServerRequest, ({ headers }) => {
    const asked = Option.getOrUndefined(UrlParams.getFirst(params, "lang"))
    return Language.isLocale(asked) ? asked : otherwise ?? Language.accepted(headers["accept-language"])
  })

const locale = (otherwise?: Language.Locale) => Effect.flatMap(query, (params) => localeIn(params, otherwise))

const notFound = Effect.map(locale(), notFoundPage)

const seeOther = (location: string) => HttpServerResponse.empty({ status: 303, headers: { location } })

/** The page of the order whose token is in the path. */
const withOrder = <E, R>(
  page: (order: Order) => Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>
) =>
  Effect.gen(function*() {
    const { token = "" } = yield* HttpRouter.params
    const order = Token.is(token) ? yield* (yield* Orders).byToken(token) : Option.none()
    return yield* Option.match(order, { onNone: () => notFound, onSome: page })
  })

// -----------------------------------------------------------------------------
// The customer
// -----------------------------------------------------------------------------

const shop = Effect.map(locale(), (locale) => shopPage(locale))

const cart = Effect.gen(function*() {
  const params = yield* query
  const locale = yield* localeIn(params)
  const token = yield* Token.make
  return Either.match(Cart.fromForm(params), {
    onLeft: (refused) => shopPage(locale, refused),
    onRight: (cart) => cartPage(locale, cart, token)
  })
})

/** Redirects the customer to LINE Pay, or to the order's page, which says why not. */
const toLinePay = (order: Order, locale: Language.Locale) =>
  Checkout.pay(order, locale).pipe(
    Effect.map(seeOther),
    Effect.catchTag("NotSentToLinePay", () => Effect.succeed(seeOther(`/orders/${order.token}?lang=${locale}`)))
  )

const placeOrder = Effect.gen(function*() {
  const params = yield* form
  const locale = yield* localeIn(params)
  const token = Option.getOrElse(UrlParams.getFirst(params, "token"), () => "")
  const cart = Cart.fromForm(params)
  if (Either.isLeft(cart)) return shopPage(locale, cart.left)
  if (!Token.is(token)) return yield* notFound
  const orders = yield* Orders
  return yield* toLinePay(yield* orders.place(token, cart.right, locale), locale)
})

const payAgain = withOrder((order) =>
  Effect.gen(function*() {
    return yield* toLinePay(order, yield* localeIn(yield* form, order.locale))
  })
)

const order = withOrder((order) =>
  Effect.gen(function*() {
    const { headers } = yield* HttpServerRequest.HttpServerRequest
    return headers.accept === "application/json"
      ? HttpServerResponse.unsafeJson({ status: order.state._tag }, { headers: { "cache-control": "no-store" } })
      : orderPage(yield* locale(order.locale), order)
  })
)

/** Handles `confirmUrl`. */
const confirm = (payments: Payments) =>
  withOrder((order) =>
    ConfirmHandler.httpApp(payments, {
      render: (progress) =>
        Effect.gen(function*() {
          // Do not show the payment of another order.
          if (progress._tag === "NotOurs" || progress.intent.orderId !== order.id) return yield* notFound
          return progress._tag === "Checking" || progress._tag === "Waiting"
            ? waitingPage(order.locale, order, progress._tag)
            : seeOther(`/orders/${order.token}`)
        })
    })
  )

/** Handles `cancelUrl`. The redirect does not prove that nothing was paid, so the shop asks LINE Pay. */
const cancel = (payments: Payments) =>
  withOrder((order) =>
    Effect.gen(function*() {
      const claim = Redirect.cancel(yield* HttpServerRequest.HttpServerRequest)
      if (Either.isRight(claim) && claim.right.transactionId !== undefined) {
        yield* payments.progress({ transactionId: claim.right.transactionId, orderId: order.id })
      }
      return seeOther(`/orders/${order.token}`)
    })
  )

// -----------------------------------------------------------------------------
// The shopkeeper
// -----------------------------------------------------------------------------

const orders = Effect.gen(function*() {
  return ordersPage(yield* (yield* Orders).latest)
})

const orderForShopkeeper = Effect.gen(function*() {
  const orders = yield* Orders
  const { id = "" } = yield* HttpRouter.params
  const order = yield* orders.byId(id)
  if (Option.isNone(order)) return yield* notFound
  return orderForShopkeeperPage(order.value, yield* orders.history(id), yield* Token.make)
})

const refund = Effect.gen(function*() {
  const refunds = yield* Refunds
  const { id = "" } = yield* HttpRouter.params
  const order = yield* (yield* Orders).byId(id)
  const refundId = Option.getOrElse(UrlParams.getFirst(yield* form, "refundId"), () => "")
  if (Option.isNone(order) || !Token.is(refundId)) return yield* notFound
  yield* refunds.refund(id, refundId).pipe(
    // Another refund is in progress, or there is nothing to refund. The page says which.
    Effect.catchTag("StepRefused", () => Effect.void)
  )
  return seeOther(`/shopkeeper/orders/${id}`)
})

// -----------------------------------------------------------------------------
// The rest
// -----------------------------------------------------------------------------

const asset = (name: string) =>
  HttpServerResponse.file(fileURLToPath(new URL(`../public/${name}`, import.meta.url)), {
    headers: { "cache-control": "max-age=300" }
  })

const pictureOf = Effect.gen(function*() {
  const { name = "" } = yield* HttpRouter.params
  const product = products.find(({ id }) => `${id}.svg` === name)
  if (product === undefined) return yield* notFound
  return HttpServerResponse.text(picture(product).text, {
    contentType: "image/svg+xml",
    headers: { "cache-control": "max-age=300" }
  })
})

const app = Effect.map(Payments, (payments) =>
  HttpRouter.empty.pipe(
    HttpRouter.get("/", shop),
    HttpRouter.get("/cart", cart),
    HttpRouter.post("/orders", placeOrder),
    HttpRouter.get("/orders/:token", order),
    HttpRouter.post("/orders/:token/pay", payAgain),
    HttpRouter.get("/orders/:token/confirm", confirm(payments)),
    HttpRouter.get("/orders/:token/cancel", cancel(payments)),
    HttpRouter.get("/shopkeeper", Shopkeeper.only(orders)),
    HttpRouter.get("/shopkeeper/orders/:id", Shopkeeper.only(orderForShopkeeper)),
    HttpRouter.post("/shopkeeper/orders/:id/refund", Shopkeeper.only(Shopkeeper.fromHere(refund))),
    HttpRouter.get("/style.css", asset("style.css")),
    HttpRouter.get("/ask-again.js", asset("ask-again.js")),
    HttpRouter.get("/leaf.svg", asset("leaf.svg")),
    HttpRouter.get("/pictures/:name", pictureOf),
    Effect.catchTags({
      RouteNotFound: () => notFound,
      // The shop's own forms are never truncated or too long.
      RequestError: () => notFound
    }),
    Effect.catchAllCause((cause) =>
      Effect.zipRight(Effect.logError("A page failed", cause), Effect.map(locale(), failedPage))
    ),
    Effect.map(HttpServerResponse.setHeaders(securityHeaders))
  ))

const Listen = Layer.unwrapEffect(
  Effect.map(ShopConfig, ({ host, port }) => NodeHttpServer.layer(createServer, { host, port }))
)

/** Serves the shop. */
export const layer = Layer.unwrapEffect(Effect.map(app, (app) => HttpServer.serve(app))).pipe(Layer.provide(Listen))
