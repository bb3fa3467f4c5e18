/**
 * Charges by regKey, month after month.
 */
import type { RegKey } from "effect-line-pay"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { atLinePay, type Merchant } from "./Merchant.ts"
import type { Pods } from "./Pods.ts"
import type { Scene } from "./Scene.ts"

export interface Subscriptions {
  readonly charge: (merchant: Merchant, orderId: string, regKey: RegKey) => Effect.Effect<void>
}

export const make = ({ dice, edges, say }: Scene, { askUntilKnown }: Pods): Subscriptions => {
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
        if (edges?.chance(0.3) === true) {
          const isWithdrawn = edges.chance(0.5)
          yield* Effect.forkDaemon(Effect.delay(
            Effect.suspend(() => {
              say(`the customer of ${request.orderId} ${isWithdrawn ? "withdraws the regKey" : "removes the card"}`)
              return atLinePay(merchant, ({ changeCard, discardRegKey }) =>
                isWithdrawn ? discardRegKey(Redacted.value(regKey)) : changeCard(Redacted.value(regKey), "none"))
            }),
            `${edges.between(0, 20)} seconds`
          ))
        }
        yield* Effect.all(
          Array.from(
            { length: dice.between(1, 2) },
            () =>
              askUntilKnown(merchant, `charge ${request.orderId}`, (desk) =>
                desk.settlement.payPreapproved(request))
          ),
          { concurrency: "unbounded" }
        )
      }
    })

  return { charge }
}
