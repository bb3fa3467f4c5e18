/**
 * What stands behind `confirmUrl`.
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
 * Confirmed. Look at `payment.refunded` and `payment.payStatus` before
 * shipping.
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
 * Proved not charged, and why.
 *
 * @since 0.1.0
 * @category models
 */
export interface NotPaid {
  readonly _tag: "NotPaid"
  readonly intent: ConfirmIntent
  readonly error: Exclude<ConfirmSettlementError, OutcomeUnknown | SettlementMismatch | AttemptLogError>
}

/**
 * Something is there, but not what was asked.
 *
 * @since 0.1.0
 * @category models
 */
export interface NeedsHuman {
  readonly _tag: "NeedsHuman"
  readonly intent: ConfirmIntent
  readonly error: SettlementMismatch
}

/**
 * How far a payment has come, and so what to show the customer.
 *
 * - `Paid`, `NotPaid`, `NeedsHuman`: it has ended.
 * - `Checking`: it is under way, or not known yet. Show "we are checking, please do not pay again", and ask again.
 * - `Waiting`: the page was opened before the customer has authenticated at LINE Pay. Ask again.
 * - `NotOurs`: no payment of ours. Nothing was sent.
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
 * What a shop brings.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options<E, R> {
  /**
   * The payment as it was stored when it was requested, by the id that
   * `requestPayment` gave; `None` for an id that was never stored. What the
   * URL says is used to find it, and for nothing else.
   */
  readonly find: (transactionId: TransactionId) => Effect.Effect<Option.Option<ConfirmIntent>, E, R>
  /**
   * Told when a payment has ended: write it to the order. It may be told the
   * same twice, and `NotPaid` may be followed by `Paid`, when the customer
   * tries again; `Paid` is never followed by anything else.
   */
  readonly ended: (progress: Paid | NotPaid | NeedsHuman) => Effect.Effect<void, E, R>
  /**
   * Around each confirm, once for all who ask at the same time; `ended` is
   * told within. The place to admit one payment of an order at a time, where
   * an order may have several (the customer paid in two tabs): whoever is not
   * admitted is shown `Checking`, and asks again.
   */
  readonly around?:
    | ((intent: ConfirmIntent, confirm: Effect.Effect<Progress, E, R>) => Effect.Effect<Progress, E, R>)
    | undefined
  /**
   * How long the page waits for the end before it shows `Checking`; 3 seconds
   * by default. LINE Pay's own SERVER callback waits 20 seconds, a confirm may
   * take 60.
   */
  readonly patience?: Duration.DurationInput | undefined
}

/**
 * @since 0.1.0
 * @category models
 */
export interface ConfirmHandler<E> {
  /**
   * What to do when `confirmUrl` is opened, and whenever the page asks again:
   * the same. It may be called any number of times, by anybody: a reload, a
   * second delivery, an early or a forged opening charge nobody a second time.
   * `orderId` is what the URL says, if it says one (LINE Pay leaves it out at
   * times); another one than the stored is `NotOurs`.
   */
  readonly progress: (redirect: {
    readonly transactionId: TransactionId
    readonly orderId?: string | undefined
  }) => Effect.Effect<Progress, E>
}

/**
 * Makes the handler of a shop. It settles in the scope that it is made in, so
 * that an HTTP server may interrupt a request whose browser has left.
 *
 * @example
 * ```ts
 * import { Effect, Option } from "effect"
 * import { ConfirmHandler, type ConfirmIntent, TransactionId } from "effect-line-pay"
 *
 * const orders = new Map<TransactionId, ConfirmIntent>()
 *
 * const makeHandler = ConfirmHandler.make({
 *   find: (transactionId) => Effect.sync(() => Option.fromNullable(orders.get(transactionId))),
 *   ended: (progress) => Effect.logInfo(`${progress.intent.orderId}: ${progress._tag}`)
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
  { around = (_, confirm) => confirm, ended, find, patience = "3 seconds" }: Options<E, R>
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
        }),
        Effect.tap((progress) =>
          progress._tag === "Paid" || progress._tag === "NotPaid" || progress._tag === "NeedsHuman"
            ? ended(progress)
            : Effect.void
        )
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
            // An app without a router runs in an uninterruptible region, and would wait for the end.
            Effect.interruptible
          )
        }).pipe(Effect.provide(context))
    }
  })

/**
 * What a page that waits is told when it asks again: JSON, at the URL that it
 * was opened at.
 *
 * @since 0.1.0
 * @category models
 */
export interface Status {
  readonly status: Progress["_tag"]
  /** Whether it has ended, so that the page is to be loaded again. Else ask again, in a second or two. */
  readonly ended: boolean
}

/**
 * How a shop shows it.
 *
 * @since 0.1.0
 * @category models
 */
export interface Page<E, R> {
  /** The page that shows how far a payment has come; a response is an effect, too. */
  readonly render: (progress: Progress) => Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>
}

/**
 * The handler as the app behind `confirmUrl`, for an `HttpRouter`. It reads
 * the redirect, answers within the handler's `patience`, and settles behind
 * the answer.
 *
 * A page that shows `Checking` or `Waiting` asks again at its own URL: with
 * `Accept: application/json` it gets a {@link Status}, and when that has ended
 * it loads itself again. Nothing is kept in a session, because the customer
 * may come back in another browser: LINE's own has none.
 *
 * What is not a redirect of LINE Pay (no id, or no id that could be one) is
 * rendered as `NotOurs`, like an id that was never stored. No answer may be
 * cached, and none sends its URL on as a referrer.
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
 *   ConfirmHandler.make({ find: () => Effect.succeed(Option.none()), ended: () => Effect.void }),
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
 * {@link httpApp} as a function from `Request` to `Response`, for servers and
 * frameworks that speak Fetch. It runs with what is provided where it is made,
 * and answers 500 when `find`, `ended` or `render` fails.
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
 *       ConfirmHandler.make({ find: () => Effect.succeed(Option.none()), ended: () => Effect.void }),
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

/** A browser that opens a page names HTML; a script that asks for JSON names nothing else. */
const asksForJson = (accept = ""): boolean => accept.includes("application/json") && !accept.includes("text/html")

const failed = (intent: ConfirmIntent, error: ConfirmSettlementError): Progress => {
  switch (error._tag) {
    case "OutcomeUnknown":
    case "AttemptLogError":
      return { _tag: "Checking", intent }
    case "SettlementMismatch":
      return { _tag: "NeedsHuman", intent, error }
    case "NotApplied":
      return notApplied(intent, error)
    default:
      // The status could not be asked for just now: nothing was sent, and it can be asked for again.
      return LinePayError.isSafeToRetry(error) ? { _tag: "Checking", intent } : { _tag: "NotPaid", intent, error }
  }
}

const notApplied = (intent: ConfirmIntent, error: NotApplied): Progress => {
  if (Verdict.isRejectionCode(error.because)) return { _tag: "NotPaid", intent, error }
  switch (error.because) {
    case "WaitingForCustomer":
      return { _tag: "Waiting", intent }
    case "CanceledOrExpired":
    case "Failed":
    case "OrderPaidByOther":
    case "NeverSent":
    case "NotPrepared":
    case "Connect":
    case "Dns":
    case "Tls":
    case "Request":
    case "Signer":
    case "Timeout":
    case "Disconnected":
    case "InvalidRequest":
    case "LookedUpByHand":
    case "Unrecognised":
    // Of the other operations, which no confirm ends in.
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
