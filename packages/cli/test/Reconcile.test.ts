import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { configured, run } from "./support/command.ts"

const compared = (stdin: string, ...args: ReadonlyArray<string>) =>
  run(["reconcile", "--orders", "-", ...args], configured("http://127.0.0.1:1"), { stdin: Effect.succeed(stdin) })

describe("reconcile", () => {
  for (
    const [file, message] of [
      ["orderId,payStatus,amount,currency,transactionId\na,CAPTURE,100,TWD,2.02612E+18", "record 1, transactionId"],
      [
        "{\"orderId\":\"a\",\"payStatus\":\"CAPTURE\",\"amount\":100,\"currency\":\"TWD\",\"transactionId\":2026120104390100110}",
        "transactionId: expected its digits"
      ],
      ["orderId,payStatus,amount,currency\na,PAID,100,TWD", "payStatus: expected one of CAPTURE"],
      ["orderId,payStatus,amount,currency\na,CAPTURE,-1,TWD", "amount: expected an amount"],
      ["orderId;payStatus\na;b", "payStatus is missing"],
      ["\"a", "not CSV"],
      ["{\"orderId\":", "line 1: expected a JSON object"]
    ] as const
  ) {
    it.effect(`refuses ${JSON.stringify(file)}`, () =>
      Effect.gen(function*() {
        const { code, error, out } = yield* compared(file)
        assert.deepStrictEqual([code, out], [2, ""])
        assert.include(error, message)
      }))
  }

  it.effect("says that there is no difference in no orders", () =>
    Effect.gen(function*() {
      const { code, out } = yield* compared("orderId,payStatus,amount,currency\n")
      assert.deepStrictEqual([code, out], [0, "No difference in 0 orders."])
    }))
})
