/**
 * Runs a sandbox in a separate process. Only a sandbox can play the customers, inject faults, and show its books.
 */
import { Command, HttpBody, HttpClient, HttpClientRequest, HttpClientResponse } from "@effect/platform"
import { Context, Data, Effect, Layer, Option, Schema, Stream } from "effect"
import type { Fault } from "effect-line-pay-sandbox"
import { createRequire } from "node:module"
import { fileURLToPath } from "node:url"

export class SandboxFailed extends Data.TaggedError("SandboxFailed")<{ readonly message: string }> {}

const Movements = Schema.Array(Schema.Struct({ kind: Schema.String, orderId: Schema.String, amount: Schema.Number }))

const make = Effect.gen(function*() {
  const program = fileURLToPath(new URL("sandbox.ts", import.meta.url))
  const command = Command.make(process.execPath, "--import", createRequire(import.meta.url).resolve("tsx"), program)
  const { stdout } = yield* Command.start(command)
  const lines = stdout.pipe(Stream.decodeText(), Stream.splitLines)
  const ready = yield* Stream.runHead(
    Stream.filterMap(lines, (line) => Option.fromNullable(/ready: (\S+)/.exec(line)?.[1]))
  )
  if (Option.isNone(ready)) return yield* new SandboxFailed({ message: "The sandbox ended before it was ready" })
  const url = ready.value

  const client = HttpClient.filterStatusOk(yield* HttpClient.HttpClient)
  const api = (path: string) => `${url}/sandbox/${path}`

  return {
    url,
    approve: (transactionId: string) =>
      client.execute(HttpClientRequest.post(api(`payments/${transactionId}/approve`))),
    randomFaults: (mix: Fault.Mix) => client.put(api("faults/random"), { body: HttpBody.unsafeJson(mix) }),
    noFaults: client.del(api("faults")),
    ledger: Effect.flatMap(client.get(api("ledger")), HttpClientResponse.schemaBodyJson(Movements))
  }
})

export class SandboxProcess extends Context.Tag("subscriptions/SandboxProcess")<
  SandboxProcess,
  Effect.Effect.Success<typeof make>
>() {
  static readonly layer = Layer.scoped(SandboxProcess, make)
}
