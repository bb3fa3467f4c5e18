import { Effect, type Scope } from "effect"
import * as Http2 from "node:http2"
import * as Net from "node:net"
import { certificate, certificateKey } from "../../transport/support/misbehavingServer.ts"

export interface Http2Server {
  readonly origin: string
  /** The version of HTTP of each write that came in completely. */
  readonly writes: ReadonlyArray<string>
}

/**
 * A server that speaks HTTP/2 to whoever can, answers reads, and resets the
 * connection of a write whose every byte it has read.
 */
export const losing = (answer: string): Effect.Effect<Http2Server, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.async<{ readonly server: Http2Server; readonly close: Effect.Effect<void> }>((resume) => {
      const writes: Array<string> = []
      /** By the port of the other side: TLS does not say which connection it is on. */
      const connections = new Map<number | undefined, Net.Socket>()
      const secure = Http2.createSecureServer({ allowHTTP1: true, cert: certificate, key: certificateKey })
      secure.on("request", (request, response) => {
        const connection = connections.get(request.socket.remotePort)
        request.on("error", () => {}).resume().on("end", () => {
          if (request.method === "GET") {
            response.end(answer)
          } else {
            writes.push(request.httpVersion)
            connection?.resetAndDestroy()
          }
        })
      })
      const server = Net.createServer((socket) => {
        connections.set(socket.remotePort, socket)
        socket.on("error", () => {})
        secure.emit("connection", socket)
      })
      server.listen(0, "127.0.0.1", () => {
        // A server that listens on a TCP port has an AddressInfo.
        const { port } = server.address() as Net.AddressInfo
        resume(Effect.succeed({
          server: { origin: `https://127.0.0.1:${port}`, writes },
          close: Effect.async<void>((resume) => {
            server.close(() => resume(Effect.void))
            connections.forEach((socket) => socket.destroy())
          })
        }))
      })
    }),
    ({ close }) => close
  ).pipe(Effect.map(({ server }) => server))
