import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, Data, Effect, Either, Equal, FastCheck, Redacted } from "effect"
import {
  CapturePaymentRequest,
  CheckPaymentStatusRequest,
  CheckRegKeyRequest,
  ConfirmPaymentRequest,
  ExpireRegKeyRequest,
  GetPaymentDetailsRequest,
  InvalidRequest,
  type LinePayConfig,
  type LinePayError,
  PayPreapprovedRequest,
  RefundPaymentRequest,
  RegKey,
  RequestPaymentRequest,
  TransactionId,
  VoidPaymentRequest
} from "effect-line-pay"
import { Operation } from "line-pay-protocol"
import * as Calls from "./support/calls.ts"
import * as Merchant from "./support/merchant.ts"
import { untyped } from "./support/untyped.ts"

const { orderId, paymentRequest, regKey, transactionId } = Calls

/** What a call did with a request: its exit, what was signed and what was sent. */
const attempt = (operation: Operation.Operation, request: unknown, config?: Partial<LinePayConfig.Service>) =>
  Effect.gen(function*() {
    const merchant = yield* Merchant.make(Merchant.answer("9999"), config)
    const error = yield* Effect.flip(call(merchant, operation)(untyped(request)))
    return { ...merchant, error }
  })

const call = (
  { linePay }: Merchant.Merchant,
  operation: Operation.Operation
): (request: never) => Effect.Effect<unknown, LinePayError.LinePayError> => linePay[operation]

/** Asserts that a request is refused at exactly these paths, before anything is signed. */
const refused = (
  operation: Operation.Operation,
  request: unknown,
  paths: ReadonlyArray<string>,
  config?: Partial<LinePayConfig.Service>
) =>
  Effect.map(attempt(operation, request, config), ({ error, sent, signed }) => {
    if (error._tag !== "InvalidRequest") return assert.fail(`${operation} ended in ${error._tag}`)
    assert.deepStrictEqual(error.problems.map(({ path }) => path), paths)
    assert.strictEqual(error.operation, operation)
    assert.strictEqual(error.path, paths[0])
    assert.strictEqual(error.outcome, "NotApplied")
    assert.deepStrictEqual([sent, signed], [[], []])
    return error
  })

/** Asserts that a request is sent. */
const sent = (operation: Operation.Operation, request: unknown, config?: Partial<LinePayConfig.Service>) =>
  Effect.map(attempt(operation, request, config), ({ error, sent }) => {
    assert.strictEqual(error._tag, "UnexpectedResultCode", error.message)
    return sent[0]?.body
  })

const confirm = { transactionId, amount: 100, currency: "TWD" }
const refund = { transactionId, refundAmount: 100, currency: "TWD" }
const preapproved = { regKey, productName: "Brown pen", amount: 100, currency: "TWD", orderId }
const [pack] = paymentRequest.packages
const [product] = pack.products

/** The payment request with another product. */
const withProduct = (changes: object) => ({
  ...paymentRequest,
  packages: [{ ...pack, products: [{ ...product, ...changes }] }]
})
const withOptions = (options: unknown) => ({ ...paymentRequest, options })

interface Case {
  readonly name: string
  readonly operation: Operation.Operation
  readonly requests: ReadonlyArray<unknown>
  readonly paths: ReadonlyArray<string>
  readonly config?: Partial<LinePayConfig.Service>
}

/** Wrong values of one field, in a request that is right otherwise. */
const field = (
  operation: Operation.Operation,
  request: object,
  name: string,
  values: ReadonlyArray<unknown>
): Case => ({ name, operation, requests: values.map((value) => ({ ...request, [name]: value })), paths: [name] })

const ofPayment = (name: string, values: ReadonlyArray<unknown>) =>
  field("requestPayment", paymentRequest, name, values)

const ofPackage = (name: string, values: ReadonlyArray<unknown>): Case => ({
  name: `a package's ${name}`,
  operation: "requestPayment",
  requests: values.map((value) => ({ ...paymentRequest, packages: [{ ...pack, [name]: value }] })),
  paths: [`packages[0].${name}`]
})

