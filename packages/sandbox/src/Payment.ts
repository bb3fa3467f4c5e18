/**
 * A payment as the sandbox keeps it.
 *
 * @since 0.1.0
 */
import * as Money from "line-pay-protocol/Money"

/**
 * The status of a payment.
 *
 * - `Waiting`: the customer has not authenticated. `check` answers 0000.
 * - `Authenticated`: the merchant may confirm. 0110.
 * - `Canceled`: the customer declined. 0121.
 * - `TimedOut`: the customer took too long, or the merchant did. 0121.
 * - `Failed`: a confirm came too early, or was rejected for good. 0122.
 * - `Authorized`: confirmed, waiting for its capture. 0123 from here on.
 * - `Captured`, `Voided`, `Expired`: final states.
 *
 * @since 0.1.0
 * @category models
 */
export type Status =
  | "Waiting"
  | "Authenticated"
  | "Canceled"
  | "TimedOut"
  | "Failed"
  | "Authorized"
  | "Captured"
  | "Voided"
  | "Expired"

/**
 * The payment method of one part of the amount. `CREDIT_CARD`, `BALANCE` and
 * `POINT` are the documented ones. Pass another one to test your client.
 *
 * @since 0.1.0
 * @category models
 */
export interface PayInfo {
  readonly method: string
  /** Major units. */
  readonly amount: number
}

/**
 * @since 0.1.0
 * @category models
 */
export interface Card {
  /** `VISA`, `MASTER`, `AMEX`, `DINERS` or `JCB`. */
  readonly brand: string
  readonly nickname: string
  readonly lastFourDigits: string
}

/**
 * @since 0.1.0
 * @category models
 */
export interface Refund {
  readonly refundTransactionId: string
  /** Above zero. Payment details show it below zero, as LINE Pay's do. */
  readonly amount: number
  readonly at: number
}

/**
 * @since 0.1.0
 * @category models
 */
export interface Product {
  readonly id: string | undefined
  readonly name: string
  readonly imageUrl: string | undefined
  readonly quantity: number
  readonly price: number
  readonly originalPrice: number | undefined
}

/**
 * @since 0.1.0
 * @category models
 */
export interface Package {
  readonly id: string
  readonly amount: number
  readonly userFee: number | undefined
  readonly name: string | undefined
  readonly products: ReadonlyArray<Product>
}

/**
 * The pages to which the customer goes from LINE Pay's page. With `NONE` the
 * customer goes nowhere, and the merchant polls. With `SERVER` LINE Pay calls
 * `confirmUrl` itself.
 *
 * @since 0.1.0
 * @category models
 */
export interface RedirectUrls {
  readonly confirmUrl: string | undefined
  readonly cancelUrl: string | undefined
  readonly confirmUrlType: "CLIENT" | "SERVER" | "NONE"
}

/**
 * @since 0.1.0
 * @category models
 */
export interface Payment {
  /** Decimal digits of a signed 64-bit number. */
  readonly transactionId: string
  readonly orderId: string
  /** `Preapproved` payments were made with a regKey and never requested. */
  readonly origin: "Request" | "Preapproved"
  /** As requested, in major units. */
  readonly amount: number
  readonly currency: string
  readonly productName: string
  readonly packages: ReadonlyArray<Package>
  /** If `false`, confirm only authorises. */
  readonly capture: boolean
  readonly payType: "NORMAL" | "PREAPPROVED"
  /** As requested: `en`, `zh_TW` … */
  readonly locale: string
  readonly redirectUrls: RedirectUrls
  readonly status: Status
  /** Every status that the payment has had, oldest first, with times in milliseconds. */
  readonly history: ReadonlyArray<{ readonly at: number; readonly status: Status }>
  readonly requestedAt: number
  /** The customer's choice, which adds up to `amount`. Empty until then. */
  readonly payInfo: ReadonlyArray<PayInfo>
  readonly card: Card
  /** Major units; 0 until captured. */
  readonly capturedAmount: number
  /** Milliseconds. Only set for separately captured payments, from confirm on. */
  readonly authorizationExpiresAt: number | undefined
  readonly refunds: ReadonlyArray<Refund>
  /** The key that confirm returned, or that paid. It is a secret: keep it out of logs. */
  readonly regKey: string | undefined
  /** Twelve digits; may begin with 0. A secret. */
  readonly paymentAccessToken: string
  /** The name of the payment in `paymentUrl.web`; empty for pre-approved payments. */
  readonly reserveId: string
}

/**
 * Selects a payment by its transaction id, by its order id (of several
 * reservations the newest that fits), or by its name in `paymentUrl.web`.
 *
 * @since 0.1.0
 * @category models
 */
export type Selector =
  | string
  | { readonly transactionId: string }
  | { readonly orderId: string }
  | { readonly reserveId: string }

/**
 * The customer's choice of how to pay. By default `CREDIT_CARD` pays all of it.
 *
 * @since 0.1.0
 * @category models
 */
export interface Choice {
  /** `CREDIT_CARD` or `BALANCE`, for the part that is not paid in points. */
  readonly method?: string | undefined
  /** The part that is paid in `POINT`, in major units. */
  readonly points?: number | undefined
  /** All parts, instead of `method` and `points`. They must add up to the amount. */
  readonly payInfo?: ReadonlyArray<PayInfo> | undefined
  readonly card?: Partial<Card> | undefined
}

/**
 * Returns whether the payment was ever confirmed. Only then payment details
 * include it, and its order id is used up.
 *
 * @since 0.1.0
 * @category predicates
 */
export const isConfirmed = ({ status }: Payment): boolean =>
  status === "Authorized" || status === "Captured" || status === "Voided" || status === "Expired"

/**
 * Returns the refunded amount, in major units.
 *
 * @since 0.1.0
 * @category amounts
 */
export const refunded = (payment: Payment): number => Money.sum(payment.refunds.map(({ amount }) => amount)) ?? 0

/**
 * Returns the amount that you can still refund, in major units.
 *
 * @since 0.1.0
 * @category amounts
 */
export const refundable = (payment: Payment): number => Money.sum([payment.capturedAmount, -refunded(payment)]) ?? 0
