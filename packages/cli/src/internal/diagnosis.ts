/**
 * Concludes from the log and from LINE Pay's answer how an order stands.
 */
import { type Attempt, isOpen } from "effect-line-pay/Attempt"
import * as CustomerText from "line-pay-protocol/CustomerText"
import type { MoneyOperation } from "line-pay-protocol/Operation"
import * as ResultCode from "line-pay-protocol/ResultCode"
import * as Screen from "./screen.ts"
import type { Answer, Logged, Shown } from "./subject.ts"
import * as Words from "./words.ts"

/** The conclusion of a screen: one sentence, a text for the customer, and what to do. */
export interface Diagnosis {
  readonly verdict: string
  readonly isGood: boolean
  /** The text for the customer. It claims no more than is certain. */
  readonly customer: { readonly [L in CustomerText.Locale]: string }
  readonly next: ReadonlyArray<string>
}

const texts = (
  operation: MoneyOperation,
  verdict: CustomerText.Verdict,
  category?: CustomerText.Reason
): Diagnosis["customer"] => ({
  en: CustomerText.text({ locale: "en", operation, verdict, category }),
  zh_TW: CustomerText.text({ locale: "zh_TW", operation, verdict, category })
})

const unknown = texts("confirmPayment", "Unknown")
const mismatch = texts("confirmPayment", "Mismatch")

const categoryOf = (because: string): CustomerText.Reason | undefined => {
  const code = ResultCode.find(because)
  if (code !== undefined) {
    const { category } = ResultCode.row(code)
    return category === "Status" ? undefined : category
  }
  return because === "CanceledOrExpired" ? "Expired" : because === "OrderPaidByOther" ? "Duplicate" : undefined
}

const isPayment = ({ operation }: Attempt): boolean => operation === "confirmPayment" || operation === "payPreapproved"

/** A payment that has money of the customer. */
const holdsMoney = ({ left, payStatus }: Shown): boolean =>
  (payStatus === "CAPTURE" || payStatus === "AUTHORIZATION" || payStatus === undefined) && left !== 0

/** The refunds that no attempt of the log has made. */
export const foreignRefunds = (payment: Shown, attempts: ReadonlyArray<Attempt>): Shown["refunds"] => {
  const ours = new Set(attempts.flatMap(({ verdict }) =>
    verdict?._tag !== "Applied"
      ? []
      : [
        ...(verdict.refundTransactionId === undefined ? [] : [verdict.refundTransactionId]),
        ...(verdict.entries ?? []).map(({ id }) => id)
      ]
  ))
  return payment.refunds.filter(({ id }) => !ours.has(id))
}

const foreignNotes = (payment: Shown, attempts: ReadonlyArray<Attempt>): ReadonlyArray<string> => {
  const foreign = foreignRefunds(payment, attempts)
  const list = foreign.map(({ amount, id }) => `${Screen.money(amount, payment.currency)} (${id})`).join(", ")
  const isReleasedByOthers = payment.payStatus?.startsWith("VOIDED") === true &&
    !attempts.some(({ operation, verdict }) => operation === "voidPayment" && verdict?._tag === "Applied")
  return [
    ...(foreign.length === 0 ? [] : [
      `The shop's log does not know ${
        foreign.length === 1 ? "this refund" : "these refunds"
      }: ${list}. Ask your staff, then correct the order.`
    ]),
    ...(isReleasedByOthers
      ? ["The shop's log does not know that the amount was released. Ask your staff, then correct the order."]
      : [])
  ]
}

/** Lists the attempts that are open, contradicted or not as asked, beside the payment itself. */
const troubles = (attempts: ReadonlyArray<Attempt>, except: Attempt | undefined): ReadonlyArray<string> =>
  attempts.filter((attempt) =>
    attempt.alarm !== undefined || (attempt !== except && (isOpen(attempt) || attempt.verdict?._tag === "Mismatch"))
  ).map((attempt) => {
    const key = Screen.argument(attempt.key)
    const verb = isOpen(attempt) && attempt.alarm === undefined ? "look" : "attempt"
    return `The log says of its ${Words.deed[attempt.operation]}: ${Words.state(attempt)}. line-pay-cli ${verb} ${key}`
  })

