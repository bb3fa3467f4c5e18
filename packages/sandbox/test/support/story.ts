/** Payments that have come some way. */
import { Effect } from "effect"
import { Sandbox } from "effect-line-pay-sandbox"
import * as client from "./client.ts"

export const requested = (order?: client.Order) => Effect.map(client.request(order), ({ info }) => info.transactionId)

export const approved = (order?: client.Order, approval?: Sandbox.Approval) =>
  Effect.gen(function*() {
    const sandbox = yield* Sandbox
    const transactionId = yield* requested(order)
    yield* sandbox.approve(transactionId, approval)
    return transactionId
  })

/** Confirmed: captured, or with `capture: false` authorised. */
export const paid = (order?: client.Order, approval?: Sandbox.Approval) =>
  Effect.tap(
    approved(order, approval),
    (transactionId) => client.confirm(transactionId, order?.amount, order?.currency)
  )

export const authorized = (order?: client.Order, approval?: Sandbox.Approval) =>
  paid({ ...order, capture: false }, approval)

export const enrolled = (order?: client.Order) =>
  Effect.gen(function*() {
    const transactionId = yield* approved({ ...order, payType: "PREAPPROVED" })
    const { info } = yield* client.confirm(transactionId, order?.amount, order?.currency)
    return info.regKey
  })

/** Everything that moved, in short: `Capture 1000`, `Refund 30` … */
export const movements = Effect.gen(function*() {
  const sandbox = yield* Sandbox
  return (yield* sandbox.ledger).map(({ amount, kind }) => `${kind} ${amount}`)
})

export const rules = Effect.gen(function*() {
  const sandbox = yield* Sandbox
  return (yield* sandbox.lint).map(({ rule }) => rule)
})
