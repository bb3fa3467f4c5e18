import { Context, Effect, Layer, Schedule } from "effect"
import { type News, type RefundUpToIntent, Settlements } from "effect-line-pay"
import { LinePayOf } from "./merchants.ts"

/** The shops of the platform, as its database knows them. */
export class Shops extends Context.Tag("platform/Shops")<Shops, {
  /** The names of all merchants. */
  readonly names: Effect.Effect<ReadonlyArray<string>>
  /** Writes to an order of `news.attempt.merchant`, if `news.version` is newer than the order's. */
  readonly learn: (news: News) => Effect.Effect<void, unknown>
}>() {}

/** Settlement for all merchants, over one attempt log. */
export const SettlementsLive = Settlements.layerWith({
  linePay: (name) => LinePayOf.get(name),
  merchants: Effect.flatMap(Shops, (shops) => shops.names),
  tell: (news) => Effect.flatMap(Shops, (shops) => shops.learn(news))
}).pipe(Layer.provide(LinePayOf.Default))

/** One sweeper for all merchants, which takes them in turn. */
export const sweeper = Effect.flatMap(Settlements, (settlements) => settlements.sweep).pipe(
  Effect.catchAll((error) => Effect.logError("the sweep was cut short", error)),
  Effect.repeat(Schedule.spaced("1 minute"))
)

/** Refunds for one merchant. */
export const refund = (name: string, intent: RefundUpToIntent) =>
  Effect.gen(function*() {
    const settlements = yield* Settlements
    const settlement = yield* settlements.of(name)
    return yield* settlement.refundUpTo(intent)
  })
