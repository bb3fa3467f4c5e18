import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, Effect, FastCheck, Redacted, Schema } from "effect"
import {
  CapturePaymentSuccess,
  ConfirmPaymentSuccess,
  GetPaymentDetailsSuccess,
  type LinePayConfig,
  PaymentStatus,
  PayPreapprovedSuccess,
  RefundPaymentSuccess,
  RequestPaymentSuccess,
  TransactionId
} from "effect-line-pay"
import * as Documentation from "./fixtures/documentation.ts"
import * as Live from "./fixtures/live.ts"
import * as Calls from "./support/calls.ts"
import * as Merchant from "./support/merchant.ts"

/** The secrets of a success, read, so that the rest can be compared as plain data. */
const revealed = (value: unknown): unknown => {
  if (Redacted.isRedacted(value)) return { secret: Redacted.value(value) }
  if (Array.isArray(value)) return value.map(revealed)
  return typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, revealed(each)]))
    : value
}

interface Example {
  readonly name: string
  readonly operation: keyof typeof Calls.calls
  readonly text: string
  readonly success: unknown
}

const examples: ReadonlyArray<Example> = [
  {
    name: "requestPayment",
    operation: "requestPayment",
    text: Documentation.requestPayment,
    success: {
      transactionId: "2023042201206549310",
      paymentAccessToken: { secret: "056579816895" },
      paymentUrl: {
        web:
          "https://sandbox-web-pay.line.me/web/payment/wait?transactionReserveId=REpEWEttQ0F2RmFnaFFzVndIdjl6Z0lqbGpPemZjOHpNWTFZTmdibUlRNlEzOG50N2VSRmdGU2IxcnVjMHZ1NQ",
        app: "line://pay/payment/REpEWEttQ0F2RmFnaFFzVndIdjl6Z0lqbGpPemZjOHpNWTFZTmdibUlRNlEzOG50N2VSRmdGU2IxcnVjMHZ1NQ"
      }
    }
  },
  {
    name: "checkPaymentStatus",
    operation: "checkPaymentStatus",
    text: Documentation.checkPaymentStatus,
    success: "WaitingForCustomer"
  },
  {
    name: "confirmPayment",
    operation: "confirmPayment",
    text: Documentation.confirmPayment,
    success: {
      orderId: "MKSI_M_20180904_1000001",
      transactionId: "2018082512345678910",
      payInfo: [{ method: "CREDIT_CARD", amount: 900 }, { method: "POINT", amount: 100 }],
      paymentProvider: "TSP"
    }
  },
  {
    name: "confirmPayment with a regKey",
    operation: "confirmPayment",
    text: Documentation.confirmPreapproved,
    success: {
      orderId: "ORD_dfrlW5t0g8vDyf5lgsuvJTFTH",
      transactionId: "2023050301300251010",
      regKey: { secret: "RK2AE3519XTFXHM" },
      payInfo: [{ method: "BALANCE", amount: 100 }]
    }
  },
  {
    name: "capturePayment, with an id of 17 digits",
    operation: "capturePayment",
    text: Documentation.capturePayment,
    success: {
      transactionId: "20140101123123123",
      orderId: "order_210124213",
      payInfo: [{ method: "CREDIT_CARD", amount: 10 }, { method: "POINT", amount: 10 }],
      paymentProvider: "TSP"
    }
  },
  { name: "voidPayment", operation: "voidPayment", text: Documentation.nothing, success: undefined },
  {
    name: "refundPayment",
    operation: "refundPayment",
    text: Documentation.refundPayment,
    success: { refundTransactionId: "2018082512345678911", refundTransactionDate: "2018-08-25T09:15:01Z" }
  },
  {
    name: "getPaymentDetails",
    operation: "getPaymentDetails",
    text: Documentation.getPaymentDetails,
    success: [{
      transactionId: "2019060112345678910",
      orderId: "20190601ORD45678910",
      productName: "test production",
      currency: "TWD",
      transactionDate: "2019-06-01T09:00:00Z",
      transactionType: "PAYMENT",
      payInfo: [{ method: "CREDIT_CARD", amount: 100 }, { method: "POINT", amount: 10 }],
      refundList: [{
        refundTransactionId: "2019060112345678911",
        transactionType: "PARTIAL_REFUND",
        refundAmount: -1,
        refundTransactionDate: "2019-06-06T09:00:00Z"
      }],
      packages: [{ id: "1", amount: 85 }, { id: "3", amount: 5 }],
      paymentProvider: "TSP"
    }]
  },
  {
    name: "getPaymentDetails, live",
    operation: "getPaymentDetails",
    text: Live.getPaymentDetails,
    success: [{
      transactionId: "2022011500698765410",
      // Digits in a string are text.
      orderId: "20140101123123123",
      productName: "Demo product",
      currency: "TWD",
      transactionDate: "2022-01-15T09:50:30Z",
      authorizationExpireDate: "2022-01-15T09:50:30Z",
      transactionType: "PAYMENT",
      payStatus: "CAPTURE",
      payInfo: [{ method: "CREDIT_CARD", amount: 120 }],
      refundList: [{
        refundTransactionId: "2022011500698765510",
        transactionType: "PARTIAL_REFUND",
        refundAmount: -20,
        refundTransactionDate: "2022-01-16T01:02:03Z"
      }],
      packages: [{
        id: "c9a",
        amount: 120,
        userFeeAmount: 0,
        products: [{ id: "a1", name: "Demo product", quantity: 1, price: 120 }]
      }]
    }]
  },
  { name: "checkRegKey", operation: "checkRegKey", text: Documentation.nothing, success: undefined },
  {
    name: "payPreapproved",
    operation: "payPreapproved",
    text: Documentation.payPreapproved,
    success: {
      transactionId: "2018123112345678910",
      transactionDate: "2018-12-31T09:00:31Z",
      authorizationExpireDate: "2019-01-31T09:00:31Z"
    }
  },
  { name: "expireRegKey", operation: "expireRegKey", text: Documentation.nothing, success: undefined }
]

