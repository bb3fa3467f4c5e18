import { FetchHttpClient } from "@effect/platform"
import { Layer } from "effect"
import { Exchange } from "effect-line-pay"
import type { Order } from "./order.ts"
import * as Probe from "./probe.ts"

const carryOut = Probe.make({
  fetch: Layer.provide(Exchange.layerHttpClient, FetchHttpClient.layer),
  "Exchange.layerFetch": Exchange.layerFetch
})

/** A worker that takes orders, where there is no Node. */
export default {
  fetch: async (request: Request): Promise<Response> => {
    // The tests send what the type says.
    const order = await request.json() as Order
    return Response.json(await carryOut(order))
  }
}
