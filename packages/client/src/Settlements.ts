/**
 * Settles the calls of many merchants, over one attempt log.
 *
 * @since 0.1.0
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type { Attempt } from "./Attempt.ts"
import type { AttemptLog, AttemptLogError } from "./AttemptLog.ts"
import * as Sweeper from "./internal/settlement/sweeper.ts"
import { LinePay } from "./LinePay.ts"
import { type Options as SettlementOptions, serve, type Settlement, share, type Sweep } from "./Settlement.ts"

/**
 * Reports a merchant for whom there is no client, so nothing was sent.
 *
 * @since 0.1.0
 * @category errors
 */
export class MerchantUnavailable extends Schema.TaggedError<MerchantUnavailable>("effect-line-pay/MerchantUnavailable")(
  "MerchantUnavailable",
  {
    merchant: Schema.String,
    /** The reason, in words that hold no secret. */
    reason: Schema.String,
    cause: Schema.optionalWith(Schema.Defect, { exact: true })
  }
) {
  /**
   * Says that nothing was sent.
   *
   * @since 0.1.0
   */
  readonly outcome = "NotApplied"

  override get message(): string {
    return `Nothing was sent, because there is no client for the merchant ${this.merchant}: ${this.reason}`
  }
}

/**
 * Says who the merchants are, beside the choices of `Settlement`.
 *
 * @since 0.1.0
 * @category models
 */
export interface Options<TellError, TellContext, E, R, MerchantsContext>
  extends SettlementOptions<TellError, TellContext>
{
  /**
   * Returns the client of a merchant, as a layer. Its `merchant` must be the
   * same name. It is built at the merchant's first call or sweep, and kept. A
   * `LayerMap` of clients fits.
   */
  readonly linePay: (merchant: string) => Layer.Layer<LinePay, E, R>
  /** Returns the names of the merchants whose attempts the sweeper looks at, at each pass. */
  readonly merchants: Effect.Effect<ReadonlyArray<string>, never, MerchantsContext>
}

/**
 * Settles the calls of many merchants. They share one attempt log, its tables,
 * and one sweeper, which takes the merchants in turn.
 *
 * @example
 * ```ts
 * import { Effect, Layer } from "effect"
 * import { AttemptLog, type LinePay, Settlements, TransactionId } from "effect-line-pay"
 *
 * declare const clientOf: (merchant: string) => Layer.Layer<LinePay, "no such shop">
 *
 * const SettlementsLive = Settlements.layerWith({
 *   linePay: clientOf,
 *   merchants: Effect.succeed(["shop-1", "shop-2"]),
 *   tell: (news) => Effect.logInfo(`${news.attempt.merchant}: ${news.standing}`)
 * }).pipe(Layer.provide(AttemptLog.layerMemory))
 *
 * const refund = Effect.gen(function*() {
 *   const settlements = yield* Settlements
 *   const settlement = yield* settlements.of("shop-1")
 *   return yield* settlement.voidPayment({ transactionId: TransactionId.make("2023042201206549310") })
 * })
 * ```
 *
 * @since 0.1.0
 * @category tags
 */
export class Settlements extends Context.Tag("effect-line-pay/Settlements")<Settlements, Settlements.Service>() {
  /**
   * Provides settlement for merchants that the options name.
   *
   * @since 0.1.0
   */
  static readonly layerWith = <
    TellError = never,
    TellContext = never,
    E = never,
    R = never,
    MerchantsContext = never
  >(
    options: Options<TellError, TellContext, E, R, MerchantsContext>
  ): Layer.Layer<Settlements, never, AttemptLog | TellContext | R | MerchantsContext> =>
    Layer.scoped(Settlements, Effect.suspend(() => make(options)))
}

/**
 * @since 0.1.0
 */
export declare namespace Settlements {
  /**
   * @since 0.1.0
   * @category models
   */
  export interface Service {
    /** Returns the settlement of one merchant. Its `sweep` looks at that merchant only. */
    readonly of: (merchant: string) => Effect.Effect<Settlement.Service, MerchantUnavailable>
    /** Makes one pass over the attempts of all merchants; see `Settlement.sweep`. */
    readonly sweep: Effect.Effect<Sweep, AttemptLogError>
  }
}

const make = <TellError, TellContext, E, R, MerchantsContext>(
  { linePay: clientOf, merchants, ...options }: Options<TellError, TellContext, E, R, MerchantsContext>
): Effect.Effect<Settlements.Service, never, AttemptLog | TellContext | R | MerchantsContext | Scope.Scope> =>
  Effect.gen(function*() {
    const shared = yield* share(options)
    const context = yield* Effect.context<R | MerchantsContext>()
    const scope = yield* Effect.scope
    const served = new Map<string, ReturnType<typeof serve>>()

    const serviceOf = (merchant: string): Effect.Effect<ReturnType<typeof serve>, MerchantUnavailable> =>
      Effect.suspend(() => {
        const known = served.get(merchant)
        if (known !== undefined) return Effect.succeed(known)
        return Layer.buildWithScope(clientOf(merchant), scope).pipe(
          Effect.map(Context.get(LinePay)),
          Effect.provide(context),
          Effect.mapError((cause) =>
            new MerchantUnavailable({ merchant, reason: "its client could not be made", cause })
          ),
          Effect.filterOrFail(
            (linePay) => linePay.merchant === merchant,
            (linePay) =>
              new MerchantUnavailable({
                merchant,
                reason: `its client says that it is ${linePay.merchant ?? "nobody"}`
              })
          ),
          Effect.map((linePay) => {
            // Two calls at once may both make it. The first stays, because attempts run in it.
            const made = served.get(merchant) ?? serve({ ...shared, linePay, merchant })
            served.set(merchant, made)
            return made
          })
        )
      })

    const sweepOne = (attempt: Attempt) =>
      Effect.flatMap(serviceOf(attempt.merchant), ({ sweepOne }) => sweepOne(attempt)).pipe(
        Effect.catchTag("MerchantUnavailable", (error) =>
          Effect.as(
            Effect.logError(error),
            Option.some({ attempt, result: "StillOpen" as const, isReadable: false })
          ))
      )
    const sweepOver = (merchants: Effect.Effect<ReadonlyArray<string>>) =>
      Sweeper.make({ ...shared, merchants, sweepOne })

    return {
      of: (merchant) =>
        Effect.map(serviceOf(merchant), ({ service }) => ({
          ...service,
          sweep: sweepOver(Effect.succeed([merchant]))
        })),
      sweep: sweepOver(Effect.provide(merchants, context))
    }
  })