const ofProduct = (name: string, values: ReadonlyArray<unknown>): Case => ({
  name: `a product's ${name}`,
  operation: "requestPayment",
  requests: values.map((value) => withProduct({ [name]: value })),
  paths: [`packages[0].products[0].${name}`]
})

const ofOptions = (group: string, name: string, values: ReadonlyArray<unknown>): Case => ({
  name: `options.${group}.${name}`,
  operation: "requestPayment",
  requests: values.map((value) => withOptions({ [group]: { [name]: value } })),
  paths: [`options.${group}.${name}`],
  ...(group === "regPayRequest" ? { config: { apiVersion: "v4" } } : {})
})

const notBooleans = ["true", "false", "", 0, 1, null, {}]

const notNumbers = ["100", "", null, undefined, [], [100], {}, 100n, true]
const notAmounts = [Number.NaN, Infinity, -Infinity, 0, -0, -1, 1e21, 2 ** 53, ...notNumbers]

const notIds = [
  "",
  " ",
  "0",
  "007",
  "-5",
  "+5",
  "1.5",
  "1e18",
  "0x10",
  "abc",
  "1/../../v3/x?y=1#",
  "123/void",
  "123?x=1",
  "123#",
  "12 3",
  " 123",
  "123\n",
  "123%2F",
  "１２３",
  "9223372036854775808",
  "99999999999999999999",
  Number("2018082512345678910"),
  5,
  5n,
  ["123"],
  { transactionId: "123" },
  Object("123"),
  null,
  undefined
]

const wiped = RegKey.make("RKWIPED")
Redacted.unsafeWipe(wiped)

const notKeys = [
  "RK2AE3519XTFXHM",
  "",
  Redacted.make(".."),
  Redacted.make("."),
  Redacted.make("RK\n1"),
  Redacted.make("RK\ud8001"),
  Redacted.make(""),
  Redacted.make("R".repeat(257)),
  Redacted.make(12345),
  Redacted.make(undefined),
  wiped,
  Object.create(Object.getPrototypeOf(regKey)),
  { regKey: "RK1" },
  null,
  undefined
]

