/** English and Traditional Chinese, and which of them somebody reads. */
import type { CustomerText } from "line-pay-protocol"

/** Spelt as LINE Pay spells the language of its own page. */
export type Locale = CustomerText.Locale

export interface Text extends Readonly<Record<Locale, string>> {}

/** For the `lang` of a page, and for how amounts and times are written. */
export const tag: Text = { en: "en", zh_TW: "zh-Hant-TW" }

/** What the link to the other language is called. */
export const name: Text = { en: "English", zh_TW: "中文" }

export const other: { readonly [L in Locale]: Locale } = { en: "zh_TW", zh_TW: "en" }

export const isLocale = (text: unknown): text is Locale => text === "en" || text === "zh_TW"

/**
 * The first language of `Accept-Language` that the shop speaks, by weight;
 * every kind of Chinese gets the one kind that there is.
 */
export const accepted = (header: string | undefined): Locale => {
  const ranges = (header ?? "").split(",").map((range, index) => {
    const [language = "", ...parameters] = range.trim().toLowerCase().split(";")
    const weight = parameters.map((parameter) => /^\s*q=([\d.]+)$/.exec(parameter)?.[1]).find((q) => q !== undefined)
    return { language, weight: Number(weight ?? 1), index }
  })
  for (const { language, weight } of ranges.sort((a, b) => b.weight - a.weight || a.index - b.index)) {
    if (weight > 0 && /^zh(-|$)/.test(language)) return "zh_TW"
    if (weight > 0 && /^en(-|$)/.test(language)) return "en"
  }
  return "en"
}

/** `NT$1,240`, as both languages write it. */
export const money = (amount: number): string => `NT$${amount.toLocaleString("en")}`

/** In the shop's time zone, whatever the server's is. */
export const time = (locale: Locale, at: number): string =>
  new Intl.DateTimeFormat(tag[locale], {
    dateStyle: "medium",
    timeStyle: "short",
    hourCycle: "h23",
    timeZone: "Asia/Taipei"
  }).format(at)
