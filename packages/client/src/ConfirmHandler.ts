/**
 * Handles requests to `confirmUrl`.
 *
 * @since 0.1.0
 */
import * as HttpApp from "@effect/platform/HttpApp"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import type { AttemptLogError } from "./AttemptLog.ts"
import * as Joiner from "./internal/settlement/joiner.ts"
import type { InvalidRequest } from "./InvalidRequest.ts"
import type { KeyTaken } from "./KeyTaken.ts"
import * as LinePayError from "./LinePayError.ts"
import type { NotApplied } from "./NotApplied.ts"
import type { ConfirmPaymentSuccess } from "./operations/confirmPayment.ts"
import type { OutcomeUnknown } from "./OutcomeUnknown.ts"
import * as Redirect from "./Redirect.ts"
import { type Settled, Settlement } from "./Settlement.ts"
import type { ConfirmIntent, ConfirmSettlementError } from "./settlement/confirmPayment.ts"
import type { SettlementMismatch } from "./SettlementMismatch.ts"
import type { TransactionId } from "./TransactionId.ts"
import * as Verdict from "./Verdict.ts"

/**
 * Means that the payment is confirmed. Check `payment.refunded` and
 * `payment.payStatus` before you ship.
 *
 * @since 0.1.0
 * @category models
 */
export interface Paid {
  readonly _tag: "Paid"
  readonly intent: ConfirmIntent
  readonly payment: Settled<ConfirmPaymentSuccess>
}

/**
 * Means that the customer was provably not charged. `error` says why.
 *
 * @since 0.1.0
 * @category models
 */
export interface NotPaid {
  readonly _tag: "NotPaid"
  readonly intent: ConfirmIntent
  readonly error: Exclude<
    ConfirmSettlementError,
    OutcomeUnknown | SettlementMismatch | KeyTaken | InvalidRequest | AttemptLogError
  >
}

/**
 * Means that LINE Pay shows something other than what was requested, or that
 * what you stored has changed since the first confirm. An `InvalidRequest` may
 * be such a change, too, so it says nothing about an earlier confirm.
 *
 * @since 0.1.0
 * @category models
 */
export interface NeedsHuman {
  readonly _tag: "NeedsHuman"
  readonly intent: ConfirmIntent
  readonly error: SettlementMismatch | KeyTaken | InvalidRequest
}

/**
 * Says how far a payment has come, and so what to show the customer.
 *
 * - `Paid`, `NotPaid`, `NeedsHuman`: the payment has ended.
 * - `Checking`: it is in progress, or its outcome is unknown. Show "we are checking, please do not pay again", and poll.
 * - `Waiting`: the page was opened before the customer authenticated at LINE Pay. Poll.
 * - `NotOurs`: you stored no such payment. Nothing was sent.
 *
 * @since 0.1.0
 * @category models
 */
export type Progress =
  | Paid
  | NotPaid
  | NeedsHuman
  | { readonly _tag: "Checking"; readonly intent: ConfirmIntent }
  | { readonly _tag: "Waiting"; readonly intent: ConfirmIntent }
  | { readonly _tag: "NotOurs" }

/**
 * Connects the handler to your shop.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options<E, R> {
  /**
   * Finds the payment that you stored when you requested it, by the id that
   * `requestPayment` returned. Return `None` for an id that you never stored.
   * The handler uses the URL only to find the payment.
   */
  readonly find: (transactionId: TransactionId) => Effect.Effect<Option.Option<ConfirmIntent>, E, R>
  /**
   * Wraps each confirm, once for all requests that wait for it at the same
   * time.
   *
   * Use it to admit one payment of an order at a time, if an order may have
   * several (the customer paid in two tabs). Return `Checking` for a payment
   * that is not admitted; its page polls.
   */
  readonly around?:
    | ((intent: ConfirmIntent, confirm: Effect.Effect<Progress, E, R>) => Effect.Effect<Progress, E, R>)
    | undefined
  /**
   * How long the page waits for the result before it shows `Checking`; 3
   * seconds by default. LINE Pay's own SERVER callback waits 20 seconds, and a
   * confirm may take 60.
   */
  readonly patience?: Duration.DurationInput | undefined
}

/**
 * @since 0.1.0
 * @category models
 */
export interface ConfirmHandler<E> {
  /**
   * Returns the progress of a payment, and confirms it when that is due. Call
   * it when `confirmUrl` is opened, and each time the page polls.
   *
   * Anybody may call it any number of times. A reload, a second delivery, an
   * early or a forged request never charges the customer twice.
   *
   * Pass the `orderId` of the URL if there is one (LINE Pay sometimes leaves it
   * out). If it differs from the stored one, the result is `NotOurs`.
   */
  readonly progress: (redirect: {
    readonly transactionId: TransactionId
    readonly orderId?: string | undefined
  }) => Effect.Effect<Progress, E>
}

