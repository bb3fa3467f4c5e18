import type { HttpServerResponse } from "@effect/platform"
import { time } from "../Language.ts"
import { money } from "../Money.ts"
import type { HistoryEntry, Order } from "../Order.ts"
import * as OrderState from "../OrderState.ts"
import { type Html, html } from "./html.ts"
import { page } from "./layout.ts"
import { lines } from "./lines.ts"

/** Renders all orders, with those that need a human first. */
export const ordersPage = (orders: ReadonlyArray<Order>): HttpServerResponse.HttpServerResponse => {
  const waiting = orders.filter(({ state }) => OrderState.needsHuman(state))
  return page({
    locale: "en",
    title: "Orders",
    body: html`
      <h1>Orders</h1>
      ${
      waiting.length === 0 ? undefined : html`
      <section class="card alarm" aria-labelledby="waiting">
        <h2 id="waiting">Look into the merchant centre</h2>
        ${table(waiting)}
      </section>`
    }
      <section class="card">${orders.length === 0 ? html`<p class="hint">No orders yet.</p>` : table(orders)}</section>`
  })
}

/** Renders one order, its history, and the refund button. */
export const orderForShopkeeperPage = (
  order: Order,
  history: ReadonlyArray<HistoryEntry>,
  refundId: string
): HttpServerResponse.HttpServerResponse =>
  page({
    locale: "en",
    title: order.id,
    body: html`
      <p class="back"><a href="/shopkeeper">All orders</a></p>
      <h1>${order.id} ${badge(order.state)}</h1>
      ${OrderState.needsHuman(order.state) ? html`<p class="problem">${advice(order.state)}</p>` : undefined}
      <section class="card">${lines("en", order.lines)}</section>
      ${order.state._tag === "Paid" ? refundForm(order, order.state, refundId) : undefined}
      <section class="card history" aria-labelledby="history">
        <h2 id="history">History</h2>
        <ol>
          <li><time>${time("en", order.placedAt)}</time> Placed</li>
          ${history.map(({ at, event }) => html`<li><time>${time("en", at)}</time> ${said(event)}</li>`)}
        </ol>
        <p><a href="/orders/${order.token}?lang=en">What the customer sees</a></p>
      </section>`
  })

const refundForm = (order: Order, { refundRefused }: OrderState.State & { readonly _tag: "Paid" }, refundId: string) =>
  html`
      <form class="action" action="/shopkeeper/orders/${order.id}/refund" method="post">
        ${
    refundRefused === undefined
      ? undefined
      : html`<p class="problem">The last refund was refused (${refundRefused}). Nothing was paid back.</p>`
  }
        <input type="hidden" name="refundId" value="${refundId}">
        <button class="refund">Refund ${money(order.amount)}</button>
      </form>`

const table = (orders: ReadonlyArray<Order>): Html =>
  html`
        <table class="orders">
          <thead><tr><th>Order</th><th class="number">Amount</th><th>State</th></tr></thead>
          <tbody>${
    orders.map((order) =>
      html`
            <tr>
              <td><a href="/shopkeeper/orders/${order.id}">${order.id}</a> <small>${
        time("en", order.placedAt)
      }</small></td>
              <td class="number">${money(order.amount)}</td>
              <td>${badge(order.state)}</td>
            </tr>`
    )
  }
          </tbody>
        </table>`

const badge = ({ _tag }: OrderState.State): Html => html`<span class="badge ${_tag}">${names[_tag]}</span>`

const names: { readonly [Tag in OrderState.State["_tag"]]: string } = {
  Created: "Not paid",
  AwaitingPayment: "At LINE Pay",
  NotPaid: "Not paid",
  Checking: "Checking",
  Paid: "Paid",
  Refunding: "Refunding",
  Refunded: "Refunded",
  PaymentNeedsHuman: "Look into it",
  PaidTwice: "Paid twice",
  RefundNeedsHuman: "Look into it"
}

const advice = (state: OrderState.State): string => {
  switch (state._tag) {
    case "PaymentNeedsHuman":
      return `Look up transaction ${state.transactionId} in the merchant centre (${state.because}). Ship nothing before.`
    case "PaidTwice":
      return `The customer paid this order twice. Refund transaction ${state.transactionId} in the merchant centre.`
    case "RefundNeedsHuman":
      return `Look up in the merchant centre what was refunded of transaction ${state.transactionId} (${state.because}). Refund nothing before.`
    default:
      return ""
  }
}

const said = (event: OrderState.Event): string => {
  switch (event._tag) {
    case "PaymentRequested":
      return `Sent to LINE Pay, transaction ${event.transactionId}`
    case "PaymentNotRequested":
      return `LINE Pay took no payment request (${event.reason})`
    case "PaymentApplied":
      return `Paid, transaction ${event.transactionId}`
    case "PaymentNotApplied":
      return `Not paid (${event.reason}), transaction ${event.transactionId}`
    case "PaymentDoubtful":
      return `In doubt (${event.because}), transaction ${event.transactionId}`
    case "RefundBegun":
      return "Refund begun"
    case "RefundApplied":
      return "Refunded"
    case "RefundNotApplied":
      return `Refund refused (${event.reason})`
    case "RefundDoubtful":
      return `Refund in doubt (${event.because})`
    case "ConfirmBegun":
      return "Confirm begun"
    case "ConfirmTooEarly":
      return "The customer has not approved yet"
  }
}
