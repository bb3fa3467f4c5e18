import * as ResultCode from "line-pay-protocol/ResultCode"
import type { Attempt } from "../../Attempt.ts"
import type { PaymentStatus } from "../../operations/checkPaymentStatus.ts"
import type { TransactionId } from "../../TransactionId.ts"
import * as Verdict from "../../Verdict.ts"
import * as Payments from "./payments.ts"

/** What LINE Pay shows when it is asked. `undefined`: not asked, or no readable answer. */
export interface Observation {
  /** When it was asked, in milliseconds since 1970. */
  readonly at: number
  /** `checkPaymentStatus`; `NotFound` for 1159. */
  readonly status: PaymentStatus | "NotFound" | undefined
  /** `getPaymentDetails` by transaction; empty for 1150. */
  readonly byTransaction: Payments.Shown | undefined
  /** `getPaymentDetails` by order; empty for 1150. */
  readonly byOrder: Payments.Shown | undefined
}

/** A verdict; the claims are the evidence that may prove no other attempt. */
export interface Settle<V extends Verdict.Verdict = Verdict.Verdict> {
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

const settle = <V extends Verdict.Verdict>(verdict: V, claims: ReadonlyArray<string>): Settle<V> => ({
  _tag: "Settle",
  verdict,
  claims
})

export const notApplied = (because: Verdict.NotAppliedReason, orderPaidBy?: TransactionId): Settle =>
  settle({ _tag: "NotApplied", because, ...(orderPaidBy === undefined ? {} : { orderPaidBy }) }, [])

export const mismatch = (because: Verdict.MismatchReason, claims: ReadonlyArray<string> = []): Settle =>
  settle({ _tag: "Mismatch", because }, claims)

/** Applied, as the record of a payment shows it. */
export const applied = (
  payment: Payments.Payment,
  evidence: Verdict.Evidence,
  more: Partial<Verdict.Applied> = {},
  claims: ReadonlyArray<string> = []
): Settle =>
  settle({
    _tag: "Applied",
    settledBy: "Details",
    evidence,
    transactionId: payment.transactionId,
    ...(typeof payment.orderId === "string" ? { orderId: payment.orderId } : {}),
    ...(payment.payStatus === undefined ? {} : { payStatus: payment.payStatus }),
    refunded: Payments.refunded(payment),
    ...more
  }, claims)

/** Applied, as the answer to the call says. */
export const answered = (
  facts: Omit<Verdict.Applied, "_tag" | "settledBy" | "evidence">,
  claims: ReadonlyArray<string> = []
): Settle<Verdict.Applied> => settle({ _tag: "Applied", settledBy: "Answer", evidence: "Answer", ...facts }, claims)

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
const refusedOffline = ({ operation, sends }: Attempt): Verdict.RejectionCode | undefined => {
  const isOffline = (answered: string | undefined): answered is Verdict.RejectionCode => {
    const code = answered === undefined ? undefined : ResultCode.find(answered)
    const [outcome, , certainty] = code === undefined ? [] : ResultCode.row(code).operations[operation] ?? []
    return Verdict.isRejectionCode(answered) && outcome === "NotApplied" && certainty === "offline"
  }
  const answers = sends.map(({ answered }) => answered)
  return answers.every(isOffline) ? answers.at(-1) : undefined
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

/** Whether a sending was answered with success, and the answer was about something else than what was asked. */
const isDoubted = ({ sends, verdict }: Attempt): boolean =>
  verdict === undefined && sends.some(({ answered }) => answered === "0000")

/** After such an answer, money may be in doubt: nothing is sent again, and nothing is called not applied. */
export const inDoubt = (attempt: Attempt, decision: Decision): Decision => {
  if (!isDoubted(attempt)) return decision
  if (decision._tag === "SendAgain") return lookAgain
  return decision._tag === "Settle" && decision.verdict._tag === "NotApplied" ? mismatch("OtherAnswer") : decision
}

/** How often a request may be sent for one intent: once, and twice more where the id guards it. */
export const maximumSends = 3

/** Released: the authorisation is gone, whoever ended it. */
export const isReleased = ({ payStatus }: Payments.Payment): boolean =>
  payStatus === "VOIDED_AUTHORIZATION" || payStatus === "EXPIRED_AUTHORIZATION"

/** Paid or held, and details that say so. */
export const holds = (
  payment: Payments.Payment
): payment is Payments.Payment & { readonly payStatus: "CAPTURE" | "AUTHORIZATION" } =>
  payment.payStatus === "CAPTURE" || payment.payStatus === "AUTHORIZATION"

/** The one payment with the attempt's id; `undefined` when there is none, or more than one. */
export const ownPayment = (attempt: Attempt, { byTransaction }: Observation): Payments.Payment | undefined => {
  const own = byTransaction?.payments.filter(({ transactionId }) => transactionId === attempt.transactionId)
  return own?.length === 1 ? own[0] : undefined
}
