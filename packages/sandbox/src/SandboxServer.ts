/**
 * The sandbox as a real HTTP server, for anything that speaks HTTP: another
 * process, another language, a browser.
 *
 * @since 0.1.0
 */
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as NodeHttpServerRequest from "@effect/platform-node/NodeHttpServerRequest"
import * as HttpMiddleware from "@effect/platform/HttpMiddleware"
import * as HttpRouter from "@effect/platform/HttpRouter"
import { HttpServerRequest } from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import * as Http from "node:http"
import type * as Net from "node:net"
import type { Identity } from "./CertificateAuthority.ts"
import * as ControlApi from "./ControlApi.ts"
import type { Exchange } from "./Exchange.ts"
import * as allowed from "./internal/http/allowed.ts"
import { bodyText, tooLong } from "./internal/http/bodyText.ts"
import * as booksRoutes from "./internal/http/booksRoutes.ts"
import * as callback from "./internal/http/callback.ts"
import * as connection from "./internal/http/connection.ts"
import * as customerRoutes from "./internal/http/customerRoutes.ts"
import * as proxy from "./internal/http/proxy.ts"
import type * as Journal from "./Journal.ts"
import { ListenFailed } from "./ListenFailed.ts"
import type * as Options from "./Options.ts"
import { Sandbox } from "./Sandbox.ts"

/**
 * Serves the {@link Sandbox} over HTTP. Point a client at its `url`. The same
 * calls get the same answers as in process.
 *
 * Faults happen to the connection itself. A reset is a TCP reset, a cut body
 * is shorter than its `Content-Length`, and a hung response keeps the socket
 * open. The request target and the body reach the signature check byte for
 * byte.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import { SandboxServer } from "effect-line-pay-sandbox"
 *
 * const program = Effect.gen(function*() {
 *   const { url } = yield* SandboxServer
 *   return url // "http://127.0.0.1:40123"
 * }).pipe(Effect.provide(SandboxServer.layer()))
 *
 * Effect.runPromise(program)
 * ```
 *
 * @since 0.1.0
 * @category tags
 */
export class SandboxServer
  extends Context.Tag("effect-line-pay-sandbox/SandboxServer")<SandboxServer, SandboxServer.Service>()
{
  /**
   * Starts a server for the provided sandbox. The server stops with its scope,
   * and does not wait for open connections.
   *
   * @since 0.1.0
   */
  static readonly make = (
    options?: SandboxServer.ServerOptions
  ): Effect.Effect<SandboxServer.Service, ListenFailed, Sandbox | Scope.Scope> => make(options)

  /**
   * Provides {@link make} as a layer, for a sandbox that you already have.
   *
   * @since 0.1.0
   */
  static readonly layerServer = (
    options?: SandboxServer.ServerOptions
  ): Layer.Layer<SandboxServer, ListenFailed, Sandbox> => Layer.scoped(SandboxServer, make(options))

  /**
   * Provides a server with its own sandbox. Each call makes another sandbox.
   * Keep the layer in a constant to share one.
   *
   * @since 0.1.0
   */
  static readonly layer = (options?: SandboxServer.Options): Layer.Layer<SandboxServer | Sandbox, ListenFailed> =>
    Layer.provideMerge(SandboxServer.layerServer(options), Sandbox.layerService(options))
}

/**
 * @since 0.1.0
 */
export declare namespace SandboxServer {
  /**
   * @since 0.1.0
   * @category models
   */
  export interface Service {
    /** The server's URL, without a slash at the end: `http://127.0.0.1:8787`. */
    readonly url: string
    readonly port: number
  }

