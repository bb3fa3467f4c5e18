/**
 * The LINE Pay Online API.
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
import * as Caller from "./internal/call/caller.ts"
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
 * The ten calls of the LINE Pay Online API. Each takes one plain object and
 * fails with a union of tagged errors: the rows of the result-code table that
 * list the call, and the few that any call can end in.
 *
 * A call that changes something and has no readable answer fails with
 * `OutcomeUnknown`: the customer may have been charged.
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
   * The client as an Effect; {@link layer} is this as a layer.
   *
   * @since 0.1.0
   */
  static readonly make: Effect.Effect<
    LinePay.Service,
    never,
    LinePayConfig | Signer | Nonce | HttpClient.HttpClient
  > = Effect.map(Caller.make, (call): LinePay.Service => ({
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
  } satisfies { readonly [O in Operation]: unknown }))

  /**
   * The client, from its parts: each of them can be another in a test.
   *
   * It is built anew wherever it is provided, so that two merchants in one
   * program never share a client. Together with its parts it is an ordinary
   * layer: kept in a constant, that is built once.
   *
   * @since 0.1.0
   */
  static readonly layer: Layer.Layer<LinePay, never, LinePayConfig | Signer | Nonce | HttpClient.HttpClient> = Layer
    .fresh(Layer.effect(LinePay, LinePay.make))

  /**
   * The client with its usual parts: configuration and secret from the
   * environment (see `LinePayConfig.config` and `Signer.channelSecret`),
   * WebCrypto, and UUIDs of version 1. Bring an `HttpClient`.
   *
   * Without options it is always the same layer, so that it is built once
   * however often it is provided. With options it is a new one each time: keep
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
   * Sets the policy of a region of the program, over the layer's. The
   * innermost region decides; forked fibers and finalizers take it along.
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
     * Requests a payment and gives the URL to send the customer to. No money
     * can move before the customer has authenticated and it is confirmed.
     */
    readonly requestPayment: (
      request: RequestPayment.RequestPaymentRequest
    ) => Effect.Effect<RequestPayment.RequestPaymentSuccess, RequestPayment.RequestPaymentError>

    /** Asks how far a payment request has come. Not more often than once a second per payment. */
    readonly checkPaymentStatus: (
      request: CheckPaymentStatus.CheckPaymentStatusRequest
    ) => Effect.Effect<CheckPaymentStatus.PaymentStatus, CheckPaymentStatus.CheckPaymentStatusError>

    /**
     * Charges the customer, or holds the amount when the request said
     * `capture: false`. A confirm before the customer has authenticated fails
     * with `AuthenticationRequired` and ends the request.
     */
    readonly confirmPayment: (
      request: ConfirmPayment.ConfirmPaymentRequest
    ) => Effect.Effect<ConfirmPayment.ConfirmPaymentSuccess, ConfirmPayment.ConfirmPaymentError>

    /** Takes the money that an authorisation holds, or a part of it; the rest is released. */
    readonly capturePayment: (
      request: CapturePayment.CapturePaymentRequest
    ) => Effect.Effect<CapturePayment.CapturePaymentSuccess, CapturePayment.CapturePaymentError>

    /** Releases the money that an authorisation holds. */
    readonly voidPayment: (request: VoidPayment.VoidPaymentRequest) => Effect.Effect<void, VoidPayment.VoidPaymentError>

    /**
     * Pays a captured payment back, in part or in full. Two partial refunds of
     * the same amount are two refunds: nothing at LINE Pay tells them apart.
     */
    readonly refundPayment: (
      request: RefundPayment.RefundPaymentRequest
    ) => Effect.Effect<RefundPayment.RefundPaymentSuccess, RefundPayment.RefundPaymentError>

    /**
     * Looks payments and refunds up, by transaction or order. What is not
     * confirmed yet is answered like what does not exist: with
     * `TransactionNotFound`. A list whose query would be too long for a URL is
     * asked for in parts.
     */
    readonly getPaymentDetails: (
      request: GetPaymentDetails.GetPaymentDetailsRequest
    ) => Effect.Effect<GetPaymentDetails.GetPaymentDetailsSuccess, GetPaymentDetails.GetPaymentDetailsError>

    /** Asks whether a regKey can be charged; with `creditCardAuth` by authorising a small amount, which is a write. */
    readonly checkRegKey: (request: CheckRegKey.CheckRegKeyRequest) => Effect.Effect<void, CheckRegKey.CheckRegKeyError>

    /** Charges the customer of a regKey without asking. */
    readonly payPreapproved: (
      request: PayPreapproved.PayPreapprovedRequest
    ) => Effect.Effect<PayPreapproved.PayPreapprovedSuccess, PayPreapproved.PayPreapprovedError>

    /** Ends a regKey for good. */
    readonly expireRegKey: (
      request: ExpireRegKey.ExpireRegKeyRequest
    ) => Effect.Effect<void, ExpireRegKey.ExpireRegKeyError>
  }

  /**
   * What `LinePay.layerConfig` takes from elsewhere than the environment.
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

const layerFromConfig = (
  options: LinePay.LayerConfigOptions
): Layer.Layer<LinePay, ConfigError.ConfigError, HttpClient.HttpClient> =>
  LinePay.layer.pipe(Layer.provide([
    LinePayConfig.layerConfig(options.config),
    Signer.layerWebCryptoConfig(options.channelSecret),
    Nonce.layerUuidV1
  ]))

const layerFromEnvironment = layerFromConfig({})
