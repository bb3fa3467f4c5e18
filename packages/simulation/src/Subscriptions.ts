/**
 * Charges by regKey, month after month.
 */
import type { RegKey } from "effect-line-pay"
import * as Effect from "effect/Effect"
import type { Merchant } from "./Merchant.ts"
import type { Pods } from "./Pods.ts"
import type { Scene } from "./Scene.ts"

export interface Subscriptions {
  readonly charge: (merchant: Merchant, orderId: string, regKey: RegKey) => Effect.Effect<void>
}

export const make = ({ dice }: Scene, { askUntilKnown }: Pods): Subscriptions => {
  const charge: Subscriptions["charge"] = (merchant, orderId, regKey) =>
    Effect.gen(function*() {
      for (const month of [1, 2]) {
        const request = {
          regKey,
          orderId: `${orderId}-month-${month}`,
          productName: "Prime",
          amount: 50 + month,
          currency: "TWD"
        } as const
        yield* Effect.all(
          Array.from(
            { length: dice.between(1, 2) },
            () =>
              askUntilKnown(merchant, `charge ${request.orderId}`, (desk) => desk.settlement.payPreapproved(request))
          ),
          { concurrency: "unbounded" }
        )
      }
    })

  return { charge }
}
