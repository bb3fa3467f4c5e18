import type { HttpClient, HttpClientError } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { Effect, TestClock } from "effect"
import type { ActRefused } from "effect-line-pay-sandbox"
import { Behaviour, Fault, Sandbox } from "effect-line-pay-sandbox"
import * as client from "./support/client.ts"
import * as story from "./support/story.ts"

type Scenario = Effect.Effect<
  client.Answer,
  HttpClientError.HttpClientError | ActRefused,
  Sandbox | HttpClient.HttpClient
>

const unknownId = "2018082512345678910"

/** One scenario per rule, ending with the call whose answer the rule is about. */
const scenarios: { readonly [N in Behaviour.Name]: Scenario } = {
  missingHeader: client.request({}, { headers: { "X-LINE-Authorization": undefined } }),
  unknownChannel: client.request({}, { channelId: "42", secret: "of somebody else" }),
  wrongSecret: client.request({}, { secret: "a wrong one" }),
  signedQuestionMark: client.send("GET", "/payments", "transactionId=1", { signed: "?transactionId=1" }),
  signedNull: client.voidPayment(unknownId, { signed: "null" }),
  idBeyond64Bits: client.refund("9223372036854775808"),
  whileWorkingOnIt: Effect.gen(function*() {
    const sandbox = yield* Sandbox
    const id = yield* story.paid()
    yield* sandbox.faults.next("refundPayment", Fault.commitLate("1 minute", { locked: true }))
    yield* Effect.ignore(client.refund(id, 30))
    return yield* client.refund(id, 30)
  }),
  notJson: client.send("POST", "/payments/request", "{\"amount\":"),
  unknownRefundedOrCapturedId: Effect.gen(function*() {
    const id = yield* story.approved()
    assert.strictEqual((yield* client.capture(id)).returnCode, "1150")
    assert.strictEqual((yield* client.voidPayment(id)).returnCode, "1150")
    assert.strictEqual((yield* client.refund(id)).returnCode, "1150")
    return yield* client.refund(unknownId)
  }),
  refundId: Effect.gen(function*() {
    const { info } = yield* client.refund(yield* story.paid(), 30)
    assert.strictEqual((yield* client.capture(info.refundTransactionId)).returnCode, "1155")
    assert.strictEqual((yield* client.voidPayment(info.refundTransactionId)).returnCode, "1155")
    return yield* client.refund(info.refundTransactionId)
  }),

  requestMissingField: client.send(
    "POST",
    "/payments/request",
    JSON.stringify({ ...client.requestBody(), packages: [] })
  ),
  requestSeparateCaptureWithoutContract: Effect.gen(function*() {
    const sandbox = yield* Sandbox
    yield* sandbox.setContract("taiwan")
    return yield* client.request({ capture: false })
  }),
  requestPreapprovedWithoutContract: Effect.gen(function*() {
    const sandbox = yield* Sandbox
    yield* sandbox.setContract("taiwan")
    return yield* client.request({ payType: "PREAPPROVED" })
  }),
  requestCurrencyWithoutContract: Effect.gen(function*() {
    const sandbox = yield* Sandbox
    yield* sandbox.setContract("taiwan")
    return yield* client.request({ currency: "THB" })
  }),
  requestTooManyDecimals: client.request({ amount: 99.5 }),
  requestBelowMinimum: Effect.gen(function*() {
    assert.strictEqual((yield* client.request({ amount: 0 })).returnCode, "1183")
    const sandbox = yield* Sandbox
    yield* sandbox.setContract({ minimumAmount: 50 })
    return yield* client.request({ amount: 49 })
  }),
  requestAboveMaximum: Effect.gen(function*() {
    const sandbox = yield* Sandbox
    yield* sandbox.setContract({ maximumAmount: 100 })
    return yield* client.request({ amount: 101 })
  }),
  requestWrongTotal: client.send("POST", "/payments/request", JSON.stringify({ ...client.requestBody(), amount: 999 })),
  requestWrongPackage: Effect.suspend(() => {
    const body = client.requestBody()
    const [pack] = body.packages
    const packages = [{ ...pack, products: [{ name: "Pen", quantity: 2, price: 1000 }] }]
    return client.send("POST", "/payments/request", JSON.stringify({ ...body, packages }))
  }),
  requestPreapprovedSums: client.send(
    "POST",
    "/payments/request",
    JSON.stringify({
      ...client.requestBody({ payType: "PREAPPROVED" }),
      packages: [{ id: "1", amount: 0, products: [{ name: "Prime", quantity: 1, price: 0 }] }]
    })
  ),
  requestRepeatedOrderId: Effect.zipRight(story.paid({ orderId: "A" }), client.request({ orderId: "A" })),

  checkUnknown: client.check(unknownId),
  checkPreapproved: Effect.gen(function*() {
    const { info } = yield* client.payPreapproved(yield* story.enrolled(), { orderId: "charge" })
    return yield* client.check(info.transactionId)
  }),
  checkWaiting: Effect.flatMap(story.requested(), client.check),
  checkAuthenticated: Effect.flatMap(story.approved(), client.check),
  checkDeclined: Effect.gen(function*() {
    const id = yield* story.requested()
    const sandbox = yield* Sandbox
    yield* sandbox.decline(id)
    return yield* client.check(id)
  }),
  checkTimedOut: Effect.gen(function*() {
    const id = yield* story.requested()
    yield* TestClock.adjust("19 minutes")
    assert.strictEqual((yield* client.check(id)).returnCode, "0000")
    yield* TestClock.adjust("1 minute")
    return yield* client.check(id)
  }),
  checkUnconfirmedTimedOut: Effect.gen(function*() {
    const id = yield* story.requested()
    yield* TestClock.adjust("19 minutes")
    const sandbox = yield* Sandbox
    yield* sandbox.approve(id)
    yield* TestClock.adjust("19 minutes")
    assert.strictEqual((yield* client.check(id)).returnCode, "0110")
    yield* TestClock.adjust("1 minute")
    return yield* client.check(id)
  }),
  checkFailed: Effect.gen(function*() {
    const id = yield* story.requested()
    yield* client.confirm(id)
    return yield* client.check(id)
  }),
  checkCompleted: Effect.gen(function*() {
    const id = yield* story.authorized()
    assert.strictEqual((yield* client.check(id)).returnCode, "0123")
    yield* client.voidPayment(id)
    return yield* client.check(id)
  }),

  confirmUnknown: client.confirm(unknownId),
  confirmAgain: Effect.gen(function*() {
    const id = yield* story.paid()
    assert.strictEqual((yield* client.confirm(id)).returnCode, "1172")
    yield* client.refund(id)
    return yield* client.confirm(id)
  }),
  confirmOtherReservation: Effect.gen(function*() {
    const first = yield* story.approved({ orderId: "A" })
    const second = yield* story.approved({ orderId: "A" })
    assert.strictEqual((yield* client.confirm(first)).returnCode, "0000")
    return yield* client.confirm(second)
  }),
  confirmTooEarly: Effect.flatMap(story.requested(), (id) => client.confirm(id)),
  confirmDeclined: Effect.gen(function*() {
    const id = yield* story.approved()
    const sandbox = yield* Sandbox
    yield* sandbox.decline(id)
    return yield* client.confirm(id)
  }),
  confirmTimedOut: Effect.gen(function*() {
    const id = yield* story.approved()
    yield* TestClock.adjust("20 minutes")
    return yield* client.confirm(id)
  }),
  confirmOtherAmount: Effect.gen(function*() {
    const id = yield* story.approved()
    assert.strictEqual((yield* client.confirm(id, 1000, "THB")).returnCode, "1153")
    return yield* client.confirm(id, 999)
  }),
  confirmRightAmountAfterWrong: Effect.gen(function*() {
    const id = yield* story.approved()
    yield* client.confirm(id, 999)
    return yield* client.confirm(id)
  }),
  confirmBeyondReceivingLimit: Effect.gen(function*() {
    const sandbox = yield* Sandbox
    yield* sandbox.setContract({ receivingLimit: 1500 })
    yield* story.paid()
    return yield* client.confirm(yield* story.approved())
  }),
  confirmWhileConfirming: Effect.gen(function*() {
    const sandbox = yield* Sandbox
    const id = yield* story.approved()
    yield* sandbox.faults.next("confirmPayment", Fault.commitLate("1 minute", { locked: true }))
    yield* Effect.ignore(client.confirm(id))
    return yield* client.confirm(id)
  }),

  captureMore: Effect.flatMap(story.authorized(), (id) => client.capture(id, 1001)),
  captureNothing: Effect.flatMap(story.authorized(), (id) => client.capture(id, 0)),
  captureLess: Effect.flatMap(story.authorized(), (id) => client.capture(id, 600)),
  captureOtherCurrency: Effect.flatMap(story.authorized(), (id) => client.capture(id, 1000, "THB")),
  captureTooManyDecimals: Effect.flatMap(story.authorized(), (id) => client.capture(id, 99.5)),
  captureAgain: Effect.gen(function*() {
    const id = yield* story.authorized()
    yield* client.capture(id, 600)
    return yield* client.capture(id, 400)
  }),
  captureOfCaptured: Effect.flatMap(story.paid(), (id) => client.capture(id)),
  captureVoided: Effect.gen(function*() {
    const id = yield* story.authorized()
    yield* client.voidPayment(id)
    return yield* client.capture(id)
  }),
  captureExpired: Effect.gen(function*() {
    const id = yield* story.authorized()
    yield* TestClock.adjust("30 days")
    return yield* client.capture(id)
  }),

  voidAuthorized: Effect.flatMap(story.authorized(), (id) => client.voidPayment(id)),
  voidWithEmptyObject: Effect.flatMap(
    story.authorized(),
    (id) => client.send("POST", `/payments/authorizations/${id}/void`, "{}")
  ),
  voidAgain: Effect.gen(function*() {
    const id = yield* story.authorized()
    yield* client.voidPayment(id)
    return yield* client.voidPayment(id)
  }),
  voidExpired: Effect.gen(function*() {
    const id = yield* story.authorized()
    yield* TestClock.adjust("30 days")
    return yield* client.voidPayment(id)
  }),
  voidCaptured: Effect.flatMap(story.paid(), (id) => client.voidPayment(id)),

  refundWithoutAmount: Effect.gen(function*() {
    const id = yield* story.paid()
    yield* client.refund(id, 30)
    const answer = yield* client.send("POST", `/payments/${id}/refund`, "")
    assert.deepStrictEqual(yield* story.movements, ["Capture 1000", "Refund 30", "Refund 970"])
    return answer
  }),
  refundTwice: Effect.gen(function*() {
    const id = yield* story.paid()
    yield* client.refund(id, 30)
    const answer = yield* client.refund(id, 30)
    assert.deepStrictEqual(yield* story.movements, ["Capture 1000", "Refund 30", "Refund 30"])
    return answer
  }),
  refundMore: Effect.gen(function*() {
    const id = yield* story.paid()
    yield* client.refund(id, 900)
    return yield* client.refund(id, 101)
  }),
  refundNothingLeft: Effect.gen(function*() {
    const id = yield* story.paid()
    yield* client.refund(id, 900)
    yield* client.refund(id, 100)
    assert.strictEqual((yield* client.refund(id)).returnCode, "1165")
    return yield* client.refund(id, 1)
  }),
  refundZero: Effect.gen(function*() {
    const id = yield* story.paid()
    assert.strictEqual((yield* client.refund(id, -1)).returnCode, "1124")
    assert.strictEqual((yield* client.refund(id, 0.5)).returnCode, "1124")
    return yield* client.refund(id, 0)
  }),
  refundAuthorized: Effect.flatMap(story.authorized(), (id) => client.refund(id)),
  refundReleased: Effect.gen(function*() {
    const id = yield* story.authorized()
    yield* client.voidPayment(id)
    return yield* client.refund(id)
  }),
  refundTooLate: Effect.gen(function*() {
    const id = yield* story.paid()
    yield* TestClock.adjust("60 days")
    assert.strictEqual((yield* client.refund(id, 1)).returnCode, "0000")
    yield* TestClock.adjust("1 second")
    return yield* client.refund(id, 1)
  }),
  refundReserve: Effect.gen(function*() {
    const sandbox = yield* Sandbox
    yield* sandbox.setContract({ refundReserve: 100 })
    const id = yield* story.paid()
    assert.strictEqual((yield* client.refund(id, 60)).returnCode, "0000")
    return yield* client.refund(id, 60)
  }),

  detailsUnconfirmed: Effect.gen(function*() {
    const id = yield* story.approved({ orderId: "A" })
    assert.strictEqual((yield* client.details("orderId=A")).returnCode, "1150")
    assert.strictEqual((yield* client.detailsOf(unknownId)).returnCode, "1150")
    return yield* client.detailsOf(id)
  }),
  detailsTooMany: Effect.suspend(() => {
    const ids = Array.from({ length: 101 }, (_, index) => `transactionId=${index}`)
    return Effect.zipRight(
      Effect.map(client.details(ids.slice(1).join("&")), ({ returnCode }) => assert.strictEqual(returnCode, "1150")),
      client.details(ids.join("&"))
    )
  }),
  detailsNoId: client.details(""),
  detailsRepeatedKeys: Effect.gen(function*() {
    const first = yield* story.paid({ orderId: "A 1&2" })
    const second = yield* story.paid({ orderId: "1002045572" })
    const byOrder = yield* client.details("orderId=A%201%262&orderId=1002045572")
    assert.deepStrictEqual(client.records(byOrder).map(({ transactionId }) => transactionId), [first, second])
    assert.deepStrictEqual(client.records(byOrder).map(({ orderId }) => orderId), ["A 1&2", "1002045572"])
    return yield* client.details(`transactionId=${first}&transactionId=${second}`)
  }),
  detailsBoth: Effect.gen(function*() {
    const first = yield* story.paid({ orderId: "A" })
    yield* story.paid({ orderId: "B" })
    assert.strictEqual((yield* client.details(`transactionId=${first}&orderId=A&orderId=B`)).returnCode, "0000")
    return yield* client.details(`transactionId=${first}&orderId=B`)
  }),
  detailsJoinedWithComma: Effect.gen(function*() {
    const first = yield* story.paid()
    const second = yield* story.paid()
    return yield* client.details(`transactionId=${first}%2C${second}`)
  }),
  detailsOfRefund: Effect.gen(function*() {
    const id = yield* story.paid({ orderId: "A" })
    const { info } = yield* client.refund(id, 30)
    const answer = yield* client.detailsOf(info.refundTransactionId)
    const [record] = client.records(answer)
    assert.strictEqual(record?.transactionId, info.refundTransactionId)
    assert.strictEqual(record?.originalTransactionId, id)
    assert.strictEqual(record?.transactionType, "PARTIAL_REFUND")
    assert.strictEqual(record?.orderId, "A")
    return answer
  }),

  regKeyUnknown: Effect.gen(function*() {
    const regKey = yield* story.enrolled()
    assert.strictEqual((yield* client.checkRegKey(regKey)).returnCode, "0000")
    assert.strictEqual((yield* client.expireRegKey(regKey)).returnCode, "0000")
    assert.strictEqual((yield* client.checkRegKey(regKey)).returnCode, "1190")
    return yield* client.checkRegKey("RK2AE3519XTFXHM")
  }),
  regKeyExpired: Effect.gen(function*() {
    const regKey = yield* story.enrolled()
    yield* TestClock.adjust("100 days")
    yield* client.payPreapproved(regKey, { orderId: "renews" })
    yield* TestClock.adjust("100 days")
    assert.strictEqual((yield* client.checkRegKey(regKey)).returnCode, "0000")
    yield* TestClock.adjust("80 days")
    return yield* client.checkRegKey(regKey)
  }),
  regKeyWithoutMethod: Effect.gen(function*() {
    const sandbox = yield* Sandbox
    const regKey = yield* story.enrolled()
    yield* sandbox.changeCard(regKey, "none")
    const answer = yield* client.checkRegKey(regKey)
    yield* sandbox.changeCard(regKey, { lastFourDigits: "4321" })
    assert.strictEqual((yield* client.checkRegKey(regKey)).returnCode, "0000")
    return answer
  }),
  regKeyWithoutContract: Effect.gen(function*() {
    const sandbox = yield* Sandbox
    const regKey = yield* story.enrolled()
    yield* sandbox.setContract({ preapproved: false })
    return yield* client.checkRegKey(regKey)
  }),
  regKeyCardCheckWithoutContract: Effect.gen(function*() {
    const sandbox = yield* Sandbox
    const regKey = yield* story.enrolled()
    assert.strictEqual((yield* client.checkRegKey(regKey, "creditCardAuth=true")).returnCode, "0000")
    assert.deepStrictEqual(yield* story.movements, ["Capture 1000", "Authorize 1", "Void 1"])
    yield* sandbox.setContract({ creditCardAuth: false })
    return yield* client.checkRegKey(regKey, "creditCardAuth=true")
  }),
  payWithUnknownKey: Effect.gen(function*() {
    const sandbox = yield* Sandbox
    const regKey = yield* story.enrolled()
    yield* sandbox.discardRegKey(regKey)
    assert.strictEqual((yield* client.payPreapproved(regKey, { orderId: "A" })).returnCode, "1190")
    return yield* client.payPreapproved("RK2AE3519XTFXHM", { orderId: "A" })
  }),
  payWithExpiredKey: Effect.gen(function*() {
    const regKey = yield* story.enrolled()
    yield* TestClock.adjust("180 days")
    return yield* client.payPreapproved(regKey, { orderId: "A" })
  }),
  payWithoutMethod: Effect.gen(function*() {
    const sandbox = yield* Sandbox
    const regKey = yield* story.enrolled()
    yield* sandbox.changeCard(regKey, "none")
    return yield* client.payPreapproved(regKey, { orderId: "A" })
  }),
  payWithoutContract: Effect.gen(function*() {
    const sandbox = yield* Sandbox
    const regKey = yield* story.enrolled()
    yield* sandbox.setContract({ preapproved: false })
    return yield* client.payPreapproved(regKey, { orderId: "A" })
  }),
  paySeparateCaptureWithoutContract: Effect.gen(function*() {
    const sandbox = yield* Sandbox
    const regKey = yield* story.enrolled()
    yield* sandbox.setContract({ separateCapture: false })
    return yield* client.payPreapproved(regKey, { orderId: "A", capture: false })
  }),
  payRepeatedOrderId: Effect.gen(function*() {
    const regKey = yield* story.enrolled({ orderId: "enrolment" })
    assert.strictEqual((yield* client.payPreapproved(regKey, { orderId: "A" })).returnCode, "0000")
    assert.strictEqual((yield* client.payPreapproved(regKey, { orderId: "enrolment" })).returnCode, "1172")
    return yield* client.payPreapproved(regKey, { orderId: "A" })
  }),
  payZero: Effect.flatMap(story.enrolled(), (regKey) => client.payPreapproved(regKey, { orderId: "A", amount: 0 })),
  payBeyondReceivingLimit: Effect.gen(function*() {
    const sandbox = yield* Sandbox
    const regKey = yield* story.enrolled()
    yield* sandbox.setContract({ receivingLimit: 1999 })
    return yield* client.payPreapproved(regKey, { orderId: "A" })
  }),
  payAuthorizes: Effect.gen(function*() {
    const answer = yield* client.payPreapproved(yield* story.enrolled(), { orderId: "A", capture: false })
    assert.strictEqual(answer.info.authorizationExpireDate, "1970-01-31T00:00:00Z")
    assert.strictEqual((yield* client.capture(answer.info.transactionId, 400)).returnCode, "0000")
    assert.deepStrictEqual(yield* story.movements, ["Capture 1000", "Authorize 1000", "Capture 400", "Void 600"])
    return answer
  }),
  expireUnknownKey: Effect.gen(function*() {
    const regKey = yield* story.enrolled()
    assert.strictEqual((yield* client.expireRegKey(regKey)).returnCode, "0000")
    return yield* client.expireRegKey(regKey)
  }),
  expireExpiredKey: Effect.gen(function*() {
    const regKey = yield* story.enrolled()
    yield* TestClock.adjust("180 days")
    return yield* client.expireRegKey(regKey)
  })
}

