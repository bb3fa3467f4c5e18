import { assert, layer } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { Sandbox, SandboxServer } from "effect-line-pay-sandbox"
import * as client from "../support/client.ts"
import { merchant } from "../support/merchant.ts"
import * as wire from "../support/wire.ts"
import { Chromium, on, page } from "./chromium.ts"

let orders = 0

/** Requests a payment whose merchant is a server of its own, and gives the customer's page. */
const requested = (details: { readonly locale?: string; readonly type?: string } = {}) =>
  Effect.gen(function*() {
    const { url } = yield* SandboxServer
    const shop = yield* merchant
    const orderId = `order-${++orders}`
    const { body } = yield* wire.call(url, {
      method: "POST",
      target: "/v3/payments/request",
      body: JSON.stringify({
        ...client.requestBody({ orderId }),
        packages: [{ id: "1", amount: 1000, products: [{ name: "<b>Pen</b>", quantity: 2, price: 500 }] }],
        redirectUrls: {
          confirmUrl: `${shop.url}/confirm?from=sandbox`,
          cancelUrl: `${shop.url}/cancel`,
          confirmUrlType: details.type
        },
        options: { display: { locale: details.locale } }
      })
    })
    const web = /"web":"([^"]+)"/.exec(body)?.[1]
    assert(web !== undefined, body)
    const { transactionId } = yield* (yield* Sandbox).payment({ orderId })
    return { orderId, shop, web, transactionId }
  })

const statusOf = (orderId: string) =>
  Effect.flatMap(Sandbox, (sandbox) => Effect.map(sandbox.payment({ orderId }), ({ status }) => status))

const Services = Layer.merge(Chromium.layer, SandboxServer.layer({ merchantName: "Afternoon Books" }))