/** A success of which everything was read, without the list that says so. */
const whole = (success: unknown): unknown => {
  if (Array.isArray(success)) return success.map(whole)
  if (typeof success !== "object" || success === null) return success
  const { unread, ...fields } = { unread: undefined, ...success }
  assert.deepStrictEqual(unread, [])
  return fields
}

/** Asks for what the answer is about. */
const decode = (operation: keyof typeof Calls.calls, text: string, config?: Partial<LinePayConfig.Service>) =>
  Effect.flatMap(Merchant.make(text, config), ({ linePay }) =>
    Effect.map(
      Calls.calls[operation].run(linePay, {
        transactionId: TransactionId.make(/"transactionId":"?(\d+)/.exec(text)?.[1] ?? Calls.transactionId),
        orderId: /"orderId":"([^"]*)"/.exec(text)?.[1] ?? Calls.orderId
      }),
      whole
    ))

const decodeInfo = (operation: keyof typeof Calls.calls, info: string) =>
  decode(operation, Merchant.answer("0000", info))

const address =
  `{"country":"TH","postalCode":"10110","state":"Bangkok","city":"Khlong Toei","detail":"1 Road","optional":"Floor 2","recipient":{"firstName":"A","lastName":"B","firstNameOptional":"C","lastNameOptional":"D","email":"a@example.com","phoneNo":"+66 2"}}`

/** An `info` with every field that any document names, in the order in which the schema has them. */
const complete: { readonly [name: string]: { readonly operation: keyof typeof Calls.calls; readonly info: string } } = {
  confirmPayment: {
    operation: "confirmPayment",
    info:
      `{"orderId":"O1","transactionId":"2018082512345678910","authorizationExpireDate":"2019-01-31T09:00:31Z","regKey":"RK2AE3519XTFXHM","payInfo":[{"method":"CREDIT_CARD","amount":10.25,"creditCardNickname":"My card","creditCardBrand":"VISA","maskedCreditCardNumber":"**** **** **** 1234"}],"packages":[{"id":"1","amount":10,"userFeeAmount":0.25,"name":"P","products":[{"id":"a","name":"A","imageUrl":"https://shop.example/a.png","quantity":2,"price":5,"originalPrice":6}]}],"merchantReference":{"affiliateCards":[{"cardType":"MOBILE_CARRIER","cardId":"/ABC123"}]},"shipping":{"methodId":"shipping_01","feeAmount":2,"address":${address}},"paymentProvider":"TSP"}`
  },
  capturePayment: {
    operation: "capturePayment",
    info:
      `{"transactionId":"2018082512345678910","orderId":"O1","payInfo":[{"method":"BALANCE","amount":10}],"paymentProvider":"TSP"}`
  },
  getPaymentDetails: {
    operation: "getPaymentDetails",
    info:
      `[{"transactionId":"2018082512345678910","originalTransactionId":"2018082512345678909","orderId":"O1","productName":"P","merchantName":"M","currency":"TWD","transactionDate":"2019-06-01T09:00:00Z","authorizationExpireDate":"2019-06-02T09:00:00Z","transactionType":"PAYMENT_REFUND","payStatus":"AUTHORIZATION","payInfo":[{"method":"DISCOUNT","amount":1}],"refundList":[{"refundTransactionId":"2018082512345678911","transactionType":"PAYMENT_REFUND","refundAmount":-1,"refundTransactionDate":"2019-06-06T09:00:00Z"}],"packages":[{"id":"1","amount":85,"userFee":1,"name":"P","products":[{"id":"a","name":"A","imageUrl":"https://shop.example/a.png","quantity":2,"price":5,"originalPrice":6}]}],"events":[{"code":"EVT1","totalAmount":100,"productQuantity":2}],"shipping":{"methodId":"shipping_01","feeAmount":2,"address":${address}},"paymentProvider":"EPI"}]`
  },
  payPreapproved: {
    operation: "payPreapproved",
    info:
      `{"transactionId":"2018123112345678910","transactionDate":"2018-12-31T09:00:31Z","orderId":"O1","authorizationExpireDate":"2019-01-31T09:00:31Z","paymentProvider":"TSP"}`
  }
}

