/**
 * The URL that LINE Pay opens in the customer's browser, or calls from its own
 * server, when the customer is done.
 *
 * Source: the redirection pages of the Online API documentation. LINE Pay
 * appends both ids, and keeps an `orderId` that is already in the URL. The
 * redirect is not signed, so anybody can forge one.
 *
 * @since 0.1.0
 */

/**
 * @since 0.1.0
 * @category models
 */
export interface Redirect {
  readonly transactionId: string
  readonly orderId: string
  /** `undefined` when the request named no such page. */
  readonly url: string | undefined
  /** With `CLIENT` the browser goes there, with `SERVER` LINE Pay calls it, with `NONE` nobody does. */
  readonly confirmUrlType: "CLIENT" | "SERVER" | "NONE"
}

/**
 * Deviations of a redirect.
 *
 * @since 0.1.0
 * @category models
 */
export interface Oddity {
  /** One client reports redirects with the transaction id alone. */
  readonly withoutOrderId?: boolean | undefined
  /** Another id than the payment's, to forge a redirect. */
  readonly transactionId?: string | undefined
}
