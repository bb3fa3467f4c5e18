import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { type LinePay, type LinePayConfig, RegKey, TransactionId } from "effect-line-pay"
import * as Calls from "./support/calls.ts"
import * as Merchant from "./support/merchant.ts"

/** What a call puts on the wire, character by character. */
interface Golden {
  readonly name: string
  readonly run: Calls.Call["run"]
  readonly config?: Partial<LinePayConfig.Service>
  readonly method: string
  readonly target: string
  /** Absent when no body is sent. */
  readonly body?: string
}

const id = TransactionId.make("2018082512345678910")
const regKey = RegKey.make("RK123asd213")

const golden: ReadonlyArray<Golden> = [
  {
    name: "requestPayment",
    run: (linePay) => linePay.requestPayment(Calls.paymentRequest),
    method: "POST",
    target: "/v3/payments/request",
    body:
      `{"amount":100,"currency":"TWD","orderId":"MKSI_S_20180904_1000001","packages":[{"id":"1","amount":100,"products":[{"id":"PEN-B-001","name":"Pen Brown","imageUrl":"https://pay-store.example.com/images/pen_brown.jpg","quantity":2,"price":50}]}],"redirectUrls":{"confirmUrl":"https://pay-store.example.com/order/payment/authorize","cancelUrl":"https://pay-store.example.com/order/payment/cancel"}}`
  },
  {
    name: "requestPayment: separate capture",
    run: (linePay) => linePay.requestPayment({ ...Calls.paymentRequest, options: { payment: { capture: false } } }),
    method: "POST",
    target: "/v3/payments/request",
    body:
      `{"amount":100,"currency":"TWD","orderId":"MKSI_S_20180904_1000001","packages":[{"id":"1","amount":100,"products":[{"id":"PEN-B-001","name":"Pen Brown","imageUrl":"https://pay-store.example.com/images/pen_brown.jpg","quantity":2,"price":50}]}],"redirectUrls":{"confirmUrl":"https://pay-store.example.com/order/payment/authorize","cancelUrl":"https://pay-store.example.com/order/payment/cancel"},"options":{"payment":{"capture":false}}}`
  },
  {
    name: "requestPayment: the documented pre-approved example, whose sums do not add up",
    run: (linePay) =>
      linePay.requestPayment({
        amount: 1000,
        currency: "TWD",
        orderId: "MKSI_P_20181231_1000001",
        options: { payment: { payType: "PREAPPROVED" } },
        packages: [primeMembership],
        redirectUrls: Calls.paymentRequest.redirectUrls,
        validate: false
      }),
    method: "POST",
    target: "/v3/payments/request",
    body:
      `{"amount":1000,"currency":"TWD","orderId":"MKSI_P_20181231_1000001","packages":[{"id":"1","amount":0,"products":[{"id":"1","name":"Prime MemberShip","imageUrl":"https://pay-store.example.com/images/pen_brown.jpg","quantity":1,"price":0}]}],"redirectUrls":{"confirmUrl":"https://pay-store.example.com/order/payment/authorize","cancelUrl":"https://pay-store.example.com/order/payment/cancel"},"options":{"payment":{"payType":"PREAPPROVED"}}}`
  },
  {
    name: "requestPayment: the documented example without redirects",
    run: (linePay) =>
      linePay.requestPayment({
        amount: 1000,
        currency: "TWD",
        orderId: "MKSI_P_20181231_1000001",
        redirectUrls: { confirmUrlType: "NONE" },
        packages: [primeMembership],
        validate: false
      }),
    method: "POST",
    target: "/v3/payments/request",
    body:
      `{"amount":1000,"currency":"TWD","orderId":"MKSI_P_20181231_1000001","packages":[{"id":"1","amount":0,"products":[{"id":"1","name":"Prime MemberShip","imageUrl":"https://pay-store.example.com/images/pen_brown.jpg","quantity":1,"price":0}]}],"redirectUrls":{"confirmUrlType":"NONE"}}`
  },
  {
    name: "requestPayment: every field of v3, legacy ones included",
    run: (linePay) =>
      linePay.requestPayment({
        amount: 114.75,
        currency: "THB",
        orderId: "Ord/1 #2?",
        packages: [{
          id: "p1",
          amount: 0.3,
          userFee: 4.45,
          name: "包裹",
          products: [{
            id: "a",
            name: "原味優格 \u{1f366}",
            imageUrl: "https://shop.example/a.png",
            quantity: 3,
            price: 0.1,
            originalPrice: 0.25
          }]
        }, { id: "p2", amount: 100, products: [{ name: "b", quantity: 1, price: 100 }] }],
        redirectUrls: {
          confirmUrl: "https://shop.example/confirm?a=1&b=2",
          cancelUrl: "shop-app://cancel",
          confirmUrlType: "SERVER",
          appPackageName: "com.example.shop"
        },
        options: {
          payment: { capture: true, payType: "NORMAL" },
          display: { locale: "zh_TW", checkConfirmUrlBrowser: false },
          events: [{ code: "EVT1", totalAmount: 100, productQuantity: null }],
          extra: { branchName: "台北", branchId: "B1", promotionRestriction: { useLimit: 0, rewardLimit: 10 } },
          familyService: { addFriends: [{ type: "lineAt", idList: ["@shop"] }] },
          shipping: {
            type: "SHIPPING",
            feeAmount: 10,
            feeInquiryUrl: "https://shop.example/fees",
            feeInquiryType: "CONDITION",
            address: {
              country: "TH",
              postalCode: "10110",
              state: "Bangkok",
              city: "Khlong Toei",
              detail: "1 Road",
              optional: "Floor 2",
              recipient: {
                firstName: "A",
                lastName: "B",
                firstNameOptional: "C",
                lastNameOptional: "D",
                email: "a@example.com",
                phoneNo: "+66 2 000 0000"
              }
            }
          }
        }
      }),
    method: "POST",
    target: "/v3/payments/request",
    body:
      `{"amount":114.75,"currency":"THB","orderId":"Ord/1 #2?","packages":[{"id":"p1","amount":0.3,"userFee":4.45,"name":"包裹","products":[{"id":"a","name":"原味優格 \u{1f366}","imageUrl":"https://shop.example/a.png","quantity":3,"price":0.1,"originalPrice":0.25}]},{"id":"p2","amount":100,"products":[{"name":"b","quantity":1,"price":100}]}],"redirectUrls":{"confirmUrl":"https://shop.example/confirm?a=1&b=2","cancelUrl":"shop-app://cancel","confirmUrlType":"SERVER","appPackageName":"com.example.shop"},"options":{"payment":{"capture":true,"payType":"NORMAL"},"display":{"locale":"zh_TW","checkConfirmUrlBrowser":false},"events":[{"code":"EVT1","totalAmount":100,"productQuantity":null}],"extra":{"branchName":"台北","branchId":"B1","promotionRestriction":{"useLimit":0,"rewardLimit":10}},"familyService":{"addFriends":[{"type":"lineAt","idList":["@shop"]}]},"shipping":{"type":"SHIPPING","feeAmount":10,"feeInquiryUrl":"https://shop.example/fees","feeInquiryType":"CONDITION","address":{"country":"TH","postalCode":"10110","state":"Bangkok","city":"Khlong Toei","detail":"1 Road","optional":"Floor 2","recipient":{"firstName":"A","lastName":"B","firstNameOptional":"C","lastNameOptional":"D","email":"a@example.com","phoneNo":"+66 2 000 0000"}}}}}`
  },
  {
    name: "requestPayment: regPayRequest of v4",
    config: { apiVersion: "v4" },
    run: (linePay) =>
      linePay.requestPayment({
        ...Calls.paymentRequest,
        options: {
          payment: { payType: "PREAPPROVED" },
          display: { locale: "ja" },
          regPayRequest: {
            regPayPeriodType: "RECURRING",
            recurringPeriod: "MONTH",
            recurringDay: 31,
            recurringDayOfWeek: null,
            recurringMonth: null,
            productPrice: 100,
            perTransactionLimit: null
          }
        }
      }),
    method: "POST",
    target: "/v4/payments/request",
    body:
      `{"amount":100,"currency":"TWD","orderId":"MKSI_S_20180904_1000001","packages":[{"id":"1","amount":100,"products":[{"id":"PEN-B-001","name":"Pen Brown","imageUrl":"https://pay-store.example.com/images/pen_brown.jpg","quantity":2,"price":50}]}],"redirectUrls":{"confirmUrl":"https://pay-store.example.com/order/payment/authorize","cancelUrl":"https://pay-store.example.com/order/payment/cancel"},"options":{"payment":{"payType":"PREAPPROVED"},"display":{"locale":"ja"},"regPayRequest":{"regPayPeriodType":"RECURRING","recurringPeriod":"MONTH","recurringDay":31,"recurringDayOfWeek":null,"recurringMonth":null,"productPrice":100,"perTransactionLimit":null}}}`
  },
  {
    name: "checkPaymentStatus",
    run: (linePay) => linePay.checkPaymentStatus({ transactionId: id }),
    method: "GET",
    target: "/v3/payments/requests/2018082512345678910/check"
  },
  {
    name: "confirmPayment",
    run: (linePay) => linePay.confirmPayment({ transactionId: id, amount: 1000, currency: "TWD" }),
    method: "POST",
    target: "/v3/payments/2018082512345678910/confirm",
    body: `{"amount":1000,"currency":"TWD"}`
  },
  {
    name: "capturePayment",
    run: (linePay) => linePay.capturePayment({ transactionId: id, amount: 19.99, currency: "USD" }),
    method: "POST",
    target: "/v3/payments/authorizations/2018082512345678910/capture",
    body: `{"amount":19.99,"currency":"USD"}`
  },
  {
    name: "capturePayment: legacy promotion restriction",
    run: (linePay) =>
      linePay.capturePayment({
        transactionId: id,
        amount: 20,
        currency: "TWD",
        options: { extra: { promotionRestriction: { useLimit: 5, rewardLimit: 0 } } }
      }),
    method: "POST",
    target: "/v3/payments/authorizations/2018082512345678910/capture",
    body: `{"amount":20,"currency":"TWD","options":{"extra":{"promotionRestriction":{"useLimit":5,"rewardLimit":0}}}}`
  },
  {
    name: "voidPayment",
    run: (linePay) => linePay.voidPayment({ transactionId: id }),
    method: "POST",
    target: "/v3/payments/authorizations/2018082512345678910/void"
  },
  {
    name: "refundPayment: everything",
    run: (linePay) => linePay.refundPayment({ transactionId: id, refundAmount: "full", currency: "TWD" }),
    method: "POST",
    target: "/v3/payments/2018082512345678910/refund",
    body: `{}`
  },
  {
    name: "refundPayment: a part",
    run: (linePay) => linePay.refundPayment({ transactionId: id, refundAmount: 0.25, currency: "THB" }),
    method: "POST",
    target: "/v3/payments/2018082512345678910/refund",
    body: `{"refundAmount":0.25}`
  },
  {
    name: "getPaymentDetails: the documented example",
    run: (linePay) =>
      linePay.getPaymentDetails({
        transactionIds: [TransactionId.make("20140101123123123")],
        orderIds: ["1002045572"]
      }),
    method: "GET",
    target: "/v3/payments?transactionId=20140101123123123&orderId=1002045572"
  },
  {
    name: "getPaymentDetails: repeated plain keys, encoded",
    run: (linePay) => linePay.getPaymentDetails({ orderIds: ["A 1&2", "B", "台北/#?=+%20"], fields: "ORDER" }),
    method: "GET",
    target: "/v3/payments?orderId=A%201%262&orderId=B&orderId=%E5%8F%B0%E5%8C%97%2F%23%3F%3D%2B%2520&fields=ORDER"
  },
  {
    name: "checkRegKey",
    run: (linePay) => linePay.checkRegKey({ regKey }),
    method: "GET",
    target: "/v3/payments/preapprovedPay/RK123asd213/check"
  },
  {
    name: "checkRegKey: with a card authorisation",
    run: (linePay) => linePay.checkRegKey({ regKey, creditCardAuth: true }),
    method: "GET",
    target: "/v3/payments/preapprovedPay/RK123asd213/check?creditCardAuth=true"
  },
  {
    name: "checkRegKey: expressly without one",
    run: (linePay) => linePay.checkRegKey({ regKey, creditCardAuth: false }),
    method: "GET",
    target: "/v3/payments/preapprovedPay/RK123asd213/check?creditCardAuth=false"
  },
  {
    name: "payPreapproved: the documented example",
    run: (linePay) =>
      linePay.payPreapproved({
        regKey,
        productName: "Brown pen",
        amount: 1000,
        currency: "TWD",
        orderId: "Ord2018123100000001"
      }),
    method: "POST",
    target: "/v3/payments/preapprovedPay/RK123asd213/payment",
    body: `{"productName":"Brown pen","amount":1000,"currency":"TWD","orderId":"Ord2018123100000001"}`
  },
  {
    name: "payPreapproved: authorise only",
    run: (linePay) =>
      linePay.payPreapproved({
        regKey,
        productName: "原味優格",
        amount: 1000,
        currency: "TWD",
        orderId: "Ord1",
        capture: false
      }),
    method: "POST",
    target: "/v3/payments/preapprovedPay/RK123asd213/payment",
    body: `{"productName":"原味優格","amount":1000,"currency":"TWD","orderId":"Ord1","capture":false}`
  },
  {
    name: "expireRegKey",
    run: (linePay) => linePay.expireRegKey({ regKey }),
    method: "POST",
    target: "/v3/payments/preapprovedPay/RK123asd213/expire"
  }
]