/**
 * Makes a shop's handler. It settles payments in the scope that it is made in,
 * so an HTTP server may interrupt a request whose browser has left. The order is
 * written by the `tell` of `Settlement.layerWith`, not here.
 *
 * @example
 * ```ts
 * import { Effect, Option } from "effect"
 * import { ConfirmHandler, type ConfirmIntent, TransactionId } from "effect-line-pay"
 *
 * const orders = new Map<TransactionId, ConfirmIntent>()
 *
 * const makeHandler = ConfirmHandler.make({
 *   find: (transactionId) => Effect.sync(() => Option.fromNullable(orders.get(transactionId)))
 * })
 *
 * const page = Effect.gen(function*() {
 *   const handler = yield* makeHandler
 *   const progress = yield* handler.progress({ transactionId: TransactionId.make("2023042201206549310") })
 *   return progress._tag === "Paid" ? "Thank you" : "Please wait"
 * })
 * ```
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = <E, R>(
  { around = (_, confirm) => confirm, find, patience = "3 seconds" }: Options<E, R>
): Effect.Effect<ConfirmHandler<E>, never, R | Settlement | Scope.Scope> =>
  Effect.gen(function*() {
    const settlement = yield* Settlement
    const joiner = Joiner.make<Progress, E>(yield* Effect.scope)
    const context = yield* Effect.context<R>()

    const settle = (intent: ConfirmIntent): Effect.Effect<Progress, E, R> =>
      settlement.confirmPayment(intent).pipe(
        Effect.match({
          onSuccess: (payment): Progress => ({ _tag: "Paid", intent, payment }),
          onFailure: (error) => failed(intent, error)
        })
      )

    return {
      progress: ({ orderId, transactionId }) =>
        Effect.gen(function*() {
          const found = yield* find(transactionId)
          if (Option.isNone(found)) return { _tag: "NotOurs" } as const
          const intent = found.value
          if (intent.transactionId !== transactionId || (orderId !== undefined && orderId !== intent.orderId)) {
            return { _tag: "NotOurs" } as const
          }
          return yield* joiner.join(transactionId, Effect.interruptible(around(intent, settle(intent)))).pipe(
            Effect.timeoutTo({
              duration: patience,
              onSuccess: (progress) => progress,
              onTimeout: (): Progress => ({ _tag: "Checking", intent })
            }),
            // An app without a router runs in an uninterruptible region; the timeout would have no effect.
            Effect.interruptible
          )
        }).pipe(Effect.provide(context))
    }
  })

/**
 * Answers a page that polls, as JSON from the page's own URL.
 *
 * @since 0.1.0
 * @category models
 */
export interface Status {
  readonly status: Progress["_tag"]
  /** `true` when the payment has ended: reload the page. Otherwise poll again in a second or two. */
  readonly ended: boolean
}

/**
 * Renders a shop's confirm page.
 *
 * @since 0.1.0
 * @category models
 */
export interface Page<E, R> {
  /** Renders the page for this progress. An `HttpServerResponse` is an effect, too. */
  readonly render: (progress: Progress) => Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>
}

/**
 * Turns the handler into an app for `confirmUrl`, to mount in an `HttpRouter`.
 * The app reads the redirect, responds within the handler's `patience`, and
 * keeps settling in the background.
 *
 * A page that shows `Checking` or `Waiting` polls its own URL. With
 * `Accept: application/json` it gets a {@link Status}; once that has ended, it
 * reloads itself. The app keeps no session, because the customer may come back
 * in another browser, and LINE's own browser has none.
 *
 * A request that is no redirect of LINE Pay (no id, or no possible id) is
 * rendered as `NotOurs`, like an id that you never stored. Responses are not
 * cached, and do not pass their URL on as a referrer.
 *
 * @example
 * ```ts
 * import { HttpRouter, HttpServerResponse } from "@effect/platform"
 * import { Effect, Option } from "effect"
 * import { ConfirmHandler } from "effect-line-pay"
 *
 * const render = (progress: ConfirmHandler.Progress) =>
 *   progress._tag === "NotOurs"
 *     ? HttpServerResponse.text("There is no such payment.", { status: 404 })
 *     : HttpServerResponse.text(progress._tag)
 *
 * const routes = Effect.map(
 *   ConfirmHandler.make({ find: () => Effect.succeed(Option.none()) }),
 *   (handler) => HttpRouter.empty.pipe(HttpRouter.get("/pay/confirm", ConfirmHandler.httpApp(handler, { render })))
 * )
 * ```
 *
 * @since 0.1.0
 * @category http
 */
