import type { TransactionId } from "effect-line-pay/TransactionId"
import * as Arr from "effect/Array"

export type Phase = "tables" | "open" | "group" | "number" | "append" | "evidence" | "lease" | "tell" | "pay"

/** A payment that the customer has authenticated. */
export interface Payment {
  readonly transactionId: TransactionId
  readonly orderId: string
}

export const amount = 100

/** What a process is told: to begin a phase, together with the others. */
export interface Start {
  readonly phase: Phase
  /** Milliseconds since 1970. */
  readonly at: number
  readonly payments: ReadonlyArray<Payment>
}

export const keys = Arr.makeBy(200, (n) => `key ${n}`)
export const revisions = Arr.makeBy(3, (n) => n + 1)

const groups = Arr.map(keys, (key) => `group of ${key}`)
const numbers = Arr.map(keys, (key) => `number of ${key}`)

export const orders = Arr.makeBy(20, (n) => `order ${n}`)

/** What is there to be won in each phase, by one process each. */
export const prizes: { readonly [P in Phase]: ReadonlyArray<string> } = {
  tables: [],
  open: keys,
  group: groups,
  number: numbers,
  append: Arr.flatMap(keys, (key) => revisions.map((revision) => `${key}, revision ${revision}`)),
  evidence: keys,
  // What the first two phases have opened.
  lease: [...keys, ...groups],
  // What the third has closed.
  tell: numbers,
  pay: orders
}
