/** Takes the pictures of the README: `tsx examples/checkout/scripts/screenshots.ts`. */
import { NodeRuntime } from "@effect/platform-node"
import { Effect, Layer } from "effect"
import { Fault, Sandbox, SandboxServer } from "effect-line-pay-sandbox"
import { fileURLToPath } from "node:url"
import type { Page } from "playwright-core"
import { browser, Chromium, on } from "../test/browser/chromium.ts"
import * as Server from "../test/support/server.ts"
import { password } from "../test/support/shop.ts"

const take = (tab: Page, name: string) =>
  on(tab, (tab) =>
    tab.screenshot({
      path: fileURLToPath(new URL(`../screenshots/${name}.png`, import.meta.url)),
      animations: "disabled",
      caret: "initial"
    }))

const phone = { viewport: { width: 390, height: 760 } }

/** Chooses tea and goes to LINE Pay. */
const order = (tab: Page, url: string) =>
  on(tab, async (tab) => {
    await tab.goto(`${url}/cart?lang=zh_TW&alishan=2&ruby=1`)
    await tab.getByRole("button", { name: "使用 LINE Pay 付款" }).click()
    await tab.getByRole("button", { name: "同意付款" }).waitFor()
  })

const approve = (tab: Page) =>
  on(tab, (tab) => tab.getByRole("button", { name: "同意付款" }).click({ noWaitAfter: true }))

const title = (tab: Page, name: string) => on(tab, (tab) => tab.getByRole("heading", { name, exact: true }).waitFor())

Effect.gen(function*() {
  const sandbox = yield* Sandbox
  const shop = yield* Server.make
  yield* shop.start

  const desktop = yield* browser({ viewport: { width: 1180, height: 800 } })
  yield* on(desktop.tab, (tab) => tab.goto(shop.url))
  yield* take(desktop.tab, "shop")

  const english = yield* browser(phone)
  yield* on(english.tab, (tab) => tab.goto(`${shop.url}/cart?alishan=2&ruby=1`))
  yield* take(english.tab, "cart")

  const { tab } = yield* browser({ ...phone, locale: "zh-TW" })
  yield* order(tab, shop.url)
  yield* sandbox.faults.next("confirmPayment", Fault.delay("6 seconds"))
  yield* approve(tab)
  yield* title(tab, "正在確認您的付款")
  yield* take(tab, "checking")
  yield* title(tab, "已付款")
  yield* take(tab, "receipt")

  yield* order(tab, shop.url)
  yield* sandbox.faults.next("confirmPayment", Fault.resultCode("1281"))
  yield* approve(tab)
  yield* title(tab, "未付款")
  yield* on(tab, (tab) => tab.goto(`${tab.url()}?lang=en`))
  yield* take(tab, "refused")

  const keeper = yield* browser({
    viewport: { width: 390, height: 760 },
    httpCredentials: { username: "me", password }
  })
  yield* on(keeper.tab, async (tab) => {
    await tab.goto(`${shop.url}/shopkeeper`)
    await tab.getByText("Paid", { exact: true }).waitFor()
    await tab.locator("tr", { hasText: "NT$1,350" }).filter({ has: tab.getByText("Paid", { exact: true }) })
      .getByRole("link").click()
    await tab.getByRole("button").waitFor()
  })
  yield* take(keeper.tab, "shopkeeper")
}).pipe(
  Effect.scoped,
  Effect.provide(Layer.merge(Chromium.layer, SandboxServer.layer({ merchantName: "Hillside Tea 坡上茶" }))),
  NodeRuntime.runMain
)