const cases: ReadonlyArray<Case> = [
  field("confirmPayment", confirm, "amount", notAmounts),
  field("capturePayment", confirm, "amount", notAmounts),
  field("payPreapproved", preapproved, "amount", notAmounts),
  // A computed amount never becomes a full refund.
  field("refundPayment", refund, "refundAmount", [...notAmounts, "FULL", "Full", "full ", "all"]),
  {
    name: "no refundAmount at all",
    operation: "refundPayment",
    requests: [{ transactionId }, { transactionId, currency: "TWD" }],
    paths: ["refundAmount"]
  },
  {
    name: "a refundAmount with more decimals than any currency has",
    operation: "refundPayment",
    requests: [{ transactionId, refundAmount: 0.001 }, { ...refund, refundAmount: 0.5 }],
    paths: ["refundAmount"]
  },
  {
    name: "more decimals than the currency has",
    operation: "confirmPayment",
    requests: [
      { ...confirm, amount: 99.5, currency: "JPY" },
      { ...confirm, amount: 99.5, currency: "TWD" },
      { ...confirm, amount: 0.001, currency: "THB" },
      { ...confirm, amount: 0.1 + 0.2, currency: "THB" },
      { ...confirm, amount: 1e-7, currency: "USD" }
    ],
    paths: ["amount"]
  },
  {
    name: "more decimals than the configuration allows",
    operation: "confirmPayment",
    requests: [{ ...confirm, amount: 0.5, currency: "USD" }],
    paths: ["amount"],
    config: { currencyDecimals: { USD: 0 } }
  },
  field("confirmPayment", confirm, "currency", ["EUR", "twd", "", "toString", "__proto__", null, undefined, 901]),
  field("refundPayment", refund, "currency", ["EUR", null, ""]),
  field("confirmPayment", confirm, "transactionId", notIds),
  field("capturePayment", confirm, "transactionId", notIds),
  field("voidPayment", {}, "transactionId", notIds),
  field("refundPayment", refund, "transactionId", notIds),
  field("checkPaymentStatus", {}, "transactionId", notIds),
  {
    name: "no id among ids",
    operation: "getPaymentDetails",
    requests: notIds.map((id) => ({ transactionIds: [transactionId, id] })),
    paths: ["transactionIds[1]"]
  },
  {
    name: "no ids",
    operation: "getPaymentDetails",
    requests: [{}, { transactionIds: [] }, { transactionIds: [], orderIds: [] }, { fields: "ALL" }],
    paths: ["transactionIds"]
  },
  field("getPaymentDetails", {}, "transactionIds", [transactionId, new Set([transactionId]), null, {
    0: transactionId
  }]),
  {
    name: "no order id among order ids",
    operation: "getPaymentDetails",
    // Half a surrogate pair cannot be put into a query.
    requests: ["", "a".repeat(101), "\ud83c", 1, null].map((orderId) => ({ orderIds: ["a", orderId] })),
    paths: ["orderIds[1]"]
  },
  field("getPaymentDetails", { orderIds: ["1"] }, "fields", ["RANSACTION", "", null]),
  field("checkRegKey", {}, "regKey", notKeys),
  field("payPreapproved", preapproved, "regKey", notKeys),
  field("expireRegKey", {}, "regKey", notKeys),
  // By chance it would be a write, or a read.
  field("checkRegKey", { regKey }, "creditCardAuth", notBooleans),
  field("payPreapproved", preapproved, "capture", notBooleans),
  // Over 100 bytes, some of them under 100 characters.
  field("payPreapproved", preapproved, "orderId", [
    "a".repeat(101),
    "訂".repeat(40),
    "訂".repeat(34),
    "ก".repeat(34),
    "\u{1f366}".repeat(26),
    ""
  ]),
  field("payPreapproved", preapproved, "productName", ["a".repeat(4001), "訂".repeat(1334), ""]),
  ofPayment("orderId", ["a".repeat(101), "訂".repeat(101), "", 1, null, undefined, ["a"]]),
  // Half a surrogate pair has no UTF-8.
  ofPayment("orderId", ["\ud83c", "a\udf66b", "\udf66\ud83c"]),
  ofPayment("amount", notNumbers),
  ofPayment("packages", [[], {}, "packages", null, undefined, { 0: pack, length: 1 }]),
  {
    name: "a package that is none, or a hole",
    operation: "requestPayment",
    requests: [[null], ["p"], [[]], [[pack]], new Array(1)].map((packages) => ({ ...paymentRequest, packages })),
    paths: ["packages[0]"]
  },
  ofPackage("id", ["a".repeat(51), "", undefined, 1]),
  ofPackage("name", ["包".repeat(101), null]),
  ofPackage("products", [[], undefined, null, {}]),
  {
    name: "a negative fee",
    operation: "requestPayment",
    requests: [{ ...paymentRequest, amount: 99, packages: [{ ...pack, userFee: -1 }] }],
    paths: ["packages[0].userFee"]
  },
  ofProduct("id", ["a".repeat(51), ""]),
  ofProduct("name", ["", undefined, "a".repeat(4001)]),
  ofProduct("imageUrl", ["pen.jpg", "/pen.jpg", "", `https://shop.example/${"a".repeat(500)}`]),
  ofProduct("quantity", [0, -1, Number.NaN, Infinity, "2", null, undefined, 1e300]),
  ofProduct("price", ["50", Number.NaN, null, undefined, 2 ** 53]),
  ofProduct("originalPrice", [-1, 0.5, "50"]),
  {
    name: "a price with decimals in TWD, although the sum has none",
    operation: "requestPayment",
    requests: [withProduct({ price: 12.5, quantity: 8 })],
    paths: ["packages[0].products[0].price"]
  },
  {
    name: "sums off by one satang, or by a fee",
    operation: "requestPayment",
    requests: [
      { ...paymentRequest, currency: "THB", amount: 100.01 },
      { ...paymentRequest, currency: "THB", amount: 99.99 },
      { ...paymentRequest, amount: 101 },
      { ...paymentRequest, packages: [{ ...pack, userFee: 1 }] },
      withOptions({ shipping: { feeAmount: 1 } })
    ],
    paths: ["amount"]
  },
  {
    name: "a package off by one satang, and so the whole",
    operation: "requestPayment",
    requests: [{ ...paymentRequest, currency: "THB", packages: [{ ...pack, amount: 100.01 }] }],
    paths: ["packages[0].amount", "amount"]
  },
  {
    name: "wrong amounts under validate: false, which leaves out the sums alone",
    operation: "requestPayment",
    requests: [0, 99.5, -1].map((amount) => ({ ...paymentRequest, amount, validate: false })),
    paths: ["amount"]
  },
  ofPayment("validate", notBooleans),
  {
    name: "redirect URLs that are missing",
    operation: "requestPayment",
    requests: [{}, { confirmUrlType: "CLIENT" }, { confirmUrlType: "SERVER" }].map((redirectUrls) => ({
      ...paymentRequest,
      redirectUrls
    })),
    paths: ["redirectUrls.confirmUrl", "redirectUrls.cancelUrl"]
  },
  {
    name: "redirect URLs that are none",
    operation: "requestPayment",
    requests: [
      { confirmUrl: "/confirm", cancelUrl: "shop.example" },
      { confirmUrl: "", cancelUrl: `https://shop.example/${"a".repeat(500)}` }
    ].map((redirectUrls) => ({ ...paymentRequest, redirectUrls })),
    paths: ["redirectUrls.confirmUrl", "redirectUrls.cancelUrl"]
  },
  {
    name: "a type of redirect that there is not",
    operation: "requestPayment",
    requests: ["client", "", null].map((confirmUrlType) => ({
      ...paymentRequest,
      redirectUrls: { ...paymentRequest.redirectUrls, confirmUrlType }
    })),
    paths: ["redirectUrls.confirmUrlType"]
  },
  ofPayment("options", [[], [{}], "options", null, 1]),
  ofOptions("payment", "capture", notBooleans),
  ofOptions("payment", "payType", ["RECURRING", "normal", null]),
  ofOptions("display", "locale", ["zh-Hant", "tw", null]),
  ofOptions("display", "checkConfirmUrlBrowser", notBooleans),
  ofOptions("extra", "branchName", ["b".repeat(201), ""]),
  ofOptions("extra", "branchId", ["b".repeat(33), ""]),
  ofOptions("regPayRequest", "recurringDay", [0, 32, 1.5, "1"]),
  ofOptions("regPayRequest", "recurringDayOfWeek", ["MONDAY", 1]),
  ofOptions("regPayRequest", "recurringMonth", [0, 13, "JAN"]),
  ofOptions("shipping", "type", ["FREE", null]),
  ofOptions("shipping", "feeAmount", ["1", null, Number.NaN]),
  {
    name: "an event code over 30 characters",
    operation: "requestPayment",
    requests: [withOptions({ events: [{ code: "e" }, { code: "e".repeat(31) }] })],
    paths: ["options.events[1].code"]
  },
  {
    name: "regPayRequest on v3",
    operation: "requestPayment",
    requests: [withOptions({ regPayRequest: {} })],
    paths: ["options.regPayRequest"]
  },
  {
    name: "familyService on v4",
    operation: "requestPayment",
    requests: [withOptions({ familyService: { addFriends: [] } })],
    paths: ["options.familyService"],
    config: { apiVersion: "v4" }
  },
  {
    name: "a device that is no header",
    operation: "voidPayment",
    requests: ["T\n1", "T\r\nX-Evil: 1", "", " T", "終端"].map((profileId) => ({
      transactionId,
      device: { profileId, type: "POS" }
    })),
    paths: ["device.profileId"]
  },
  {
    name: "half a device",
    operation: "voidPayment",
    requests: [{ profileId: "T" }, { profileId: "T", type: 1 }].map((device) => ({ transactionId, device })),
    paths: ["device.type"]
  },
  {
    name: "a field that there is not, whatever it is and wherever it is defined",
    operation: "confirmPayment",
    requests: [
      { ...confirm, orderId },
      { ...confirm, orderId: undefined },
      Object.assign(Object.create({ orderId }), confirm)
    ],
    paths: ["orderId"]
  },
  {
    name: "a field that there is not, deep down",
    operation: "requestPayment",
    requests: [withProduct({ sku: "1" })],
    paths: ["packages[0].products[0].sku"]
  },
  {
    name: "a field named like a prototype",
    operation: "confirmPayment",
    requests: [JSON.parse(`{"transactionId":"1","amount":1,"currency":"TWD","__proto__":{"amount":2}}`)],
    paths: ["__proto__"]
  },
  {
    name: "no request",
    operation: "confirmPayment",
    requests: [undefined, null, "", "text", 5, 5n, true, Symbol("request"), [], [confirm], () => confirm],
    paths: [""]
  },
  {
    name: "everything that is wrong, in the order of the fields",
    operation: "confirmPayment",
    requests: [{}, new Date(), Object.create(null)],
    paths: ["transactionId", "amount", "currency"]
  }
]

