/**
 * Tells what the money did, by LINE Pay's own ledger. The shop of the story
 * never sees it.
 */
import { Effect } from "effect"
import { Ledger, Sandbox } from "effect-line-pay-sandbox"
import { Narrator } from "./Narrator.ts"

/** `TWD 1,200` */
export const twd = (amount: number): string => `TWD ${amount.toLocaleString("en")}`

/** Tells what has moved for an order. */
export const tellMoney = Effect.fnUntraced(function*(orderId: string) {
  const narrator = yield* Narrator
  const sandbox = yield* Sandbox
  const movements = (yield* sandbox.ledger).filter((movement) => movement.orderId === orderId)
  if (movements.length === 0) yield* narrator.line("ledger", "nothing moved")
  for (const { amount, kind } of movements) {
    const signed = kind === "Refund" ? `- ${twd(amount)}` : `+ ${twd(amount)}`
    yield* narrator.line("ledger", kind, `${signed} for ${orderId}`, "good")
  }
})

/** The closing line: what everything adds up to. */
export const tellSum = Effect.gen(function*() {
  const narrator = yield* Narrator
  const ledger = yield* Effect.flatMap(Sandbox, (sandbox) => sandbox.ledger)
  const { captured, refunded } = Ledger.balance(ledger)
  const captures = ledger.filter(({ kind }) => kind === "Capture")
  const orders = new Set(captures.map(({ orderId }) => orderId))
  yield* narrator.remark(
    `Ledger: ${twd(captured)} taken, ${refunded} refunded. ${captures.length} captures, ${orders.size} orders.`
  )
  return { captured, refunded, captures: captures.length, orders: orders.size }
})