describe("what is answered", () => {
  for (const { name, operation, success, text } of examples) {
    it.effect(`the example of ${name}`, () =>
      Effect.gen(function*() {
        for (const apiVersion of ["v3", "v4"] as const) {
          assert.deepStrictEqual(revealed(yield* decode(operation, text, { apiVersion })), success)
        }
      }))
  }

  for (const [name, { info, operation }] of Object.entries(complete)) {
    it.effect(`every documented field of ${name}`, () =>
      Effect.gen(function*() {
        const success = yield* decodeInfo(operation, info)
        const plain = JSON.stringify(revealed(success)).replace(`{"secret":"RK2AE3519XTFXHM"}`, `"RK2AE3519XTFXHM"`)
        assert.strictEqual(plain, info)
      }))
  }

  it.effect("the ids are bare 64-bit numbers, wherever they stand", () =>
    Effect.gen(function*() {
      const bare = complete["getPaymentDetails"]?.info.replace(/"(20180825\d{11})"/g, "$1") ?? ""
      assert.include(bare, `"originalTransactionId":2018082512345678909,`)
      const quoted = complete["getPaymentDetails"]?.info ?? ""
      assert.deepStrictEqual(
        yield* decodeInfo("getPaymentDetails", bare),
        yield* decodeInfo("getPaymentDetails", quoted)
      )
    }))

  it.effect("ids of any length, small enough for a number too", () =>
    Effect.gen(function*() {
      for (const id of ["1", "9007199254740991", "9007199254740993", "9223372036854775807"]) {
        assert.deepStrictEqual(yield* decodeInfo("getPaymentDetails", `[{"transactionId":${id}}]`), [{
          transactionId: id
        }])
        assert.deepStrictEqual(
          yield* decodeInfo("getPaymentDetails", `[{"transactionId":"${id}"}]`),
          [{ transactionId: id }]
        )
      }
    }))

  it.effect("the fee of a legacy shipping as a number and as a text", () =>
    Effect.gen(function*() {
      for (const fee of ["1000", `"1000"`, "0", `"12.5"`]) {
        const info = `{"orderId":"O1","transactionId":1,"shipping":{"feeAmount":${fee}}}`
        assert.deepStrictEqual(yield* decodeInfo("confirmPayment", info), {
          orderId: "O1",
          transactionId: "1",
          shipping: { feeAmount: Number(JSON.parse(fee)) }
        })
      }
    }))

  it.effect("leaves out what LINE Pay has added since", () =>
    Effect.gen(function*() {
      const text =
        `{"returnCode":"0000","returnMessage":"OK","traceId":"x","info":{"orderId":"O1","transactionId":1,"payInfo":[{"method":"BALANCE","amount":1,"new":{"a":[1]}}],"new":2018082512345678910}}`
      assert.deepStrictEqual(yield* decode("confirmPayment", text), {
        orderId: "O1",
        transactionId: "1",
        payInfo: [{ method: "BALANCE", amount: 1 }]
      })
    }))

  it.effect("keeps values of an enumeration that LINE Pay has added since", () =>
    Effect.gen(function*() {
      const info =
        `{"orderId":"O1","transactionId":"1","payInfo":[{"method":"CRYPTO","amount":1,"creditCardBrand":"UNIONPAY"}],"merchantReference":{"affiliateCards":[{"cardType":"PAPER","cardId":"1"}]},"paymentProvider":"NEW"}`
      assert.strictEqual(JSON.stringify(yield* decodeInfo("confirmPayment", info)), info)
      const details =
        `[{"transactionId":"1","currency":"EUR","transactionType":"GIFT","payStatus":"FROZEN","refundList":[{"refundTransactionId":"2","transactionType":"CHARGEBACK","refundAmount":-1}]}]`
      assert.strictEqual(JSON.stringify(yield* decodeInfo("getPaymentDetails", details)), details)
    }))

  it.effect("takes `null` for absent", () =>
    Effect.gen(function*() {
      for (const { info, operation } of Object.values(complete)) {
        const fields: unknown = JSON.parse(info)
        const required = ["transactionId", "orderId", "transactionDate"]
        const hollow = (value: unknown): unknown =>
          Array.isArray(value) ? value.map(hollow) : typeof value === "object" && value !== null
            ? Object.fromEntries(
              Object.entries(value).map(([name, each]) => [name, required.includes(name) ? each : null])
            )
            : value
        const success = yield* decodeInfo(operation, JSON.stringify(hollow(fields)))
        const first: unknown = Array.isArray(success) ? success[0] : success
        assert.deepStrictEqual(Object.keys(Object(first)).filter((name) => !required.includes(name)), [], operation)
      }
      const nested =
        `{"orderId":"O1","transactionId":1,"payInfo":[{"method":"BALANCE","amount":1,"creditCardNickname":null,"creditCardBrand":null,"maskedCreditCardNumber":null}],"packages":[{"id":null,"amount":null,"products":[{"id":null,"name":null,"quantity":null,"price":null}]}],"merchantReference":{"affiliateCards":null},"shipping":{"methodId":null,"feeAmount":null,"address":{"country":null,"recipient":{"email":null}}}}`
      assert.deepStrictEqual(yield* decodeInfo("confirmPayment", nested), {
        orderId: "O1",
        transactionId: "1",
        payInfo: [{ method: "BALANCE", amount: 1 }],
        packages: [{ products: [{}] }],
        merchantReference: {},
        shipping: { address: { recipient: {} } }
      })
    }))

  it.effect("a success under another HTTP status is one", () =>
    Effect.gen(function*() {
      const { linePay } = yield* Merchant.make({ status: 201, text: Documentation.refundPayment })
      const { refundTransactionId } = yield* linePay.refundPayment({
        transactionId: Calls.transactionId,
        refundAmount: "full"
      })
      assert.strictEqual(refundTransactionId, "2018082512345678911")
    }))
})

