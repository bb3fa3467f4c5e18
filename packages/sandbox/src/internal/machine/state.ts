/**
 * The whole state of a sandbox, as one immutable value. It reads no clock and
 * no source of randomness. Time comes in with each event, and random draws come
 * from a seeded generator that is part of the state. The same settings and the
 * same events at the same times produce the same state.
 */
import * as HashMap from "effect/HashMap"
import * as HashSet from "effect/HashSet"
import * as List from "effect/List"
import type * as Decimal from "line-pay-protocol/Decimal"
import type { Operation } from "line-pay-protocol/Operation"
import type { Contract } from "../../Contract.ts"
import type * as Fault from "../../Fault.ts"
import type { Movement } from "../../Ledger.ts"
import type { Finding } from "../../Lint.ts"
import type { Settings } from "../../Options.ts"
import type { Payment } from "../../Payment.ts"
import type { RegKey } from "../../RegKey.ts"
import * as agenda from "./agenda.ts"
import type { Call } from "./call.ts"

/**
 * Something that will happen when its time comes.
 *
 * @internal
 */
export type Due =
  | { readonly _tag: "Window"; readonly transactionId: string; readonly status: "Waiting" | "Authenticated" }
  | { readonly _tag: "Authorization"; readonly transactionId: string }
  | { readonly _tag: "RegKey"; readonly regKey: string }
  | { readonly _tag: "LateCommit"; readonly call: Call; readonly lock: Lock | undefined }

/**
 * A call that is still in progress. The same call for the same subject is
 * rejected meanwhile.
 *
 * @internal
 */
export interface Lock {
  readonly operation: Operation
  /** The transaction id, or the order id of a pre-approved payment. */
  readonly subject: string
}

/** @internal */
export interface State {
  readonly settings: Settings
  readonly contract: Contract
  /** By how many milliseconds time was advanced beyond the clock. */
  readonly ahead: number
  /** The state of the random generator. */
  readonly random: number
  /** A transaction id without its last two digits, which are always `10`. */
  readonly lastStamp: bigint
  readonly exchanges: number
  readonly payments: HashMap.HashMap<string, Payment>
  /** The transaction ids per order id, oldest first. */
  readonly orders: HashMap.HashMap<string, ReadonlyArray<string>>
  /** The payment's transaction id per refund's transaction id. */
  readonly refunds: HashMap.HashMap<string, string>
  readonly regKeys: HashMap.HashMap<string, RegKey>
  readonly agenda: agenda.Agenda<Due>
  readonly locks: ReadonlyArray<Lock>
  readonly faults: ReadonlyArray<Fault.Scripted>
  readonly mix: Fault.Mix | undefined
  /** Newest first. */
  readonly ledger: List.List<Movement>
  readonly movements: number
  /** The captured amount per currency. */
  readonly received: HashMap.HashMap<string, Decimal.Decimal>
  /** Oldest first. */
  readonly findings: ReadonlyArray<Finding>
  /** The nonces of late: two generations, so that old ones are forgotten. */
  readonly nonces: { readonly recent: HashSet.HashSet<string>; readonly older: HashSet.HashSet<string> }
  /** When each payment was last checked; two generations as well. */
  readonly checks: { readonly recent: HashMap.HashMap<string, number>; readonly older: HashMap.HashMap<string, number> }
}

/**
 * A sandbox in which nothing has happened.
 *
 * @internal
 */
export const make = (settings: Settings): State => ({
  settings,
  contract: settings.contract,
  ahead: 0,
  random: settings.seed | 0,
  lastStamp: settings.transactionIds === "counter" ? 20260101000000000n - 1n : 0n,
  exchanges: 0,
  payments: HashMap.empty(),
  orders: HashMap.empty(),
  refunds: HashMap.empty(),
  regKeys: HashMap.empty(),
  agenda: agenda.empty(),
  locks: [],
  faults: [],
  mix: undefined,
  ledger: List.empty(),
  movements: 0,
  received: HashMap.empty(),
  findings: [],
  nonces: { recent: HashSet.empty(), older: HashSet.empty() },
  checks: { recent: HashMap.empty(), older: HashMap.empty() }
})
