import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import * as Cases from "../transport/support/cases.ts"
import { lost, ofRead, ofWrite, timeout, unsent, type Verdict } from "../transport/support/verdict.ts"
import type { ClientName } from "./support/order.ts"
import { type Name, Runtime } from "./support/runtime.ts"

// What Node's clients make of the same cases stands in ../transport/Failures.test.ts.

/** What a failure says by itself, or one of them where it is a race. */
type Judged = Verdict | ReadonlyArray<Verdict>

interface Column {
  readonly runtime: Name
  readonly clients: ReadonlyArray<ClientName>
  /** What the runtime sends once. Of the rest, no failure proves that it was not sent: that may have been the second time. */
  readonly sendsOnce: "everything" | "writes" | "nothing"
  readonly judged: { readonly [name in Cases.Name]: Judged }
}

const notJson: Verdict = { sent: true, reason: "NotJson", httpStatus: 200 }

/** Node's names, where it is undici or node:http on Deno. */
const onDeno = (closed: Verdict, tooLarge: Verdict, notHttp: Verdict): Column["judged"] => ({
  "connection refused": unsent("Connect", "ECONNREFUSED"),
  "host name that does not resolve": unsent("Dns", "ENOTFOUND"),
  "self-signed certificate": unsent("Tls", "DEPTH_ZERO_SELF_SIGNED_CERT"),
  // Deno trusts a certificate authority, and ours is none.
  "certificate of another host": unsent("Tls", "DEPTH_ZERO_SELF_SIGNED_CERT"),
  "TLS to a port that speaks HTTP": unsent("Tls", "ERR_SSL_WRONG_VERSION_NUMBER"),
  "connection closed in the TLS handshake": unsent("Tls", "ECONNRESET"),
  "connection reset in the TLS handshake": unsent("Tls", "ECONNRESET"),
  "connect timeout": timeout,
  "connection reset when accepted": [
    unsent("Connect", "ECONNRESET"),
    ...["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"].map((detail) => lost(detail))
  ],
  "connection closed when accepted": closed,
  "connection closed after the request": closed,
  "connection reset after the request": lost("ECONNRESET"),
  "connection closed in the headers": closed,
  "connection reset in the body": [lost("ECONNRESET"), lost("UND_ERR_SOCKET")],
  "connection closed in a body with a length": closed,
  "connection closed in a chunked body": closed,
  "connection closed in a body without a length": notJson,
  "answer that is not HTTP": notHttp,
  "headers without an end": tooLarge
})

const onBun: Column["judged"] = {
  "connection refused": unsent("Connect", "ECONNREFUSED"),
  "host name that does not resolve": unsent("Dns", "ENOTFOUND"),
  "self-signed certificate": unsent("Tls", "DEPTH_ZERO_SELF_SIGNED_CERT"),
  "certificate of another host": unsent("Tls", "ERR_TLS_CERT_ALTNAME_INVALID"),
  // Bun says the same of a connection that breaks under TLS.
  "TLS to a port that speaks HTTP": lost("EPROTO"),
  "connection closed in the TLS handshake": lost("ECONNRESET"),
  "connection reset in the TLS handshake": lost("ECONNRESET"),
  "connect timeout": timeout,
  "connection reset when accepted": lost("ECONNRESET"),
  "connection closed when accepted": lost("ECONNRESET"),
  "connection closed after the request": lost("ECONNRESET"),
  "connection reset after the request": lost("ECONNRESET"),
  "connection closed in the headers": lost("ECONNRESET"),
  "connection reset in the body": lost("ECONNRESET"),
  "connection closed in a body with a length": lost("ECONNRESET"),
  "connection closed in a chunked body": lost("ECONNRESET"),
  "connection closed in a body without a length": notJson,
  "answer that is not HTTP": lost("Malformed_HTTP_Response"),
  "headers without an end": timeout
}

/** No failure has a code. */
const withoutCodes: Column["judged"] = {
  "connection refused": lost(),
  "host name that does not resolve": lost(),
  "self-signed certificate": lost(),
  "certificate of another host": lost(),
  "TLS to a port that speaks HTTP": lost(),
  "connection closed in the TLS handshake": lost(),
  "connection reset in the TLS handshake": lost(),
  "connect timeout": timeout,
  "connection reset when accepted": lost(),
  "connection closed when accepted": lost(),
  "connection closed after the request": lost(),
  "connection reset after the request": lost(),
  "connection closed in the headers": lost(),
  "connection reset in the body": lost(),
  "connection closed in a body with a length": lost(),
  "connection closed in a chunked body": lost(),
  "connection closed in a body without a length": notJson,
  "answer that is not HTTP": lost(),
  "headers without an end": timeout
}

