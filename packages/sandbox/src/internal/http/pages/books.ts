import type { Behaviour } from "../../../Behaviour.ts"
import * as Ledger from "../../../Ledger.ts"
import type { Finding } from "../../../Lint.ts"
import type { Payment, Status } from "../../../Payment.ts"
import * as customer from "./customer.ts"
import * as format from "./format.ts"
import type { Html } from "./html.ts"
import { html } from "./html.ts"

/** @internal */
export const path = "/sandbox"

/** @internal */
export const livePath = "/sandbox/live"

/** @internal */
export const stylePath = "/sandbox/style.css"

/** @internal */
export const scriptPath = "/sandbox/script.js"

/** @internal */
export interface View {
  /** How a client reaches the sandbox, as environment variables. */
  readonly environment: ReadonlyArray<readonly [name: string, value: string]>
  /** Oldest first, as everything here. */
  readonly payments: ReadonlyArray<Payment>
  readonly ledger: ReadonlyArray<Ledger.Movement>
  /** As they are written: `confirmPayment=commitThenLose`. */
  readonly faults: ReadonlyArray<string>
  readonly lint: ReadonlyArray<Finding>
}

// The control API has all of them.
const newest = 50

/**
 * Renders the whole page. `live` is the part that changes.
 *
 * @internal
 */
export const render = (
  merchantName: string,
  behaviours: ReadonlyArray<Behaviour>,
  live: Html
): Html =>
  html`<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${merchantName} · LINE Pay sandbox</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="${stylePath}">
    <script src="${scriptPath}" defer></script>
  </head>
  <body>
    <header>
      <h1>${merchantName} <small>LINE Pay sandbox</small></h1>
      <p id="connection" role="status">live</p>
      <a href="/sandbox/api">Control API</a>
    </header>
    <main>${live}</main>
    <footer>
      <details>
        <summary>This sandbox’s choices where LINE Pay’s documents are silent</summary>
        <p>All other rules come from LINE Pay’s documentation, or from reports about its own sandbox. See
          <a href="/sandbox/behaviours">every rule with its source</a>.</p>
        <div class="wide"><table>
          <thead><tr><th>Call</th><th>Situation</th><th>Answer</th></tr></thead>
          <tbody>${
    behaviours.filter(({ source }) => source === "inferred").map((behaviour) =>
      html`
            <tr>
              <td>${behaviour.operation}</td><td>${behaviour.situation}</td><td><code>${behaviour.answer}</code></td>
            </tr>`
    )
  }
          </tbody>
        </table></div>
      </details>
    </footer>
  </body>
</html>
`

/** @internal */
export const renderLive = (view: View): Html =>
  html`
  ${totals(view.ledger)}
  ${section("Mistakes of the client", view.lint.slice(-20).toReversed().map(finding))}
  ${section("Pending faults", view.faults.map((fault) => html`<li><code>${fault}</code></li>`))}
  <section>
    <h2>Payments <small>times in UTC</small></h2>
    ${
    view.payments.length === 0 ?
      nothing(view) :
      view.payments.slice(-newest).toReversed().map((payment) =>
        article(payment, view.ledger.filter(({ transactionId }) => transactionId === payment.transactionId))
      )
  }
    ${
    view.payments.length <= newest ? undefined : html`
      <p class="more">The newest ${newest} of ${view.payments.length}.
        <a href="/sandbox/payments">All of them</a></p>`
  }
  </section>
`

const nothing = ({ environment }: View): Html =>
  html`
  <p>No payment yet. Set these variables for your client:</p>
  <pre>${environment.map(([name, value]) => `${name}=${value}`).join("\n")}</pre>`

const section = (title: string, items: ReadonlyArray<Html>): Html | undefined =>
  items.length === 0 ? undefined : html`<section><h2>${title}</h2><ul>${items}</ul></section>`

const finding = ({ at, message, rule }: Finding): Html =>
  html`<li><strong>${rule}</strong> ${message} <time>${format.time(at)}</time></li>`

const totals = (ledger: ReadonlyArray<Ledger.Movement>): Html | undefined => {
  const currencies = Array.from(new Set(ledger.map(({ currency }) => currency)))
  return currencies.length === 0 ? undefined : html`<dl class="totals">${
    currencies.map((currency) => {
      const balance = Ledger.balance(ledger.filter((movement) => movement.currency === currency))
      const money = (amount: number) => format.money(amount, currency, "en")
      return html`
      <div><dt>Captured</dt><dd>${money(balance.captured)}</dd></div>
      <div><dt>Refunded</dt><dd>${money(balance.refunded)}</dd></div>
      <div><dt>Held</dt><dd>${money(balance.held)}</dd></div>`
    })
  }</dl>`
}

const article = (payment: Payment, movements: ReadonlyArray<Ledger.Movement>): Html =>
  html`
  <article data-order-id="${payment.orderId}">
    <header>
      <h3>${payment.productName}</h3>
      <p class="amount">${format.money(payment.amount, payment.currency, "en")}</p>
      <p class="ids"><span>${payment.orderId}</span> <code>${payment.transactionId}</code></p>
      <p class="status ${kinds[payment.status]}">${payment.status}</p>
    </header>
    <ol>${
    timeline(payment, movements).map(({ at, text }) =>
      html`
      <li><time>${format.time(at)}</time><span>${text}</span></li>`
    )
  }
    </ol>
    ${payment.status === "Waiting" ? html`<a href="${customer.action(payment)}">The customer’s page</a>` : undefined}
  </article>`

const kinds: { readonly [S in Status]: "open" | "good" | "neutral" | "bad" } = {
  Waiting: "open",
  Authenticated: "open",
  Authorized: "good",
  Captured: "good",
  Canceled: "neutral",
  TimedOut: "neutral",
  Voided: "neutral",
  Expired: "neutral",
  Failed: "bad"
}

interface Event {
  readonly at: number
  readonly text: string
}

// Movements of money come from the ledger, with amount and cause. All other events come from the payment.
const timeline = (payment: Payment, movements: ReadonlyArray<Ledger.Movement>): ReadonlyArray<Event> => {
  const events: Array<Event> = []
  for (const { at, status } of payment.history) {
    const text = acts[status]
    if (text !== undefined) events.push({ at, text })
  }
  for (const movement of movements) {
    const amount = format.money(movement.amount, movement.currency, "en")
    events.push({ at: movement.at, text: `${moves[movement.kind]} ${amount} ${cause(movement.cause)}` })
  }
  return events.toSorted((a, b) => a.at - b.at)
}

const acts: { readonly [S in Status]?: string } = {
  Waiting: "Requested",
  Authenticated: "The customer approved",
  Canceled: "The customer declined",
  TimedOut: "Time ran out",
  Failed: "Failed: a confirm came too early, or was rejected"
}

const moves: { readonly [K in Ledger.Kind]: string } = {
  Authorize: "Authorised",
  Capture: "Captured",
  Void: "Released",
  Expire: "Released",
  Refund: "Refunded"
}

const cause = (cause: Ledger.Cause): string => {
  switch (cause._tag) {
    case "Call":
      return `by ${cause.operation}`
    case "LateCommit":
      return `by ${cause.operation}, after its connection was lost`
    case "MerchantCentre":
      return "at the merchant centre"
    case "Expiry":
      return "because the authorisation expired"
  }
}
