import * as Effect from "effect/Effect"
import * as Dns from "node:dns"
import * as Net from "node:net"
import * as Tls from "node:tls"

/** A host and port to connect to. */
export interface Address {
  readonly host: string
  readonly port: number
}

/** A server's certificate. Times are in milliseconds since 1970. */
export interface Certificate {
  readonly subject: string
  readonly issuer: string
  readonly validFrom: number
  readonly validTo: number
  /** Node's code for why it is not trusted. */
  readonly problem: string | undefined
}

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : String(error)

const named = ({ CN, O }: Partial<Pick<Tls.Certificate, "CN" | "O">>): string =>
  [CN, O].flatMap((part) => part ?? []).join(", ") || "nobody"

/** The addresses of a host, or the code of what went wrong. */
export const resolve = ({ host }: Address): Effect.Effect<ReadonlyArray<string>, string> =>
  Effect.tryPromise({ try: () => Dns.promises.lookup(host, { all: true }), catch: codeOf }).pipe(
    Effect.map((found) => found.map(({ address }) => address))
  )

/** Opens a connection and closes it again, or gives the code of what went wrong. */
export const connect = ({ host, port }: Address): Effect.Effect<void, string> =>
  Effect.async((resume) => {
    const socket = Net.connect({ host, port })
    socket.once("connect", () => resume(Effect.sync(() => void socket.destroy())))
    socket.once("error", (error) => resume(Effect.fail(codeOf(error))))
    return Effect.sync(() => void socket.destroy())
  })

/** Opens a TLS connection, trusted or not, and looks at the certificate. */
export const secure = ({ host, port }: Address): Effect.Effect<Certificate, string> =>
  Effect.async((resume) => {
    const servername = Net.isIP(host) === 0 ? { servername: host } : {}
    // Nothing is sent over it: it is opened to see who answers.
    const socket = Tls.connect({ host, port, rejectUnauthorized: false, ...servername })
    socket.once("secureConnect", () => {
      const certificate = socket.getPeerCertificate()
      const name = Tls.checkServerIdentity(host, certificate)
      const trust = socket.authorized ? undefined : socket.authorizationError
      socket.destroy()
      resume(Effect.succeed({
        subject: named(certificate.subject),
        issuer: named(certificate.issuer),
        validFrom: Date.parse(certificate.valid_from),
        validTo: Date.parse(certificate.valid_to),
        problem: name === undefined ? trust === undefined ? undefined : codeOf(trust) : codeOf(name)
      }))
    })
    socket.once("error", (error) => resume(Effect.fail(codeOf(error))))
    return Effect.sync(() => void socket.destroy())
  })
