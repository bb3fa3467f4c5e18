/**
 * What the merchant's contract with LINE Pay allows: the switches that decide
 * whether a call is refused although nothing is wrong with it.
 *
 * @since 0.1.0
 */

/**
 * Every switch may be changed while the sandbox runs.
 *
 * @since 0.1.0
 * @category models
 */
export interface Contract {
  /**
   * Whether `capture: false` is allowed. Without it LINE Pay's own sandbox
   * answers 2103 "Parameter is not allowed [capture:false]" (reported live).
   */
  readonly separateCapture: boolean
  /** Whether pre-approved payments are allowed; else 1194 (result-code table). */
  readonly preapproved: boolean
  /** Whether `checkRegKey` may authorise a card amount (`creditCardAuth=true`); else 2103 (inferred). */
  readonly creditCardAuth: boolean
  /** The currencies that the merchant takes; any other is answered with 1178. */
  readonly currencies: ReadonlyArray<string>
  /** The smallest payment, in major units; anything below is 1183. Zero and less are 1183 in any case. */
  readonly minimumAmount: number
  /** The largest payment, in major units; anything above is 1184. `undefined`: no limit. */
  readonly maximumAmount: number | undefined
  /**
   * How much the merchant may take in all, in major units and per currency,
   * since the sandbox was started or reset; a payment that would exceed it is
   * answered with 2024. LINE Pay limits per payment, day and month; one figure
   * is enough to see the answer (inferred).
   */
  readonly receivingLimit: number | undefined
  /**
   * What is left to pay refunds from, in major units; each refund lowers it,
   * and one that exceeds it is answered with 2042 (inferred from the code's
   * one-line description). `undefined`: no limit.
   */
  readonly refundReserve: number | undefined
}

/**
 * - `full`: everything is allowed, in all four currencies, without limits.
 * - `taiwan`: a new Taiwanese merchant. TWD only; separate capture,
 *   pre-approved payments and card checks need an application first.
 *
 * @since 0.1.0
 * @category models
 */
export type Profile = "full" | "taiwan"
