import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { demo } from "../src/demo.ts"
import { Progress } from "../src/Progress.ts"
import * as Tally from "../src/Tally.ts"

describe("demo", () => {
  it.live("bills a bad night, and charges nobody twice", () =>
    Effect.gen(function*() {
      const { first, ledger, second } = yield* demo({ subscribers: 12, faults: 0.3, database: Option.none() })
      assert.strictEqual(Tally.done(first.tally), 12)
      assert.strictEqual(Option.getOrUndefined(first.stopped), undefined)
      assert.strictEqual(second.tally.due, 0)
      assert.strictEqual(ledger.captures, ledger.orders)
      // The first month, and what the run has charged. What is being checked may have been.
      assert.isAtLeast(ledger.orders, 12 + first.tally.paid)
      assert.isAtMost(ledger.orders, 12 + first.tally.paid + first.tally.checking)
    }).pipe(
      (self) => Effect.consoleWith((console) => Effect.withConsole(self, { ...console, log: () => Effect.void })),
      Effect.provide(Progress.layerSilent)
    ))
})
