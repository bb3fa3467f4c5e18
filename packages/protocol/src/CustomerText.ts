/**
 * What to tell a customer, in English and in Traditional Chinese.
 *
 * Short and honest: nothing is called failed that may have happened, nobody is
 * blamed, and every text says what comes next.
 *
 * @since 0.1.0
 */
import type { Category } from "./ResultCode.ts"

/**
 * The languages of the texts, as LINE Pay's `options.display.locale` spells
 * them.
 *
 * @since 0.1.0
 * @category models
 */
export type Locale = "en" | "zh_TW"

/**
 * A text in every language.
 *
 * @since 0.1.0
 * @category models
 */
export type Text = { readonly [L in Locale]: string }

/**
 * How a payment ended, as settlement says it, or that it has not ended.
 *
 * @since 0.1.0
 * @category models
 */
export type Verdict = "Applied" | "NotApplied" | "Mismatch" | "Unknown"

/**
 * What to say on the page after LINE Pay's.
 *
 * @since 0.1.0
 * @category texts
 */
export const byVerdict: { readonly [V in Verdict]: Text } = {
  Applied: {
    en: "Thank you. Your payment is complete.",
    zh_TW: "謝謝您，付款已完成。"
  },
  NotApplied: {
    en: "Your payment was not made, and nothing was charged. You can try again.",
    zh_TW: "這筆付款沒有成立，也沒有扣款。您可以再試一次。"
  },
  Mismatch: {
    en: "We are looking into your payment in person and will contact you. Please do not pay again.",
    zh_TW: "我們正在由專人確認您的付款，並會與您聯絡。請勿重複付款。"
  },
  Unknown: {
    en: "We are checking your payment. Please do not pay again: we will tell you as soon as we know.",
    zh_TW: "我們正在確認您的付款，請勿重複付款。一有結果會立即通知您。"
  }
}

/**
 * What to say of a rejection that did not charge, by the category of its
 * result code. `Duplicate` and `Internal` are here for the calls that the
 * table says nothing was applied by; where it says unknown, say
 * `byVerdict.Unknown`.
 *
 * @since 0.1.0
 * @category texts
 */
export const byCategory: { readonly [C in Exclude<Category, "Status">]: Text } = {
  Customer: {
    en: "LINE Pay could not use this account for the payment. Nothing was charged. Please check your LINE Pay " +
      "account, or choose another way to pay.",
    zh_TW: "LINE Pay 目前無法使用這個帳戶付款，您沒有被扣款。請確認您的 LINE Pay 帳戶，或選擇其他付款方式。"
  },
  Card: {
    en: "The card could not be used for this payment. Nothing was charged. Please choose another card, or ask the " +
      "bank that issued it.",
    zh_TW: "這張卡片無法用於此次付款，您沒有被扣款。請改用其他卡片，或洽詢發卡銀行。"
  },
  Configuration: {
    en: "LINE Pay is not available in our shop right now. Nothing was charged. Please choose another way to pay.",
    zh_TW: "本店目前無法使用 LINE Pay，您沒有被扣款。請選擇其他付款方式。"
  },
  InvalidRequest: {
    en: "We could not send this payment to LINE Pay. Nothing was charged. Please contact us.",
    zh_TW: "我們無法將這筆付款送至 LINE Pay，您沒有被扣款。請與我們聯絡。"
  },
  NotFound: {
    en: "LINE Pay does not know this payment. Nothing was charged. Please start the payment again.",
    zh_TW: "LINE Pay 查無這筆付款，您沒有被扣款。請重新付款。"
  },
  State: {
    en: "This payment can no longer be changed. Please contact us.",
    zh_TW: "這筆付款已無法變更，請與我們聯絡。"
  },
  Duplicate: {
    en: "This payment is being processed already. Please do not pay again.",
    zh_TW: "這筆付款已在處理中，請勿重複付款。"
  },
  Expired: {
    en: "The time for this payment is over. Nothing was charged. Please start the payment again.",
    zh_TW: "這筆付款已逾時，您沒有被扣款。請重新付款。"
  },
  Limit: {
    en: "The amount is above what LINE Pay can take right now. Nothing was charged. Please choose another way to pay.",
    zh_TW: "金額超過 LINE Pay 目前可收取的上限，您沒有被扣款。請選擇其他付款方式。"
  },
  Temporary: {
    en: "LINE Pay is busy. Please try again in a few minutes.",
    zh_TW: "LINE Pay 目前忙線中，請於幾分鐘後再試。"
  },
  Internal: {
    en: "LINE Pay had a problem. Please try again later.",
    zh_TW: "LINE Pay 發生問題，請稍後再試。"
  }
}
