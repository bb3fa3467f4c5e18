import { type Attempt, dueAt, type SettledOperation, standing } from "effect-line-pay/Attempt"
import type * as Verdict from "effect-line-pay/Verdict"
import * as ResultCode from "line-pay-protocol/ResultCode"
import * as Screen from "./screen.ts"

/** The kind of an attempt, for people. */
export const deed: { readonly [O in SettledOperation]: string } = {
  confirmPayment: "payment",
  capturePayment: "capture",
  voidPayment: "release",
  refundPayment: "refund",
  payPreapproved: "pre-approved payment"
}

/** The amount of an attempt. The record of a refund names no currency, so the caller may give the payment's. */
export const amount = (attempt: Attempt, paidIn?: string): string => {
  const { amount, currency = paidIn, operation, refundUpTo } = attempt
  if (refundUpTo !== undefined) return `up to ${Screen.money(refundUpTo, currency)}`
  if (amount !== undefined) return Screen.money(amount, currency)
  return operation === "refundPayment" ? "all that is left" : "-"
}

/** How an attempt stands, in a word or two. */
export const state = (attempt: Attempt): string => {
  const { alarm, verdict } = attempt
  const stands = standing(attempt)
  const words = verdict === undefined
    ? stands === undefined ? "open" : "needs a human"
    : { Applied: "applied", NotApplied: "not applied", Mismatch: "mismatch" }[verdict._tag]
  return alarm === undefined ? words : `${words} (${alarm})`
}

/** The reason of a verdict, as the record has it. */
export const reason = (verdict: Verdict.Verdict): string =>
  verdict._tag === "Applied"
    ? verdict.recordedAs ?? verdict.evidence
    : verdict.recordedAs ?? verdict.because

/** A verdict with its numbers. */
export const verdict = (verdict: Verdict.Verdict, currency: string | undefined): string => {
  const why = reason(verdict)
  switch (verdict._tag) {
    case "Applied": {
      const refunds = verdict.refunded === 0 ? "" : `, ${Screen.money(verdict.refunded, currency)} refunded`
      return `applied (${why}${refunds})`
    }
    case "NotApplied": {
      const code = ResultCode.find(why)
      const numbers = verdict.asked === undefined || verdict.left === undefined
        ? ""
        : `, ${Screen.money(verdict.asked, currency)} asked, ${Screen.money(verdict.left, currency)} left`
      const by = verdict.orderPaidBy === undefined ? "" : `, paid by ${verdict.orderPaidBy}`
      return `not applied (${why}${code === undefined ? "" : `: ${ResultCode.description(code)}`}${numbers}${by})`
    }
    case "Mismatch": {
      const numbers = verdict.asked === undefined || verdict.shown === undefined
        ? ""
        : `, ${Screen.money(verdict.asked, currency)} asked, ${Screen.money(verdict.shown, currency)} shown`
      return `mismatch (${why}${numbers})`
    }
  }
}

/** Until when LINE Pay may still apply a request of the attempt. */
export const quietUntil = ({ sends }: Attempt): number => Math.max(0, ...sends.map(({ quietUntil }) => quietUntil))

/** When the sweeper looks next. */
export const nextLook = dueAt

/** The meaning of each alarm, with its next step. */
export const alarms: { readonly [A in NonNullable<Attempt["alarm"]>]: string } = {
  NoEvidence: "LINE Pay has shown no trace of it for a day. Look in the merchant centre, then close it",
  CouldNotLook: "No look could be read for a day. Run line-pay-cli doctor, then look again",
  Undelivered: "The shop has not taken the verdict for a day. Repair the shop's `tell`; it is told by itself then",
  Contradicted: "LINE Pay shows something other than what a human decided. Compare both, then close it again",
  RefundsNotShown: "LINE Pay's details have not shown an answered refund for an hour. Ask LINE Pay, with the nonce"
}

/** The consequence for the order once an attempt is closed. */
export const consequence = ({ operation, verdict }: Attempt): string => {
  if (verdict === undefined) return "Nothing follows yet: the attempt is open, and the sweeper continues."
  const tag = verdict._tag
  if (tag === "Mismatch") {
    return "Do not ship, and send nothing again with this key. Compare the order with the merchant centre."
  }
  switch (operation) {
    case "confirmPayment":
    case "payPreapproved":
      return tag === "Applied"
        ? "The order is paid: deliver it, unless it was refunded meanwhile."
        : "The order is not paid by this attempt: do not deliver for it. The customer may pay again, with a new request."
    case "capturePayment":
      return tag === "Applied"
        ? "The held amount is taken: deliver the order."
        : "The amount was not taken: do not deliver until a capture has succeeded."
    case "voidPayment":
      return tag === "Applied"
        ? "The held amount is released: the order holds no money."
        : "The amount was not released by this attempt. Look whether it is captured or still held."
    case "refundPayment":
      return tag === "Applied"
        ? "The customer has the refund: count it in the order."
        : "This refund was not made: the customer still waits for it, if it is owed."
  }
}
