import * as Data from "effect/Data"
import type { Applied, Attempt, Mismatch, NotApplied, Send } from "../../Attempt.ts"
import type { PaymentStatus } from "../../operations/checkPaymentStatus.ts"
import type { PaymentDetails } from "../../operations/getPaymentDetails.ts"
import type { TransactionId } from "../../TransactionId.ts"
import * as Payments from "./payments.ts"

/** What LINE Pay shows when it is asked. `undefined`: not asked, or no readable answer. */
export interface Observation {
  /** When it was asked, in milliseconds since 1970. */
  readonly at: number
  /** `checkPaymentStatus`; `NotFound` for 1159. */
  readonly status: PaymentStatus | "NotFound" | undefined
  /** `getPaymentDetails` by transaction; empty for 1150. */
  readonly byTransaction: ReadonlyArray<PaymentDetails> | undefined
  /** `getPaymentDetails` by order; empty for 1150. */
  readonly byOrder: ReadonlyArray<PaymentDetails> | undefined
}

/** What follows from an observation. */
export type Decision = Data.TaggedEnum<{
  /** The verdict; the claims are the evidence that may prove no other attempt. */
  Settle: { readonly verdict: Applied | NotApplied | Mismatch; readonly claims: ReadonlyArray<string> }
  /** Nothing follows yet. */
  LookAgain: {}
  /** Nothing has happened, and sending again is guarded; with another amount, where what is missing is asked for. */
  SendAgain: { readonly amount: number | undefined }
}>

export const Decision = Data.taggedEnum<Decision>()

/** What a merchant may decide otherwise. */
export interface Choices {
  readonly resendConfirm: "AfterQuietTime" | "Never"
  readonly resendPartialRefund: "AfterQuietTime" | "Never"
  readonly resendPreapproved: "AfterQuietTime" | "Never"
}

export type Decide = (attempt: Attempt, observation: Observation, choices: Choices) => Decision

export const lookAgain = Decision.LookAgain()
export const sendAgain = Decision.SendAgain({ amount: undefined })

export const notApplied = (because: string, orderPaidBy?: TransactionId): Decision =>
  Decision.Settle({
    verdict: { _tag: "NotApplied", because, ...(orderPaidBy === undefined ? {} : { orderPaidBy }) },
    claims: []
  })

export const mismatch = (because: string): Decision =>
  Decision.Settle({ verdict: { _tag: "Mismatch", because }, claims: [] })

/** Applied, as the record of a payment shows it. */
export const applied = (
  payment: PaymentDetails,
  evidence: string,
  more: Partial<Applied> = {},
  claims: ReadonlyArray<string> = []
): Decision =>
  Decision.Settle({
    verdict: {
      _tag: "Applied",
      settledBy: "Details",
      evidence,
      transactionId: payment.transactionId,
      ...(payment.orderId === undefined ? {} : { orderId: payment.orderId }),
      ...(payment.payStatus === undefined ? {} : { payStatus: payment.payStatus }),
      refunded: Payments.refunded(payment),
      ...more
    },
    claims
  })

/** Whether LINE Pay can still be working on what was sent. Absence proves nothing until it is over. */
export const isQuiet = (attempt: Attempt, now: number): boolean =>
  attempt.sends.every(({ quietUntil }) => now >= quietUntil)

/** How often a request may be sent for one intent: once, and twice more where the id guards it. */
export const maximumSends = 3

export const lastSend = (attempt: Attempt): Send | undefined => attempt.sends.at(-1)

/** Released: the authorisation is gone, whoever ended it. */
export const isReleased = ({ payStatus }: PaymentDetails): boolean =>
  payStatus === "VOIDED_AUTHORIZATION" || payStatus === "EXPIRED_AUTHORIZATION"

/** Paid or held, or details that do not say. */
export const holds = ({ payStatus }: PaymentDetails): boolean =>
  payStatus === "CAPTURE" || payStatus === "AUTHORIZATION"

/** The one payment with the attempt's id; `undefined` when there is none, or more than one. */
export const ownPayment = (attempt: Attempt, { byTransaction = [] }: Observation): PaymentDetails | undefined => {
  const own = Payments.paymentsIn(byTransaction).filter(({ transactionId }) => transactionId === attempt.transactionId)
  return own.length === 1 ? own[0] : undefined
}