describe("Behaviour", () => {
  for (const [name, { answer, operation, situation, source }] of Object.entries(Behaviour.behaviours)) {
    it.effect(`${operation} ${answer}: ${situation} (${source}, ${name})`, () =>
      Effect.gen(function*() {
        // `Object.entries` widens the keys of the very object that `scenarios` has its keys from.
        const last = yield* scenarios[name as Behaviour.Name]
        assert.strictEqual(last.returnCode, answer)
      }).pipe(Effect.provide(Sandbox.layer({ refundWindow: "60 days" }))))
  }

  it.effect("an id beyond 64 bits is answered with the detail that was seen live", () =>
    Effect.gen(function*() {
      const { errorDetailMap } = yield* client.refund("9999999999999999999")
      assert.deepStrictEqual(errorDetailMap, {
        unrecognizedPathVariable: "transactionId",
        requiredType: "Number",
        cause: "For input string: \"9999999999999999999\""
      })
      assert.strictEqual((yield* client.refund("9223372036854775807")).returnCode, "1150")
    }).pipe(Effect.provide(Sandbox.layer())))

  it.effect("wrong sums are answered with the text that was seen live", () =>
    Effect.gen(function*() {
      const { errorDetailMap } = yield* scenarios.requestWrongTotal
      assert.deepStrictEqual(errorDetailMap, {
        amount: "form.amount != sum(packages[].amount) + sum(packages[].userFee) + shippingFee"
      })
    }).pipe(Effect.provide(Sandbox.layer())))
})
