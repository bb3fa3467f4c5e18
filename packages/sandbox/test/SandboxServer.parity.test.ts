import { HttpClient, HttpClientRequest } from "@effect/platform"
import { NodeHttpClient } from "@effect/platform-node"
import { assert, it } from "@effect/vitest"
import { Effect, FastCheck as fc, Layer, Runtime } from "effect"
import { Sandbox, SandboxServer } from "effect-line-pay-sandbox"
import * as random from "./support/random.ts"

// The origin that the in-process face gives, so that whole answers can be compared.
const options = { seed: "parity", publicUrl: "https://sandbox-web-pay.line.me" }

/** A client whose requests reach the server, whatever their host is. */
const client = Layer.effect(
  HttpClient.HttpClient,
  Effect.gen(function*() {
    const { url } = yield* SandboxServer
    return HttpClient.mapRequest(
      yield* HttpClient.HttpClient,
      (request) => HttpClientRequest.setUrl(request, request.url.replace(/^https:\/\/[^/]+/, url))
    )
  })
).pipe(Layer.provide(NodeHttpClient.layerUndici))

// Short ones, because real connections take their time; begun, so that they get somewhere all the same.
const sequences = fc.tuple(fc.integer({ min: 0, max: 3 }), random.commands).map(([begun, commands]) => [
  ...([
    { _tag: "Request", order: 0, amount: 100, capture: commands.length % 2 === 0 },
    { _tag: "Approve", payment: 0 },
    { _tag: "Confirm", payment: 0, share: 1 }
  ] as const).slice(0, begun),
  ...commands.slice(0, 4)
])

const world = (commands: ReadonlyArray<random.Command>) =>
  Effect.gen(function*() {
    const sandbox = yield* Sandbox
    yield* sandbox.reset
    const answers = yield* random.run(commands)
    yield* sandbox.advance("1 hour")
    return { answers, ledger: yield* sandbox.ledger, payments: yield* sandbox.payments, lint: yield* sandbox.lint }
  })

it.effect(
  "1,000 random call sequences have the same answers and the same ledger in process and over HTTP",
  () =>
    Effect.gen(function*() {
      const inProcess = Runtime.runSync(
        yield* Effect.provide(Effect.runtime<Sandbox | HttpClient.HttpClient>(), Sandbox.layer(options))
      )
      const overHttp = Runtime.runPromise(yield* Effect.runtime<Sandbox | HttpClient.HttpClient>())
      let movements = 0
      yield* Effect.promise(() =>
        fc.assert(
          fc.asyncProperty(sequences, async (commands) => {
            const actual = await overHttp(world(commands))
            assert.deepStrictEqual(actual, inProcess(world(commands)))
            movements += actual.ledger.length
          }),
          { numRuns: 1_000 }
        )
      )
      assert.isAbove(movements, 0)
    }).pipe(Effect.provide(Layer.provideMerge(client, SandboxServer.layer(options)))),
  240_000
)
