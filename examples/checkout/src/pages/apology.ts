import type { HttpServerResponse } from "@effect/platform"
import type { Locale } from "../Language.ts"
import { html } from "./html.ts"
import { page } from "./layout.ts"
import { texts } from "./texts.ts"

const apology = (locale: Locale, status: number, title: string, hint: string) =>
  page({
    locale,
    status,
    title,
    body: html`
      <div class="banner neutral">
        <h1>${title}</h1>
        <p>${hint}</p>
        <p><a href="/?lang=${locale}">${texts[locale].backToShop}</a></p>
      </div>`
  })

export const notFoundPage = (locale: Locale): HttpServerResponse.HttpServerResponse =>
  apology(locale, 404, texts[locale].notFound, texts[locale].notFoundHint)

/** The shop does not know what the customer was doing, so the page claims nothing about a payment. */
export const failedPage = (locale: Locale): HttpServerResponse.HttpServerResponse =>
  apology(locale, 500, texts[locale].somethingWrong, texts[locale].cannotTell)
