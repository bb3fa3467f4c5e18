import type { HttpServerResponse } from "@effect/platform"
import { CustomerText } from "line-pay-protocol"
import { type Locale, other, time } from "../Language.ts"
import type { Order } from "../Order.ts"
import * as OrderState from "../OrderState.ts"
import { type Html, html } from "./html.ts"
import { page } from "./layout.ts"
import { lines } from "./lines.ts"
import { texts } from "./texts.ts"

/** Renders an order, and the receipt once it is paid. Anybody with its URL can see it. */
export const orderPage = (locale: Locale, order: Order): HttpServerResponse.HttpServerResponse => {
  const t = texts[locale]
  const { kind, more, title } = status(locale, order.state)
  const address = `/orders/${order.token}`
  return page({
    locale,
    title: `${title} · ${order.id}`,
    otherLanguage: `${address}?lang=${other[locale]}`,
    asksWhile: OrderState.mayChange(order.state) ? order.state._tag : undefined,
    body: html`
      ${banner(kind, title, more)}
      <section class="card">
        ${heading(locale, order)}
        ${lines(locale, order.lines)}
      </section>
      ${OrderState.mayPay(order.state) ? payForm(locale, order) : html`<p class="hint">${t.keepThis}</p>`}
      <p class="hint"><a href="/?lang=${locale}">${t.backToShop}</a></p>`
  })
}

/** Renders the page of `confirmUrl` until the result of the payment is known. */
export const waitingPage = (
  locale: Locale,
  order: Order,
  progress: "Checking" | "Waiting"
): HttpServerResponse.HttpServerResponse => {
  const t = texts[locale]
  const [title, more] = progress === "Checking"
    ? [t.checking, html`<p>${paymentText(locale, "Unknown")}</p><p>${t.checkingHint}</p>`]
    : [t.waiting, html`<p>${t.waitingHint}</p>`]
  return page({
    locale,
    title,
    asksWhile: progress,
    body: html`
      ${banner("busy", title, more)}
      <section class="card">
        ${heading(locale, order)}
        ${lines(locale, order.lines)}
      </section>`
  })
}

const payForm = (locale: Locale, { token }: Order): Html =>
  html`
      <form class="action" action="/orders/${token}/pay" method="post">
        <input type="hidden" name="lang" value="${locale}">
        <button class="pay">${texts[locale].pay}</button>
        <p class="hint">${texts[locale].payHint}</p>
      </form>`

const heading = (locale: Locale, { id, placedAt }: Order): Html =>
  html`
        <dl class="facts">
          <div><dt>${texts[locale].order}</dt><dd>${id}</dd></div>
          <div><dt>${texts[locale].placed}</dt><dd><time datetime="${new Date(placedAt).toISOString()}">${
    time(locale, placedAt)
  }</time></dd></div>
        </dl>`

type Kind = "good" | "busy" | "bad" | "neutral"

const banner = (kind: Kind, title: string, more: Html): Html =>
  html`
      <div class="banner ${kind}" role="status">
        <span class="sign" aria-hidden="true"></span>
        <h1>${title}</h1>
        ${more}
      </div>`

interface Status {
  readonly kind: Kind
  readonly title: string
  readonly more: Html
}

const status = (locale: Locale, state: OrderState.State): Status => {
  const t = texts[locale]
  const shown = (kind: Kind, title: string, ...words: ReadonlyArray<string>): Status => ({
    kind,
    title,
    more: html`${words.map((text) => html`<p>${text}</p>`)}`
  })
  switch (state._tag) {
    case "Created":
    case "AwaitingPayment":
      return shown("neutral", t.unpaid, t.unpaidHint)
    case "NotPaid":
      return shown("bad", t.notPaid, paymentText(locale, "NotApplied", state.reason))
    case "Checking":
      return shown("busy", t.checking, paymentText(locale, "Unknown"), t.checkingHint)
    case "Paid":
      return shown("good", t.paid, paymentText(locale, "Applied"))
    case "PaymentNeedsHuman":
    case "PaidTwice":
      return shown("bad", t.needsHuman, paymentText(locale, "Mismatch"))
    case "Refunding":
      return shown("busy", t.refunding, refundText(locale, "Unknown"))
    case "Refunded":
      return shown("neutral", t.refunded, refundText(locale, "Applied"))
    case "RefundNeedsHuman":
      return shown("bad", t.needsHuman, refundText(locale, "Mismatch"))
  }
}

const paymentText = (locale: Locale, verdict: CustomerText.Verdict, category?: CustomerText.Reason): string =>
  CustomerText.text({ locale, operation: "confirmPayment", verdict, category })

const refundText = (locale: Locale, verdict: CustomerText.Verdict): string =>
  CustomerText.text({ locale, operation: "refundPayment", verdict })