describe("a request that is refused", () => {
  for (const { config, name, operation, paths, requests } of cases) {
    it.effect(`${operation}: ${name}`, () =>
      Effect.forEach(requests, (request) => refused(operation, request, paths, config)))
  }

  it.effect("whose fields cannot be read", () =>
    Effect.gen(function*() {
      const { proxy, revoke } = Proxy.revocable({}, {})
      revoke()
      const hostile: ReadonlyArray<unknown> = [
        proxy,
        {
          ...confirm,
          get amount(): number {
            throw new Error("5ecre7")
          }
        },
        new Proxy(confirm, {
          ownKeys: () => {
            throw new Error("5ecre7")
          }
        })
      ]
      for (const request of hostile) {
        const error = yield* refused("confirmPayment", request, [""])
        assert.notInclude(error.message, "5ecre7")
      }
    }))

  it.effect("deeper than any request goes, or a circle", () =>
    Effect.gen(function*() {
      const circle: { self?: unknown } = {}
      circle.self = circle
      yield* refused("confirmPayment", circle, ["self", "transactionId", "amount", "currency"])
      const deep = Array.from({ length: 100_000 }).reduce<unknown>((inner) => ({ inner }), 1)
      yield* refused("confirmPayment", { ...confirm, amount: deep }, ["amount"])
    }))

  it.effect("says what was expected and what kind of thing stood there", () =>
    Effect.gen(function*() {
      const says = (operation: Operation.Operation, request: unknown, path: string) =>
        Effect.map(refused(operation, request, [path]), ({ message }) => message)
      assert.strictEqual(
        yield* says("payPreapproved", { ...preapproved, orderId: "訂".repeat(40) }, "orderId"),
        "payPreapproved was not sent: orderId must be a non-empty text of at most 100 UTF-8 bytes, but is a text of 40 characters, 120 bytes"
      )
      assert.strictEqual(
        yield* says("requestPayment", { ...paymentRequest, orderId: "a".repeat(101) }, "orderId"),
        "requestPayment was not sent: orderId must be a non-empty text of at most 100 characters, but is a text of 101 characters"
      )
      assert.strictEqual(
        yield* says("refundPayment", { transactionId, refundAmount: undefined }, "refundAmount"),
        "refundPayment was not sent: refundAmount must be a number above 0, or \"full\", but is undefined"
      )
      assert.strictEqual(
        yield* says("confirmPayment", { ...confirm, amount: "100" }, "amount"),
        "confirmPayment was not sent: amount must be a number, but is a text of 3 characters"
      )
      assert.strictEqual(
        yield* says("confirmPayment", { ...confirm, amount: 1e21 }, "amount"),
        "confirmPayment was not sent: amount must be a number of at most 9007199254740991, but is the number 1e+21"
      )
      assert.strictEqual(
        yield* says("confirmPayment", { ...confirm, amount: 99.5 }, "amount"),
        "confirmPayment was not sent: amount must be a whole number: TWD has no decimals, but is the number 99.5"
      )
      assert.strictEqual(
        yield* says("confirmPayment", { ...confirm, transactionId: Number("2018082512345678910") }, "transactionId"),
        "confirmPayment was not sent: transactionId must be the digits of a transaction id: 1 to 9223372036854775807, " +
          "as a string or a bigint (a number has lost digits), but is the number 2018082512345678800"
      )
      assert.strictEqual(
        yield* says("requestPayment", { ...paymentRequest, currency: "THB", amount: 100.01 }, "amount"),
        "requestPayment was not sent: amount must be 100, the sum of the packages' amounts and fees and the shipping fee, but is the number 100.01"
      )
      assert.strictEqual(
        yield* says("confirmPayment", { ...confirm, foo: 1 }, "foo"),
        "confirmPayment was not sent: foo must be absent: there is no such field, but is present"
      )
      assert.strictEqual(
        yield* says("checkRegKey", { regKey: "RK2AE3519XTFXHM" }, "regKey"),
        "checkRegKey was not sent: regKey must be a RegKey, made by RegKey.make, but is a text of 15 characters"
      )
    }))
})

