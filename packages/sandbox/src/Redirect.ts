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
import type { Payment } from "./Payment.ts"

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

/**
 * After the customer has approved.
 *
 * @since 0.1.0
 * @category constructors
 */
export const confirm = (payment: Payment, oddity?: Oddity): Redirect => make(payment, "confirmUrl", oddity)

/**
 * After the customer has declined. The documentation gives both parameters as
 * conditional; the sandbox sends them.
 *
 * @since 0.1.0
 * @category constructors
 */
export const cancel = (payment: Payment, oddity?: Oddity): Redirect => make(payment, "cancelUrl", oddity)

const make = (payment: Payment, page: "confirmUrl" | "cancelUrl", oddity: Oddity = {}): Redirect => {
  const { orderId, redirectUrls } = payment
  const transactionId = oddity.transactionId ?? payment.transactionId
  const url = redirectUrls[page]
  return {
    transactionId,
    orderId,
    url: url === undefined
      ? undefined
      : append(url, oddity.withoutOrderId === true ? { transactionId } : { orderId, transactionId }),
    confirmUrlType: redirectUrls.confirmUrlType
  }
}

// Not with `URL`: it would re-encode what the merchant wrote.
const append = (url: string, parameters: { readonly [name: string]: string }): string => {
  const [target = "", ...fragment] = url.split("#")
  const [, query = ""] = target.split("?")
  const present = new URLSearchParams(query)
  const added = Object.entries(parameters)
    .filter(([name]) => name !== "orderId" || !present.has(name))
    // Half a character throws; it becomes what any server would read.
    .map(([name, value]) => `${name}=${encodeURIComponent(value.replace(/\p{Surrogate}/gu, "\uFFFD"))}`)
  const separator = target.includes("?") ? query === "" ? "" : "&" : "?"
  return [target + separator + added.join("&"), ...fragment].join("#")
}
