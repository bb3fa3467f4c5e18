import { Context, Effect, Layer, LayerMap, type Redacted } from "effect"
import { LinePay, type TransactionId } from "effect-line-pay"
import { merchant } from "./merchant.ts"

/** What you know of your merchants, in your database. */
export class Merchants extends Context.Tag("shop/Merchants")<Merchants, {
  readonly find: (name: string) => Effect.Effect<
    { readonly environment: string; readonly channelId: string; readonly channelSecret: Redacted.Redacted },
    "NoSuchMerchant"
  >
}>() {}

/** A client per merchant, made at the first call and dropped when it was not needed for a while. All share one undici. */
export class LinePayOf extends LayerMap.Service<LinePayOf>()("shop/LinePayOf", {
  lookup: (name: string) =>
    Effect.flatMap(Merchants, (merchants) => merchants.find(name)).pipe(
      Effect.map(({ channelId, channelSecret, environment }) => merchant(environment, channelId, channelSecret)),
      Layer.unwrapEffect
    ),
  idleTimeToLive: "10 minutes"
}) {}

/** The program does not know whose payment it is. */
export const status = (name: string, transactionId: TransactionId) =>
  Effect.flatMap(LinePay, (linePay) => linePay.checkPaymentStatus({ transactionId })).pipe(
    Effect.provide(LinePayOf.get(name))
  )
