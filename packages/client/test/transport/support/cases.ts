import { Effect, type Scope, Struct } from "effect"
import * as FullBacklog from "./fullBacklog.ts"
import type { ConnectionOptions } from "./httpClients.ts"
import * as Server from "./misbehavingServer.ts"

/** A way in which an exchange fails. What that proves depends on who reports it. */
export interface Case {
  /** The origin to call, and the server there, if one can be reached. */
  readonly target: Effect.Effect<
    { readonly origin: string; readonly server?: Server.MisbehavingServer },
    never,
    Scope.Scope
  >
  readonly options?: ConnectionOptions
  /** Whether the server sees the request. Absent where that is a race. */
  readonly seen?: boolean
}

const served = (behaviour: Server.Behaviour) =>
  Effect.map(Server.make(behaviour), (server) => ({ origin: server.origin, server }))

const servedAsHttps = (behaviour: Server.Behaviour) =>
  Effect.map(Server.make(behaviour), (server) => ({ origin: server.origin.replace("http:", "https:"), server }))

const partOfAnAnswer = `HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{"returnCode":"0000"`

const cases = {
  "connection refused": {
    target: Effect.map(Effect.scoped(Server.make({})), ({ origin }) => ({ origin }))
  },
  // A label ends at 63 characters, so no resolver has to ask a network.
  "host name that does not resolve": {
    target: Effect.succeed({ origin: `https://${"a".repeat(64)}.invalid` })
  },
  "self-signed certificate": {
    target: served({ tls: true }),
    seen: false
  },
  "certificate of another host": {
    target: served({ tls: true }),
    options: { ca: Server.certificate },
    seen: false
  },
  "TLS to a port that speaks HTTP": {
    target: servedAsHttps({
      onConnection: (socket) => socket.once("data", () => socket.end("HTTP/1.1 400 No\r\n\r\n"))
    }),
    seen: false
  },
  "connection closed in the TLS handshake": {
    target: servedAsHttps({ onConnection: (socket) => socket.once("data", () => socket.end()) }),
    seen: false
  },
  // Nothing tells this ECONNRESET from one after the request.
  "connection reset in the TLS handshake": {
    target: servedAsHttps({ onConnection: (socket) => socket.once("data", () => socket.resetAndDestroy()) }),
    seen: false
  },
  "connect timeout": {
    target: Effect.map(FullBacklog.origin, (origin) => ({ origin })),
    options: { connectTimeout: 100 }
  },
  // Whether the reset comes before or after the connection is reported is a race.
  "connection reset when accepted": {
    target: served({ onConnection: (socket) => socket.resetAndDestroy() })
  },
  "connection closed when accepted": {
    target: served({ onConnection: (socket) => socket.end() })
  },
  "connection closed after the request": {
    target: served({ onRequest: (socket) => socket.end() }),
    seen: true
  },
  "connection reset after the request": {
    target: served({ onRequest: (socket) => socket.resetAndDestroy() }),
    seen: true
  },
  "connection closed in the headers": {
    target: served({ onRequest: (socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Ty") }),
    seen: true
  },
  // Waits a little, because a reset discards what is still on its way. undici may see it first when it writes.
  "connection reset in the body": {
    target: served({
      onRequest: (socket) => socket.write(partOfAnAnswer, () => setTimeout(() => socket.resetAndDestroy(), 20))
    }),
    seen: true
  },
  "connection closed in a body with a length": {
    target: served({ onRequest: (socket) => socket.end(partOfAnAnswer) }),
    seen: true
  },
  "connection closed in a chunked body": {
    target: served({
      onRequest: (socket) =>
        socket.end(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n14\r\n{"returnCode":"0000"\r\n`)
    }),
    seen: true
  },
  // For HTTP this is a whole answer: only the JSON shows that it is not.
  "connection closed in a body without a length": {
    target: served({ onRequest: (socket) => socket.end(`HTTP/1.1 200 OK\r\n\r\n{"returnCode":"0000"`) }),
    seen: true
  },
  "answer that is not HTTP": {
    target: served({ onRequest: (socket) => socket.write("220 mail.example.com ready\r\n\r\n") }),
    seen: true
  },
  "headers without an end": {
    target: served({
      onRequest: (socket) => socket.write(`HTTP/1.1 200 OK\r\nX-Long: ${"x".repeat(100_000)}\r\n\r\n`)
    }),
    seen: true
  }
} satisfies { readonly [name: string]: Case }

export type Name = keyof typeof cases

export const all: ReadonlyArray<readonly [name: Name, failing: Case]> = Struct.entries<
  { readonly [name in Name]: Case }
>(cases)
