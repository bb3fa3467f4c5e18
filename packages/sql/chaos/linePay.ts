/**
 * LINE Pay, as a process with an HTTP server.
 */
import { Sandbox } from "effect-line-pay-sandbox/Sandbox"
import { SandboxServer } from "effect-line-pay-sandbox/SandboxServer"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import type { Asked, LinePayReport, Question } from "./Message.ts"

const [seed = "0"] = process.argv.slice(2)

const say = (report: LinePayReport) => process.send?.(report)

const runtime = ManagedRuntime.make(Layer.suspend(() => SandboxServer.layer({ seed: Number(seed) })))

const answer = (question: Question) =>
  Effect.gen(function*() {
    const sandbox = yield* Sandbox
    switch (question.ask) {
      case "approve":
        yield* sandbox.approve(question.transactionId)
        return []
      case "faults":
        yield* question.mix === undefined ? sandbox.faults.clear : sandbox.faults.random(question.mix)
        return []
      case "advance":
        yield* sandbox.advance(question.millis)
        return []
      case "ledger":
        return yield* sandbox.ledger
    }
  })

process.on("message", ({ id, question }: Asked) => {
  runtime.runPromise(answer(question)).then(
    (ledger) => say({ said: "Answer", id, ledger }),
    (error: unknown) => say({ said: "Refused", id, why: String(error) })
  )
})
process.on("disconnect", () => process.exit())

runtime.runPromise(SandboxServer).then(
  ({ url }) => say({ said: "Ready", url }),
  (error: unknown) => {
    console.error(error)
    process.exit(1)
  }
)
