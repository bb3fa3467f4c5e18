import { Effect, type Scope } from "effect"
import { createServer } from "node:http"
import type * as Net from "node:net"
import * as Merchant from "../../transport/support/merchantAt.ts"
import * as Server from "../../transport/support/misbehavingServer.ts"

/** How a request is lost after a server has read every byte of it. */
export interface Loss {
  readonly name: string
  readonly lose: (socket: Net.Socket) => void
  /** Who ends it, where the server does not. */
  readonly givenUpBy?: "read timeout" | "interruption"
}

export const losses: ReadonlyArray<Loss> = [
  { name: "whose connection is closed", lose: (socket) => socket.end() },
  { name: "whose connection is reset", lose: (socket) => socket.resetAndDestroy() },
  {
    name: "whose connection is closed in the headers",
    lose: (socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Ty")
  },
  {
    name: "whose connection is closed in the body",
    lose: (socket) => socket.end(`HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{"returnCode":"0000"`)
  },
  { name: "that a read timeout gives up", lose: () => {}, givenUpBy: "read timeout" },
  { name: "that is interrupted", lose: () => {}, givenUpBy: "interruption" }
]

export const isWrite = ({ method }: Server.ReceivedRequest): boolean => method === "POST"

export const asksToClose = (request: Server.ReceivedRequest): boolean =>
  Server.headersNamed(request, "Connection").some((value) => value.toLowerCase() === "close")

interface Options {
  /** What is lost: writes, unless it says otherwise. `index` counts all requests from 0. */
  readonly loses?: (request: Server.ReceivedRequest, index: number) => boolean
  /** Keeps a connection also when it is asked to close it. */
  readonly keepsConnections?: boolean
  readonly connectionLimit?: number
}

/** A server that answers what it does not lose. */
export const losing = (
  lose: Loss["lose"],
  { keepsConnections = false, loses = isWrite, ...options }: Options = {}
): Effect.Effect<Server.MisbehavingServer, never, Scope.Scope> =>
  Server.make({
    ...options,
    onRequest: (socket, request, index) => {
      if (loses(request, index)) return lose(socket)
      const answer = Merchant.httpAnswer(Merchant.authenticated)
      if (keepsConnections || !asksToClose(request)) socket.write(answer)
      else socket.end(answer.replace("\r\n", "\r\nConnection: close\r\n"))
    }
  })

/** A URL that answers as soon as an effect has ended. */
export const answeringAfter = (effect: Effect.Effect<void>): Effect.Effect<string, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.async<{ readonly url: string; readonly close: Effect.Effect<void> }>((resume) => {
      const server = createServer((_, response) => {
        Effect.runPromise(effect).then(() => response.end(), () => response.destroy())
      })
      server.listen(0, "127.0.0.1", () => {
        // A server that listens on a TCP port has an AddressInfo.
        const { port } = server.address() as Net.AddressInfo
        const close = Effect.async<void>((resume) => {
          server.close(() => resume(Effect.void))
          server.closeAllConnections()
        })
        resume(Effect.succeed({ url: `http://127.0.0.1:${port}`, close }))
      })
    }),
    ({ close }) => close
  ).pipe(Effect.map(({ url }) => url))
