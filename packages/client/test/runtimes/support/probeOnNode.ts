import { FetchHttpClient, type HttpClient } from "@effect/platform"
import { NodeHttpClient } from "@effect/platform-node"
import { Layer } from "effect"
import { Exchange } from "effect-line-pay"
import { LinePayNode } from "effect-line-pay-node"
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { text } from "node:stream/consumers"
import * as Probe from "./probe.ts"

const over = (http: Layer.Layer<HttpClient.HttpClient>) => Layer.provide(Exchange.layerHttpClient, http)

const carryOut = Probe.make({
  fetch: over(FetchHttpClient.layer),
  "Exchange.layerFetch": Exchange.layerFetch,
  // By default it makes a connection for each request; one that is kept is what a runtime may send again on.
  "node:http": over(
    NodeHttpClient.layerWithoutAgent.pipe(Layer.provide(NodeHttpClient.makeAgentLayer({ keepAlive: true })))
  ),
  undici: over(NodeHttpClient.layerUndici),
  "effect-line-pay-node": LinePayNode.layerExchange
})

// A server that takes orders, where there is something like Node, and says on which port.
const server = createServer((request, response) => {
  text(request).then((body) => carryOut(JSON.parse(body))).then(
    (outcomes) => response.end(JSON.stringify(outcomes)),
    (error) => response.writeHead(500).end(String(error))
  )
})
server.listen(0, "127.0.0.1", () => {
  // A server that listens on a TCP port has an AddressInfo.
  const { port } = server.address() as AddressInfo
  process.stdout.write(`${JSON.stringify({ port })}\n`)
})
