import { assert, describe, it } from "@effect/vitest"
import { Effect, FastCheck as fc } from "effect"
import { Sandbox, SandboxServer } from "effect-line-pay-sandbox"
import * as client from "./support/client.ts"
import { merchant } from "./support/merchant.ts"
import * as wire from "./support/wire.ts"

interface Details {
  readonly orderId?: string
  readonly amount?: number
  readonly packageName?: string
  readonly productName?: string
  readonly imageUrl?: string
  readonly redirectUrls?: Record<string, string>
  readonly options?: Record<string, unknown>
}

const shop = { confirmUrl: "https://shop.example/confirm", cancelUrl: "https://shop.example/cancel" }

/** Requests a payment and gives the target of its page. */
const requested = (details: Details = {}) =>
  Effect.gen(function*() {
    const { url } = yield* SandboxServer
    const { amount = 1000, imageUrl, options = {}, orderId = "A1", packageName, productName = "Pen" } = details
    const body = {
      ...client.requestBody({ orderId, amount }),
      packages: [{
        id: "1",
        amount,
        name: packageName,
        products: [{ name: productName, quantity: 1, price: amount, imageUrl }]
      }],
      redirectUrls: details.redirectUrls ?? shop,
      options
    }
    const answer = yield* wire.call(url, {
      method: "POST",
      target: "/v3/payments/request",
      body: JSON.stringify(body)
    })
    const web = /"web":"([^"]+)"/.exec(answer.body)?.[1]
    assert.isTrue(web?.startsWith(url), answer.body)
    return web?.slice(url.length) ?? ""
  })

const get = (target: string) => Effect.flatMap(SandboxServer, ({ url }) => wire.send(url, { method: "GET", target }))

const post = (target: string, body: string, headers: Record<string, string> = {}) =>
  Effect.flatMap(SandboxServer, ({ url }) =>
    wire.send(url, {
      method: "POST",
      target,
      body,
      headers: { "content-type": "application/x-www-form-urlencoded", ...headers }
    }))

const status = (orderId: string) =>
  Effect.flatMap(Sandbox, (sandbox) => Effect.map(sandbox.payment({ orderId }), ({ status }) => status))

