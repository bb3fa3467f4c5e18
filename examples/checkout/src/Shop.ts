/** Puts the parts of the shop together, configured by the environment. */
import { Layer } from "effect"
import { Polling, Settlement } from "effect-line-pay"
import { LinePayNode } from "effect-line-pay-node"
import { SqlAttemptLog } from "effect-line-pay-sql"
import * as Database from "./Database.ts"
import { Orders } from "./Orders.ts"
import { Payments } from "./Payments.ts"
import { Refunds } from "./Refunds.ts"
import * as Server from "./Server.ts"
import { ShopConfig } from "./ShopConfig.ts"
import * as Sweeper from "./Sweeper.ts"
import { tell } from "./tell.ts"

/** Orders and payments, without the pages, on any attempt log. */
export const ServicesWithoutLog = Layer.mergeAll(Payments.Default, Refunds.Default).pipe(
  Layer.provideMerge(Settlement.layerWith({ tell })),
  Layer.provideMerge(Orders.Default),
  // The page, the sweeper and settlement check the same payments.
  Layer.provideMerge(Polling.layerSpaced)
)

/** The attempt log is in the database of the orders. */
const Services = ServicesWithoutLog.pipe(
  Layer.provideMerge(SqlAttemptLog.layer),
  Layer.provideMerge(Database.layer)
)

/** The shop and its sweeper, on any LINE Pay. */
export const layerWithoutLinePay = Layer.mergeAll(Server.layer, Sweeper.layer).pipe(
  Layer.provide(Services),
  Layer.provideMerge(ShopConfig.layer)
)

export const layer = Layer.provide(layerWithoutLinePay, LinePayNode.layerConfig())
