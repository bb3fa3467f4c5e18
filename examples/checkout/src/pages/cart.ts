import { type HttpServerResponse, UrlParams } from "@effect/platform"
import * as Cart from "../Cart.ts"
import { type Locale, other } from "../Language.ts"
import { html } from "./html.ts"
import { page } from "./layout.ts"
import { lines } from "./lines.ts"
import { texts } from "./texts.ts"

/**
 * Renders the cart. `token` becomes the order's, so pressing "pay" twice, or
 * going back and pressing it again, pays one order.
 */
export const cartPage = (locale: Locale, cart: Cart.Cart, token: string): HttpServerResponse.HttpServerResponse => {
  const t = texts[locale]
  const form = Cart.toForm(cart)
  const address = (locale: Locale) => `/cart?${UrlParams.toString(UrlParams.fromInput([["lang", locale], ...form]))}`
  return page({
    locale,
    title: t.cart,
    otherLanguage: address(other[locale]),
    body: html`
      <h1>${t.cart}</h1>
      <section class="card">${
      lines(locale, cart.lines.map(({ product, quantity }) => ({ ...product, quantity })))
    }</section>
      <form class="action" action="/orders" method="post">
        <input type="hidden" name="lang" value="${locale}">
        <input type="hidden" name="token" value="${token}">
        ${form.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
        <button class="pay">${t.pay}</button>
        <p class="hint">${t.payHint}</p>
        <p><a href="/?lang=${locale}">${t.change}</a></p>
      </form>`
  })
}
