import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import { Orders } from "../src/Orders.ts"
import { ShopConfig } from "../src/ShopConfig.ts"
import * as Shop from "./support/shop.ts"

const anotherProcessWrites = (database: string) =>
  Effect.promise(async () => {
    const writer = fileURLToPath(new URL("support/writer.ts", import.meta.url))
    const child = spawn(process.execPath, ["--import", "tsx", writer, database], {
      stdio: ["ignore", "pipe", "inherit"]
    })
    await once(child.stdout, "data")
  })

describe("the database", () => {
  it.scoped("an order waits for another process that writes, and the shop is not stuck", () =>
    Effect.gen(function*() {
      const orders = yield* Orders
      const { id } = yield* Shop.placed
      // Behind a transaction: a connection that has waited for nobody yet.
      const transactionId = yield* Shop.sentToLinePay(id)
      yield* anotherProcessWrites((yield* ShopConfig).database)
      yield* orders.learn(id, { _tag: "PaymentApplied", transactionId, refunded: "Nothing" })
      assert.deepStrictEqual(yield* Shop.stateOf(id), { _tag: "Paid", transactionId })
    }).pipe(Effect.provide(Shop.layer)))
})