layer(Services, { excludeTestServices: true, timeout: "60 seconds" })("in Chromium", (it) => {
  it.scoped("the customer approves, with points, and is sent to confirmUrl", () =>
    Effect.gen(function*() {
      const { complaints, page: tab } = yield* page
      const { orderId, shop, transactionId, web } = yield* requested()
      yield* on(tab, (tab) => tab.goto(web))
      assert.strictEqual(yield* on(tab, (tab) => tab.title()), "Pay Afternoon Books")
      assert.include(yield* on(tab, (tab) => tab.innerText("main")), "<b>Pen</b>")
      assert.include(yield* on(tab, (tab) => tab.innerText("header")), "NT$1,000")
      yield* on(tab, async (tab) => {
        await tab.getByLabel("Balance").check()
        await tab.getByLabel("Points to use").fill("100")
        await tab.getByRole("button", { name: "Approve" }).click()
        await tab.waitForURL(/\/confirm/)
      })
      const visit = `/confirm?from=sandbox&orderId=${orderId}&transactionId=${transactionId}`
      assert.strictEqual(tab.url(), shop.url + visit)
      assert.deepStrictEqual(shop.visits, [`GET ${visit}`])
      const { payInfo, status } = yield* (yield* Sandbox).payment({ orderId })
      assert.strictEqual(status, "Authenticated")
      assert.deepStrictEqual(payInfo, [{ method: "BALANCE", amount: 900 }, { method: "POINT", amount: 100 }])
      assert.deepStrictEqual(complaints, [])
    }))

  it.scoped("the customer declines, and is sent to cancelUrl", () =>
    Effect.gen(function*() {
      const { complaints, page: tab } = yield* page
      const { orderId, shop, web } = yield* requested()
      yield* on(tab, async (tab) => {
        await tab.goto(web)
        await tab.getByRole("button", { name: "Decline" }).click()
        await tab.waitForURL(/\/cancel/)
      })
      assert.isTrue(tab.url().startsWith(`${shop.url}/cancel?orderId=${orderId}`))
      assert.strictEqual(yield* statusOf(orderId), "Canceled")
      assert.deepStrictEqual(complaints, [])
    }))

  it.scoped("the customer lets it expire, and goes back to the shop", () =>
    Effect.gen(function*() {
      const { page: tab } = yield* page
      const { orderId, shop, web } = yield* requested()
      yield* on(tab, async (tab) => {
        await tab.goto(web)
        await tab.getByRole("button", { name: "Let it expire" }).click()
        await tab.getByRole("status").getByText("Expired").waitFor()
      })
      assert.strictEqual(yield* statusOf(orderId), "TimedOut")
      assert.deepStrictEqual(shop.visits, [])
      yield* on(tab, async (tab) => {
        await tab.getByRole("link", { name: "Back to Afternoon Books" }).click()
        await tab.waitForURL(/\/cancel/)
      })
    }))

  it.scoped("the page is in Traditional Chinese", () =>
    Effect.gen(function*() {
      const { complaints, page: tab } = yield* page
      const { orderId, web } = yield* requested({ locale: "zh_TW" })
      yield* on(tab, (tab) => tab.goto(web))
      assert.strictEqual(yield* on(tab, (tab) => tab.getAttribute("html", "lang")), "zh-Hant-TW")
      assert.strictEqual(yield* on(tab, (tab) => tab.title()), "付款給 Afternoon Books")
      yield* on(tab, async (tab) => {
        await tab.getByRole("button", { name: "同意付款" }).click()
        await tab.waitForURL(/\/confirm/)
      })
      assert.strictEqual(yield* statusOf(orderId), "Authenticated")
      assert.deepStrictEqual(complaints, [])
    }))

  it.scoped("too many points are refused in the page's words", () =>
    Effect.gen(function*() {
      const { page: tab } = yield* page
      const { orderId, web } = yield* requested()
      yield* on(tab, async (tab) => {
        await tab.goto(web)
        // Past the browser's own check.
        await tab.getByLabel("Points to use").evaluate((input) => input.removeAttribute("max"))
        await tab.getByLabel("Points to use").fill("1001")
        await tab.getByRole("button", { name: "Approve" }).click()
        await tab.getByRole("alert").getByText("Points must be from 0 to NT$1,000.").waitFor()
      })
      assert.strictEqual(yield* statusOf(orderId), "Waiting")
    }))

  it.scoped("SERVER: the browser stays, and the server calls confirmUrl", () =>
    Effect.gen(function*() {
      const { page: tab } = yield* page
      const { shop, transactionId, web } = yield* requested({ type: "SERVER" })
      yield* on(tab, async (tab) => {
        await tab.goto(web)
        await tab.getByRole("button", { name: "Approve" }).click()
        await tab.getByRole("status").getByText("Approved").waitFor()
      })
      assert.strictEqual(tab.url(), web)
      yield* wire.until(Effect.sync(() => shop.visits.length), (length) => length > 0)
      assert.match(
        shop.visits.join(),
        new RegExp(`^GET /confirm\\?from=sandbox&orderId=order-\\d+&transactionId=${transactionId}$`)
      )
    }))

  it.scoped("NONE: the browser stays, and nobody calls", () =>
    Effect.gen(function*() {
      const { page: tab } = yield* page
      const { orderId, shop, web } = yield* requested({ type: "NONE" })
      yield* on(tab, async (tab) => {
        await tab.goto(web)
        await tab.getByRole("button", { name: "Approve" }).click()
        await tab.getByText("Waiting for Afternoon Books to confirm").waitFor()
      })
      assert.strictEqual(tab.url(), web)
      assert.strictEqual(yield* statusOf(orderId), "Authenticated")
      assert.deepStrictEqual(shop.visits, [])
    }))

  it.scoped("the books show a payment and its history as they happen", () =>
    Effect.gen(function*() {
      const { complaints, page: tab } = yield* page
      const { url } = yield* SandboxServer
      yield* on(tab, (tab) => tab.goto(`${url}/sandbox`))
      const { orderId, transactionId, web } = yield* requested()
      const shown = (text: string) =>
        on(tab, (tab) => tab.locator(`article[data-order-id="${orderId}"]`).getByText(text).waitFor())
      yield* shown("Requested")
      assert.strictEqual(
        yield* on(tab, (tab) => tab.getByRole("link", { name: "The customer’s page" }).first().getAttribute("href")),
        web.slice(url.length)
      )
      yield* (yield* Sandbox).approve(transactionId)
      yield* shown("The customer approved")
      yield* wire.call(url, {
        method: "POST",
        target: `/v3/payments/${transactionId}/confirm`,
        body: `{"amount":1000,"currency":"TWD"}`
      })
      yield* shown("Captured NT$1,000 by confirmPayment")
      assert.deepStrictEqual(complaints, [])
    }))
})
