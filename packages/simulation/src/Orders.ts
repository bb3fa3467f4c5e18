/**
 * Describes the shop's order table.
 */
import type { Attempt } from "effect-line-pay"

/** An order, as the shop knows it. */
export interface Row {
  readonly standing: Attempt.Standing
  readonly seen: number
}

/** The order table of the shop, and how it was written. */
export interface Orders {
  /** By the key of the attempt. */
  readonly rows: ReadonlyMap<string, Row>
  /** The keys of which it has LINE Pay's answer. */
  readonly answered: ReadonlySet<string>
}
