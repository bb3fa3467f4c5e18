/**
 * Holds what happened in a world, for the comparison with LINE Pay's ledgers.
 */
import type { Attempt } from "effect-line-pay"
import type { Ledger } from "effect-line-pay-sandbox"
import type { Orders } from "./Orders.ts"

/** The history to compare with the ledger. */
export interface History {
  readonly seed: number
  readonly ledger: ReadonlyArray<Movement>
  /** The records of the attempt log at the end. */
  readonly attempts: ReadonlyMap<string, Attempt.Attempt>
  /** Every "not applied" that any caller got. */
  readonly denials: ReadonlyArray<Denial>
  /** Every request that left, by its nonce: the ledger names the nonce that moved the money. */
  readonly requests: ReadonlyMap<string, Sent>
  /** The keys of confirms whose answer a process has read that told the shop of it, or lived on to do so. */
  readonly answers: ReadonlySet<string>
  /** The order table of the shop. */
  readonly orders: Orders
  /** LINE Pay was away, and is back. Absent if it was there all the time. */
  readonly outage?: Outage | undefined
  /** The keys that a human has decided about, rightly or wrongly. */
  readonly handled: ReadonlySet<string>
  /** The requests of each attempt that a human has closed as not applied, and when, in true time. */
  readonly denialsByHand: ReadonlyArray<{
    readonly key: string
    readonly at: number
    readonly nonces: ReadonlyArray<string>
  }>
  /** The events that the library must not write. */
  readonly trespasses: ReadonlyArray<Trespass>
  /** Every amount that anybody has asked to refund through the library. */
  readonly asked: ReadonlyArray<Asked>
  /** By how many milliseconds the database's clock was off at most. */
  readonly databaseOff: number
  /** Confirms that came before the customer had authenticated. */
  readonly earlyConfirms: number
  readonly faultsMet: ReadonlyMap<string, number>
  /** When details last showed every refund of a payment under the id of the first, by transaction id, in true time. */
  readonly repeatedRefundIds: ReadonlyMap<string, number>
  readonly crashes: number
  readonly clockJumps: number
}

/** A movement of money, in the ledger of one of the merchants. */
export interface Movement extends Ledger.Movement {
  readonly merchant: string
}

export interface Sent {
  /** Counts up from 1. */
  readonly sequence: number
  /** The intent that the log has marked it for; absent when the log has no such mark. */
  readonly key: string | undefined
  /** The true time, and not that of the process. */
  readonly at: number
}

/** LINE Pay answered nothing for some hours. Then it was back, without faults. */
export interface Outage {
  /** In true time. */
  readonly from: number
  readonly to: number
  /** The attempts that were open a while after it, and sent before its end. */
  readonly stillOpen: ReadonlyArray<Attempt.Attempt>
}

export interface Denial {
  readonly key: string
  readonly because: string
  /** How many requests had left when it was said. */
  readonly after: number
}

/** Something was written into the log that a rule forbids. */
export interface Trespass {
  readonly key: string
  readonly what: string
}

/** A refund that was asked for. The same key may be asked for many times. */
export interface Asked {
  readonly key: string
  readonly transactionId: string
  /** In major units; `Infinity` for all that is left. */
  readonly amount: number
  /** Whether the amount is the total of all refunds. */
  readonly isTotal: boolean
}
