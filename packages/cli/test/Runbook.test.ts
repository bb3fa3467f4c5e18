import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { LinePay, Settlement } from "effect-line-pay"
import { Fault, Sandbox, SandboxServer } from "effect-line-pay-sandbox"
import { readFileSync } from "node:fs"
import { run } from "./support/command.ts"
import * as Desk from "./support/desk.ts"

const runbook = readFileSync(new URL("../../../docs/guides/runbook.md", import.meta.url), "utf8")

/** What differs from run to run: ids, times, nonces. Equal ids stay equal. */
const settling = () => {
  const ids = new Map<string, string>()
  return (text: string) =>
    text
      .replace(/\b2\d{16}(\d\d)\b/g, (id, end: string) => {
        const known = ids.get(id) ?? `20261201043901${String(ids.size + 1).padStart(3, "0")}${end}`
        ids.set(id, known)
        return known
      })
      .replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, "2026-12-01 12:39:01")
      .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g, "2026-12-01T04:39:01Z")
      .replace(/[\da-f]{8}-[\da-f]{4}-1[\da-f]{3}-[\da-f]{4}-[\da-f]{12}/g, "2141e5e0-ed41-11f1-9a86-bd1bdebedb7b")
}

describe("docs/guides/runbook.md", () => {
  it.scopedLive("shows what the command prints on a night with a lost confirm", () =>
    Effect.gen(function*() {
      const { url } = yield* SandboxServer
      const sandbox = yield* Sandbox
      const database = yield* Desk.sqlite
      const confirm = yield* Desk.shop(
        database,
        url,
        new Map(),
        Effect.gen(function*() {
          const linePay = yield* LinePay
          const settlement = yield* Settlement
          const { transactionId } = yield* linePay.requestPayment({
            amount: 100,
            currency: "TWD",
            orderId: "order-1",
            packages: [{ id: "1", amount: 100, products: [{ name: "Tea", quantity: 1, price: 100 }] }],
            redirectUrls: { confirmUrl: "https://shop.test/confirm", cancelUrl: "https://shop.test/cancel" }
          })
          yield* sandbox.approve(transactionId)
          yield* sandbox.faults.next("confirmPayment", Fault.commitThenLose)
          yield* sandbox.faults.script(Fault.badGateway(), { operation: "getPaymentDetails", times: 20 })
          const intent = { transactionId, orderId: "order-1", amount: 100, currency: "TWD" } as const
          yield* Effect.exit(Effect.timeoutOption(settlement.confirmPayment(intent), "1500 millis"))
          return transactionId
        })
      )
      yield* sandbox.faults.clear

      const settled = settling()
      const shows = (...args: ReadonlyArray<string>) =>
        Effect.gen(function*() {
          const ended = yield* run(args, Desk.variables(url, database.address), { timeZone: "Asia/Taipei" })
          const typed = args.map((arg) => /[ ]/.test(arg) ? `"${arg}"` : arg).join(" ")
          const screen = settled(
            `$ line-pay-cli ${typed}\n${[ended.out, ended.error].filter((text) => text !== "").join("\n")}`
          )
          assert.isTrue(runbook.includes(`\`\`\`text\n${screen}\n\`\`\``), `runbook.md does not show:\n${screen}\n<<<`)
        })

      yield* shows("attempts")
      yield* shows("payment", "order-1")
      yield* shows("attempt", "confirmPayment", confirm)
      yield* shows(
        "close",
        "confirmPayment",
        confirm,
        "--not-applied",
        "--by",
        "amy",
        "--why",
        "not in the merchant centre"
      )
      yield* shows("look", "confirmPayment", confirm)
      yield* sandbox.merchantCentre.refund(confirm, 20)
      yield* shows("payment", "order-1")
      yield* shows("refund", "order-1", "--amount", "90", "--id", "ticket-7")
      yield* shows("refund", "order-1", "--amount", "30", "--id", "ticket-7")
      yield* shows("refund", "order-1", "--amount", "30", "--id", "ticket-7", "--yes")
      yield* shows("code", "1142", "confirmPayment")
    }).pipe(Effect.provide(SandboxServer.layer())))
})
