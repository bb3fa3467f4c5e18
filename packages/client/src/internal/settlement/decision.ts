import * as ResultCode from "line-pay-protocol/ResultCode"
import type { Attempt } from "../../Attempt.ts"
import type { PaymentStatus } from "../../operations/checkPaymentStatus.ts"
import type { TransactionId } from "../../TransactionId.ts"
import * as Verdict from "../../Verdict.ts"
import * as Payments from "./payments.ts"

/** The result of a look at LINE Pay. A field is `undefined` if it was not asked for, or had no readable answer. */
export interface Observation {
  /** The time of the look, in milliseconds since 1970. */
  readonly at: number
  /** `checkPaymentStatus`; `NotFound` for 1159. */
  readonly status: PaymentStatus | "NotFound" | undefined
  /** `getPaymentDetails` by transaction; empty for 1150. */
  readonly byTransaction: Payments.Shown | undefined
  /** `getPaymentDetails` by order; empty for 1150. */
  readonly byOrder: Payments.Shown | undefined
}

/** A verdict. Its claims are the evidence that must prove no other attempt. */
export interface Settle<V extends Verdict.Verdict = Verdict.Verdict> {
  readonly _tag: "Settle"
  readonly verdict: V
  readonly claims: ReadonlyArray<string>
}

/** The conclusion from an observation. */
export type Decision =
  | Settle
  /** Nothing follows yet. */
  | { readonly _tag: "LookAgain" }
  /** Nothing was applied, and a retry is safe. `refundUpTo` retries with the amount that is still missing. */
  | { readonly _tag: "SendAgain"; readonly amount?: number }

/** The merchant's choices. */
export interface Choices {
  readonly resendConfirm: "AfterQuietTime" | "Never"
  readonly resendPartialRefund: "AfterQuietTime" | "Never"
  readonly resendPreapproved: "AfterQuietTime" | "Never"
}

/** Decides on an attempt after a request. `taken` is the evidence that proves other attempts. */
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

export const notApplied = (
  because: Verdict.NotAppliedReason,
  more: Partial<Omit<Verdict.NotApplied, "_tag" | "because">> = {}
): Settle => settle({ _tag: "NotApplied", because, ...more }, [])

export const mismatch = (
  because: Verdict.MismatchReason,
  more: Partial<Omit<Verdict.Mismatch, "_tag" | "because">> = {},
  claims: ReadonlyArray<string> = []
): Settle => settle({ _tag: "Mismatch", because, ...more }, claims)

/** The verdict "applied", from the record of a payment. */
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

/** The verdict "applied", from the answer to the call. */
export const answered = (
  facts: Omit<Verdict.Applied, "_tag" | "settledBy" | "evidence">,
  claims: ReadonlyArray<string> = []
): Settle<Verdict.Applied> => settle({ _tag: "Applied", settledBy: "Answer", evidence: "Answer", ...facts }, claims)

/** The claim of a refund: id and amount, because LINE Pay's examples have one id for two refunds. */
export const refundEvidence = (id: TransactionId, amount: number): string => `refund ${id} ${amount}`

/** The evidence that an attempt's verdict rests on. It proves no other attempt. */
export const evidenceOf = ({ verdict }: Attempt): ReadonlyArray<string> => {
  if (verdict === undefined || verdict._tag === "NotApplied") return []
  return entriesOf(verdict).map(({ amount, id }) => refundEvidence(id, amount))
}

/** The refunds in details that a verdict rests on. */
export const entriesOf = (verdict: Verdict.Applied | Verdict.Mismatch): ReadonlyArray<Verdict.RefundEntry> =>
  verdict.entries ?? []

/** The claim of a payment. */
export const paymentEvidence = (id: TransactionId): string => `payment ${id}`

/** Whether the quiet time is over, so LINE Pay no longer works on the request. Absence proves nothing before. */
export const isQuiet = (attempt: Attempt, now: number): boolean =>
  attempt.sends.every(({ quietUntil }) => now >= quietUntil)

/** Whether LINE Pay answered 1900 to 1909 and so advises a retry; the wait grows with each retry. */
export const mayRepeatSoon = ({ sends }: Attempt, now: number): boolean => {
  const last = sends.at(-1)
  return last !== undefined && /^190\d$/.test(last.answered ?? "") && now - last.at >= 2_000 * sends.length
}

/**
 * Returns the code of a rejection that means "not applied" only by the Offline API's table. Returns nothing if one
 * request had another answer or none, because a rejection says nothing about other requests.
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
 * Decides once the quiet time is over and LINE Pay shows no trace of the request. A code that only the Offline API
 * documents proves nothing at first. Here it counts, and settlement does not retry. Without such a code, the operation's
 * rule decides.
 */
export const withoutTrace = (attempt: Attempt, rule: Decision): Decision => {
  const code = refusedOffline(attempt)
  return code === undefined ? rule : notApplied(code)
}

/** Whether LINE Pay answered a request with success, but about another payment or amount. */
const isDoubted = ({ sends, verdict }: Attempt): boolean =>
  verdict === undefined && sends.some(({ answered }) => answered === "0000")

/** After such an answer money may have moved, so settlement does not retry and never concludes "not applied". */
export const inDoubt = (attempt: Attempt, decision: Decision): Decision => {
  if (!isDoubted(attempt)) return decision
  if (decision._tag === "SendAgain") return lookAgain
  return decision._tag === "Settle" && decision.verdict._tag === "NotApplied" ? mismatch("OtherAnswer") : decision
}

/** How many requests one intent may make: one, and two retries where the id prevents a double charge. */
export const maximumSends = 3

/** The authorisation was voided by anybody, or has expired. */
export const isReleased = ({ payStatus }: Payments.Payment): boolean =>
  payStatus === "VOIDED_AUTHORIZATION" || payStatus === "EXPIRED_AUTHORIZATION"

/** Details say that the money is taken or held. */
export const holds = (
  payment: Payments.Payment
): payment is Payments.Payment & { readonly payStatus: "CAPTURE" | "AUTHORIZATION" } =>
  payment.payStatus === "CAPTURE" || payment.payStatus === "AUTHORIZATION"

/** The one payment with the attempt's id; `undefined` when there is none, or more than one. */
export const ownPayment = (attempt: Attempt, { byTransaction }: Observation): Payments.Payment | undefined => {
  const own = byTransaction?.payments.filter(({ transactionId }) => transactionId === attempt.transactionId)
  return own?.length === 1 ? own[0] : undefined
}
