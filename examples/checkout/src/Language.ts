/** Chooses between English and Traditional Chinese. */
import type { CustomerText } from "line-pay-protocol"

/** Spelt like LINE Pay's language option. */
export type Locale = CustomerText.Locale

export interface Text extends Readonly<Record<Locale, string>> {}

/** For the `lang` of a page, and for how amounts and times are written. */
export const tag: Text = { en: "en", zh_TW: "zh-Hant-TW" }

/** The name of the link to the other language. */
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

/** In the shop's time zone, not in the server's. */
export const time = (locale: Locale, at: number): string =>
  new Intl.DateTimeFormat(tag[locale], {
    dateStyle: "medium",
    timeStyle: "short",
    hourCycle: "h23",
    timeZone: "Asia/Taipei"
  }).format(at)
