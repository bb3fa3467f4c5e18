import type { Payment } from "../../Payment.ts"
import type { Oddity, Redirect } from "../../Redirect.ts"

/**
 * After the customer has approved.
 *
 * @internal
 */
export const confirm = (payment: Payment, oddity?: Oddity): Redirect => make(payment, "confirmUrl", oddity)

/**
 * After the customer has declined. The documentation gives both parameters as
 * conditional; the sandbox sends them.
 *
 * @internal
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
