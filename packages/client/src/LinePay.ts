/**
 * Calls the LINE Pay Online API.
 *
 * @since 0.1.0
 */
import type * as HttpClient from "@effect/platform/HttpClient"
import type * as Config from "effect/Config"
import type * as ConfigError from "effect/ConfigError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import type { Operation } from "line-pay-protocol/Operation"
import { Exchange } from "./Exchange.ts"
import * as Caller from "./internal/call/caller.ts"
import { merchantOf } from "./internal/config/resolved.ts"
import { LinePayConfig } from "./LinePayConfig.ts"
import { Nonce } from "./Nonce.ts"
import * as CapturePayment from "./operations/capturePayment.ts"
import * as CheckPaymentStatus from "./operations/checkPaymentStatus.ts"
import * as CheckRegKey from "./operations/checkRegKey.ts"
import * as ConfirmPayment from "./operations/confirmPayment.ts"
import * as ExpireRegKey from "./operations/expireRegKey.ts"
import * as GetPaymentDetails from "./operations/getPaymentDetails.ts"
import * as PayPreapproved from "./operations/payPreapproved.ts"
import * as RefundPayment from "./operations/refundPayment.ts"
import * as RequestPayment from "./operations/requestPayment.ts"
import * as VoidPayment from "./operations/voidPayment.ts"
import { CurrentPolicy, type Policy } from "./Policy.ts"
import { Signer } from "./Signer.ts"

/**
 * Makes the ten calls of the LINE Pay Online API. Each takes one plain object
 * and fails with a union of tagged errors. These are the rows of the result-code
 * table that list the call, and the few errors that any call can fail with.
 *
 * A write without a readable answer fails with `OutcomeUnknown`. The customer
 * may have been charged.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import { LinePay, TransactionId } from "effect-line-pay"
 *
 * const confirm = Effect.gen(function*() {
 *   const linePay = yield* LinePay
 *   return yield* linePay.confirmPayment({
 *     transactionId: TransactionId.make("2023042201206549310"),
 *     amount: 100,
 *     currency: "TWD"
 *   })
 * }).pipe(
 *   Effect.catchTag("InsufficientBalance", (error) => Effect.logInfo(error.hint)),
 *   Effect.catchTag("OutcomeUnknown", (error) => Effect.logError("may have been charged", error.lookup))
 * )
 * ```
 *
 * @since 0.1.0
 * @category tags
 */
export class LinePay extends Context.Tag("effect-line-pay/LinePay")<LinePay, LinePay.Service>() {
  /**
   * Makes the client. {@link layer} is the same as a layer.
   *
   * @since 0.1.0
   */
  static readonly make: Effect.Effect<
    LinePay.Service,
    never,
    LinePayConfig | Signer | Nonce | HttpClient.HttpClient
  > = Effect.suspend(() => Effect.provide(overExchange, Exchange.layerHttpClient))

  /**
   * Provides the client, made from its parts. A test can replace each of them.
   *
   * Effect builds this layer anew wherever you provide it, so two merchants in
   * one program never share a client. With its parts provided it is an ordinary
   * layer: keep that in a constant, and it is built once.
   *
   * @since 0.1.0
   */
  static readonly layer: Layer.Layer<LinePay, never, LinePayConfig | Signer | Nonce | HttpClient.HttpClient> = Layer
    .fresh(Layer.effect(LinePay, LinePay.make))

  /**
   * Provides the client over an `Exchange`, such as `Exchange.layerFetch` or
   * `LinePayNode.layerExchange`, which cost less than an `HttpClient` and take
   * no middleware. In all else it is {@link layer}.
   *
   * @since 0.1.0
   */
  static readonly layerExchange: Layer.Layer<LinePay, never, LinePayConfig | Signer | Nonce | Exchange> = Layer.fresh(
    Layer.effect(LinePay, Effect.suspend(() => overExchange))
  )

  /**
   * Provides the client with its usual parts: configuration and secret from the
   * environment (see `LinePayConfig.config` and `Signer.channelSecret`), and
   * UUIDs of version 1 as nonces. You provide an `HttpClient`.
   *
   * Without options it is always the same layer, so it is built once no matter
   * how often you provide it. With options it is a new layer each time, so keep
   * it in a constant.
   *
   * Fails with a `ConfigError` that names the variable and what was expected.
   *
   * @example
   * ```ts
   * import { FetchHttpClient } from "@effect/platform"
   * import { Layer } from "effect"
   * import { LinePay } from "effect-line-pay"
   *
   * const LinePayLive = LinePay.layerConfig().pipe(Layer.provide(FetchHttpClient.layer))
   * ```
   *
   * @since 0.1.0
   */
  static readonly layerConfig = (
    options?: LinePay.LayerConfigOptions
  ): Layer.Layer<LinePay, ConfigError.ConfigError, HttpClient.HttpClient> =>
    options === undefined ? layerFromEnvironment : layerFromConfig(options)

  /**
   * Sets the policy of a region of the program, in place of the layer's. The
   * innermost region wins. Forked fibers and finalizers inherit it.
   *
   * @example
   * ```ts
   * import { Effect } from "effect"
   * import { LinePay, Policy, TransactionId } from "effect-line-pay"
   *
   * const details = Effect.flatMap(LinePay, (linePay) =>
   *   linePay.getPaymentDetails({ transactionIds: [TransactionId.make("2023042201206549310")] })
   * ).pipe(LinePay.withPolicy(Policy.recommended))
   * ```
   *
   * @since 0.1.0
   */
  static readonly withPolicy = (policy: Policy) => <A, E, R>(self: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
    Effect.provideService(self, CurrentPolicy, Option.some(policy))
}

/**
 * @since 0.1.0
 */
export declare namespace LinePay {
  /**
   * @since 0.1.0
   * @category models
   */
  export interface Service {
    /**
     * The merchant's name, as `LinePayConfig.merchant` says it. It is
     * `undefined` for an origin other than LINE Pay's, if the configuration
     * names none. `Settlement` sends nothing then.
     */
    readonly merchant: string | undefined