/** Says what is known of a subject. `now` is the log's time. */
export const make = (
  subject: string,
  { attempts, unread }: Logged,
  answer: Answer,
  now: number,
  when: (at: number) => string
): Diagnosis => {
  const [broken] = unread
  if (broken !== undefined) {
    return {
      verdict: `The log has a record that this version cannot read (${broken.reason}), so nothing is certain.`,
      isGood: false,
      customer: unknown,
      next: ["Use the version of the shop, or see line-pay-cli attempts --unread. Nothing is sent for this key."]
    }
  }
  if (answer._tag === "NoAnswer") {
    return {
      verdict: `LINE Pay gave no answer (${answer.error._tag}), so only the log speaks: ${
        attempts.map(Words.state).join(", ") || "it has nothing"
      }.`,
      isGood: false,
      customer: unknown,
      next: ["Run line-pay-cli doctor, then this again."]
    }
  }
  const refundOpen = attempts.find((attempt) => attempt.operation === "refundPayment" && isOpen(attempt))
  const own = attempts.findLast(isPayment)
  const payments = answer._tag === "Payments" ? answer.payments : []
  const paid = payments.filter(holdsMoney)
  const [first] = paid

  if (paid.length > 1) {
    return {
      verdict: `Paid ${paid.length} times: ${
        paid.map(({ currency, left, transactionId }) =>
          `${transactionId} holds ${left === undefined ? "an unknown amount" : Screen.money(left, currency)}`
        ).join(", ")
      }.`,
      isGood: false,
      customer: mismatch,
      next: ["Refund all but one: line-pay-cli refund TRANSACTION --full --id ID"]
    }
  }
  if (first !== undefined) return ofPaid(subject, first, own, attempts, refundOpen, when)
  const [gone] = payments
  if (gone !== undefined) {
    const refunded = gone.refunded > 0 && gone.left === 0
    const notes = [...foreignNotes(gone, attempts), ...troubles(attempts, undefined)]
    return {
      verdict: refunded
        ? `Refunded in full: ${Screen.money(gone.refunded, gone.currency)} went back.`
        : `Released: the payment is ${gone.payStatus}, and the shop holds no money.`,
      isGood: notes.length === 0,
      customer: refunded ? texts("refundPayment", "Applied") : texts("voidPayment", "Applied"),
      next: notes
    }
  }
  return ofUnpaid(subject, own, now, when)
}

const ofPaid = (
  subject: string,
  payment: Shown,
  own: Attempt | undefined,
  attempts: ReadonlyArray<Attempt>,
  refundOpen: Attempt | undefined,
  when: (at: number) => string
): Diagnosis => {
  const { currency, left, paid, payStatus, refunded, transactionId } = payment
  const sum = paid === undefined ? "an unknown amount" : Screen.money(paid, currency)
  const rest = refunded === 0
    ? ""
    : `, ${Screen.money(refunded, currency)} refunded, ${left === undefined ? "?" : Screen.money(left, currency)} left`
  const held = payStatus === "AUTHORIZATION"
  const facts = held ? `Held, not taken: ${sum}${rest}` : `Paid: ${sum}${rest}`
  if (!payment.isReadable) {
    return {
      verdict: `LINE Pay shows transaction ${transactionId}, but a part of the answer cannot be read.`,
      isGood: false,
      customer: unknown,
      next: ["Look the transaction up in the merchant centre."]
    }
  }
  if (refundOpen !== undefined) {
    return {
      verdict: `${facts}. A refund of ${Words.amount(refundOpen, currency)} is open.`,
      isGood: false,
      customer: texts("refundPayment", "Unknown"),
      next: [
        `line-pay-cli look ${Screen.argument(refundOpen.key)}`,
        "Make no other refund of this payment meanwhile, also not in the merchant centre."
      ]
    }
  }
  const notes = [...foreignNotes(payment, attempts), ...troubles(attempts, own)]
  if (own === undefined) {
    return {
      verdict: `${facts}. The shop's log does not know this payment.`,
      isGood: false,
      customer: mismatch,
      next: [
        "Find the order in the shop. Deliver it, or refund: line-pay-cli refund " + transactionId + " --full --id ID",
        ...notes
      ]
    }
  }
  if (isOpen(own)) {
    return {
      verdict: `${facts}. The log has not concluded that yet.`,
      isGood: false,
      customer: unknown,
      next: [`line-pay-cli look ${Screen.argument(own.key)}`, ...notes]
    }
  }
  switch (own.verdict?._tag) {
    case "Applied": {
      const hold = held
        ? ["The amount is only held. To take it: line-pay-cli capture " + Screen.argument(subject) + " --full"]
        : []
      return {
        verdict: `${facts}. The log agrees, since ${when(own.closedAt ?? own.openedAt)}.`,
        isGood: notes.length === 0,
        customer: texts("confirmPayment", "Applied"),
        next: [
          ...hold,
          ...notes,
          ...(hold.length + notes.length === 0
            ? [
              "Nothing at LINE Pay. If the shop shows failed, its order has not taken the verdict: see the shop's log."
            ]
            : [])
        ]
      }
    }
    case "Mismatch":
      return {
        verdict: `${facts}. That is not what the shop asked for: ${Words.verdict(own.verdict, own.currency)}.`,
        isGood: false,
        customer: mismatch,
        next: [`line-pay-cli attempt ${Screen.argument(own.key)}`, ...notes]
      }
    default:
      return {
        verdict: own.transactionId === transactionId || own.transactionId === undefined
          ? `${facts}. The log says ${Words.state(own)}, so it is wrong or old.`
          : `${facts}, by transaction ${transactionId}, and not by ${own.transactionId}.`,
        isGood: false,
        customer: mismatch,
        next: [
          `line-pay-cli attempt ${Screen.argument(own.key)}`,
          own.transactionId === transactionId || own.transactionId === undefined
            ? `line-pay-cli close ${Screen.argument(own.key)} --applied --by NAME --why TEXT`
            : "Deliver the order for the transaction that paid it, or refund that one.",
          ...notes
        ]
      }
  }
}