/** As RPC, HttpApi or a workflow would carry it. */
const throughJson = <A, I>(schema: Schema.Schema<A, I>, value: A): A =>
  Schema.decodeUnknownSync(schema)(JSON.parse(JSON.stringify(Schema.encodeSync(schema)(value))))

const roundTrip = <A, I>(name: string, schema: Schema.Schema<A, I>) =>
  it(`a ${name} survives JSON`, () => {
    FastCheck.assert(
      FastCheck.property(Arbitrary.make(schema), (success) => {
        const plain = JSON.stringify(revealed(success))
        assert.strictEqual(JSON.stringify(revealed(throughJson(schema, success))), plain)
      }),
      { numRuns: 50 }
    )
  })

describe("successes as values", () => {
  roundTrip("RequestPaymentSuccess", RequestPaymentSuccess)
  roundTrip("PaymentStatus", PaymentStatus)
  roundTrip("ConfirmPaymentSuccess", ConfirmPaymentSuccess)
  roundTrip("CapturePaymentSuccess", CapturePaymentSuccess)
  roundTrip("RefundPaymentSuccess", RefundPaymentSuccess)
  roundTrip("GetPaymentDetailsSuccess", GetPaymentDetailsSuccess)
  roundTrip("PayPreapprovedSuccess", PayPreapprovedSuccess)

  it("a confirm that was stored encoded gives its regKey back", () => {
    const { info } = JSON.parse(Documentation.confirmPreapproved.replace(/:(\d{19}),/, `:"$1",`))
    const stored = { ...info, unread: [] }
    const { regKey } = throughJson(ConfirmPaymentSuccess, Schema.decodeUnknownSync(ConfirmPaymentSuccess)(stored))
    assert.strictEqual(regKey === undefined ? undefined : Redacted.value(regKey), "RK2AE3519XTFXHM")
  })
})
