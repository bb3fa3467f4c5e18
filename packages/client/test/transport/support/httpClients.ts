import { FetchHttpClient, HttpClient } from "@effect/platform"
import { NodeHttpClient, Undici } from "@effect/platform-node"
import { Effect, Layer } from "effect"
import { LinePayNode } from "effect-line-pay-node"

/** What a test may need to set about the connections of a client. */
export interface ConnectionOptions {
  /** A certificate to trust. */
  readonly ca?: string
  /** The host to ask for in TLS, in place of the URL's. */
  readonly servername?: string
  /** In milliseconds. node:http has none. */
  readonly connectTimeout?: number
}

export interface Client {
  readonly name: "effect-line-pay-node" | "undici" | "node:http" | "fetch"
  /** As users get it. */
  readonly layer: Layer.Layer<HttpClient.HttpClient>
  readonly layerWith: (options: ConnectionOptions) => Layer.Layer<HttpClient.HttpClient>
}

const agent = ({ connectTimeout, ...options }: ConnectionOptions) =>
  Effect.acquireRelease(
    Effect.sync(() =>
      new Undici.Agent({
        // One connection, so that a second request waits for it and does not open another.
        connections: 1,
        connect: { ...options, ...(connectTimeout === undefined ? {} : { timeout: connectTimeout }) }
      })
    ),
    (agent) => Effect.promise(() => agent.destroy())
  )

export const linePayNode: Client = {
  name: "effect-line-pay-node",
  layer: LinePayNode.layerHttpClient,
  layerWith: (options) => Layer.scoped(HttpClient.HttpClient, Effect.map(agent(options), LinePayNode.makeHttpClient))
}

export const undici: Client = {
  name: "undici",
  layer: NodeHttpClient.layerUndici,
  layerWith: (options) =>
    NodeHttpClient.layerUndiciWithoutDispatcher.pipe(
      Layer.provide(Layer.scoped(NodeHttpClient.Dispatcher, agent(options)))
    )
}

export const nodeHttp: Client = {
  name: "node:http",
  layer: NodeHttpClient.layer,
  layerWith: ({ ca, servername }) =>
    NodeHttpClient.layerWithoutAgent.pipe(
      Layer.provide(NodeHttpClient.makeAgentLayer({
        keepAlive: true,
        ...(ca === undefined ? {} : { ca }),
        ...(servername === undefined ? {} : { servername })
      }))
    )
}

export const fetch: Client = {
  name: "fetch",
  layer: FetchHttpClient.layer,
  layerWith: (options) =>
    FetchHttpClient.layer.pipe(
      Layer.provide(Layer.scoped(
        FetchHttpClient.RequestInit,
        // Node's fetch takes a dispatcher, which the DOM's type does not know.
        Effect.map(agent(options), (dispatcher) => ({ dispatcher }) as unknown as RequestInit)
      ))
    )
}

export const all: ReadonlyArray<Client> = [linePayNode, undici, nodeHttp, fetch]
