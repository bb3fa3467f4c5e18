import { assert } from "@effect/vitest"
import { Effect, Layer, Stream } from "effect"
import { LinePay, Reconciliation, type TransactionId } from "effect-line-pay"
import type { Sandbox } from "effect-line-pay-sandbox"
import type { PaymentDetails } from "effect-line-pay/operations/getPaymentDetails"
import * as Shop from "../../settlement/support/shop.ts"
import { test } from "../../settlement/support/simulation.ts"

/** A shop without settlement, in a time of its own. */
export const shop = (
  name: string,
  program: Effect.Effect<void, unknown, LinePay | Sandbox | Shop.Wire>
): void => test(name, Effect.provide(program, Shop.linePay()))

/** A paid order of 100 TWD, as the shop has it. */
export const order = (changes: Partial<Reconciliation.ShopOrder> = {}): Reconciliation.ShopOrder => ({
  orderId: "order-1",
  payStatus: "CAPTURE",
  amount: 100,
  currency: "TWD",
  ...changes
})

/** The order of a payment, as the shop has it when all went well. */
export const orderOf = (
  { amount, currency, orderId, transactionId }: Shop.Payment,
  changes: Partial<Reconciliation.ShopOrder> = {}
): Reconciliation.ShopOrder => order({ orderId, transactionId, amount, currency, ...changes })

export const reconcile = <E1 = never, R1 = never, E2 = never, R2 = never>(
  orders: Iterable<Reconciliation.ShopOrder>,
  options?: Reconciliation.Options<E1, R1, E2, R2>
) => Effect.map(Stream.runCollect(Reconciliation.differences(Stream.fromIterable(orders), options)), (all) => [...all])

/** `order-1 OtherAmount`. */
export const names = (differences: Iterable<Reconciliation.Difference>): ReadonlyArray<string> =>
  Array.from(
    differences,
    (difference) =>
      `${difference._tag === "OnlyInFile" ? difference.row.transactionId : difference.order.orderId} ${difference._tag}`
  )

/** The only difference, of this kind. */
export const only = <K extends Reconciliation.Difference["_tag"]>(
  differences: ReadonlyArray<Reconciliation.Difference>,
  kind: K
): Extract<Reconciliation.Difference, { readonly _tag: K }> => {
  assert.deepStrictEqual(differences.map(({ _tag }) => _tag), [kind])
  const [difference] = differences
  return difference !== undefined && Reconciliation.Difference.$is(kind)(difference)
    ? difference
    : assert.fail("no difference")
}

export const lookups = Effect.map(Shop.sends("getPaymentDetails"), ({ length }) => length)

/** Details that differ from the truth, for what the sandbox cannot be brought to show. */
export const showing =
  (alter: (details: ReadonlyArray<PaymentDetails>) => ReadonlyArray<PaymentDetails>) =>
  <A, E, R>(program: Effect.Effect<A, E, R>) =>
    Effect.provide(
      program,
      Layer.effect(
        LinePay,
        Effect.map(LinePay, (linePay) => ({
          ...linePay,
          getPaymentDetails: (request) => Effect.map(linePay.getPaymentDetails(request), alter)
        }))
      )
    )

/** What LINE Pay shows of a captured payment of 100 TWD. */
export const shownOf = (
  transactionId: TransactionId,
  changes: Partial<Reconciliation.ShownPayment> = {}
): Reconciliation.ShownPayment => ({
  transactionId,
  payStatus: "CAPTURE",
  currency: "TWD",
  paid: 100,
  refunded: 0,
  refundedAtLeast: 0,
  ...changes
})
