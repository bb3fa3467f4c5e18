import { Effect } from "effect"
import { readFileSync } from "node:fs"
import * as Http from "node:http"
import * as Net from "node:net"
import { pipeline } from "node:stream"
import * as Tls from "node:tls"

/** The certificates of the folder `tls`: used by nothing but these tests. */
export type CertificateName = "self-signed" | "other-name" | "inspected" | "expired" | "future"

export const certificateFile = (name: CertificateName) => new URL(`tls/${name}.cert.pem`, import.meta.url)

const key = () => readFileSync(new URL("tls/test-only.key.pem", import.meta.url))

/** Listens on a free port of loopback while the scope is open; gives the port. */
const listening = (server: Net.Server) =>
  Effect.acquireRelease(
    Effect.async<number>((resume) => {
      server.listen(0, "127.0.0.1", () => {
        // A server that listens on a TCP port has an AddressInfo.
        const { port } = server.address() as Net.AddressInfo
        resume(Effect.succeed(port))
      })
    }),
    () =>
      Effect.async<void>((resume) => {
        server.close(() => resume(Effect.void))
        sockets.get(server)?.forEach((socket) => socket.destroy())
      })
  )

const sockets = new WeakMap<Net.Server, Set<Net.Socket>>()

/** Remembers the connections, so that none keeps the server from closing. */
const tracked = <S extends Net.Server>(server: S): S => {
  const open = new Set<Net.Socket>()
  sockets.set(server, open)
  return server.on("connection", (socket: Net.Socket) => {
    open.add(socket)
    socket.on("error", () => {}).on("close", () => open.delete(socket))
  })
}

/** An HTTP server that answers everything so; gives its origin. */
export const http = (answer: Http.RequestListener) =>
  Effect.map(listening(tracked(Http.createServer(answer))), (port) => `http://127.0.0.1:${port}`)

/** An HTTP server that answers with one text. */
export const answering = (text: string, { headers = {}, status = 200 }: {
  readonly headers?: Http.OutgoingHttpHeaders
  readonly status?: number
} = {}) =>
  http((_, response) => {
    response.writeHead(status, { "Content-Type": "application/json", ...headers }).end(text)
  })

/** A server that does as it likes with each connection; gives its port. */
export const raw = (onConnection: (socket: Net.Socket) => void) => listening(tracked(Net.createServer(onConnection)))

/** Speaks TLS in front of another server, as a gateway does; gives the origin. */
export const gateway = (name: CertificateName, behind?: string) => {
  const server = Tls.createServer({ cert: readFileSync(certificateFile(name)), key: key() }, (socket) => {
    socket.on("error", () => {})
    if (behind === undefined) return
    const onward = Net.connect(Number(new URL(behind).port), "127.0.0.1").on("error", () => {})
    pipeline(socket, onward, socket, () => {})
  })
  return Effect.map(listening(tracked(server)), (port) => `https://localhost:${port}`)
}

/** A port on which nothing listens. */
export const closedPort = Effect.scoped(raw(() => {}))
