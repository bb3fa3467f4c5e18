import type * as HttpClientError from "@effect/platform/HttpClientError"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import * as Cause from "effect/Cause"
import type { SignerError } from "../../Signer.ts"
import type { Reason } from "../../TransportError.ts"

/** The meaning of a failure below the client. */
export interface Failure {
  /** `false` only when no byte of the request can have left. */
  readonly sent: boolean
  readonly reason: Reason
  /** The code of the failure, such as `ECONNRESET`; never its message, which may quote the request. */
  readonly detail: string | undefined
}

/** The progress of an attempt over an HttpClient. */
export interface Progress {
  /** The last signed request. */
  request: HttpClientRequest.HttpClientRequest
  /** Whether it is being signed. */
  signing: boolean
  /** How many times it was signed. */
  signed: number
  /** How many times an HttpClient has taken it; not counted while tracing is off. */
  taken: number
  /** Whether the runtime is known not to retry it by itself. */
  readonly sentOnce: boolean
}

/**
 * Judges the end of an attempt. "Not sent" is an allow-list. We tried each
 * failure with undici, node:http and fetch against a server that knew whether
 * it had seen the request. A request with any other failure may have been sent.
 *
 * A request that was never signed was not sent. A signed request may have been
 * sent, unless this failure is certainly the only one. It is not certain
 *
 * - after a layer below has retried the request, or may have,
 * - for a request other than the signed one (after a redirect),
 * - for a defect (the database of a middleware can refuse a connection, too).
 */
export const judge = (
  end: Cause.Cause<HttpClientError.HttpClientError | SignerError>,
  { request, sentOnce, signed, signing, taken }: Progress
): Failure => {
  const failures = Array.from(Cause.failures(end), (failure) => foundIn(failure, request))
  const [first = signing ? signatureFailed : defect(Cause.squash(end), signed)] = failures
  const proven = first.unsent && failures.every(({ unsent }) => unsent)
  const repeated = signed > 1 || taken > 1 || !sentOnce
  return { sent: signed > 0 && (repeated || !proven), reason: first.reason, detail: first.detail }
}

/** Judges the error of a transport that has sent one request. */
export const thrown = (error: unknown, { sentOnce }: Pick<Progress, "sentOnce">): Failure => {
  const { detail, reason, unsent } = transport(error)
  return { sent: !(unsent && sentOnce), reason, detail }
}

/** The signature failed before anything was sent. */
export const unsigned: Failure = { sent: false, reason: "Signer", detail: undefined }

interface Found {
  /** Judged by this failure alone. */
  readonly unsent: boolean
  readonly reason: Reason
  readonly detail: string | undefined
}

/** The signature failed. That says nothing about an earlier attempt that was signed. */
const signatureFailed: Found = { unsent: false, reason: "Signer", detail: undefined }

const defect = (error: unknown, signed: number): Found => ({
  unsent: false,
  reason: signed === 0 ? "Request" : "Disconnected",
  detail: transport(error).detail
})

const foundIn = (
  error: HttpClientError.HttpClientError | SignerError,
  request: HttpClientRequest.HttpClientRequest
): Found => {
  if (error._tag === "SignerError") return signatureFailed
  if (error._tag === "ResponseError") return { ...transport(error.cause), unsent: false, reason: "Disconnected" }
  const found: Found = error.reason === "Transport"
    ? transport(error.cause)
    : { unsent: true, reason: "Request", detail: error.reason }
  return { ...found, unsent: found.unsent && error.request === request }
}

const nothing: Found = { unsent: false, reason: "Disconnected", detail: undefined }

/** Judges by the first error with a code in a chain of up to five; for an `AggregateError`, by all parts together. */
const transport = (error: unknown, depth = 0): Found => {
  if (depth === 5 || typeof error !== "object" || error === null) return nothing
  if ("errors" in error && Array.isArray(error.errors) && error.errors.length > 0) {
    const parts = error.errors.map((part) => transport(part, depth + 1))
    return parts.find((part) => !part.unsent) ?? parts[0] ?? nothing
  }
  const message = "message" in error && typeof error.message === "string" ? error.message : ""
  const code = "code" in error && typeof error.code === "string" && /^\w{1,64}$/.test(error.code)
    ? error.code
    : undefined
  // fetch refuses some ports before it connects, without a code.
  if (code === undefined && message === "bad port") return { unsent: true, reason: "Request", detail: "bad port" }
  if (code === undefined) return transport("cause" in error ? error.cause : undefined, depth + 1)
  const reason = unsentReason(code, "syscall" in error ? error.syscall : undefined, message)
  return { unsent: reason !== undefined, reason: reason ?? "Disconnected", detail: code }
}

const unsentReason = (code: string, syscall: unknown, message: string): Reason | undefined => {
  if (syscall === "connect" || code === "UND_ERR_CONNECT_TIMEOUT") return "Connect"
  // Bun's fetch names no syscall. It says this when a connection could not be made, and never otherwise.
  if (/^(?:ECONNREFUSED|ConnectionRefused)$/.test(code) && message.endsWith(bunCouldNotConnect)) return "Connect"
  if (syscall === "getaddrinfo") return "Dns"
  if (code === "UND_ERR_INVALID_ARG") return "Request"
  if (certificateCodes.has(code) || code === "ERR_SSL_WRONG_VERSION_NUMBER") return "Tls"
  if (code === "EPROTO" && message.includes("wrong version number")) return "Tls"
  if (code === "ECONNRESET" && message.includes("before secure TLS connection was established")) return "Tls"
  return undefined
}

const bunCouldNotConnect = "Unable to connect. Is the computer able to access the url?"

// Node's X.509 codes: the certificate was rejected before any request was written.
const certificateCodes: ReadonlySet<string> = new Set([
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_CRL",
  "UNABLE_TO_DECRYPT_CERT_SIGNATURE",
  "UNABLE_TO_DECRYPT_CRL_SIGNATURE",
  "UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY",
  "CERT_SIGNATURE_FAILURE",
  "CRL_SIGNATURE_FAILURE",
  "CERT_NOT_YET_VALID",
  "CERT_HAS_EXPIRED",
  "CRL_NOT_YET_VALID",
  "CRL_HAS_EXPIRED",
  "ERROR_IN_CERT_NOT_BEFORE_FIELD",
  "ERROR_IN_CERT_NOT_AFTER_FIELD",
  "ERROR_IN_CRL_LAST_UPDATE_FIELD",
  "ERROR_IN_CRL_NEXT_UPDATE_FIELD",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "CERT_CHAIN_TOO_LONG",
  "CERT_REVOKED",
  "INVALID_CA",
  "PATH_LENGTH_EXCEEDED",
  "INVALID_PURPOSE",
  "CERT_UNTRUSTED",
  "CERT_REJECTED",
  "HOSTNAME_MISMATCH",
  "ERR_TLS_CERT_ALTNAME_INVALID"
])

/** The read timeout ran out. */
export const timedOut = ({ signed }: Pick<Progress, "signed">): Failure => ({
  sent: signed > 0,
  reason: "Timeout",
  detail: undefined
})