describe("a configuration that is refused", () => {
  const refusedConfigs: ReadonlyArray<readonly [path: string, configs: ReadonlyArray<object>]> = [
    [
      "LinePayConfig.channelId",
      ["123\n", "", " 123", "123\r\nX-Evil: 1", undefined, 1234567890].map((channelId) => ({ channelId }))
    ],
    [
      "LinePayConfig.environment",
      [
        "prod",
        "",
        undefined,
        "http://api-pay.line.me",
        "http://localhost.evil.example",
        "http://127.0.0.1@evil.example",
        "https://user:pass@api-pay.line.me",
        "https://api-pay.line.me/v3"
      ].map((environment) => ({ environment }))
    ],
    ["LinePayConfig.apiVersion", ["v2", "", 3].map((apiVersion) => ({ apiVersion }))],
    ["LinePayConfig.device.profileId", [{ device: { profileId: "T\n", type: "POS" } }]],
    ["LinePayConfig.device.type", [{ device: { profileId: "T", type: "" } }]],
    [
      "LinePayConfig.currencyDecimals.TWD",
      [undefined, Number.NaN, -1, 0.5].map((TWD) => ({ currencyDecimals: { TWD } }))
    ]
  ]

  for (const [path, configs] of refusedConfigs) {
    it.effect(`${path}: by every call`, () =>
      Effect.gen(function*() {
        for (const config of configs) {
          const { linePay, sent, signed } = yield* Merchant.make(Merchant.answer("0000"), untyped(config))
          for (const { name, run } of Calls.all) {
            const error = yield* Effect.flip(run(linePay))
            assert.strictEqual(error instanceof InvalidRequest && error.path, path, name)
          }
          assert.deepStrictEqual([sent, signed], [[], []])
        }
      }))
  }
})

