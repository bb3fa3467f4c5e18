/**
 * A payment as the sandbox keeps it.
 *
 * @since 0.1.0
 */
import * as Money from "line-pay-protocol/Money"

/**
 * Where a payment stands.
 *
 * - `Waiting`: the customer has not authenticated. `check` answers 0000.
 * - `Authenticated`: the merchant may confirm. 0110.
 * - `Canceled`: the customer declined. 0121.
 * - `TimedOut`: the customer took too long, or the merchant did. 0121.
 * - `Failed`: a confirm came too early, or was refused for good. 0122.
 * - `Authorized`: confirmed, waiting for its capture. 0123 from here on.
 * - `Captured`, `Voided`, `Expired`: what became of it.
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
 * How one part of the amount was paid. `CREDIT_CARD`, `BALANCE` and `POINT`
 * are the documented methods; others may be given to see what a client does.
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
  /** Above zero; details show it below zero, as LINE Pay's do. */
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
 * Where the customer goes from LINE Pay's page. `NONE`: nowhere, the merchant
 * polls. `SERVER`: LINE Pay calls `confirmUrl` itself.
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
  /** `false`: confirm only authorises. */
  readonly capture: boolean
  readonly payType: "NORMAL" | "PREAPPROVED"
  /** As requested: `en`, `zh_TW` … */
  readonly locale: string
  readonly redirectUrls: RedirectUrls
  readonly status: Status
  /** Every status that the payment has had, oldest first; times in milliseconds. */
  readonly history: ReadonlyArray<{ readonly at: number; readonly status: Status }>
  readonly requestedAt: number
  /** Chosen by the customer; adds up to `amount`. Empty before. */
  readonly payInfo: ReadonlyArray<PayInfo>
  readonly card: Card
  /** Major units; 0 until captured. */
  readonly capturedAmount: number
  /** Milliseconds; of separately captured payments only, from confirm on. */
  readonly authorizationExpiresAt: number | undefined
  readonly refunds: ReadonlyArray<Refund>
  /** The key that confirm gave, or that paid. A secret: keep it out of logs. */
  readonly regKey: string | undefined
  /** Twelve digits; may begin with 0. A secret. */
  readonly paymentAccessToken: string
  /** What names the payment in `paymentUrl.web`; empty for pre-approved payments. */
  readonly reserveId: string
}

/**
 * Which payment is meant: by its transaction id, by its order id (of several
 * reservations the newest that fits), or by what `paymentUrl.web` calls it.
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
 * How the customer pays. Without anything: all of it by `CREDIT_CARD`.
 *
 * @since 0.1.0
 * @category models
 */
export interface Choice {
  /** `CREDIT_CARD` or `BALANCE`, for what is not paid in points. */
  readonly method?: string | undefined
  /** Major units: what is paid in `POINT`. */
  readonly points?: number | undefined
  /** All parts; they must add up to the amount. Instead of `method` and `points`. */
  readonly payInfo?: ReadonlyArray<PayInfo> | undefined
  readonly card?: Partial<Card> | undefined
}

/**
 * Whether the payment was ever confirmed: only then details know it, and its
 * order id is used up.
 *
 * @since 0.1.0
 * @category predicates
 */
export const isConfirmed = ({ status }: Payment): boolean =>
  status === "Authorized" || status === "Captured" || status === "Voided" || status === "Expired"

/**
 * What has been refunded, in major units.
 *
 * @since 0.1.0
 * @category amounts
 */
export const refunded = (payment: Payment): number => Money.sum(payment.refunds.map(({ amount }) => amount)) ?? 0

/**
 * What can still be refunded, in major units.
 *
 * @since 0.1.0
 * @category amounts
 */
export const refundable = (payment: Payment): number => Money.sum([payment.capturedAmount, -refunded(payment)]) ?? 0
