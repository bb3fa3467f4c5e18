import type { HttpServerResponse } from "@effect/platform"
import { maximumQuantity } from "../Cart.ts"
import type { CartRefused } from "../Cart.ts"
import { type Locale, other } from "../Language.ts"
import { money } from "../Money.ts"
import { type Product, products } from "../Products.ts"
import { html } from "./html.ts"
import { page } from "./layout.ts"
import { texts } from "./texts.ts"

/** Renders the products. The form leads to the cart's page, whose URL is the cart. */
export const shopPage = (locale: Locale, refused?: CartRefused): HttpServerResponse.HttpServerResponse => {
  const t = texts[locale]
  const problem = refused === undefined ? undefined : refused.because === "Empty" ? t.emptyCart : t.wrongQuantity
  return page({
    locale,
    status: refused === undefined ? 200 : 422,
    title: t.tagline,
    otherLanguage: `/?lang=${other[locale]}`,
    body: html`
      <div class="hero">
        <h1>${t.tagline}</h1>
        <p>${t.introduction}</p>
      </div>
      <form action="/cart" method="get">
        <input type="hidden" name="lang" value="${locale}">
        <ul class="teas">${products.map((product) => tea(locale, product))}</ul>
        <div class="action">
          ${problem === undefined ? undefined : html`<p class="problem" role="alert">${problem}</p>`}
          <button>${t.toCart}</button>
        </div>
      </form>`
  })
}

const tea = (locale: Locale, { about, id, name, price, size }: Product) => {
  const numbers = Array.from({ length: maximumQuantity + 1 }, (_, number) => html`<option>${number}</option>`)
  return html`
          <li class="tea">
            <img src="/pictures/${id}.svg" alt="" width="480" height="360">
            <div class="words">
              <h2>${name[locale]}</h2>
              <p>${about[locale]}</p>
            </div>
            <div class="buy">
              <p><strong>${money(price)}</strong> <small>${size[locale]}</small></p>
              <label class="quantity">
                <span class="only-heard">${texts[locale].quantity(name[locale])}</span>
                <select name="${id}">${numbers}</select>
              </label>
            </div>
          </li>`
}
