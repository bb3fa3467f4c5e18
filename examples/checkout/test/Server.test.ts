import { afterAll, assert, describe, it } from "@effect/vitest"
import { Context, Effect, Layer, ManagedRuntime } from "effect"
import { Options, Sandbox, SandboxServer } from "effect-line-pay-sandbox"
import { readFileSync } from "node:fs"
import * as Server from "./support/server.ts"
import { password } from "./support/shop.ts"
import { field, locationOf, visitor } from "./support/visitor.ts"

class Shop extends Context.Tag("test/Shop")<Shop, Effect.Effect.Success<typeof Server.make>>() {
  static readonly layer = Layer.scoped(Shop, Effect.tap(Server.make, ({ start }) => start))
}

// One shop for all of them. Not with `layer`, which leaves its clock to the test files that follow in this worker.
const world = ManagedRuntime.make(Layer.provideMerge(Shop.layer, SandboxServer.layer()))
afterAll(() => world.dispose())

const test = <A, E>(name: string, body: Effect.Effect<A, E, Shop | Sandbox | SandboxServer>) =>
  it.live(name, () => Effect.provide(body, world))

const visit = Effect.map(Shop, ({ url }) => visitor(url))

/** Orders one tin and goes to LINE Pay; gives the order's path and the payment. */
const ordered = (lang = "en") =>
  Effect.gen(function*() {
    const { get, post } = yield* visit
    const token = field(yield* get(`/cart?alishan=1&lang=${lang}`), "token")
    const sent = yield* post("/orders", { alishan: "1", token, lang })
    assert.strictEqual(sent.status, 303, sent.text)
    const reserveId = new URL(locationOf(sent)).searchParams.get("transactionReserveId") ?? ""
    const payment = yield* (yield* Sandbox).payment({ reserveId })
    return { path: `/orders/${token}`, token, payment }
  })

const paid = Effect.gen(function*() {
  const { get } = yield* visit
  const order = yield* ordered()
  const redirect = yield* (yield* Sandbox).approve(order.payment.transactionId)
  assert.isDefined(redirect)
  const confirmed = yield* get(`${order.path}/confirm?transactionId=${order.payment.transactionId}`)
  assert.strictEqual(locationOf(confirmed), order.path)
  return order
})

const shopkeeper = { authorization: `Basic ${Buffer.from(`me:${password}`).toString("base64")}` }

