/**
 * A pre-approved payment key as the sandbox keeps it.
 *
 * @since 0.1.0
 */
import type { Card } from "./Payment.ts"

/**
 * @since 0.1.0
 * @category models
 */
export interface RegKey {
  /** It is a secret: anybody who has it can charge the customer. */
  readonly regKey: string
  /** The order under which the customer gave the key. */
  readonly orderId: string
  readonly currency: string
  readonly method: string
  readonly card: Card
  readonly createdAt: number
  /** Milliseconds. Every charge moves it. */
  readonly expiresAt: number
  /**
   * - `Active`: can be charged.
   * - `Unavailable`: the customer removed the payment method (1154).
   * - `Discarded`: by the merchant's expire call, by the customer, or by a
   *   result code that kills keys (1190).
   * - `Expired`: not charged for too long (1193).
   */
  readonly status: "Active" | "Unavailable" | "Discarded" | "Expired"
}
