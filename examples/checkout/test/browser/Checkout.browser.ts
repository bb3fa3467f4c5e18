import { afterAll, assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer, ManagedRuntime, type Scope } from "effect"
import { Fault, Sandbox, SandboxServer } from "effect-line-pay-sandbox"
import type { Page } from "playwright-core"
import * as Server from "../support/server.ts"
import { password } from "../support/shop.ts"
import { browser, Chromium, on } from "./chromium.ts"

class Shop extends Context.Tag("test/Shop")<Shop, Effect.Effect.Success<typeof Server.make>>() {
  static readonly layer = Layer.scoped(Shop, Effect.tap(Server.make, ({ start }) => start))
}

/** One shop, LINE Pay and browser for most tests: each has its own order. */
const world = ManagedRuntime.make(
  Layer.merge(Chromium.layer, Layer.provideMerge(Shop.layer, SandboxServer.layer({ merchantName: "Hillside Tea" })))
)
afterAll(() => world.dispose())

const test = <E>(
  name: string,
  body: Effect.Effect<void, E, Shop | Chromium | Sandbox | SandboxServer | Scope.Scope>
) => it.scopedLive(name, () => Effect.provide(body, world))

/** From the shop's first page to LINE Pay's, with two tins of one tea and one of another. Gives the payment. */
const goToLinePay = (tab: Page) =>
  Effect.gen(function*() {
    const { url } = yield* Shop
    yield* on(tab, async (tab) => {
      await tab.goto(url)
      await tab.getByLabel("Tins of Alishan High Mountain").selectOption("2")
      await tab.getByLabel("Tins of Sun Moon Lake Ruby").selectOption("1")
      await tab.getByRole("button", { name: "Review your order" }).click()
    })
    return yield* pay(tab)
  })

/** Presses the button that leads to LINE Pay, and gives the payment. */
const pay = (tab: Page) =>
  Effect.gen(function*() {
    yield* on(tab, async (tab) => {
      await tab.getByRole("button", { name: "Pay with LINE Pay" }).click()
      await tab.getByRole("button", { name: "Approve" }).waitFor()
    })
    const reserveId = new URL(tab.url()).searchParams.get("transactionReserveId") ?? ""
    return yield* (yield* Sandbox).payment({ reserveId })
  })

/** The customer approves at LINE Pay, and does not wait for the page that follows. */
const approve = (tab: Page) =>
  on(tab, (tab) => tab.getByRole("button", { name: "Approve" }).click({ noWaitAfter: true }))

const sees = (tab: Page, title: string) =>
  on(tab, (tab) => tab.getByRole("heading", { name: title, exact: true }).waitFor())

/** Every movement of money for an order, as LINE Pay's own books have it. */
const movements = ({ orderId }: { readonly orderId: string }) =>
  Effect.flatMap(
    Sandbox,
    (sandbox) =>
      Effect.map(sandbox.ledger, (all) =>
        all.filter((movement) => movement.orderId === orderId).map(({ amount, kind }) => `${kind} ${amount}`))
  )