export const httpApp = <E, E2 = never, R = never>(
  handler: ConfirmHandler<E>,
  { render }: Page<E2, R>
): HttpApp.Default<E | E2, R> =>
  Effect.gen(function*() {
    const request = yield* HttpServerRequest.HttpServerRequest
    const progress = yield* Either.match(Redirect.confirm(request), {
      onLeft: (): Effect.Effect<Progress> => Effect.succeed({ _tag: "NotOurs" }),
      onRight: handler.progress
    })
    const response = asksForJson(request.headers.accept)
      ? HttpServerResponse.unsafeJson(statusOf(progress), { status: progress._tag === "NotOurs" ? 404 : 200 })
      : yield* render(progress)
    return HttpServerResponse.setHeaders(response, {
      "Cache-Control": "no-store",
      "Referrer-Policy": "no-referrer",
      Vary: "Accept"
    })
  })

/**
 * Turns the handler into a function from `Request` to `Response`, for servers
 * and frameworks that speak Fetch; see {@link httpApp}. The function runs with
 * the services provided to this effect, and responds with 500 when `find`,
 * `ended` or `render` fails.
 *
 * @example
 * ```ts
 * import { FetchHttpClient, HttpServerResponse } from "@effect/platform"
 * import { Context, Effect, Layer, ManagedRuntime, Option } from "effect"
 * import { AttemptLog, ConfirmHandler, LinePay, Settlement } from "effect-line-pay"
 *
 * class ConfirmPage extends Context.Tag("ConfirmPage")<ConfirmPage, (request: Request) => Promise<Response>>() {
 *   static readonly layer = Layer.scoped(
 *     ConfirmPage,
 *     Effect.flatMap(
 *       ConfirmHandler.make({ find: () => Effect.succeed(Option.none()) }),
 *       (handler) =>
 *         ConfirmHandler.webHandler(handler, { render: (progress) => HttpServerResponse.text(progress._tag) })
 *     )
 *   )
 * }
 *
 * const runtime = ManagedRuntime.make(ConfirmPage.layer.pipe(
 *   Layer.provide(Settlement.layer),
 *   Layer.provide([AttemptLog.layerMemory, LinePay.layerConfig()]),
 *   Layer.provide(FetchHttpClient.layer)
 * ))
 *
 * export const GET = async (request: Request) => (await runtime.runPromise(ConfirmPage))(request)
 * ```
 *
 * @since 0.1.0
 * @category http
 */
export const webHandler = <E, E2 = never, R = never>(
  handler: ConfirmHandler<E>,
  page: Page<E2, R>
): Effect.Effect<(request: Request) => Promise<Response>, never, R> =>
  Effect.map(Effect.runtime<R>(), (runtime) => {
    const handle = HttpApp.toWebHandlerRuntime(runtime)(httpApp(handler, page))
    return (request) => handle(request)
  })

const statusOf = ({ _tag }: Progress): Status => ({ status: _tag, ended: _tag !== "Checking" && _tag !== "Waiting" })

/** A browser that opens a page accepts HTML; a script that polls accepts JSON only. */
const asksForJson = (accept = ""): boolean => accept.includes("application/json") && !accept.includes("text/html")

const failed = (intent: ConfirmIntent, error: ConfirmSettlementError): Progress => {
  switch (error._tag) {
    case "OutcomeUnknown":
    case "AttemptLogError":
      return { _tag: "Checking", intent }
    case "SettlementMismatch":
    case "KeyTaken":
    case "InvalidRequest":
      return { _tag: "NeedsHuman", intent, error }
    case "NotApplied":
      return notApplied(intent, error)
    default:
      // The status check failed for a transient reason. Nothing was sent, and the page can poll.
      return LinePayError.isSafeToRetry(error) ? { _tag: "Checking", intent } : { _tag: "NotPaid", intent, error }
  }
}

const notApplied = (intent: ConfirmIntent, error: NotApplied): Progress => {
  if (Verdict.isRejectionCode(error.because)) return { _tag: "NotPaid", intent, error }
  switch (error.because) {
    case "WaitingForCustomer":
      return { _tag: "Waiting", intent }
    // An earlier request did not leave. The page polls, and so confirms again.
    case "NeverSent":
    case "NotPrepared":
    case "Connect":
    case "Dns":
    case "Tls":
    case "Request":
    case "Signer":
    case "Timeout":
    case "Disconnected":
      return { _tag: "Checking", intent }
    case "CanceledOrExpired":
    case "Failed":
    case "OrderPaidByOther":
    case "InvalidRequest":
    case "ClosedByHand":
    case "Unrecognised":
    // Reasons of the other operations; no confirm fails with them.
    case "OrderIdReused":
    case "Captured":
    case "Voided":
    case "Expired":
    case "AuthorizationStands":
    case "NothingLeft":
    case "LessLeft":
    case "PaymentNotFound":
      return { _tag: "NotPaid", intent, error }
  }
}