describe("The shop over HTTP", () => {
  test(
    "speaks the language that was asked for, else the browser's",
    Effect.gen(function*() {
      const { get } = yield* visit
      assert.include((yield* get("/")).text, `<html lang="en">`)
      const chinese = yield* get("/", { "accept-language": "zh-TW,zh;q=0.9,en;q=0.8" })
      assert.include(chinese.text, `<html lang="zh-Hant-TW">`)
      assert.include(chinese.text, "阿里山高山烏龍")
      assert.include((yield* get("/?lang=en", { "accept-language": "zh-TW" })).text, `<html lang="en">`)
      const { path } = yield* ordered("zh_TW")
      assert.include((yield* get(path, { "accept-language": "en" })).text, "尚未付款", "the order remembers it")
    })
  )

  test(
    "sends LINE Pay its own prices, whatever the form says",
    Effect.gen(function*() {
      const { get, post } = yield* visit
      const token = field(yield* get("/cart?alishan=2"), "token")
      const sent = yield* post("/orders", { alishan: "2", token, price: "1", amount: "1", total: "1" })
      const reserveId = new URL(locationOf(sent)).searchParams.get("transactionReserveId") ?? ""
      assert.strictEqual((yield* (yield* Sandbox).payment({ reserveId })).amount, 960)
    })
  )

  test(
    "refuses a cart that is none",
    Effect.gen(function*() {
      const { get, post } = yield* visit
      for (const query of ["", "alishan=0", "alishan=-1", "alishan=10", "alishan=1.5", "alishan=1e1", "gold=1"]) {
        assert.strictEqual((yield* get(`/cart?${query}`)).status, 422, query)
      }
      assert.strictEqual((yield* post("/orders", { alishan: "1", token: "../../etc" })).status, 404)
    })
  )

  test(
    "pressing pay twice is one order with two payments",
    Effect.gen(function*() {
      const { post } = yield* visit
      const { token } = yield* ordered()
      const again = yield* post("/orders", { alishan: "1", token })
      assert.strictEqual(again.status, 303)
      const payments = yield* (yield* Sandbox).payments
      const [last, before] = [...payments].reverse()
      assert.strictEqual(last?.orderId, before?.orderId)
      assert.notStrictEqual(last?.transactionId, before?.transactionId)
    })
  )

  test(
    "shows the receipt to whoever has its address, and to nobody else",
    Effect.gen(function*() {
      const { get } = yield* visit
      const { path, payment } = yield* paid
      const receipt = yield* get(path)
      assert.strictEqual(receipt.status, 200)
      assert.include(receipt.text, "Your payment is confirmed")
      assert.include(receipt.text, payment.orderId)
      assert.strictEqual((yield* get(`/orders/${payment.orderId}`)).status, 404)
      assert.strictEqual((yield* get(`/orders/${"A".repeat(22)}`)).status, 404)
    })
  )

  test(
    "finds nothing under a forged id, and charges nobody",
    Effect.gen(function*() {
      const { get } = yield* visit
      const sandbox = yield* Sandbox
      const mine = yield* ordered()
      const theirs = yield* ordered()
      yield* sandbox.approve(theirs.payment.transactionId)
      const before = (yield* sandbox.ledger).length
      for (
        const query of [
          "",
          "transactionId=",
          "transactionId=2026010100000000010",
          "transactionId=1%2F..%2F..%2Fv3",
          "transactionId=%3Cscript%3E",
          `transactionId=${mine.payment.transactionId}&orderId=OTHER`,
          `transactionId=${mine.payment.transactionId}&transactionId=2026010100000000010`
        ]
      ) {
        const page = yield* get(`${mine.path}/confirm?${query}`)
        assert.strictEqual(page.status, 404, query)
        assert.notInclude(page.text, "<script>", query)
        assert.strictEqual((yield* get(`${mine.path}/confirm?${query}`, { accept: "application/json" })).status, 404)
      }
      assert.strictEqual((yield* sandbox.ledger).length, before)
    })
  )

  test(
    "tells the script how far it is, at the page's own address",
    Effect.gen(function*() {
      const { get } = yield* visit
      const sandbox = yield* Sandbox
      const { path, payment } = yield* ordered()
      const confirm = `${path}/confirm?transactionId=${payment.transactionId}&orderId=${payment.orderId}`
      const status = Effect.map(get(confirm, { accept: "application/json" }), ({ text }) => JSON.parse(text).status)
      assert.strictEqual(yield* status, "Waiting")
      // LINE Pay wants a second between two checks.
      yield* Effect.sleep("1 second")
      const early = yield* get(confirm)
      assert.include(early.text, `data-asks-while="Waiting"`)
      yield* sandbox.approve(payment.transactionId)
      yield* Effect.sleep("1 second")
      assert.strictEqual(yield* status, "Paid")
      const order = yield* get(path, { accept: "application/json" })
      assert.strictEqual(JSON.parse(order.text).status, "Paid")
    })
  )

  test(
    "asks LINE Pay when somebody says that the customer has cancelled",
    Effect.gen(function*() {
      const { get } = yield* visit
      const sandbox = yield* Sandbox
      const canceled = yield* ordered()
      yield* sandbox.decline(canceled.payment.transactionId)
      const back = yield* get(`${canceled.path}/cancel?transactionId=${canceled.payment.transactionId}`)
      assert.strictEqual(locationOf(back), canceled.path)
      const page = yield* get(canceled.path)
      assert.include(page.text, "you have not been charged")
      assert.include(page.text, "Pay with LINE Pay")

      // Said of a payment that was approved, it is a payment.
      const approved = yield* ordered()
      yield* sandbox.approve(approved.payment.transactionId)
      yield* get(`${approved.path}/cancel?transactionId=${approved.payment.transactionId}`)
      assert.include((yield* get(approved.path)).text, "Your payment is confirmed")
    })
  )

  test(
    "says in both languages why a payment was refused",
    Effect.gen(function*() {
      const { get } = yield* visit
      const sandbox = yield* Sandbox
      const { path, payment } = yield* ordered()
      yield* sandbox.approve(payment.transactionId)
      yield* sandbox.faults.next("confirmPayment", { _tag: "ResultCode", code: "1281", applied: false })
      yield* get(`${path}/confirm?transactionId=${payment.transactionId}`)
      assert.include(
        (yield* get(path)).text,
        "The card could not be used for this payment, and you have not been charged"
      )
      assert.include((yield* get(`${path}?lang=zh_TW`)).text, "這張卡片無法用於這筆付款")
    })
  )

  test(
    "says that LINE Pay does not take payments just now, and keeps the order",
    Effect.gen(function*() {
      const { get, post } = yield* visit
      yield* (yield* Sandbox).faults.next("requestPayment", { _tag: "ResultCode", code: "9000", applied: false })
      const token = field(yield* get("/cart?ruby=3"), "token")
      const sent = yield* post("/orders", { ruby: "3", token, lang: "en" })
      assert.strictEqual(locationOf(sent), `/orders/${token}?lang=en`)
      const page = yield* get(`/orders/${token}`)
      assert.include(page.text, "you have not been charged")
      assert.include(page.text, "Pay with LINE Pay")
    })
  )

  test(
    "lets nobody but the shopkeeper see the orders",
    Effect.gen(function*() {
      const { get } = yield* visit
      const { payment } = yield* paid
      assert.strictEqual((yield* get("/shopkeeper")).status, 401)
      const wrong = `Basic ${Buffer.from("me:wrong").toString("base64")}`
      assert.strictEqual((yield* get("/shopkeeper", { authorization: wrong })).status, 401)
      assert.strictEqual((yield* get("/shopkeeper", { authorization: "Basic %%%" })).status, 401)
      assert.include((yield* get("/shopkeeper", shopkeeper)).text, payment.orderId)
    })
  )

  test(
    "refunds once, however often the form is sent, and from no other site",
    Effect.gen(function*() {
      const { url } = yield* Shop
      const { get, post } = yield* visit
      const { payment } = yield* paid
      const page = `/shopkeeper/orders/${payment.orderId}`
      const refundId = field(yield* get(page, shopkeeper), "refundId")
      const refund = (headers: Record<string, string>) => post(`${page}/refund`, { refundId }, headers)
      assert.strictEqual((yield* refund({})).status, 401)
      assert.strictEqual((yield* refund(shopkeeper)).status, 403)
      assert.strictEqual((yield* refund({ ...shopkeeper, origin: "https://elsewhere.example" })).status, 403)
      const here = { ...shopkeeper, origin: url }
      const sent = yield* Effect.all([refund(here), refund(here), refund(here)], { concurrency: "unbounded" })
      assert.deepStrictEqual(sent.map(({ status }) => status), [303, 303, 303])
      const movements = (yield* (yield* Sandbox).ledger).filter(({ orderId }) => orderId === payment.orderId)
      assert.deepStrictEqual(movements.map(({ kind }) => kind), ["Capture", "Refund"])
      assert.include((yield* get(page, shopkeeper)).text, "Refunded")
      assert.notInclude((yield* get(page, shopkeeper)).text, "<button")
    })
  )

  test(
    "runs no script of anybody else, and keeps order addresses to itself",
    Effect.gen(function*() {
      const { get } = yield* visit
      const { path } = yield* paid
      const { headers } = yield* get(path)
      assert.match(headers.get("content-security-policy") ?? "", /default-src 'none'/)
      assert.notMatch(headers.get("content-security-policy") ?? "", /unsafe/)
      assert.strictEqual(headers.get("referrer-policy"), "same-origin")
      assert.strictEqual(headers.get("cache-control"), "no-store")
      const injected = yield* get(`/?lang="><script>alert(1)</script>`)
      assert.notInclude(injected.text, "<script>alert")
    })
  )

  test(
    "shows no secret: not on a page, not in what it prints, not in its database",
    Effect.gen(function*() {
      const { database, output } = yield* Shop
      const { get } = yield* visit
      const { path } = yield* paid
      const pages = yield* Effect.all([get("/"), get(path), get("/shopkeeper", shopkeeper), get("/nothing")])
      const stored = ["", "-wal"].map((suffix) => readFileSync(database + suffix, "latin1"))
      for (const secret of [Options.defaultCredentials.channelSecret, password]) {
        for (const text of [output(), ...stored, ...pages.map(({ text }) => text)]) {
          assert.isFalse(text.includes(secret))
        }
      }
      const asked = pages.map(({ headers }) => JSON.stringify([...headers]))
      assert.isFalse(asked.join().includes(password))
    })
  )
})