  /**
   * @since 0.1.0
   * @category models
   */
  export interface ServerOptions {
    /** From 0 to 65535. Default: `0`, any free port. */
    readonly port?: number | undefined
    /** The address to listen on. Default: `127.0.0.1`, so that only this machine reaches it. */
    readonly host?: string | undefined
    /**
     * The URL at which a browser reaches the server, for `paymentUrl.web`,
     * without a slash at the end. Set it when it differs from the server's
     * `url`, as with a container's port. Default: the server's `url`.
     */
    readonly publicUrl?: string | undefined
    /**
     * Serves the control API and its page under `/sandbox`. Default: `true`.
     */
    readonly control?: boolean | undefined
    /**
     * The names of hosts, without ports, under which the pages and the control
     * API answer, beside `localhost`, addresses, and the host of `publicUrl`.
     * Other names are refused, because a page of another site could use them.
     * For `confirmUrlType: "SERVER"`, the sandbox calls these hosts and this
     * machine, and no others.
     */
    readonly allowedHosts?: ReadonlyArray<string> | undefined
    /**
     * The certificate with which the server answers as an HTTPS proxy for LINE
     * Pay's own hosts, as `CertificateAuthority.identity` makes it. Default:
     * none, and the server is no proxy.
     */
    readonly identity?: Identity | undefined
    /** Is told of each call when it is over, and how many milliseconds it took. */
    readonly onCall?: ((call: Journal.Entry, milliseconds: number) => Effect.Effect<void>) | undefined
  }

  /**
   * @since 0.1.0
   * @category models
   */
  export interface Options extends ServerOptions, Options.Options {}
}

const make = (options: SandboxServer.ServerOptions = {}) =>
  Effect.gen(function*() {
    const { control = true, host = "127.0.0.1", port = 0 } = options
    const sandbox = yield* Sandbox
    const { isOpen, server } = yield* listen(host, port)
    proxy.serve(server, options.identity)
    const address = server.address()
    // Only a server on a Unix socket has another kind of address.
    const actualPort = typeof address === "object" && address !== null ? address.port : port
    const url = `http://${hostInUrl(host)}:${actualPort}`
    const pageOrigin = options.publicUrl ?? url

    const allowedHosts = (options.allowedHosts ?? []).map((name) => name.toLowerCase())
    const callConfirmUrl = callback.within(allowedHosts)
    const scope = yield* Effect.scope
    // The customer's browser does not wait for the merchant's server.
    const callMeanwhile = (url: string) =>
      callConfirmUrl(url).pipe(
        Effect.tap((called) =>
          "error" in called ? Effect.logWarning(`No response from confirmUrl: ${called.error}`) : Effect.void
        ),
        Effect.forkIn(scope),
        Effect.asVoid
      )
    const customers = customerRoutes.make(sandbox, callMeanwhile)
    const routes = control
      ? HttpRouter.concatAll(customers, booksRoutes.make(sandbox, url), ControlApi.make(sandbox, callConfirmUrl))
      : customers
    // In a path, percent-encoding takes up to nine characters for each character of an order id.
    const routed = yield* HttpRouter.withRouterConfig(HttpRouter.toHttpApp(routes), { maxParamLength: 2_000 })
    const { onCall } = options
    const tell = (exchange: Exchange, began: number) =>
      Effect.flatMap(sandbox.request(exchange), (entry) =>
        onCall === undefined || entry === undefined
          ? Effect.void
          : Effect.flatMap(Clock.currentTimeMillis, (now) => onCall(entry, Math.round(now - began))))
    const linePay = Effect.gen(function*() {
      const began = yield* Clock.currentTimeMillis
      const request = yield* HttpServerRequest
      const [path, query] = splitTarget(request.originalUrl)
      const body = yield* bodyText
      if (body === undefined) return HttpServerResponse.text(tooLong, { status: 413 })
      const exchange = yield* sandbox.handle({
        method: request.method,
        path,
        query,
        headers: request.headers,
        body,
        pageOrigin
      })
      const disconnected = Effect.suspend(() => isOpen() ? sandbox.disconnected(exchange) : Effect.void)
      const carried = connection.carry(NodeHttpServerRequest.toServerResponse(request), exchange, disconnected)
      yield* onCall === undefined ? carried : Effect.ensuring(carried, tell(exchange, began))
      return HttpServerResponse.empty()
    })
    const refusal = allowed.refusal([
      ...allowedHosts,
      ...(options.publicUrl === undefined ? [] : [new URL(options.publicUrl).hostname])
    ])
    const guarded = Effect.flatMap(HttpServerRequest, (request) => {
      const because = isPage(request.originalUrl) ? refusal(request) : undefined
      return because === undefined
        ? Effect.catchTag(routed, "RouteNotFound", () => Effect.interruptible(linePay))
        : HttpServerResponse.json({ error: "Forbidden", message: because }, { status: 403 })
    })
    const app = guarded.pipe(
      Effect.catchAllCause((cause) =>
        Cause.isInterruptedOnly(cause)
          ? Effect.failCause(cause)
          : Effect.as(
            Effect.logError("The sandbox failed to answer. This is a mistake of the sandbox, please report it.", cause),
            HttpServerResponse.unsafeJson({ returnCode: "9000", returnMessage: "Internal error of the sandbox." })
          )
      )
    )
    // A span would hold the regKey and the signature.
    const handler = yield* HttpMiddleware.withTracerDisabledWhenEffect(
      NodeHttpServer.makeHandler(app),
      () => true
    )
    // `serve` would also listen for upgrades. Node then leaves the body of a request that offers one unread, and Java's
    // client offers HTTP/2 in each request.
    server.on("request", handler)
    return { url, port: actualPort }
  })