describe("In Chromium, a customer", () => {
  test(
    "goes from cart to receipt",
    Effect.gen(function*() {
      const { complaints, tab } = yield* browser()
      const payment = yield* goToLinePay(tab)
      yield* approve(tab)
      yield* sees(tab, "Paid")
      assert.match(tab.url(), /\/orders\/[\w-]{22}$/)
      const receipt = yield* on(tab, (tab) => tab.innerText("main"))
      for (const text of ["Thank you", "Alishan High Mountain", "NT$1,350", payment.orderId]) {
        assert.include(receipt, text)
      }

      // The receipt needs nothing that this browser has.
      const other = yield* browser()
      yield* on(other.tab, (page) => page.goto(tab.url()))
      yield* sees(other.tab, "Paid")
      assert.deepStrictEqual(yield* movements(payment), ["Capture 1350"])
      assert.deepStrictEqual([...complaints, ...other.complaints], [])
    })
  )

  test(
    "reads Traditional Chinese, at LINE Pay too",
    Effect.gen(function*() {
      const { url } = yield* Shop
      const { complaints, tab } = yield* browser({ locale: "zh-TW" })
      yield* on(tab, async (tab) => {
        await tab.goto(url)
        await tab.getByLabel("凍頂炭焙烏龍數量").selectOption("1")
        await tab.getByRole("button", { name: "查看訂單" }).click()
        await tab.getByRole("button", { name: "使用 LINE Pay 付款" }).click()
        await tab.getByRole("button", { name: "同意付款" }).click()
      })
      yield* sees(tab, "已付款")
      assert.include(yield* on(tab, (tab) => tab.innerText("main")), "謝謝您，您的付款已確認。")
      assert.deepStrictEqual(complaints, [])
    })
  )

  test(
    "pays once when the answer to the confirm is lost",
    Effect.gen(function*() {
      const { complaints, tab } = yield* browser()
      const payment = yield* goToLinePay(tab)
      const { transactionId } = payment
      yield* (yield* Sandbox).faults.next("confirmPayment", Fault.commitThenLose, { transactionId })
      yield* approve(tab)
      yield* sees(tab, "Paid")
      assert.deepStrictEqual(yield* movements(payment), ["Capture 1350"])
      assert.deepStrictEqual(complaints, [])
    })
  )

  test(
    "waits on a page of the shop while the confirm is slow, and is shown the receipt",
    Effect.gen(function*() {
      const { complaints, tab } = yield* browser()
      const payment = yield* goToLinePay(tab)
      const { transactionId } = payment
      yield* (yield* Sandbox).faults.next("confirmPayment", Fault.delay("15 seconds"), { transactionId })
      yield* approve(tab)
      yield* sees(tab, "Checking your payment")
      assert.include(yield* on(tab, (tab) => tab.innerText("main")), "Please do not pay again")
      assert.strictEqual(yield* on(tab, (tab) => tab.getByRole("button").count()), 0)
      yield* sees(tab, "Paid")
      assert.deepStrictEqual(yield* movements(payment), ["Capture 1350"])
      assert.deepStrictEqual(complaints, [])
    })
  )

  test(
    "waits and is shown the receipt without a script",
    Effect.gen(function*() {
      const { tab } = yield* browser({ javaScriptEnabled: false })
      const payment = yield* goToLinePay(tab)
      const { transactionId } = payment
      yield* (yield* Sandbox).faults.next("confirmPayment", Fault.delay("15 seconds"), { transactionId })
      yield* approve(tab)
      yield* sees(tab, "Checking your payment")
      yield* sees(tab, "Paid")
      assert.deepStrictEqual(yield* movements(payment), ["Capture 1350"])
    })
  )

  test(
    "pays once, however often the confirm page is loaded",
    Effect.gen(function*() {
      const { tab } = yield* browser()
      const payment = yield* goToLinePay(tab)
      const { transactionId } = payment
      const sandbox = yield* Sandbox
      yield* sandbox.faults.next("confirmPayment", Fault.delay("4 seconds"), { transactionId })
      const { url = "" } = yield* sandbox.approve(transactionId)
      for (let time = 0; time < 10; time++) yield* on(tab, (tab) => tab.goto(url, { waitUntil: "commit" }))
      yield* sees(tab, "Paid")
      for (let time = 0; time < 10; time++) yield* on(tab, (tab) => tab.goto(url))
      yield* sees(tab, "Paid")
      assert.deepStrictEqual(yield* movements(payment), ["Capture 1350"])
    })
  )

  test(
    "opens the confirm page before approving: it waits, and goes on by itself",
    Effect.gen(function*() {
      const { complaints, tab } = yield* browser()
      const payment = yield* goToLinePay(tab)
      const early = `${payment.redirectUrls.confirmUrl}?transactionId=${payment.transactionId}`
      yield* on(tab, (tab) => tab.goto(early))
      yield* sees(tab, "Waiting for your approval")
      assert.deepStrictEqual(yield* movements(payment), [])
      yield* (yield* Sandbox).approve(payment.transactionId)
      yield* sees(tab, "Paid")
      assert.deepStrictEqual(yield* movements(payment), ["Capture 1350"])
      assert.deepStrictEqual(complaints, [])
    })
  )

  test(
    "opens the confirm page with a forged id: nobody pays, and nobody else's order shows",
    Effect.gen(function*() {
      const { tab } = yield* browser()
      const theirs = yield* goToLinePay(tab)
      yield* (yield* Sandbox).approve(theirs.transactionId)
      const mine = yield* goToLinePay(tab)
      const forged = (BigInt(mine.transactionId) + 1n).toString()
      yield* on(tab, (tab) => tab.goto(`${mine.redirectUrls.confirmUrl}?transactionId=${forged}`))
      yield* sees(tab, "There is no such page")
      yield* on(tab, (tab) => tab.goto(`${mine.redirectUrls.confirmUrl}?transactionId=${theirs.transactionId}`))
      yield* sees(tab, "There is no such page")
      assert.notInclude(yield* on(tab, (tab) => tab.content()), theirs.orderId)
      assert.deepStrictEqual(yield* movements(mine), [])
    })
  )

  test(
    "pays one order in two tabs: the second learns that it is paid",
    Effect.gen(function*() {
      const { complaints, context, tab: first } = yield* browser()
      const payment = yield* goToLinePay(first)
      const second = yield* Effect.promise(() => context.newPage())
      yield* on(second, (tab) => tab.goto(payment.redirectUrls.confirmUrl?.replace(/\/confirm$/, "") ?? ""))
      const again = yield* pay(second)
      assert.strictEqual(again.orderId, payment.orderId)
      assert.notStrictEqual(again.transactionId, payment.transactionId)
      yield* Effect.all([approve(first), approve(second)], { concurrency: "unbounded" })
      yield* Effect.all([sees(first, "Paid"), sees(second, "Paid")], { concurrency: "unbounded" })
      assert.deepStrictEqual(yield* movements(payment), ["Capture 1350"])
      assert.deepStrictEqual(complaints, [])
    })
  )

  test(
    "cancels at LINE Pay, is told that nothing was charged, and pays after all",
    Effect.gen(function*() {
      const { complaints, tab } = yield* browser()
      const canceled = yield* goToLinePay(tab)
      yield* on(tab, (tab) => tab.getByRole("button", { name: "Decline" }).click())
      yield* sees(tab, "Not paid")
      assert.include(yield* on(tab, (tab) => tab.innerText("main")), "you have not been charged")
      const payment = yield* pay(tab)
      yield* approve(tab)
      yield* sees(tab, "Paid")
      assert.strictEqual(payment.orderId, canceled.orderId)
      assert.deepStrictEqual(yield* movements(payment), ["Capture 1350"])
      assert.deepStrictEqual(complaints, [])
    })
  )

  test(
    "approves, and the browser never comes back: the order is paid all the same",
    Effect.gen(function*() {
      const { tab } = yield* browser()
      const payment = yield* goToLinePay(tab)
      yield* (yield* Sandbox).approve(payment.transactionId)
      const order = payment.redirectUrls.confirmUrl?.replace(/\/confirm$/, "") ?? ""
      yield* Effect.repeat(movements(payment), { until: (all) => all.length > 0 })
      yield* on(tab, (tab) => tab.goto(order))
      yield* sees(tab, "Paid")
      assert.deepStrictEqual(yield* movements(payment), ["Capture 1350"])
    })
  )

  it.scopedLive("has paid once when the server is killed before it hears the answer", () =>
    Effect.gen(function*() {
      const shop = yield* Server.make
      const killed = yield* shop.start
      const { tab } = yield* browser()
      const payment = yield* Effect.provideService(goToLinePay(tab), Shop, shop)
      yield* (yield* Sandbox).faults.next("confirmPayment", Fault.hang({ applied: true }))
      yield* approve(tab)
      yield* sees(tab, "Checking your payment")
      yield* killed.kill
      assert.deepStrictEqual(yield* movements(payment), ["Capture 1350"])
      // The page stays open, and asks until the shop is there again.
      yield* shop.start
      yield* sees(tab, "Paid")
      assert.deepStrictEqual(yield* movements(payment), ["Capture 1350"])
    }).pipe(Effect.provide(SandboxServer.layer()), Effect.provide(world)))
})

describe("In Chromium, the shopkeeper", () => {
  test(
    "finds the order and refunds it, with a double click",
    Effect.gen(function*() {
      const { url } = yield* Shop
      const customer = yield* browser()
      const payment = yield* goToLinePay(customer.tab)
      yield* approve(customer.tab)
      yield* sees(customer.tab, "Paid")
      const { complaints, tab } = yield* browser({ httpCredentials: { username: "me", password } })
      yield* on(tab, async (tab) => {
        await tab.goto(`${url}/shopkeeper`)
        await tab.getByRole("link", { name: payment.orderId }).click()
        await tab.getByRole("button", { name: "Refund NT$1,350" }).dblclick()
        await tab.getByText("Refunded").first().waitFor()
      })
      assert.deepStrictEqual(yield* movements(payment), ["Capture 1350", "Refund 1350"])
      yield* on(customer.tab, (tab) => tab.reload())
      yield* sees(customer.tab, "Refunded")
      assert.deepStrictEqual(complaints, [])
    })
  )
})

describe("LINE Pay", () => {
  test(
    "finds nothing to complain of in what the shop has asked",
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* (yield* Sandbox).lint, [])
    })
  )
})
