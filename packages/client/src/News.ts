/**
 * Tells a shop how attempts stand.
 *
 * @since 0.1.0
 */
import type * as Option from "effect/Option"
import type { Attempt, Standing } from "./Attempt.ts"
import type { SettledAnswer } from "./SettlementMismatch.ts"

/**
 * Says how an attempt stands. It is the present state, not an event: a newer
 * one replaces one that the shop has not taken.
 *
 * Write it to the order only if `version` is newer than the one that the order
 * has. Otherwise an old "not paid" may land after "paid":
 *
 * ```sql
 * UPDATE orders SET state = :state, seen = :version WHERE transaction_id = :id AND seen < :version
 * ```
 *
 * @since 0.1.0
 * @category models
 */
export interface News {
  readonly attempt: Attempt
  /** Rises with each change of the attempt. */
  readonly version: number
  readonly standing: Standing
  /**
   * LINE Pay's answer, if this process has read it. Only the answer to a confirm
   * has the regKey, the masked card and the e-invoice carrier, and no log keeps
   * it. It is offered as long as the layer lives, until the shop has taken it.
   */
  readonly answer: Option.Option<SettledAnswer>
}
