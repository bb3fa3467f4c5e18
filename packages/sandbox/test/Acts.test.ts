import { assert, describe, it } from "@effect/vitest"
import { Effect, TestClock } from "effect"
import { Payment, type Redirect, Sandbox } from "effect-line-pay-sandbox"
import * as client from "./support/client.ts"
import * as story from "./support/story.ts"

const refusal = <A, R>(act: Effect.Effect<A, { readonly reason: string }, R>) =>
  Effect.map(Effect.flip(act), ({ reason }) => reason)

describe("the customer", () => {
  it.effect("approves by transaction id, by order id or by what the page is called", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const first = yield* client.request({ orderId: "A" })
      const second = yield* client.request({ orderId: "A" })
      const third = yield* client.request()
      // The newest that waits, then the one before it.
      yield* sandbox.approve({ orderId: "A" })
      assert.strictEqual((yield* sandbox.payment(second.info.transactionId)).status, "Authenticated")
      yield* sandbox.approve({ orderId: "A" })
      assert.strictEqual((yield* sandbox.payment({ transactionId: first.info.transactionId })).status, "Authenticated")
      const reserveId = new URL(third.info.paymentUrl.web).searchParams.get("transactionReserveId") ?? ""
      yield* sandbox.approve({ reserveId })
      assert.strictEqual((yield* sandbox.payment({ reserveId })).status, "Authenticated")
    }).pipe(Effect.provide(Sandbox.layer())))

  it.effect("is told why an act is not possible", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const id = yield* story.requested()
      assert.strictEqual(yield* refusal(sandbox.approve("42")), "UnknownPayment")
      assert.strictEqual(yield* refusal(sandbox.approve({ orderId: "nobody's" })), "UnknownPayment")
      assert.strictEqual(yield* refusal(sandbox.approve({ reserveId: "hr1p1lkv3ibe_guessed" })), "UnknownPayment")
      assert.strictEqual(yield* refusal(sandbox.approve(id, { points: 1001 })), "WrongAmount")
      assert.strictEqual(yield* refusal(sandbox.approve(id, { payInfo: [] })), "WrongAmount")
      yield* sandbox.decline(id)
      assert.strictEqual(yield* refusal(sandbox.approve(id)), "WrongState")
      assert.strictEqual(yield* refusal(sandbox.discardRegKey("RK")), "UnknownRegKey")
      assert.deepStrictEqual(yield* story.movements, [])
    }).pipe(Effect.provide(Sandbox.layer())))

  it.effect("pays as chosen: card, balance, points, or all of it otherwise", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const payInfo = (choice: Payment.Choice) =>
        Effect.gen(function*() {
          const id = yield* story.approved({}, choice)
          return (yield* sandbox.payment(id)).payInfo.map(({ amount, method }) => `${method} ${amount}`)
        })
      assert.deepStrictEqual(yield* payInfo({}), ["CREDIT_CARD 1000"])
      assert.deepStrictEqual(yield* payInfo({ method: "BALANCE" }), ["BALANCE 1000"])
      assert.deepStrictEqual(yield* payInfo({ points: 100 }), ["CREDIT_CARD 900", "POINT 100"])
      assert.deepStrictEqual(yield* payInfo({ method: "BALANCE", points: 1000 }), ["POINT 1000"])
      const discount = [{ method: "DISCOUNT", amount: 1 }, { method: "BALANCE", amount: 999 }]
      assert.deepStrictEqual(yield* payInfo({ payInfo: discount }), ["DISCOUNT 1", "BALANCE 999"])
    }).pipe(Effect.provide(Sandbox.layer())))

  it.effect("pays with another card after changing it", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const regKey = yield* story.enrolled()
      yield* sandbox.changeCard(regKey, { brand: "JCB", lastFourDigits: "4321" })
      const { info } = yield* client.payPreapproved(regKey, { orderId: "A" })
      const { card } = yield* sandbox.payment(info.transactionId)
      assert.deepStrictEqual(card, { brand: "JCB", nickname: "", lastFourDigits: "4321" })
    }).pipe(Effect.provide(Sandbox.layer())))

  it.effect("lets it expire", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const id = yield* story.requested()
      yield* sandbox.letExpire(id)
      assert.strictEqual((yield* client.check(id)).returnCode, "0121")
      assert.strictEqual((yield* client.confirm(id)).returnCode, "1180")
    }).pipe(Effect.provide(Sandbox.layer())))
})