describe("the customer's page", () => {
  it.effect("shows the merchant, the products and the amount", () =>
    Effect.gen(function*() {
      const page = yield* get(
        yield* requested({
          packageName: "Desk",
          productName: "Pen",
          options: { shipping: { feeAmount: 0 } },
          imageUrl: "https://shop.example/pen.png"
        })
      )
      assert.strictEqual(page.status, 200)
      assert.strictEqual(page.headers["content-type"], "text/html; charset=utf-8")
      for (const text of ["Pay Afternoon Books", "Desk", "Pen", "NT$1,000", "A1", "20 minutes left", `lang="en"`]) {
        assert.include(page.body, text)
      }
      assert.include(page.body, `src="https://shop.example/pen.png"`)
    }).pipe(Effect.provide(SandboxServer.layer({ merchantName: "Afternoon Books" }))))

  it.effect("is in Traditional Chinese where the request asks for it, else in English", () =>
    Effect.gen(function*() {
      for (const [locale, text] of [["zh_TW", "同意付款"], ["zh-Hant", "同意付款"], ["th", "Approve"]] as const) {
        const page = yield* get(yield* requested({ orderId: locale, options: { display: { locale } } }))
        assert.include(page.body, text)
      }
    }).pipe(Effect.provide(SandboxServer.layer())))

  it.effect("tells what else the customer agrees to", () =>
    Effect.gen(function*() {
      const plain = yield* get(yield* requested())
      const more = yield* get(yield* requested({ options: { payment: { payType: "PREAPPROVED", capture: false } } }))
      for (const text of ["charge you again", "held now"]) {
        assert.notInclude(plain.body, text)
        assert.include(more.body, text)
      }
    }).pipe(Effect.provide(SandboxServer.layer())))

  it.effect("forbids scripts, frames and whatever is not its own", () =>
    Effect.gen(function*() {
      const page = yield* get(yield* requested())
      assert.strictEqual(
        page.headers["content-security-policy"],
        "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; style-src 'self'; " +
          "img-src http: https: data:; form-action 'self' http: https:"
      )
      assert.strictEqual(page.headers["x-content-type-options"], "nosniff")
      assert.notMatch(page.body, /<script|<style|\son\w+=|\sstyle=/)
    }).pipe(Effect.provide(SandboxServer.layer())))

  // The tags of a page, with what stands in quotes left out.
  const tags = (page: string) => page.match(/<[^>]*>/g)?.map((tag) => tag.replace(/"[^"]*"/g, `""`))
  const markup = fc.stringMatching(/^[a-z <>"'&=/;!-]{1,40}$/)

  it.effect.prop(
    "no text of a merchant's becomes markup",
    [markup, markup, markup],
    ([orderId, packageName, productName]) =>
      Effect.gen(function*() {
        const plain = yield* get(yield* requested({ orderId: "a", packageName: "b", productName: "c" }))
        const page = yield* get(yield* requested({ orderId, packageName, productName }))
        assert.deepStrictEqual(tags(page.body), tags(plain.body))
      }).pipe(Effect.provide(SandboxServer.layer())),
    { fastCheck: { numRuns: 15 } }
  )

  it.effect("takes no picture and no link that would run", () =>
    Effect.gen(function*() {
      for (const url of ["javascript:alert(1)", "java\tscript:alert(1)", "data:text/html,x", " JAVASCRIPT:1"]) {
        const target = yield* requested({
          imageUrl: url,
          redirectUrls: { confirmUrl: url, cancelUrl: url }
        })
        assert.notInclude((yield* get(target)).body, "<img")
        yield* Effect.flatMap(Sandbox, (sandbox) => sandbox.approve({ orderId: "A1" }))
        const page = yield* get(target)
        assert.include(page.body, "Approved")
        assert.notInclude(page.body, "<a ")
        assert.notMatch(page.headers["content-security-policy"]?.toString() ?? "", /javascript|data:text/)
      }
    }).pipe(Effect.provide(SandboxServer.layer())))

  it.effect("approving redirects to confirmUrl with both ids", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const target = yield* requested()
      const answer = yield* post(target, "act=approve&method=BALANCE&points=300")
      const { payInfo, transactionId } = yield* sandbox.payment({ orderId: "A1" })
      assert.strictEqual(answer.status, 303)
      assert.strictEqual(
        answer.headers.location,
        `https://shop.example/confirm?orderId=A1&transactionId=${transactionId}`
      )
      assert.deepStrictEqual(payInfo, [{ method: "BALANCE", amount: 700 }, { method: "POINT", amount: 300 }])
      const page = yield* get(target)
      assert.include(page.body, "Approved")
      assert.include(page.body, `href="https://shop.example/confirm?orderId=A1&#38;transactionId=${transactionId}"`)
    }).pipe(Effect.provide(SandboxServer.layer())))

  it.effect("an order id that the URL has already is kept, and an app's or a Chinese URL survives", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      for (
        const [orderId, confirmUrl, start] of [
          ["B1", "https://shop.example/?orderId=mine", "https://shop.example/?orderId=mine&transactionId="],
          ["B2", "myshop://done", "myshop://done?orderId=B2&transactionId="],
          ["B3", "https://shop.example/確認", "https://shop.example/%E7%A2%BA%E8%AA%8D?orderId=B3&transactionId="],
          ["B\uD800", "https://shop.example/", "https://shop.example/?orderId=B%EF%BF%BD&transactionId="],
          ["B4", "https://shop.example/a\r\nset-cookie: x", "https://shop.example/a%0D%0Aset-cookie:%20x?orderId=B4"]
        ] as const
      ) {
        const target = yield* requested({ orderId, redirectUrls: { ...shop, confirmUrl } })
        const answer = yield* post(target, "act=approve")
        assert.isTrue(answer.headers.location?.startsWith(start), answer.headers.location)
        assert.isUndefined(answer.headers["set-cookie"])
        assert.strictEqual((yield* sandbox.payment({ orderId })).status, "Authenticated")
      }
      const page = yield* get(yield* requested({ redirectUrls: { ...shop, confirmUrl: "myshop://done" } }))
      assert.include(page.headers["content-security-policy"], "form-action 'self' http: https: myshop:")
    }).pipe(Effect.provide(SandboxServer.layer())))

  it.effect("declining redirects to cancelUrl; letting it expire shows so", () =>
    Effect.gen(function*() {
      const declined = yield* post(yield* requested({ orderId: "C1" }), "act=decline")
      assert.match(declined.headers.location ?? "", /^https:\/\/shop\.example\/cancel\?orderId=C1&transactionId=\d+$/)
      assert.strictEqual(yield* status("C1"), "Canceled")
      const target = yield* requested({ orderId: "C2" })
      const expired = yield* post(target, "act=expire")
      assert.deepStrictEqual([expired.status, expired.headers.location], [303, target])
      assert.strictEqual(yield* status("C2"), "TimedOut")
      assert.include((yield* get(target)).body, "Expired")
    }).pipe(Effect.provide(SandboxServer.layer())))

  it.effect("SERVER: the server calls confirmUrl and the browser stays", () =>
    Effect.gen(function*() {
      const { url, visits } = yield* merchant
      const target = yield* requested({
        redirectUrls: { confirmUrl: `${url}/confirm`, cancelUrl: `${url}/cancel`, confirmUrlType: "SERVER" }
      })
      const answer = yield* post(target, "act=approve")
      assert.strictEqual(answer.headers.location, target)
      yield* wire.until(Effect.sync(() => visits.length), (length) => length > 0)
      const { transactionId } = yield* (yield* Sandbox).payment({ orderId: "A1" })
      assert.deepStrictEqual(visits, [`GET /confirm?orderId=A1&transactionId=${transactionId}`])
    }).pipe(Effect.scoped, Effect.provide(SandboxServer.layer())))

  it.effect("NONE: nobody goes anywhere", () =>
    Effect.gen(function*() {
      const target = yield* requested({ redirectUrls: { ...shop, confirmUrlType: "NONE" } })
      assert.strictEqual((yield* post(target, "act=approve")).headers.location, target)
      const page = yield* get(target)
      assert.include(page.body, "Waiting for Sandbox Store to confirm")
      assert.notInclude(page.body, "<a ")
    }).pipe(Effect.provide(SandboxServer.layer())))

  it.effect("refuses more points than the amount, and changes nothing", () =>
    Effect.gen(function*() {
      const target = yield* requested()
      for (const points of ["1001", "-1", "NaN"]) {
        const answer = yield* post(target, `act=approve&points=${points}`)
        assert.strictEqual(answer.status, 400)
        assert.strictEqual(yield* status("A1"), "Waiting")
      }
      assert.include((yield* post(target, "act=approve&points=1001")).body, "Points must be from 0 to NT$1,000.")
    }).pipe(Effect.provide(SandboxServer.layer())))

  it.effect("an act that comes too late changes nothing and shows what is", () =>
    Effect.gen(function*() {
      const target = yield* requested()
      yield* post(target, "act=decline")
      const late = yield* post(target, "act=approve")
      assert.deepStrictEqual([late.status, late.headers.location], [303, target])
      assert.strictEqual(yield* status("A1"), "Canceled")
    }).pipe(Effect.provide(SandboxServer.layer())))

  it.effect("an unknown payment, an unknown act, a page of another site", () =>
    Effect.gen(function*() {
      const target = yield* requested()
      for (const wrong of [`${target}x`, "/web/payment/wait", "/web/payment/wait?transactionReserveId=%zz"]) {
        const page = yield* get(wrong)
        assert.strictEqual(page.status, 404)
        assert.include(page.body, "No such payment")
      }
      assert.strictEqual((yield* post(target, "act=pay")).status, 400)
      assert.strictEqual((yield* post(target, "act=approve", { "sec-fetch-site": "cross-site" })).status, 403)
      assert.strictEqual(yield* status("A1"), "Waiting")
    }).pipe(Effect.provide(SandboxServer.layer())))
})