describe("a request that is not refused", () => {
  it.effect("at its limits", () =>
    Effect.gen(function*() {
      const most = TransactionId.make("9223372036854775807")
      const requests: ReadonlyArray<readonly [Operation.Operation, unknown]> = [
        ["voidPayment", { transactionId: most }],
        ["voidPayment", { transactionId: TransactionId.make(1n) }],
        ["requestPayment", { ...paymentRequest, orderId: "訂".repeat(40) }],
        ["requestPayment", { ...paymentRequest, orderId: "\u{1f366}".repeat(100) }],
        ["payPreapproved", { ...preapproved, orderId: "訂".repeat(33) }],
        ["payPreapproved", { ...preapproved, productName: "a".repeat(4000) }],
        ["confirmPayment", { ...confirm, amount: Number.MAX_SAFE_INTEGER }],
        ["confirmPayment", { ...confirm, amount: 0.01, currency: "USD" }],
        ["confirmPayment", { ...confirm, amount: 1, currency: "JPY" }],
        ["refundPayment", { transactionId, refundAmount: 0.01 }],
        ["requestPayment", withProduct({ price: 100, quantity: 1, originalPrice: -0 })],
        ["expireRegKey", { regKey: RegKey.make("-") }]
      ]
      for (const [operation, request] of requests) yield* sent(operation, request)
    }))

  it.effect("with decimals of the merchant's own", () =>
    sent("confirmPayment", { ...confirm, amount: 99.5 }, { currencyDecimals: { TWD: 2 } }))

  it.effect("sums that a double gets wrong", () =>
    sent("requestPayment", {
      ...paymentRequest,
      currency: "THB",
      amount: 0.3,
      packages: [
        { id: "1", amount: 0.1, products: [{ name: "a", quantity: 1, price: 0.1 }] },
        { id: "2", amount: 0.2, products: [{ name: "b", quantity: 2, price: 0.1 }] }
      ]
    }))

  it.effect("of a class, whose fields count wherever they are defined", () =>
    Effect.gen(function*() {
      const expected = yield* sent("payPreapproved", { ...preapproved, capture: false })
      assert.include(expected, `"capture":false`)
      class Charge {
        readonly regKey = regKey
        readonly productName = "Brown pen"
        readonly amount = 100
        readonly currency = "TWD"
        readonly orderId = orderId
        get capture(): boolean {
          return false
        }
        total(): number {
          return this.amount
        }
      }
      assert.strictEqual(yield* sent("payPreapproved", new Charge()), expected)
      assert.strictEqual(yield* sent("payPreapproved", Object.create({ ...preapproved, capture: false })), expected)
    }))

  it.effect("of Data.struct, compared and hashed", () =>
    Effect.gen(function*() {
      const one = Data.struct(confirm)
      assert.isTrue(Equal.equals(one, Data.struct(confirm)))
      assert.strictEqual(yield* sent("confirmPayment", one), `{"amount":100,"currency":"TWD"}`)
    }))

  it.effect("that changes afterwards is sent as it was checked", () =>
    Effect.gen(function*() {
      let reads = 0
      const request = {
        ...confirm,
        get amount(): number {
          return reads++ === 0 ? 100 : 1_000_000
        }
      }
      assert.strictEqual(yield* sent("confirmPayment", request), `{"amount":100,"currency":"TWD"}`)
    }))

  it.effect("the regKey of a call under way may be wiped", () =>
    Effect.gen(function*() {
      const key = RegKey.make("RKWIPEDLATER")
      const { linePay } = yield* Merchant.makeWith(() => {
        Redacted.unsafeWipe(key)
        return Merchant.answer("1190", undefined, "RKWIPEDLATER is unknown")
      })
      const error = yield* Effect.flip(linePay.expireRegKey({ regKey: key }))
      assert.strictEqual(error._tag === "RegKeyNotFound" && error.returnMessage, "<redacted> is unknown")
    }))
})

