/**
 * Texts for the customer about a call that moves money, by what you know of
 * the call.
 *
 * The texts are short, blame nobody, and say no more than is certain. A
 * payment whose outcome is unknown has not failed. Some texts promise that you
 * take care of something, or will get in touch. Keep those promises.
 *
 * @since 0.1.0
 */
import type { MoneyOperation } from "./Operation.ts"
import type { Category } from "./ResultCode.ts"

/**
 * The languages, spelt as `options.display.locale` of a payment request spells
 * them: English and Traditional Chinese.
 *
 * @since 0.1.0
 * @category models
 */
export type Locale = "en" | "zh_TW"

/**
 * The known outcome of a call.
 *
 * - `Applied`: proved done as asked.
 * - `NotApplied`: proved not done.
 * - `Mismatch`: something is there, but not what was asked. A person looks.
 * - `Unknown`: it may have been done. You are asking LINE Pay.
 *
 * @since 0.1.0
 * @category models
 */
export type Verdict = "Applied" | "NotApplied" | "Mismatch" | "Unknown"

/**
 * The customer's view of a call: a payment, the release of a held amount, or a
 * refund.
 *
 * @since 0.1.0
 * @category models
 */
export type Subject = "Payment" | "Release" | "Refund"

/**
 * The reason why something was not done. This is the category of the result
 * code, or `Unstated` when there was none, as when the customer cancelled.
 *
 * @since 0.1.0
 * @category models
 */
export type Reason = Exclude<Category, "Status"> | "Unstated"

/**
 * The texts about one subject in one language. If you add a category to the
 * result-code table without a text here, the code does not compile.
 *
 * @since 0.1.0
 * @category models
 */
export interface Texts {
  readonly Applied: string
  readonly NotApplied: { readonly [R in Reason]: string }
  readonly Mismatch: string
  readonly Unknown: string
}

/**
 * The {@link Subject} of each call that moves money.
 *
 * @since 0.1.0
 * @category texts
 */
export const subjects: { readonly [O in MoneyOperation]: Subject } = {
  confirmPayment: "Payment",
  capturePayment: "Payment",
  payPreapproved: "Payment",
  voidPayment: "Release",
  refundPayment: "Refund"
}

/** Uses one text for every reason, where the customer can do nothing about it. */
const whatever = (text: string): Texts["NotApplied"] => ({
  Customer: text,
  Card: text,
  Configuration: text,
  InvalidRequest: text,
  NotFound: text,
  State: text,
  Duplicate: text,
  Expired: text,
  Limit: text,
  Temporary: text,
  Internal: text,
  Unstated: text
})

const oursInEnglish =
  "Something went wrong on our side, and you have not been charged. We are sorry. Please try again later, or choose another way to pay."
const anotherWayInEnglish =
  "This refund cannot be made through LINE Pay. We will contact you to pay you back in another way."

const oursInChinese = "我們的系統出了點問題，並未向您收取任何費用，很抱歉造成不便。請稍後再試，或改用其他付款方式。"
const anotherWayInChinese = "這筆退款無法透過 LINE Pay 進行，我們會與您聯絡，以其他方式退還款項。"

/**
 * All texts.
 *
 * @since 0.1.0
 * @category texts
 */
