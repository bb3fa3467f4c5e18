/**
 * The merchant's contract with LINE Pay: switches that make LINE Pay reject a
 * call although nothing is wrong with it.
 *
 * @since 0.1.0
 */

/**
 * The switches of a contract. You may change each while the sandbox runs.
 *
 * @since 0.1.0
 * @category models
 */
export interface Contract {
  /**
   * Allows `capture: false`. Without it LINE Pay's own sandbox answers 2103
   * "Parameter is not allowed [capture:false]" (reported live).
   */
  readonly separateCapture: boolean
  /** Allows pre-approved payments; else 1194 (result-code table). */
  readonly preapproved: boolean
  /** Allows `checkRegKey` to authorise a card amount (`creditCardAuth=true`); else 2103 (inferred). */
  readonly creditCardAuth: boolean
  /** The currencies that the merchant takes. Any other gets 1178. */
  readonly currencies: ReadonlyArray<string>
  /** The smallest payment, in major units. Anything below gets 1183. Zero and less always get 1183. */
  readonly minimumAmount: number
  /** The largest payment, in major units. Anything above gets 1184. `undefined` means no limit. */
  readonly maximumAmount: number | undefined
  /**
   * The total that the merchant may take, in major units and per currency,
   * since the sandbox was started or reset. A payment that would exceed it gets
   * 2024. LINE Pay limits per payment, day and month; one figure is enough to
   * see the answer (inferred).
   */
  readonly receivingLimit: number | undefined
  /**
   * The reserve that pays for refunds, in major units. Each refund lowers it,
   * and a refund that exceeds it gets 2042 (inferred from the code's one-line
   * description). `undefined` means no limit.
   */
  readonly refundReserve: number | undefined
}

/**
 * A preset of a contract.
 *
 * - `full`: everything is allowed, in all four currencies, without limits.
 * - `taiwan`: a new Taiwanese merchant. TWD only; separate capture,
 *   pre-approved payments and card checks need an application first.
 *
 * @since 0.1.0
 * @category models
 */
export type Profile = "full" | "taiwan"
