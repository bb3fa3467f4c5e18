import { Layer } from "effect"
import { AttemptLog, Settlement } from "effect-line-pay"
import { LinePayNode } from "effect-line-pay-node"

export const SettlementLive = Settlement.layer.pipe(
  Layer.provide([AttemptLog.layerMemory, LinePayNode.layerConfig()])
)