const ofUnpaid = (
  subject: string,
  own: Attempt | undefined,
  now: number,
  when: (at: number) => string
): Diagnosis => {
  if (own === undefined) {
    return {
      verdict: `Neither the log nor LINE Pay's details know ${subject}. No confirmed payment has this id.`,
      isGood: false,
      customer: unknown,
      next: [
        "Ask the customer for the transaction id in LINE Pay's message, and try that.",
        "Check that LINE_PAY_CHANNEL_ID and LINE_PAY_ENVIRONMENT are the shop's."
      ]
    }
  }
  if (isOpen(own)) {
    const quiet = Words.quietUntil(own)
    const due = Words.nextLook(own)
    return {
      verdict: quiet > now
        ? `Unknown: LINE Pay shows nothing, and may still apply the request until ${when(quiet)}.`
        : `Unknown: LINE Pay shows no payment${due === undefined ? "" : `; the sweeper looks next at ${when(due)}`}.`,
      isGood: false,
      customer: unknown,
      next: [
        `line-pay-cli look ${Screen.argument(own.key)}`,
        "Charge nothing again, and refund nothing by hand, until it is closed."
      ]
    }
  }
  const { verdict } = own
  switch (verdict?._tag) {
    case "Applied":
      return {
        verdict: "The log says paid, and LINE Pay shows no payment.",
        isGood: false,
        customer: unknown,
        next: [
          "Do not deliver yet. Check channel and environment, then look again.",
          `Ask LINE Pay's support, with the nonce: line-pay-cli attempt ${Screen.argument(own.key)}`
        ]
      }
    case "Mismatch":
      return {
        verdict: `LINE Pay shows no payment now, and the log says ${Words.verdict(verdict, own.currency)}.`,
        isGood: false,
        customer: mismatch,
        next: [`line-pay-cli attempt ${Screen.argument(own.key)}`]
      }
    default: {
      const because = verdict === undefined ? "Unrecognised" : Words.reason(verdict)
      return {
        verdict: `Not paid: ${verdict === undefined ? "no verdict" : Words.verdict(verdict, own.currency)}.`,
        isGood: true,
        customer: texts("confirmPayment", "NotApplied", categoryOf(because)),
        next: ResultCode.find(because) === undefined
          ? ["The customer may pay again, with a new payment request."]
          : [`line-pay-cli code ${because} confirmPayment`]
      }
    }
  }
}
