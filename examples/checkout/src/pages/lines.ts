import type { Locale } from "../Language.ts"
import { money } from "../Money.ts"
import type { OrderLine } from "../Order.ts"
import { type Html, html } from "./html.ts"
import { texts } from "./texts.ts"

/** The lines of an order and their sum. */
export const lines = (locale: Locale, all: ReadonlyArray<Omit<OrderLine, "productId">>): Html => {
  const t = texts[locale]
  const total = all.reduce((sum, { price, quantity }) => sum + price * quantity, 0)
  return html`
        <table class="lines">
          <tbody>${
    all.map(({ name, price, quantity, size }) =>
      html`
            <tr>
              <th scope="row">${name[locale]}<small>${quantity} × ${money(price)} · ${size[locale]}</small></th>
              <td>${money(price * quantity)}</td>
            </tr>`
    )
  }
          </tbody>
          <tfoot>
            <tr class="extra"><th scope="row">${t.shipping}</th><td>${t.free}</td></tr>
            <tr><th scope="row">${t.total}</th><td>${money(total)}</td></tr>
          </tfoot>
        </table>`
}
