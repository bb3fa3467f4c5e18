import * as HttpRouter from "@effect/platform/HttpRouter"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Payment } from "../../Payment.ts"
import type { Sandbox } from "../../Sandbox.ts"
import * as redirect from "../machine/redirect.ts"
import * as customer from "./pages/customer.ts"
import { customerStyle } from "./pages/customerStyle.ts"
import { safeLink, schemeOf } from "./pages/html.ts"
import * as respond from "./pages/respond.ts"

/**
 * The page behind `paymentUrl.web`, where the customer approves or declines.
 *
 * @internal
 */
export const make = (sandbox: Sandbox.Service, callback: (url: string) => Effect.Effect<void>) => {
  const show = (payment: Payment, { wrongPoints = false } = {}) =>
    Effect.map(sandbox.now, (now) =>
      respond.page(
        customer.render({
          payment,
          merchantName: sandbox.settings.merchantName,
          timeLeft: payment.requestedAt + sandbox.settings.authenticationWindow - now,
          back: back(payment),
          wrongPoints
        }),
        { policy: policy(payment), status: wrongPoints ? 400 : 200 }
      ))
  const unknown = respond.page(customer.renderUnknown(), { policy: `style-src 'self'; img-src data:`, status: 404 })

  const find = Effect.flatMap(
    HttpServerRequest.schemaSearchParams(Schema.Struct({ transactionReserveId: Schema.String })),
    ({ transactionReserveId }) => sandbox.payment({ reserveId: transactionReserveId })
  )

  const act = (payment: Payment, form: typeof Form.Type) => {
    const selector = { transactionId: payment.transactionId }
    switch (form.act) {
      case "approve":
        return Effect.flatMap(sandbox.approve(selector, form), ({ confirmUrlType, url }) => {
          if (url === undefined || confirmUrlType === "NONE") return Effect.succeed(undefined)
          return confirmUrlType === "SERVER" ? Effect.as(callback(url), undefined) : Effect.succeed(url)
        })
      case "decline":
        return Effect.map(
          sandbox.decline(selector),
          ({ confirmUrlType, url }) => confirmUrlType === "NONE" ? undefined : url
        )
      case "expire":
        return Effect.as(sandbox.letExpire(selector), undefined)
    }
  }

  return HttpRouter.fromIterable([
    HttpRouter.makeRoute(
      "GET",
      customer.path,
      Effect.catchAll(Effect.flatMap(find, show), () => Effect.succeed(unknown))
    ),
    HttpRouter.makeRoute(
      "POST",
      customer.path,
      Effect.gen(function*() {
        const payment = yield* find
        const form = yield* HttpServerRequest.schemaBodyUrlParams(Form)
        return yield* act(payment, form).pipe(
          Effect.map((url) => respond.seeOther(url ?? customer.action(payment))),
          // The page shows the payment's current status.
          Effect.catchAll(({ reason }) =>
            reason === "WrongAmount"
              ? show(payment, { wrongPoints: true })
              : Effect.succeed(respond.seeOther(customer.action(payment)))
          )
        )
      }).pipe(
        Effect.catchTags({
          ActRefused: () => Effect.succeed(unknown),
          ParseError: () => Effect.succeed(HttpServerResponse.empty({ status: 400 })),
          RequestError: () => Effect.succeed(HttpServerResponse.empty({ status: 400 }))
        })
      )
    ),
    HttpRouter.makeRoute("GET", customer.stylePath, Effect.succeed(respond.asset(customerStyle, "text/css")))
  ])
}

const Form = Schema.Struct({
  act: Schema.Literal("approve", "decline", "expire"),
  method: Schema.optional(Schema.Literal("CREDIT_CARD", "BALANCE")),
  points: Schema.optional(Schema.NumberFromString)
})

// Once it is confirmed, a second visit to confirmUrl would only make the merchant confirm again.
const back = (payment: Payment): string | undefined => {
  switch (payment.status) {
    case "Authenticated":
      return payment.redirectUrls.confirmUrlType === "CLIENT" ? redirect.confirm(payment).url : undefined
    case "Canceled":
    case "TimedOut":
    case "Failed":
      return redirect.cancel(payment).url
    default:
      return undefined
  }
}

// Browsers apply `form-action` to every redirect that follows a form. We cannot know where the merchant sends the
// customer next, so it allows any page of the web, and the app that the merchant named.
const policy = ({ redirectUrls: { cancelUrl, confirmUrl } }: Payment): string => {
  const schemes = new Set(["http:", "https:"])
  for (const url of [confirmUrl, cancelUrl]) {
    const link = safeLink(url)
    const scheme = link === undefined ? undefined : schemeOf(link)
    if (scheme !== undefined) schemes.add(scheme)
  }
  return `style-src 'self'; img-src http: https: data:; form-action 'self' ${Array.from(schemes).join(" ")}`
}
