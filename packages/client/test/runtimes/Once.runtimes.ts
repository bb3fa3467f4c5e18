import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import * as Merchant from "../transport/support/merchantAt.ts"
import * as Http2Server from "./support/http2Server.ts"
import type { ClientName, Outcome } from "./support/order.ts"
import { clients, type Name, Runtime } from "./support/runtime.ts"
import { answeringAfter, asksToClose, isWrite, losing, type Loss, losses } from "./support/writes.ts"

/** One with a body, and one without. */
const writes = ["confirmPayment", "voidPayment"] as const
type Write = typeof writes[number]

interface Row {
  readonly runtime: Name
  readonly clients: ReadonlyArray<ClientName>
  /** Whether a connection is used again: only where a write is sent once all the same. */
  readonly reuses: boolean
  /** What the runtime sends again whatever the client does. */
  readonly repeats?: (client: ClientName, write: Write, loss: Loss) => boolean
  /**
   * By which HTTP a server sees each write that its fetch sends over TLS, where that is tried: HTTP/2 knows no
   * `Connection: close`.
   */
  readonly overTls?: { readonly [write in Write]: ReadonlyArray<"1.1" | "2.0"> }
  /** How often a server sees a write that is lost on a connection that it was asked to close, and has kept. */
  readonly whereKept?: { readonly [client in ClientName]?: { readonly [write in Write]: number } }
}

const rows: ReadonlyArray<Row> = [
  {
    runtime: "node26",
    clients: clients.Node,
    reuses: true,
    overTls: { confirmPayment: ["2.0"], voidPayment: ["2.0"] }
  },
  { runtime: "bun", clients: clients.Bun, reuses: true, overTls: { confirmPayment: ["1.1"], voidPayment: ["1.1"] } },
  { runtime: "workerd", clients: clients.workerd, reuses: true },
  {
    runtime: "bun1_3_13",
    clients: clients.Bun,
    reuses: false,
    whereKept: {
      fetch: { confirmPayment: 1, voidPayment: 1 },
      "Exchange.layerFetch": { confirmPayment: 1, voidPayment: 1 }
    }
  },
  {
    runtime: "deno",
    clients: clients.Deno,
    reuses: false,
    overTls: { confirmPayment: ["2.0"], voidPayment: ["2.0", "2.0"] },
    // The header is all that the client can say to another HttpClient than fetch, which it gives a body that Deno
    // cannot send again. A void has none.
    whereKept: {
      fetch: { confirmPayment: 1, voidPayment: 2 },
      "Exchange.layerFetch": { confirmPayment: 1, voidPayment: 2 },
      "node:http": { confirmPayment: 2, voidPayment: 2 },
      undici: { confirmPayment: 1, voidPayment: 1 }
    }
  },
  {
    runtime: "deno2_9_5",
    clients: clients.Deno,
    reuses: false,
    overTls: { confirmPayment: ["2.0"], voidPayment: ["2.0", "2.0"] },
    // It sends again on a new connection, too, until the headers of an answer are there.
    repeats: (client, write, { givenUpBy, name }) =>
      (client === "fetch" || client === "Exchange.layerFetch") && write === "voidPayment" && givenUpBy === undefined &&
      !name.endsWith("in the body")
  }
]

/** What a client has done before: nothing, or a read that may leave a connection behind. */
const pasts = [
  { past: "as the first request", before: [] },
  { past: "after details", before: [{ name: "getPaymentDetails" }] }
] as const

const assertLost = (outcome: Outcome | undefined) =>
  assert.isTrue(outcome?.["_tag"] === "OutcomeUnknown" || outcome?.["interrupted"] === true, JSON.stringify(outcome))

for (const { clients, overTls, repeats = () => false, reuses, runtime, whereKept = {} } of rows) {
  layer(Runtime.layer(runtime), { excludeTestServices: true })(`a write on ${runtime}`, (it) => {
    const tests = clients.flatMap((client) =>
      pasts.flatMap((past) => writes.flatMap((write) => losses.map((loss) => ({ client, ...past, write, loss }))))
    )
    for (const { before, client, loss, past, write } of tests) {
      it.scoped(`${client}, ${past}: a ${write} ${loss.name} is sent once`, () =>
        Effect.gen(function*() {
          const server = yield* losing(loss.lose)
          const call = loss.givenUpBy === "interruption"
            ? { name: write, interruptWhen: yield* answeringAfter(server.received(before.length + 1)) }
            : { name: write, ...(loss.givenUpBy === undefined ? {} : { readTimeout: 2_000 }) }
          const { carryOut } = yield* Runtime
          // The last one comes after whatever the runtime does by itself about what was lost.
          const calls = [...before, call, { name: "checkPaymentStatus" } as const]
          const outcomes = yield* carryOut({ origin: server.origin, client, calls })
          assertLost(outcomes[before.length])
          assert.deepStrictEqual(outcomes.at(-1), { success: true })
          assert.strictEqual(server.requests.filter(isWrite).length, repeats(client, write, loss) ? 2 : 1)
          assert.isTrue(server.requests.every((request) => asksToClose(request) === !reuses))
          if (!reuses) assert.strictEqual(server.carriers(), server.requests.length)
        }))
    }

    for (const write of overTls === undefined ? [] : writes) {
      it.scoped(`fetch, after details: a ${write} over TLS is sent as often as expected`, () =>
        Effect.gen(function*() {
          const server = yield* Http2Server.losing(Merchant.authenticated)
          const { carryOut } = yield* Runtime
          const calls = [{ name: "getPaymentDetails" }, { name: write }] as const
          const [, outcome] = yield* carryOut({ origin: server.origin, client: "fetch", calls }, "every certificate")
          assertLost(outcome)
          assert.deepStrictEqual(server.writes, overTls?.[write])
        }))
    }

    for (const client of clients) {
      for (const name of [...writes, "checkPaymentStatus"] as const) {
        it.scoped(`${client}: a ${name} that a server has seen is not "not sent" when its repetition is refused`, () =>
          Effect.gen(function*() {
            const options = {
              keepsConnections: true,
              connectionLimit: 1,
              loses: (_: unknown, index: number) => index > 0
            }
            const server = yield* losing((socket) => socket.resetAndDestroy(), options)
            const { carryOut } = yield* Runtime
            const calls = [{ name: "getPaymentDetails" }, { name }] as const
            const [, outcome] = yield* carryOut({ origin: server.origin, client, calls })
            assert.isTrue(outcome?.["sent"] !== false || server.requests.length === 1, JSON.stringify(outcome))
          }))
      }

      for (const write of writes) {
        const calls = [{ name: "getPaymentDetails" }, { name: write }] as const
        const expected = whereKept[client]?.[write]
        if (expected === undefined) continue
        it.scoped(`${client}: a ${write} is unknown, sent once or twice on a connection that is kept`, () =>
          Effect.gen(function*() {
            const server = yield* losing((socket) => socket.resetAndDestroy(), { keepsConnections: true })
            const { carryOut } = yield* Runtime
            const [, outcome] = yield* carryOut({ origin: server.origin, client, calls })
            assertLost(outcome)
            assert.strictEqual(server.requests.filter(isWrite).length, expected)
          }))
      }
    }
  })
}