describe("the constructors of values", () => {
  it("TransactionId.make throws what `either` gives, and keeps every digit", () => {
    assert.strictEqual(TransactionId.make("2018082512345678910"), "2018082512345678910")
    assert.strictEqual(TransactionId.make(2018082512345678910n), "2018082512345678910")
    for (const value of notIds.filter((value) => typeof value !== "bigint")) {
      const refusal = TransactionId.either(untyped(value))
      assert.isTrue(Either.isLeft(refusal) && refusal.left.path === "transactionId", String(value))
      assert.throws(() => TransactionId.make(untyped(value)), InvalidRequest)
      assert.isFalse(TransactionId.is(value))
    }
    for (const value of [0n, -1n, 2n ** 63n]) assert.isTrue(Either.isLeft(TransactionId.either(value)))
    assert.strictEqual(TransactionId.make(2n ** 63n - 1n), "9223372036854775807")
  })

  it("any integer of 64 bits is a transaction id, as a text and as a bigint", () => {
    FastCheck.assert(FastCheck.property(FastCheck.bigInt(1n, 2n ** 63n - 1n), (id) => {
      assert.strictEqual(TransactionId.make(id), TransactionId.make(String(id)))
      assert.isTrue(TransactionId.is(String(id)))
    }))
  })

  it("RegKey.make throws what `either` gives, and shows the text in neither", () => {
    assert.strictEqual(Redacted.value(RegKey.make("RK2AE3519XTFXHM")), "RK2AE3519XTFXHM")
    for (const text of ["", "..", "RK\t5ecre7", "5ecre7\u0000", "R".repeat(257), untyped(undefined), untyped(5)]) {
      const refusal = RegKey.either(text)
      assert.isTrue(Either.isLeft(refusal) && refusal.left.path === "regKey")
      assert.notInclude(Either.isLeft(refusal) ? refusal.left.message : "", "5ecre7")
      assert.throws(() => RegKey.make(text), InvalidRequest)
    }
    for (const value of notKeys) assert.isFalse(RegKey.is(value))
  })
})