/** Whether a request is for the pages or the control API, and not for LINE Pay. */
const isPage = (target: string): boolean => /^\/(?:$|\?|favicon\.ico|sandbox(?:[/?]|$)|web\/)/.test(target)

const listen = Effect.fnUntraced(function*(host: string, port: number) {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    return yield* new ListenFailed({
      host,
      port,
      reason: "BadPort",
      message: `Port ${port} is invalid: choose a whole number from 0 to 65535`
    })
  }
  // Node closes an idle connection after five seconds. A client that was busy for longer, or stopped at a breakpoint,
  // would send on it and get no response, a fault that nobody asked for.
  const server = Http.createServer({ keepAliveTimeout: 60_000 })
  const sockets = new Set<Net.Socket>()
  let open = true
  server.on("connection", (socket) => {
    sockets.add(socket)
    socket.once("close", () => sockets.delete(socket))
  })
  yield* Effect.mapError(
    NodeHttpServer.make(() => server, { host, port }),
    ({ cause }) => listenFailed(host, port, cause)
  )
  // Runs before the server's own finalizer, which would wait until every connection ends.
  yield* Effect.addFinalizer(() =>
    Effect.async<void>((resume) => {
      open = false
      server.close(() => resume(Effect.void))
      for (const socket of sockets) socket.destroy()
    })
  )
  return { server, isOpen: () => open }
})

const listenFailed = (host: string, port: number, cause: unknown): ListenFailed => {
  const where = `${hostInUrl(host)}:${port}`
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined
  switch (code) {
    case "EADDRINUSE":
      return new ListenFailed({
        host,
        port,
        reason: "PortTaken",
        message: `${where} is taken: stop the other server, or choose another port (0 is any free one)`
      })
    case "EACCES":
      return new ListenFailed({
        host,
        port,
        reason: "NotPermitted",
        message: `This user may not listen on ${where}: choose a port above 1023`
      })
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return new ListenFailed({
        host,
        port,
        reason: "BadHost",
        message: `${host} is not an address of this machine: choose 127.0.0.1, or 0.0.0.0 for all of its addresses`
      })
    default:
      return new ListenFailed({ host, port, reason: "Other", message: `Cannot listen on ${where}: ${String(cause)}` })
  }
}

// A server that listens on every address is also reachable on loopback.
const hostInUrl = (host: string): string => {
  if (host === "0.0.0.0") return "127.0.0.1"
  if (host === "::") return "[::1]"
  return host.includes(":") ? `[${host}]` : host
}

// A client that uses the sandbox as a proxy sends the whole URL. `URL` would encode it a second time.
const splitTarget = (target: string): readonly [path: string, query: string] => {
  const [, path = "", query = ""] = /^(?:https?:\/\/[^/?]*)?([^?]*)\??([^]*)$/i.exec(target) ?? []
  return [path, query]
}
