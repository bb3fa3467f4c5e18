import * as Money from "line-pay-protocol/Money"
import type { Payment, Product, Status } from "../../../Payment.ts"
import { decimals } from "../../decimals.ts"
import * as texts from "./customerTexts.ts"
import * as format from "./format.ts"
import type { Html } from "./html.ts"
import { html, safeImage, safeLink } from "./html.ts"

/** @internal */
export const path = "/web/payment/wait"

/** @internal */
export const stylePath = "/web/payment/style.css"

/** @internal */
export interface View {
  readonly payment: Payment
  readonly merchantName: string
  /** Milliseconds until the payment expires by itself. */
  readonly timeLeft: number
  /** Where the customer goes once the payment is approved or over. */
  readonly back: string | undefined
  readonly wrongPoints: boolean
}

/** @internal */
export const render = (view: View): Html => {
  const { merchantName, payment, timeLeft } = view
  const t = texts.of(payment.locale)
  return layout(t, t.payTo(merchantName), {
    // The page shows by itself that time is over.
    reloadAfter: payment.status === "Waiting" ? Math.ceil(timeLeft / 1_000) + 1 : undefined,
    body: html`
      <header>
        <p class="merchant">${merchantName}</p>
        <p class="amount">${format.money(payment.amount, payment.currency, t.language)}</p>
        <p class="order">${t.orderId} <span>${payment.orderId}</span></p>
      </header>
      ${products(t, payment)}
      ${payment.status === "Waiting" ? form(t, view) : result(t, view)}`
  })
}

/** @internal */
export const renderUnknown = (): Html => {
  const t = texts.of("en")
  return layout(t, t.unknown, {
    reloadAfter: undefined,
    body: html`<section class="result"><h1>${t.unknown}</h1><p>${t.unknownHint}</p></section>`
  })
}

const layout = (
  t: texts.Texts,
  title: string,
  { body, reloadAfter }: { readonly body: Html; readonly reloadAfter: number | undefined }
): Html =>
  html`<html lang="${t.language}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    ${reloadAfter === undefined ? undefined : html`<meta http-equiv="refresh" content="${reloadAfter}">`}
    <title>${title}</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="${stylePath}">
  </head>
  <body>
    <p class="sandbox" role="note">${t.sandbox}</p>
    <main>${body}</main>
  </body>
</html>
`

const products = (t: texts.Texts, payment: Payment): Html => {
  const listed = Money.sum(payment.packages.map(({ amount }) => amount)) ?? 0
  const rest = Money.sum([payment.amount, -listed]) ?? 0
  const money = (amount: number) => format.money(amount, payment.currency, t.language)
  return html`
    <section class="products">
      ${
    payment.packages.map(({ name, products }) =>
      html`
        ${name === undefined ? undefined : html`<h2>${name}</h2>`}
        <ul>${
        products.map((product) =>
          html`
          <li>
            ${picture(product)}
            <span class="name">${product.name}</span>
            <span class="quantity">${product.quantity} × ${money(product.price)}</span>
            <span class="price">${money(Money.times(product.price, product.quantity) ?? 0)}</span>
          </li>`
        )
      }
        </ul>`
    )
  }
      <dl>
        ${rest > 0 ? html`<div><dt>${t.shippingAndFees}</dt><dd>${money(rest)}</dd></div>` : undefined}
        <div class="total"><dt>${t.total}</dt><dd>${money(payment.amount)}</dd></div>
      </dl>
    </section>`
}

// The letter shows where there is no picture, and where it does not load.
const picture = ({ imageUrl, name }: Product): Html => {
  const source = safeImage(imageUrl)
  return html`<span class="picture" aria-hidden="true">${Array.from(name)[0]}${
    source === undefined ? undefined : html`<img src="${source}" alt="" loading="lazy">`
  }</span>`
}

const form = (t: texts.Texts, { merchantName, payment, timeLeft, wrongPoints }: View): Html => {
  const step = (decimals(payment.currency) ?? 0) === 0 ? "1" : "0.01"
  return html`
    <form method="post" action="${action(payment)}">
      <fieldset>
        <legend>${t.payWith}</legend>
        <label><input type="radio" name="method" value="CREDIT_CARD" checked>
          <span>${t.creditCard} <small>${payment.card.brand} ${payment.card.lastFourDigits}</small></span></label>
        <label><input type="radio" name="method" value="BALANCE"><span>${t.balance}</span></label>
        <label class="points"><span>${t.points}</span>
          <input type="number" name="points" value="0" min="0" max="${payment.amount}" step="${step}" required
            inputmode="decimal" ${wrongPoints ? html`aria-invalid="true" aria-describedby="wrong-points"` : undefined}>
        </label>
        ${
    wrongPoints
      ? html`<p id="wrong-points" class="wrong" role="alert">${
        t.wrongPoints(format.money(payment.amount, payment.currency, t.language))
      }</p>`
      : undefined
  }
      </fieldset>
      ${payment.payType === "PREAPPROVED" ? html`<p class="notice">${t.preapproved(merchantName)}</p>` : undefined}
      ${payment.capture ? undefined : html`<p class="notice">${t.authorizeOnly}</p>`}
      <button class="approve" name="act" value="approve">${t.approve}</button>
    </form>
    <form method="post" action="${action(payment)}" class="others">
      <button class="decline" name="act" value="decline">${t.decline}</button>
      <button class="expire" name="act" value="expire">${t.letExpire}</button>
    </form>
    <p class="time">${t.minutesLeft(Math.max(1, Math.ceil(timeLeft / 60_000)))}</p>`
}

/** @internal */
export const action = ({ reserveId }: Payment): string =>
  `${path}?transactionReserveId=${encodeURIComponent(reserveId)}`

const result = (t: texts.Texts, { back, merchantName, payment: { status } }: View): Html => {
  const link = safeLink(back)
  const [kind, text] = resultText(t, status)
  return html`
    <section class="result ${kind}">
      <h1 role="status">${text}</h1>
      ${status === "Authenticated" ? html`<p>${t.waiting(merchantName)}</p>` : undefined}
      ${link === undefined ? undefined : html`<a href="${link}">${t.back(merchantName)}</a>`}
    </section>`
}

const resultText = (t: texts.Texts, status: Status): readonly [kind: "good" | "neutral" | "bad", text: string] => {
  switch (status) {
    case "Waiting":
    case "Authenticated":
      return ["good", t.approved]
    case "Captured":
      return ["good", t.paid]
    case "Authorized":
      return ["good", t.held]
    case "Voided":
    case "Expired":
      return ["neutral", t.released]
    case "Canceled":
      return ["neutral", t.declined]
    case "TimedOut":
      return ["neutral", t.expired]
    case "Failed":
      return ["bad", t.failed]
  }
}