describe("redirects", () => {
  const redirects = (confirmUrl: string, oddity?: Redirect.Oddity) =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const body = { ...client.requestBody({ orderId: "A&1" }), redirectUrls: { confirmUrl, cancelUrl: confirmUrl } }
      const { info } = yield* client.send("POST", "/payments/request", JSON.stringify(body))
      const { url } = yield* sandbox.approve(info.transactionId, oddity === undefined ? {} : { redirect: oddity })
      return url?.replace(info.transactionId, "ID")
    })

  it.effect("both ids are appended, and the merchant's own URL stays as it was written", () =>
    Effect.gen(function*() {
      assert.strictEqual(
        yield* redirects("https://s.example/ok"),
        "https://s.example/ok?orderId=A%261&transactionId=ID"
      )
      assert.strictEqual(
        yield* redirects("https://s.example/ok?q=a%20b+c#top"),
        "https://s.example/ok?q=a%20b+c&orderId=A%261&transactionId=ID#top"
      )
      assert.strictEqual(yield* redirects("https://s.example/?"), "https://s.example/?orderId=A%261&transactionId=ID")
    }).pipe(Effect.provide(Sandbox.layer())))

  it.effect("an orderId that stands there already is kept", () =>
    Effect.gen(function*() {
      assert.strictEqual(
        yield* redirects("https://s.example/ok?orderId=mine"),
        "https://s.example/ok?orderId=mine&transactionId=ID"
      )
    }).pipe(Effect.provide(Sandbox.layer())))

  it.effect("can lack the order id, or be forged", () =>
    Effect.gen(function*() {
      assert.strictEqual(
        yield* redirects("https://s.example/ok", { withoutOrderId: true }),
        "https://s.example/ok?transactionId=ID"
      )
      assert.strictEqual(
        yield* redirects("https://s.example/ok", { transactionId: "42" }),
        "https://s.example/ok?orderId=A%261&transactionId=42"
      )
    }).pipe(Effect.provide(Sandbox.layer())))

  it.effect("confirmUrlType NONE has no page to go to", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const body = { ...client.requestBody(), redirectUrls: { confirmUrlType: "NONE" } }
      const { info } = yield* client.send("POST", "/payments/request", JSON.stringify(body))
      const redirect = yield* sandbox.approve(info.transactionId)
      assert.deepStrictEqual([redirect.url, redirect.confirmUrlType], [undefined, "NONE"])
    }).pipe(Effect.provide(Sandbox.layer())))
})

describe("the merchant centre", () => {
  it.effect("refunds beside the API, the same amount as one in flight, too", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const id = yield* story.paid()
      const refundTransactionId = yield* sandbox.merchantCentre.refund(id, 30)
      yield* client.refund(id, 30)
      yield* sandbox.merchantCentre.refund(id, "full")
      assert.strictEqual(yield* refusal(sandbox.merchantCentre.refund(id, 1)), "WrongAmount")
      assert.strictEqual((yield* client.refund(id, 1)).returnCode, "1165")
      assert.strictEqual(client.records(yield* client.detailsOf(refundTransactionId))[0]?.originalTransactionId, id)
      assert.deepStrictEqual((yield* sandbox.ledger).map(({ amount, cause }) => `${amount} ${cause._tag}`), [
        "1000 Call",
        "30 MerchantCentre",
        "30 Call",
        "940 MerchantCentre"
      ])
    }).pipe(Effect.provide(Sandbox.layer())))

  it.effect("captures and voids", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const captured = yield* story.authorized()
      const voided = yield* story.authorized()
      assert.strictEqual(yield* refusal(sandbox.merchantCentre.capture(captured, 1001)), "WrongAmount")
      yield* sandbox.merchantCentre.capture(captured, 600)
      yield* sandbox.merchantCentre.void(voided)
      assert.strictEqual((yield* client.capture(captured, 600)).returnCode, "1179")
      assert.strictEqual((yield* client.voidPayment(voided)).returnCode, "1165")
      assert.strictEqual(yield* refusal(sandbox.merchantCentre.void(captured)), "WrongState")
      assert.deepStrictEqual(yield* story.movements, [
        "Authorize 1000",
        "Authorize 1000",
        "Capture 600",
        "Void 400",
        "Void 1000"
      ])
    }).pipe(Effect.provide(Sandbox.layer())))
})