const columns: ReadonlyArray<Column> = [
  {
    runtime: "bun",
    clients: ["fetch", "Exchange.layerFetch", "effect-line-pay-node"],
    sendsOnce: "writes",
    judged: onBun
  },
  {
    runtime: "bun",
    clients: ["node:http"],
    sendsOnce: "writes",
    judged: {
      ...onBun,
      "TLS to a port that speaks HTTP": unsent("Tls", "ERR_SSL_WRONG_VERSION_NUMBER"),
      "connection closed in the TLS handshake": lost("ERR_SOCKET_CLOSED"),
      "connection reset when accepted": [
        unsent("Connect", "ECONNRESET"),
        ...["ECONNRESET", "EPIPE"].map((detail) => lost(detail))
      ],
      "answer that is not HTTP": lost("HPE_INVALID_CONSTANT"),
      "headers without an end": lost("HPE_HEADER_OVERFLOW")
    }
  },
  { runtime: "deno", clients: ["fetch", "Exchange.layerFetch"], sendsOnce: "nothing", judged: withoutCodes },
  {
    runtime: "deno",
    clients: ["node:http"],
    sendsOnce: "nothing",
    judged: onDeno(lost("ECONNRESET"), lost("HPE_HEADER_OVERFLOW"), lost("HPE_INVALID_CONSTANT"))
  },
  {
    runtime: "deno",
    clients: ["undici", "effect-line-pay-node"],
    sendsOnce: "nothing",
    judged: onDeno(lost("UND_ERR_SOCKET"), lost("UND_ERR_HEADERS_OVERFLOW"), lost())
  },
  { runtime: "workerd", clients: ["fetch", "Exchange.layerFetch"], sendsOnce: "everything", judged: withoutCodes }
]

/** What a write has to end in. */
const write = (verdict: Verdict, sendsOnce: Column["sendsOnce"]) =>
  ofWrite(verdict.sent || sendsOnce !== "nothing" ? verdict : lost(verdict.detail))

/** What a read has to end in. */
const read = (verdict: Verdict, sendsOnce: Column["sendsOnce"]) =>
  verdict.sent || sendsOnce === "everything" ? ofRead(verdict) : { ...ofRead(verdict), sent: true }

const calls = [
  { name: "a write", call: "confirmPayment", expected: write },
  { name: "a write without a body", call: "voidPayment", expected: write },
  { name: "a read", call: "checkPaymentStatus", expected: read }
] as const

/** Ends what nothing else ends, and what a busy machine has begun. */
const limit = (judged: Judged) => judged === timeout ? { readTimeout: 3_000 } : {}

for (const runtime of ["bun", "deno", "workerd"] as const) {
  layer(Runtime.layer(runtime), { excludeTestServices: true })(`what a failure proves on ${runtime}`, (it) => {
    for (const { clients, judged: column, sendsOnce } of columns.filter((column) => column.runtime === runtime)) {
      for (const [row, { options, seen, target }] of Cases.all) {
        const judged = column[row]
        const trust = options?.ca === undefined ? "no certificate of ours" : "our certificate"
        for (const client of clients) {
          for (const { call, expected, name } of calls) {
            it.scoped(`${row}, ${client}: ${name}`, () =>
              Effect.gen(function*() {
                const { origin, server } = yield* target
                const { carryOut } = yield* Runtime
                const order = { origin, client, calls: [{ name: call, ...limit(judged) }] }
                const [outcome] = yield* carryOut(order, trust)
                assert.deepInclude([judged].flat().map((verdict) => expected(verdict, sendsOnce)), outcome)
                if (server === undefined) return
                yield* server.allClosed
                if (outcome?.["sent"] === false) assert.isFalse(server.sawRequest())
                if (seen !== undefined) assert.strictEqual(server.sawRequest(), seen)
                assert.isAtMost(server.requests.length, 1)
              }))
          }
        }
      }
    }
  })
}