const primeMembership = {
  id: "1",
  amount: 0,
  products: [{
    id: "1",
    name: "Prime MemberShip",
    imageUrl: "https://pay-store.example.com/images/pen_brown.jpg",
    quantity: 1,
    price: 0
  }]
} as const

/** A refusal is an answer, too, so that no success has to be decoded. */
const refused = Merchant.answer("9999")

const run = (call: Calls.Call["run"]) => (linePay: LinePay.Service) => Effect.exit(call(linePay))

describe("what is sent", () => {
  for (const { body, config, method, name, run: call, target } of golden) {
    it.effect(name, () =>
      Effect.gen(function*() {
        const { linePay, sent, signed } = yield* Merchant.make(refused, config)
        yield* run(call)(linePay)
        assert.deepStrictEqual(sent, [{
          method,
          origin: "https://sandbox-api-pay.line.me",
          target,
          headers: {
            "content-type": "application/json",
            ...(body === undefined ? {} : { "content-length": String(new TextEncoder().encode(body).length) }),
            "x-line-channelid": "1234567890",
            "x-line-authorization-nonce": Merchant.nonce,
            "x-line-authorization": Merchant.signature
          },
          body
        }])
        const [path = "", query = ""] = target.split("?")
        const payload = method === "GET" ? query : body ?? ""
        assert.deepStrictEqual(signed, [{ path, payload, nonce: Merchant.nonce }])
      }))
  }

  it.effect("the two versions differ in the path's first segment alone", () =>
    Effect.gen(function*() {
      const v3 = yield* Merchant.make(refused)
      const v4 = yield* Merchant.make(refused, { apiVersion: "v4" })
      for (const call of Calls.all) {
        yield* run(call.run)(v3.linePay)
        yield* run(call.run)(v4.linePay)
      }
      assert.strictEqual(v3.sent.length, Calls.all.length)
      assert.deepStrictEqual(v4.sent, v3.sent.map((one) => ({ ...one, target: one.target.replace("/v3/", "/v4/") })))
    }))

  it.effect("goes where the environment says", () =>
    Effect.gen(function*() {
      const origins = {
        sandbox: "https://sandbox-api-pay.line.me",
        production: "https://api-pay.line.me",
        "https://proxy.example:8443/": "https://proxy.example:8443",
        "http://127.0.0.1:8787": "http://127.0.0.1:8787",
        "http://localhost:8787": "http://localhost:8787",
        "http://[::1]:8787": "http://[::1]:8787"
      }
      for (const [environment, origin] of Object.entries(origins)) {
        const { linePay, sent } = yield* Merchant.make(refused, { environment })
        yield* run(Calls.calls.voidPayment.run)(linePay)
        assert.strictEqual(sent[0]?.origin, origin)
      }
    }))

  it.effect("names the device of the configuration, or the one of the call", () =>
    Effect.gen(function*() {
      const device = { profileId: "TERMINAL-1", type: "POS" }
      const { linePay, sent } = yield* Merchant.make(refused, { device })
      yield* Effect.exit(linePay.voidPayment({ transactionId: id }))
      yield* Effect.exit(linePay.voidPayment({ transactionId: id, device: { profileId: "TERMINAL-2", type: "KIOSK" } }))
      assert.deepStrictEqual(
        sent.map(({ headers }) => [
          headers["x-line-merchantdeviceprofileid"],
          headers["x-line-merchantdevicetype"]
        ]),
        [["TERMINAL-1", "POS"], ["TERMINAL-2", "KIOSK"]]
      )
    }))

  it.effect("sends the fields of a request, and no `undefined` among them", () =>
    Effect.gen(function*() {
      const { linePay, sent } = yield* Merchant.make(refused)
      yield* Effect.exit(linePay.requestPayment({
        ...Calls.paymentRequest,
        options: { payment: undefined, extra: { branchName: undefined, branchId: "B1" } },
        validate: true,
        device: undefined
      }))
      assert.match(sent[0]?.body ?? "", /,"options":\{"extra":\{"branchId":"B1"\}\}\}$/)
    }))
})