const secret = "⟦5ecre7⟧"

/** Anything: with the names of real fields, and every text marked. */
const junk = FastCheck.anything({
  key: FastCheck.constantFrom(
    "transactionId",
    "amount",
    "currency",
    "refundAmount",
    "regKey",
    "orderId",
    "productName",
    "packages",
    "products",
    "redirectUrls",
    "options",
    "device",
    "transactionIds",
    "orderIds",
    "0",
    "__proto__",
    "toString"
  ),
  values: [
    FastCheck.string().map((text) => secret + text),
    FastCheck.double(),
    FastCheck.integer(),
    FastCheck.boolean(),
    FastCheck.bigInt(),
    FastCheck.constantFrom(null, undefined)
  ],
  maxDepth: 4,
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withNullPrototype: true,
  withSparseArray: true,
  withTypedArray: true
})

/** A request that is right, or nearly: amounts are any, and sums do not add up. */
const requests: { readonly [O in Operation.Operation]: FastCheck.Arbitrary<object> } = {
  requestPayment: Arbitrary.make(RequestPaymentRequest),
  checkPaymentStatus: Arbitrary.make(CheckPaymentStatusRequest),
  confirmPayment: Arbitrary.make(ConfirmPaymentRequest),
  capturePayment: Arbitrary.make(CapturePaymentRequest),
  voidPayment: Arbitrary.make(VoidPaymentRequest),
  refundPayment: Arbitrary.make(RefundPaymentRequest),
  getPaymentDetails: Arbitrary.make(GetPaymentDetailsRequest),
  checkRegKey: Arbitrary.make(CheckRegKeyRequest),
  payPreapproved: Arbitrary.make(PayPreapprovedRequest),
  expireRegKey: Arbitrary.make(ExpireRegKeyRequest)
}

describe("any request", () => {
  /** The end of a call, and whether anything was signed or sent by it. */
  const judge = (operation: Operation.Operation, request: unknown) =>
    Effect.gen(function*() {
      const { sent, signed } = yield* merchant
      const before = sent.length + signed.length
      const error = yield* Effect.flip(call(yield* merchant, operation)(untyped(request)))
      return { error, silent: sent.length + signed.length === before }
    })
  const merchant = Effect.runSync(Effect.cached(Merchant.make(Merchant.answer("9999"))))
  const operations = FastCheck.constantFrom(...Operation.operations)

  it.effect.prop(
    "of junk is refused, and never a defect, a request or a quotation",
    [operations, junk],
    ([operation, request]) =>
      Effect.map(judge(operation, request), ({ error, silent }) => {
        assert.strictEqual(error._tag, "InvalidRequest")
        assert.isTrue(silent)
        assert.notInclude(error.message, secret)
        assert.notInclude(JSON.stringify(error), secret)
      }),
    { fastCheck: { numRuns: 60 }, timeout: 30_000 }
  )

  const nearly = operations.chain((operation) =>
    // Of some requests, every field is optional.
    requests[operation].filter((request) => Object.keys(request).length > 0).chain((request) =>
      FastCheck.record({
        operation: FastCheck.constant(operation),
        request: FastCheck.constant(request),
        field: FastCheck.constantFrom(...Object.keys(request)),
        value: junk
      })
    )
  )

  it.effect.prop(
    "with junk in one field is refused, or sent",
    [nearly],
    ([{ field, operation, request, value }]) =>
      Effect.map(judge(operation, { ...request, [field]: value }), ({ error, silent }) => {
        assert.strictEqual(error._tag, silent ? "InvalidRequest" : "UnexpectedResultCode")
        assert.notInclude(error.message, secret)
      }),
    { fastCheck: { numRuns: 60 }, timeout: 30_000 }
  )
})
