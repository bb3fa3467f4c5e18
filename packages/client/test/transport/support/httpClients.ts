import { FetchHttpClient, HttpClient } from "@effect/platform"
import { NodeHttpClient, Undici } from "@effect/platform-node"
import { Effect, Layer } from "effect"
import { Exchange } from "effect-line-pay"
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
  readonly name: "effect-line-pay-node" | "undici" | "node:http" | "fetch" | "Exchange.layerFetch"
  /** As users get it. */
  readonly exchange: Layer.Layer<Exchange>
  readonly exchangeWith: (options: ConnectionOptions) => Layer.Layer<Exchange>
  /** Says when the headers of an answer have come. */
  readonly observed: (onHeaders: () => void) => Layer.Layer<Exchange>
}

/** A client that takes middleware. */
export interface OverHttpClient extends Client {
  readonly http: Layer.Layer<HttpClient.HttpClient>
}

const over = (
  name: Client["name"],
  http: Layer.Layer<HttpClient.HttpClient>,
  httpWith: (options: ConnectionOptions) => Layer.Layer<HttpClient.HttpClient>
): OverHttpClient => ({
  name,
  http,
  exchange: Layer.provide(Exchange.layerHttpClient, http),
  observed: (onHeaders) =>
    Exchange.layerHttpClient.pipe(
      Layer.provide(Layer.effect(
        HttpClient.HttpClient,
        Effect.map(HttpClient.HttpClient, HttpClient.tap(() => Effect.sync(onHeaders)))
      )),
      Layer.provide(http)
    ),
  exchangeWith: (options) => Layer.provide(Exchange.layerHttpClient, httpWith(options))
})

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
  exchange: LinePayNode.layerExchange,
  exchangeWith: (options) => Layer.scoped(Exchange, Effect.map(agent(options), LinePayNode.makeExchange)),
  observed: (onHeaders) =>
    Layer.scoped(
      Exchange,
      Effect.map(agent({}), (agent) =>
        LinePayNode.makeExchange(agent.compose((dispatch) =>
        (options, handler) =>
          dispatch(options, {
            onRequestStart: (controller, context) => handler.onRequestStart?.(controller, context),
            onResponseStart: (controller, status, headers) => {
              handler.onResponseStart?.(controller, status, headers)
              onHeaders()
            },
            onResponseData: (controller, chunk) => handler.onResponseData?.(controller, chunk),
            onResponseEnd: (controller, trailers) => handler.onResponseEnd?.(controller, trailers),
            onResponseError: (controller, error) => handler.onResponseError?.(controller, error)
          })
        )))
    )
}

export const undici = over(
  "undici",
  NodeHttpClient.layerUndici,
  (options) =>
    NodeHttpClient.layerUndiciWithoutDispatcher.pipe(
      Layer.provide(Layer.scoped(NodeHttpClient.Dispatcher, agent(options)))
    )
)

export const nodeHttp = over(
  "node:http",
  NodeHttpClient.layer,
  ({ ca, servername }) =>
    NodeHttpClient.layerWithoutAgent.pipe(
      Layer.provide(NodeHttpClient.makeAgentLayer({
        keepAlive: true,
        ...(ca === undefined ? {} : { ca }),
        ...(servername === undefined ? {} : { servername })
      }))
    )
)

const requestInit = (options: ConnectionOptions) =>
  Layer.scoped(
    FetchHttpClient.RequestInit,
    // Node's fetch takes a dispatcher, which the DOM's type does not know.
    Effect.map(agent(options), (dispatcher) => ({ dispatcher }) as unknown as RequestInit)
  )

export const fetch = over(
  "fetch",
  FetchHttpClient.layer,
  (options) => Layer.provide(FetchHttpClient.layer, requestInit(options))
)

export const straightFetch: Client = {
  name: "Exchange.layerFetch",
  exchange: Exchange.layerFetch,
  exchangeWith: (options) => Layer.provide(Exchange.layerFetch, requestInit(options)),
  observed: (onHeaders) =>
    Layer.provide(
      Exchange.layerFetch,
      Layer.succeed(FetchHttpClient.Fetch, (input, init) =>
        globalThis.fetch(input, init).then((response) => {
          onHeaders()
          return response
        }))
    )
}

export const overHttpClients: ReadonlyArray<OverHttpClient> = [undici, nodeHttp, fetch]

export const all: ReadonlyArray<Client> = [linePayNode, straightFetch, ...overHttpClients]
