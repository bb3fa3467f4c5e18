import { assert, describe, it } from "@effect/vitest"
import { Effect, FastCheck, Runtime } from "effect"
import { LinePay } from "effect-line-pay"
import { Operation } from "line-pay-protocol"
import * as Calls from "../support/calls.ts"
import * as HttpClients from "./support/httpClients.ts"
import * as Merchant from "./support/merchantAt.ts"
import * as Server from "./support/misbehavingServer.ts"

/** A server that answers everything with the same code. */
const answering = (code: string) =>
  Server.make({ onRequest: (socket) => socket.write(Merchant.httpAnswer(`{"returnCode":"${code}"}`)) })

const callAll = Effect.flatMap(LinePay, (linePay) => Effect.forEach(Calls.all, ({ run }) => Effect.exit(run(linePay))))

const device = { profileId: "terminal 7", type: "POS" }

describe("a request as the server receives it", () => {
  for (const client of HttpClients.all) {
    it.scopedLive(`${client.name}: every call is signed over the bytes that arrive, with the documented headers`, () =>
      Effect.gen(function*() {
        const server = yield* answering("9000")
        yield* Effect.provide(callAll, Merchant.layer(server.origin, client.exchange, { config: { device } }))
        assert.strictEqual(server.requests.length, Calls.all.length)
        Calls.all.forEach(({ operation }, index) => {
          const { body, method } = Operation.catalogue[operation]
          const request = server.requests[index]
          if (request === undefined) return assert.fail(`${operation} did not arrive`)
          Merchant.assertSigned(request)
          assert.strictEqual(request.method, method)
          const documented = {
            "Content-Type": "application/json",
            "X-LINE-ChannelId": Merchant.channelId,
            "X-LINE-MerchantDeviceProfileId": device.profileId,
            "X-LINE-MerchantDeviceType": device.type
          }
          for (const [name, value] of Object.entries(documented)) {
            assert.deepStrictEqual(Server.headersNamed(request, name), [value], `${operation}: ${name}`)
          }
          const [nonce, ...otherNonces] = Server.headersNamed(request, "X-LINE-Authorization-Nonce")
          assert.match(String(nonce), /^[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
          assert.isEmpty(otherNonces)
          if (body === "None") {
            assert.strictEqual(request.body.length, 0, operation)
            assert.isEmpty(Server.headersNamed(request, "Transfer-Encoding"))
          } else {
            assert.doesNotThrow(() => JSON.parse(request.body.toString()))
          }
        })
      }))
  }

  const text = FastCheck.array(
    FastCheck.constantFrom(..."aZ09 +&%'\"#?/\\=;:,.@!*()[]{}<>|^`~$_-", "%20", "ä", "ก", "中", "文", "👍", "👩‍👧", "\t"),
    { minLength: 1, maxLength: 20 }
  ).map((parts) => parts.join(""))
  const orderIds = FastCheck.uniqueArray(text, { minLength: 1, maxLength: 4 })

  for (const client of HttpClients.all) {
    it.scopedLive(`${client.name}: order ids arrive as they are, and are signed as they arrive`, () =>
      Effect.gen(function*() {
        const server = yield* answering("1150")
        const ask = (linePay: LinePay.Service, orderIds: ReadonlyArray<string>) =>
          Effect.gen(function*() {
            const before = server.requests.length
            yield* Effect.exit(linePay.getPaymentDetails({ orderIds }))
            const [request, ...others] = server.requests.slice(before)
            if (request === undefined) return assert.fail("nothing arrived")
            assert.isEmpty(others)
            Merchant.assertSigned(request)
            const query = request.target.slice(request.target.indexOf("?") + 1)
            // For some servers a plus sign in a query is a plus sign, for others a blank.
            assert.notInclude(query, "+")
            assert.deepStrictEqual(
              query.split("&").map((pair) => pair.split("=").map(decodeURIComponent)),
              orderIds.map((id) => ["orderId", id])
            )
          })
        const run = Runtime.runPromise(yield* Effect.runtime())
        yield* Effect.flatMap(
          LinePay,
          (linePay) =>
            Effect.promise(() =>
              FastCheck.assert(FastCheck.asyncProperty(orderIds, (orderIds) => run(ask(linePay, orderIds))), {
                numRuns: 50
              })
            )
        ).pipe(Effect.provide(Merchant.layer(server.origin, client.exchange)))
      }))
  }
})