describe("time", () => {
  it.effect("an authorisation expires at its date, in the ledger too, however late one looks", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const id = yield* story.authorized()
      yield* TestClock.adjust("100 days")
      const [, expired] = yield* sandbox.ledger
      assert.strictEqual(expired?.kind, "Expire")
      assert.strictEqual(expired?.at, 5 * 24 * 3_600_000)
      assert.deepStrictEqual(expired?.cause, { _tag: "Expiry" })
      assert.strictEqual(client.records(yield* client.detailsOf(id))[0]?.payStatus, "EXPIRED_AUTHORIZATION")
    }).pipe(Effect.provide(Sandbox.layer({ authorizationLifetime: "5 days" }))))

  it.effect("ends the customer's time and a regKey when the options say", () =>
    Effect.gen(function*() {
      const regKey = yield* story.enrolled()
      const id = yield* story.requested()
      yield* TestClock.adjust("59 seconds")
      assert.strictEqual((yield* client.check(id)).returnCode, "0000")
      yield* TestClock.adjust("1 second")
      assert.strictEqual((yield* client.check(id)).returnCode, "0121")
      yield* TestClock.adjust("23 hours")
      assert.strictEqual((yield* client.checkRegKey(regKey)).returnCode, "0000")
      yield* TestClock.adjust("1 hour")
      assert.strictEqual((yield* client.checkRegKey(regKey)).returnCode, "1193")
    }).pipe(Effect.provide(Sandbox.layer({ authenticationWindow: "1 minute", regKeyLifetime: "1 day" }))))

  it.effect("can be advanced for the sandbox alone", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const id = yield* story.requested()
      yield* sandbox.advance("20 minutes")
      assert.strictEqual(yield* sandbox.now, 1_200_000)
      assert.strictEqual((yield* client.check(id)).returnCode, "0121")
      assert.strictEqual((yield* sandbox.payment(id)).history.at(-1)?.at, 1_200_000)
    }).pipe(Effect.provide(Sandbox.layer())))

  it.effect("reset forgets everything", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const first = yield* client.request({ orderId: "A" })
      yield* sandbox.approve({ orderId: "A" })
      yield* sandbox.setContract("taiwan")
      yield* sandbox.advance("1 day")
      yield* sandbox.reset
      assert.deepStrictEqual([yield* sandbox.payments, yield* sandbox.ledger, yield* sandbox.lint], [[], [], []])
      assert.strictEqual(yield* sandbox.now, 0)
      assert.strictEqual((yield* sandbox.contract).separateCapture, true)
      assert.deepStrictEqual((yield* client.request({ orderId: "A" })).info, first.info)
    }).pipe(Effect.provide(Sandbox.layer())))

  it.effect("two sandboxes share nothing", () =>
    Effect.gen(function*() {
      const one = yield* Sandbox.make()
      const other = yield* Sandbox.make()
      yield* one.setContract("taiwan")
      assert.strictEqual((yield* other.contract).separateCapture, true)
    }))
})

describe("a payment", () => {
  it.effect("remembers how it came about", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const id = yield* story.authorized({ orderId: "A" })
      yield* TestClock.adjust("1 hour")
      yield* client.capture(id, 600)
      yield* client.refund(id, 100)
      const payment = yield* sandbox.payment({ orderId: "A" })
      assert.deepStrictEqual(payment.history, [
        { at: 0, status: "Waiting" },
        { at: 0, status: "Authenticated" },
        { at: 0, status: "Authorized" },
        { at: 3_600_000, status: "Captured" }
      ])
      assert.strictEqual(Payment.refunded(payment), 100)
      assert.strictEqual(Payment.refundable(payment), 500)
      assert.deepStrictEqual(yield* sandbox.payments, [payment])
    }).pipe(Effect.provide(Sandbox.layer())))
})
