import * as ResultCode from "line-pay-protocol/ResultCode"
import type { Applied, Attempt, Verdict } from "../../Attempt.ts"
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

/** A verdict; the claims are the evidence that may prove no other attempt. */
export interface Settle<V extends Verdict = Verdict> {
  readonly _tag: "Settle"
  readonly verdict: V
  readonly claims: ReadonlyArray<string>
}

/** What follows from an observation. */
export type Decision =
  | Settle
  /** Nothing follows yet. */
  | { readonly _tag: "LookAgain" }
  /** Nothing has happened, and sending again is guarded; with another amount, where what is missing is asked for. */
  | { readonly _tag: "SendAgain"; readonly amount?: number }

/** What a merchant may decide otherwise. */
export interface Choices {
  readonly resendConfirm: "AfterQuietTime" | "Never"
  readonly resendPartialRefund: "AfterQuietTime" | "Never"
  readonly resendPreapproved: "AfterQuietTime" | "Never"
}

/** Decides on an attempt that has been sent. `taken` is the evidence that proves other attempts. */
export type Decide = (
  attempt: Attempt,
  observation: Observation,
  choices: Choices,
  taken: ReadonlySet<string>
) => Decision

export const lookAgain: Decision = { _tag: "LookAgain" }
export const sendAgain: Decision = { _tag: "SendAgain" }

const settle = <V extends Verdict>(verdict: V, claims: ReadonlyArray<string>): Settle<V> => ({
  _tag: "Settle",
  verdict,
  claims
})

export const notApplied = (because: string, orderPaidBy?: TransactionId): Settle =>
  settle({ _tag: "NotApplied", because, ...(orderPaidBy === undefined ? {} : { orderPaidBy }) }, [])

export const mismatch = (because: string, claims: ReadonlyArray<string> = []): Settle =>
  settle({ _tag: "Mismatch", because }, claims)

/** Applied, as the record of a payment shows it. */
export const applied = (
  payment: PaymentDetails,
  evidence: string,
  more: Partial<Applied> = {},
  claims: ReadonlyArray<string> = []
): Settle =>
  settle({
    _tag: "Applied",
    settledBy: "Details",
    evidence,
    transactionId: payment.transactionId,
    ...(payment.orderId === undefined ? {} : { orderId: payment.orderId }),
    ...(payment.payStatus === undefined ? {} : { payStatus: payment.payStatus }),
    refunded: Payments.refunded(payment),
    ...more
  }, claims)

/** Applied, as the answer to the call says. */
export const answered = (
  facts: Omit<Applied, "_tag" | "settledBy" | "evidence">,
  claims: ReadonlyArray<string> = []
): Settle<Applied> => settle({ _tag: "Applied", settledBy: "Answer", evidence: "Answer", ...facts }, claims)

/** The evidence of a refund, as it is claimed: by id and amount, because examples show one id for two refunds. */
export const refundEvidence = (id: TransactionId, amount: number): string => `refund ${id} ${amount}`

/** The evidence of a payment, as it is claimed. */
export const paymentEvidence = (id: TransactionId): string => `payment ${id}`

/** Whether LINE Pay can no longer be working on what was sent. Absence proves nothing before. */
export const isQuiet = (attempt: Attempt, now: number): boolean =>
  attempt.sends.every(({ quietUntil }) => now >= quietUntil)

/** Whether LINE Pay's own advice to what it answered last is to repeat it, after 1900 to 1909: a little later each time. */
export const mayRepeatSoon = ({ sends }: Attempt, now: number): boolean => {
  const last = sends.at(-1)
  return last !== undefined && /^190\d$/.test(last.answered ?? "") && now - last.at >= 2_000 * sends.length
}

/**
 * The code that refused an attempt, where only the Offline API's table says that it means "not applied". There is none
 * as soon as one sending was answered otherwise, or not at all: a refusal says nothing of other sendings.
 */
const refusedOffline = ({ operation, sends }: Attempt): ResultCode.Code | undefined => {
  const codes = sends.map(({ answered }) => answered === undefined ? undefined : ResultCode.find(answered))
  const isOffline = (code: ResultCode.Code | undefined): boolean => {
    const [outcome, , certainty] = code === undefined ? [] : ResultCode.row(code).operations[operation] ?? []
    return outcome === "NotApplied" && certainty === "offline"
  }
  return codes.every(isOffline) ? codes.at(-1) : undefined
}

/**
 * What follows once LINE Pay has been quiet for long enough and shows no trace of what was sent. A code that only the
 * Offline API documents proves nothing when it is answered: it is believed here, and nothing is sent again. Without one,
 * the rule of the operation holds.
 */
export const withoutTrace = (attempt: Attempt, rule: Decision): Decision => {
  const code = refusedOffline(attempt)
  return code === undefined ? rule : notApplied(code)
}

/** How often a request may be sent for one intent: once, and twice more where the id guards it. */
export const maximumSends = 3

/** Released: the authorisation is gone, whoever ended it. */
export const isReleased = ({ payStatus }: PaymentDetails): boolean =>
  payStatus === "VOIDED_AUTHORIZATION" || payStatus === "EXPIRED_AUTHORIZATION"

/** Paid or held, and details that say so. */
export const holds = ({ payStatus }: PaymentDetails): boolean =>
  payStatus === "CAPTURE" || payStatus === "AUTHORIZATION"

/** The one payment with the attempt's id; `undefined` when there is none, or more than one. */
export const ownPayment = (attempt: Attempt, { byTransaction = [] }: Observation): PaymentDetails | undefined => {
  const own = Payments.paymentsIn(byTransaction).filter(({ transactionId }) => transactionId === attempt.transactionId)
  return own.length === 1 ? own[0] : undefined
}
