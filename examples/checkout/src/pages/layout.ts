import { HttpServerResponse } from "@effect/platform"
import * as Language from "../Language.ts"
import { type Html, html } from "./html.ts"
import { texts } from "./texts.ts"

export interface Page {
  readonly locale: Language.Locale
  readonly title: string
  /** The address of the page in the other language. */
  readonly otherLanguage?: string | undefined
  /** The current status, while the page waits. The page polls its own URL. */
  readonly asksWhile?: string | undefined
  readonly body: Html
  readonly status?: number | undefined
}

/** A whole page. It loads nothing from other sites, and runs no inline script. */
export const page = (
  { asksWhile, body, locale, otherLanguage, status = 200, title }: Page
): HttpServerResponse.HttpServerResponse => {
  const t = texts[locale]
  const other = Language.other[locale]
  const document = html`<!doctype html>
<html lang="${Language.tag[locale]}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="theme-color" content="#f6f3ea">
    ${asksWhile === undefined ? undefined : html`<noscript><meta http-equiv="refresh" content="4"></noscript>`}
    <title>${title} · ${t.shop}</title>
    <link rel="icon" href="/leaf.svg" type="image/svg+xml">
    <link rel="stylesheet" href="/style.css">
    ${asksWhile === undefined ? undefined : html`<script src="/ask-again.js" defer></script>`}
  </head>
  <body${asksWhile === undefined ? undefined : html` data-asks-while="${asksWhile}"`}>
    <header class="bar">
      <a class="brand" href="/?lang=${locale}"><img src="/leaf.svg" alt="" width="28" height="28">${t.shop}</a>
      ${
    otherLanguage === undefined
      ? undefined
      : html`<a class="language" href="${otherLanguage}" lang="${Language.tag[other]}">${Language.name[other]}</a>`
  }
    </header>
    <main>
      ${body}
    </main>
    <footer>${t.sandbox}</footer>
  </body>
</html>
`
  return HttpServerResponse.text(document.text, {
    status,
    contentType: "text/html; charset=utf-8",
    headers: { "cache-control": "no-store" }
  })
}

/** On every answer. `form-action` is left open: "pay" leads to LINE Pay, which may send the browser on to anywhere. */
export const securityHeaders = {
  "content-security-policy":
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'",
  // The address of an order is its key. Not "no-referrer": with that a form does not say which origin it is from.
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff"
} as const
