import type { TransactionId } from "effect-line-pay/TransactionId"
import * as Arr from "effect/Array"

export type Phase = "tables" | "open" | "group" | "advance" | "claim" | "lease" | "pay"

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
export const versions = Arr.makeBy(3, (n) => n)

const groups = Arr.map(keys, (key) => `group of ${key}`)

export const orders = Arr.makeBy(20, (n) => `order ${n}`)

/** What is there to be won in each phase, by one process each. */
export const prizes: { readonly [P in Phase]: ReadonlyArray<string> } = {
  tables: [],
  open: keys,
  group: groups,
  advance: Arr.flatMap(keys, (key) => versions.map((version) => `${key}, version ${version}`)),
  claim: keys,
  // What the two phases have opened.
  lease: [...keys, ...groups],
  pay: orders
}
