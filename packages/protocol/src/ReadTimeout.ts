/**
 * How long to wait for the answer of each call.
 *
 * @since 0.1.0
 */
import type { Operation } from "./Operation.ts"

/**
 * How long a client waits for the answer of a call, from the first byte sent to
 * the last byte read, in seconds.
 *
 * @since 0.1.0
 * @category models
 */
export interface ReadTimeout {
  /**
   * The shortest read timeout that LINE Pay's documentation allows. A client
   * with exactly this timeout turns slow answers into unknown outcomes.
   */
  readonly minimum: number
  /** The read timeout that this project recommends and its client uses. */
  readonly recommended: number
}

/**
 * The read timeout of each call.
 *
 * Source of `minimum`: the endpoint pages of the Online API documentation.
 * `recommended` is this project's.
 *
 * @since 0.1.0
 * @category operations
 */
export const readTimeouts: { readonly [O in Operation]: ReadTimeout } = {
  requestPayment: { minimum: 10, recommended: 15 },
  checkPaymentStatus: { minimum: 20, recommended: 30 },
  confirmPayment: { minimum: 40, recommended: 60 },
  capturePayment: { minimum: 60, recommended: 90 },
  voidPayment: { minimum: 20, recommended: 30 },
  refundPayment: { minimum: 20, recommended: 30 },
  getPaymentDetails: { minimum: 20, recommended: 30 },
  checkRegKey: { minimum: 20, recommended: 30 },
  payPreapproved: { minimum: 20, recommended: 60 },
  expireRegKey: { minimum: 20, recommended: 30 }
}