    /**
     * Requests a payment and returns the URL to send the customer to. No money
     * can move before the customer authenticates and you confirm.
     */
    readonly requestPayment: (
      request: RequestPayment.RequestPaymentRequest
    ) => Effect.Effect<RequestPayment.RequestPaymentSuccess, RequestPayment.RequestPaymentError>

    /** Asks how far a payment request has come. Call it at most once a second per payment. */
    readonly checkPaymentStatus: (
      request: CheckPaymentStatus.CheckPaymentStatusRequest
    ) => Effect.Effect<CheckPaymentStatus.PaymentStatus, CheckPaymentStatus.CheckPaymentStatusError>

    /**
     * Charges the customer, or holds the amount if the request said
     * `capture: false`. A confirm before the customer has authenticated fails
     * with `AuthenticationRequired` and ends the payment request.
     */
    readonly confirmPayment: (
      request: ConfirmPayment.ConfirmPaymentRequest
    ) => Effect.Effect<ConfirmPayment.ConfirmPaymentSuccess, ConfirmPayment.ConfirmPaymentError>

    /** Takes the money that an authorisation holds, or a part of it. LINE Pay releases the rest. */
    readonly capturePayment: (
      request: CapturePayment.CapturePaymentRequest
    ) => Effect.Effect<CapturePayment.CapturePaymentSuccess, CapturePayment.CapturePaymentError>

    /** Releases the money that an authorisation holds. */
    readonly voidPayment: (request: VoidPayment.VoidPaymentRequest) => Effect.Effect<void, VoidPayment.VoidPaymentError>

    /**
     * Refunds a captured payment, in part or in full. It is not idempotent: two
     * partial refunds of the same amount are two refunds for LINE Pay.
     */
    readonly refundPayment: (
      request: RefundPayment.RefundPaymentRequest
    ) => Effect.Effect<RefundPayment.RefundPaymentSuccess, RefundPayment.RefundPaymentError>

    /**
     * Looks up payments and refunds, by transaction or order. LINE Pay answers
     * `TransactionNotFound` for a payment that does not exist, and also for one
     * that is not confirmed yet. The client splits a list whose query would be
     * too long for a URL.
     */
    readonly getPaymentDetails: (
      request: GetPaymentDetails.GetPaymentDetailsRequest
    ) => Effect.Effect<GetPaymentDetails.GetPaymentDetailsSuccess, GetPaymentDetails.GetPaymentDetailsError>

    /** Asks whether a regKey can be charged. With `creditCardAuth` it authorises a small amount, which is a write. */
    readonly checkRegKey: (request: CheckRegKey.CheckRegKeyRequest) => Effect.Effect<void, CheckRegKey.CheckRegKeyError>

    /** Charges the customer of a regKey without asking the customer. */
    readonly payPreapproved: (
      request: PayPreapproved.PayPreapprovedRequest
    ) => Effect.Effect<PayPreapproved.PayPreapprovedSuccess, PayPreapproved.PayPreapprovedError>

    /** Ends a regKey for good. */
    readonly expireRegKey: (
      request: ExpireRegKey.ExpireRegKeyRequest
    ) => Effect.Effect<void, ExpireRegKey.ExpireRegKeyError>
  }

  /**
   * Replaces parts of `LinePay.layerConfig` that come from the environment.
   *
   * @since 0.1.0
   * @category models
   */
  export interface LayerConfigOptions {
    /** In place of `LinePayConfig.config`. */
    readonly config?: Config.Config<LinePayConfig.Service> | undefined
    /** In place of `Signer.channelSecret`. */
    readonly channelSecret?: Config.Config<Redacted.Redacted> | undefined
  }
}

const overExchange = Effect.zipWith(LinePayConfig, Caller.make, (config, call): LinePay.Service => ({
  merchant: merchantOf(config),
  requestPayment: call(RequestPayment.requestPayment),
  checkPaymentStatus: call(CheckPaymentStatus.checkPaymentStatus),
  confirmPayment: call(ConfirmPayment.confirmPayment),
  capturePayment: call(CapturePayment.capturePayment),
  voidPayment: call(VoidPayment.voidPayment),
  refundPayment: call(RefundPayment.refundPayment),
  getPaymentDetails: call(GetPaymentDetails.getPaymentDetails),
  checkRegKey: call(CheckRegKey.checkRegKey),
  payPreapproved: call(PayPreapproved.payPreapproved),
  expireRegKey: call(ExpireRegKey.expireRegKey)
  // No call of the API is missing.
} satisfies { readonly merchant: unknown } & { readonly [O in Operation]: unknown }))

const layerFromConfig = (
  options: LinePay.LayerConfigOptions
): Layer.Layer<LinePay, ConfigError.ConfigError, HttpClient.HttpClient> =>
  LinePay.layer.pipe(Layer.provide([
    LinePayConfig.layerConfig(options.config),
    Signer.layerConfig(options.channelSecret),
    Nonce.layerUuidV1
  ]))

const layerFromEnvironment = layerFromConfig({})