export const texts: { readonly [L in Locale]: { readonly [S in Subject]: Texts } } = {
  en: {
    Payment: {
      Applied: "Thank you. Your payment is confirmed.",
      NotApplied: {
        Customer:
          "LINE Pay could not take this payment, and you have not been charged. Please check your LINE Pay account, or choose another way to pay.",
        Card:
          "The card could not be used for this payment, and you have not been charged. Please choose another card or another way to pay.",
        Configuration:
          "LINE Pay is not available in our shop at the moment, and you have not been charged. Please choose another way to pay.",
        InvalidRequest: oursInEnglish,
        NotFound: oursInEnglish,
        State: oursInEnglish,
        Duplicate:
          "This time you have not been charged. Your order may be paid already, so please look at it before you pay again.",
        Expired:
          "The time for this payment is over, and you have not been charged. If you would still like to pay, please start again.",
        Limit:
          "This amount cannot be paid with LINE Pay at the moment, and you have not been charged. Please choose another way to pay.",
        Temporary: "LINE Pay is busy at the moment, and you have not been charged. Please try again in a few minutes.",
        Internal: oursInEnglish,
        Unstated: "This payment was not made, and you have not been charged. You can start again whenever you like."
      },
      Mismatch: "We are looking into your payment and will contact you. Please do not pay again.",
      Unknown: "We are checking your payment. Please do not pay again."
    },
    Release: {
      Applied: "The amount that was held for your order has been released.",
      NotApplied: whatever(
        "The amount that was held for your order has not been released yet. We are taking care of it, and you need not do anything."
      ),
      Mismatch:
        "We are looking into the amount that was held for your order and will contact you. You need not do anything.",
      Unknown:
        "We are checking whether the amount that was held for your order has been released. You need not do anything."
    },
    Refund: {
      Applied: "Your refund has been made. If you paid by card, it can take some days until you see it.",
      NotApplied: {
        ...whatever("Your refund has not been made yet. We are taking care of it, and you need not do anything."),
        Customer: anotherWayInEnglish,
        Expired: anotherWayInEnglish
      },
      Mismatch: "We are looking into your refund and will contact you. You need not do anything.",
      Unknown: "We are checking your refund. You need not do anything."
    }
  },
  zh_TW: {
    Payment: {
      Applied: "謝謝您，您的付款已確認。",
      NotApplied: {
        Customer: "LINE Pay 無法完成這筆付款，並未向您收取任何費用。請查看您的 LINE Pay，或改用其他付款方式。",
        Card: "這張卡片無法用於這筆付款，並未向您收取任何費用。請改用其他卡片或其他付款方式。",
        Configuration: "本店目前無法使用 LINE Pay，並未向您收取任何費用。請選擇其他付款方式。",
        InvalidRequest: oursInChinese,
        NotFound: oursInChinese,
        State: oursInChinese,
        Duplicate: "這次並未向您收取任何費用。您的訂單可能已經付款，再次付款前請先查看訂單。",
        Expired: "這筆付款的時間已過，並未向您收取任何費用。若您仍想付款，請重新開始。",
        Limit: "目前無法以 LINE Pay 支付這個金額，並未向您收取任何費用。請改用其他付款方式。",
        Temporary: "LINE Pay 目前忙碌中，並未向您收取任何費用。請過幾分鐘再試一次。",
        Internal: oursInChinese,
        Unstated: "這筆付款沒有完成，並未向您收取任何費用。您可以隨時重新付款。"
      },
      Mismatch: "我們正在查核您的付款，會再與您聯絡。請勿重複付款。",
      Unknown: "我們正在確認您的付款，請勿重複付款。"
    },
    Release: {
      Applied: "先前為您的訂單保留的金額已經釋出。",
      NotApplied: whatever("為您的訂單保留的金額尚未釋出。我們正在處理，您不需要做任何事。"),
      Mismatch: "我們正在查核為您的訂單保留的金額，會再與您聯絡。您不需要做任何事。",
      Unknown: "我們正在確認為您的訂單保留的金額是否已經釋出。您不需要做任何事。"
    },
    Refund: {
      Applied: "您的退款已完成。若您以信用卡付款，可能需要幾天才會看到。",
      NotApplied: {
        ...whatever("您的退款尚未完成。我們正在處理，您不需要做任何事。"),
        Customer: anotherWayInChinese,
        Expired: anotherWayInChinese
      },
      Mismatch: "我們正在查核您的退款，會再與您聯絡。您不需要做任何事。",
      Unknown: "我們正在確認您的退款。您不需要做任何事。"
    }
  }
}

/**
 * The state of a call, and the language in which to tell the customer.
 *
 * @since 0.1.0
 * @category models
 */
export interface Situation {
  readonly locale: Locale
  readonly operation: MoneyOperation
  readonly verdict: Verdict
  /** The reason of a `NotApplied`; other verdicts ignore it. Default: `Unstated`. */
  readonly category?: Reason | undefined
}

/**
 * Returns the text for a situation.
 *
 * @example
 * ```ts
 * import { CustomerText } from "line-pay-protocol"
 *
 * CustomerText.text({ locale: "en", operation: "confirmPayment", verdict: "Unknown" })
 * // "We are checking your payment. Please do not pay again."
 * ```
 *
 * @since 0.1.0
 * @category texts
 */
export const text = ({ category, locale, operation, verdict }: Situation): string => {
  const about = texts[locale][subjects[operation]]
  return verdict === "NotApplied" ? about.NotApplied[category ?? "Unstated"] : about[verdict]
}
