import type * as Http from "node:http"
import type * as Net from "node:net"
import * as Tls from "node:tls"
import { hosts, type Identity } from "../../CertificateAuthority.ts"

/** The connection below each TLS connection, because a reset must happen there. */
const below = new WeakMap<Net.Socket, Net.Socket>()

/**
 * Makes a server the HTTPS proxy of clients that call LINE Pay's own hosts. The
 * tunnel ends here, and nothing is forwarded.
 *
 * @internal
 */
export const serve = (server: Http.Server, identity: Identity | undefined): void => {
  server.on("connect", (request, socket, head) => {
    const [host = ""] = (request.url ?? "").split(":")
    // A server that listens on TCP hands out its sockets.
    const raw = socket as Net.Socket
    raw.on("error", () => {})
    if (identity === undefined) {
      return refuse(raw, 501, "This sandbox has no certificate. Start it with --ca-file FILE, and trust that file.")
    }
    if (!hosts.some((own) => own === host.toLowerCase())) {
      return refuse(raw, 403, `This sandbox answers for ${hosts.join(", ")}, and forwards nothing.`)
    }
    raw.write("HTTP/1.1 200 Connection established\r\n\r\n")
    if (head.length > 0) raw.unshift(head)
    const secure = new Tls.TLSSocket(raw, {
      isServer: true,
      secureContext: Tls.createSecureContext({ cert: identity.certificate, key: identity.key }),
      ALPNProtocols: ["http/1.1"]
    })
    below.set(secure, raw)
    // Such as a client that does not trust the certificate.
    secure.on("error", () => raw.destroy())
    server.emit("connection", secure)
  })
}

const refuse = (socket: Net.Socket, status: number, text: string): void => {
  const body = `${text}\n`
  socket.end(
    `HTTP/1.1 ${status} ${status === 403 ? "Forbidden" : "Not Implemented"}\r\nContent-Type: text/plain\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`
  )
}

/**
 * Resets a connection, below TLS if need be.
 *
 * @internal
 */
export const reset = (socket: Net.Socket | null): void => {
  if (socket === null) return
  const raw = below.get(socket)
  if (raw === undefined) socket.resetAndDestroy()
  else raw.resetAndDestroy()
}
