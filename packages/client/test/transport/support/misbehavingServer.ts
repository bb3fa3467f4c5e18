import { Effect, type Scope } from "effect"
import { readFileSync } from "node:fs"
import * as Net from "node:net"
import * as Tls from "node:tls"

/** A request as its bytes came in. */
export interface ReceivedRequest {
  readonly method: string
  readonly target: string
  /** In the order and spelling in which they were sent. */
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>
  readonly body: Buffer
}

export const headersNamed = (request: ReceivedRequest, name: string): ReadonlyArray<string> =>
  request.headers.filter(([each]) => each.toLowerCase() === name.toLowerCase()).map(([, value]) => value)

/** What the server does to whoever connects. It reads on in any case, and remembers what it has seen. */
export interface Behaviour {
  /** At the very start of a connection, before TLS. */
  readonly onConnection?: (socket: Net.Socket) => void
  /** When a request has come in completely, the first of the server being number 0. */
  readonly onRequest?: (socket: Net.Socket, request: ReceivedRequest, index: number) => void
  /** `https:`, with a certificate that nobody trusts, for {@link certifiedHost}. */
  readonly tls?: boolean
  /** Stops listening after so many connections: the next one is refused. */
  readonly connectionLimit?: number
}

export interface MisbehavingServer {
  readonly port: number
  readonly origin: string
  /** The requests that came in completely. */
  readonly requests: ReadonlyArray<ReceivedRequest>
  /** Whether any byte of a request was seen, were it only the first. */
  readonly sawRequest: () => boolean
  /** How many connections were accepted. */
  readonly connections: () => number
  /** How many of them have carried a request. */
  readonly carriers: () => number
  /** Waits until that many requests have come in. */
  readonly received: (count: number) => Effect.Effect<void>
  /** Waits until the connection that a request came on is closed. */
  readonly closed: (index: number) => Effect.Effect<void>
  /** Waits until every connection is closed, of which there was one at least. */
  readonly allClosed: Effect.Effect<void>
}

const pem = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8")

/** Self-signed, valid for a hundred years, and used by nothing but these tests. */
export const certificate = pem("test-only.cert.pem")

export const certificateKey = pem("test-only.key.pem")

/** The only host that {@link certificate} is for. */
export const certifiedHost = "line-pay.test"

export const make = (behaviour: Behaviour): Effect.Effect<MisbehavingServer, never, Scope.Scope> =>
  Effect.map(Effect.acquireRelease(listen(behaviour), ({ close }) => close), ({ server }) => server)

const listen = (behaviour: Behaviour) =>
  Effect.async<{ readonly server: MisbehavingServer; readonly close: Effect.Effect<void> }>((resume) => {
    const requests: Array<ReceivedRequest> = []
    const carriers: Array<Net.Socket> = []
    const sockets = new Set<Net.Socket>()
    let accepted = 0
    let sawRequest = false
    const watchers = new Set<() => void>()
    const changed = () => watchers.forEach((watch) => watch())

    /** Event-driven: looks again whenever something has happened. */
    const until = (condition: () => boolean) =>
      Effect.async<void>((resume) => {
        const look = () => {
          if (condition()) resume(Effect.void)
        }
        watchers.add(look)
        look()
        return Effect.sync(() => watchers.delete(look))
      })

    const serve = (socket: Net.Socket) => {
      let unread: Buffer = Buffer.alloc(0)
      socket.on("error", () => {})
      socket.on("data", (chunk) => {
        unread = Buffer.concat([unread, chunk])
        sawRequest ||= /^(?:GET|POST)/.test(unread.toString("latin1"))
        for (let parsed = parse(unread); parsed !== undefined; parsed = parse(unread)) {
          unread = parsed.rest
          requests.push(parsed.request)
          carriers.push(socket)
          behaviour.onRequest?.(socket, parsed.request, requests.length - 1)
          changed()
        }
      })
    }

    const net = Net.createServer((socket) => {
      if (++accepted === behaviour.connectionLimit) net.close()
      sockets.add(socket)
      socket.on("error", () => {})
      socket.on("close", () => {
        sockets.delete(socket)
        changed()
      })
      behaviour.onConnection?.(socket)
      if (tls === undefined) serve(socket)
      else tls.emit("connection", socket)
    })
    const tls = behaviour.tls === true
      ? Tls.createServer({ cert: certificate, key: certificateKey }, serve).on("tlsClientError", () => {})
      : undefined

    net.listen(0, "127.0.0.1", () => {
      // A server that listens on a TCP port has an AddressInfo.
      const { port } = net.address() as Net.AddressInfo
      resume(Effect.succeed({
        server: {
          port,
          origin: `${tls === undefined ? "http" : "https"}://127.0.0.1:${port}`,
          requests,
          sawRequest: () => sawRequest,
          connections: () => accepted,
          carriers: () => new Set(carriers).size,
          received: (count) => until(() => requests.length >= count),
          closed: (index) => until(() => carriers[index]?.destroyed === true),
          allClosed: until(() => accepted > 0 && sockets.size === 0)
        },
        close: Effect.async<void>((resume) => {
          net.close(() => resume(Effect.void))
          sockets.forEach((socket) => socket.destroy())
        })
      }))
    })
  })

const parse = (bytes: Buffer): { readonly request: ReceivedRequest; readonly rest: Buffer } | undefined => {
  const end = bytes.indexOf("\r\n\r\n")
  if (end === -1) return undefined
  const [start = "", ...lines] = bytes.subarray(0, end).toString("latin1").split("\r\n")
  const [method = "", target = ""] = start.split(" ")
  const headers = lines.map((line) => {
    const colon = line.indexOf(":")
    return [line.slice(0, colon), line.slice(colon + 1).trim()] as const
  })
  const length = Number(headers.find(([name]) => name.toLowerCase() === "content-length")?.[1] ?? 0)
  const bodyStart = end + 4
  if (bytes.length < bodyStart + length) return undefined
  return {
    request: { method, target, headers, body: bytes.subarray(bodyStart, bodyStart + length) },
    rest: bytes.subarray(bodyStart + length)
  }
}
