/**
 * Where LINE Pay sends the customer's browser, or its own server, when the
 * customer is done.
 *
 * Source: the redirection pages of the Online API documentation. Both ids are
 * appended; an `orderId` that stands in the URL already is kept as it is. The
 * redirect is not signed: anybody can make one.
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
  /** `undefined`: the request named no such page. */
  readonly url: string | undefined
  /** `CLIENT`: the browser goes there. `SERVER`: LINE Pay calls it. `NONE`: nobody does. */
  readonly confirmUrlType: "CLIENT" | "SERVER" | "NONE"
}

/**
 * What may be odd about a redirect.
 *
 * @since 0.1.0
 * @category models
 */
export interface Oddity {
  /** One client reports redirects with the transaction id alone. */
  readonly withoutOrderId?: boolean | undefined
  /** Another id than the payment's: a forged redirect. */
  readonly transactionId?: string | undefined
}
