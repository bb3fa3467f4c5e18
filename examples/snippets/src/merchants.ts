import { Context, Effect, Layer, LayerMap, type Redacted } from "effect"
import { LinePay, type TransactionId } from "effect-line-pay"
import { merchant } from "./merchant.ts"

/** Your merchants, as your database knows them. */
export class Merchants extends Context.Tag("shop/Merchants")<Merchants, {
  readonly find: (name: string) => Effect.Effect<
    { readonly environment: string; readonly channelId: string; readonly channelSecret: Redacted.Redacted },
    "NoSuchMerchant"
  >
}>() {}

/** One client per merchant, built at its first call and closed after 10 idle minutes. All of them share one undici. */
export class LinePayOf extends LayerMap.Service<LinePayOf>()("shop/LinePayOf", {
  lookup: (name: string) =>
    Effect.flatMap(Merchants, (merchants) => merchants.find(name)).pipe(
      Effect.map(({ channelId, channelSecret, environment }) => merchant(environment, channelId, channelSecret, name)),
      Layer.unwrapEffect
    ),
  idleTimeToLive: "10 minutes"
}) {}

/** Checks a payment for one merchant. The program inside does not know which. */
export const status = (name: string, transactionId: TransactionId) =>
  Effect.flatMap(LinePay, (linePay) => linePay.checkPaymentStatus({ transactionId })).pipe(
    Effect.provide(LinePayOf.get(name))
  )
