import { type Effect, Layer } from "effect"
import { AttemptLog, type News, Settlement } from "effect-line-pay"
import { LinePayNode } from "effect-line-pay-node"

/** `tell` writes to an order how its payment stands, if `version` is newer than the order's. */
export const settlementLive = <E, R>(tell: (news: News) => Effect.Effect<void, E, R>) =>
  Settlement.layerWith({ tell }).pipe(
    Layer.provide([AttemptLog.layerMemory, LinePayNode.layerConfig()])
  )
