import { assert, describe, it } from "@effect/vitest"
import { Endpoint, Operation, ReadTimeout } from "line-pay-protocol"

/** The endpoint pages of the Online API documentation: method, path, minimum read timeout in seconds. */
const documented: ReadonlyArray<readonly [Operation.Operation, "GET" | "POST", path: string, seconds: number]> = [
  ["requestPayment", "POST", "/v3/payments/request", 10],
  ["checkPaymentStatus", "GET", "/v3/payments/requests/{transactionId}/check", 20],
  ["confirmPayment", "POST", "/v3/payments/{transactionId}/confirm", 40],
  ["capturePayment", "POST", "/v3/payments/authorizations/{transactionId}/capture", 60],
  ["voidPayment", "POST", "/v3/payments/authorizations/{transactionId}/void", 20],
  ["refundPayment", "POST", "/v3/payments/{transactionId}/refund", 20],
  ["getPaymentDetails", "GET", "/v3/payments", 20],
  ["checkRegKey", "GET", "/v3/payments/preapprovedPay/{regKey}/check", 20],
  ["payPreapproved", "POST", "/v3/payments/preapprovedPay/{regKey}/payment", 20],
  ["expireRegKey", "POST", "/v3/payments/preapprovedPay/{regKey}/expire", 20]
]

describe("Operation", () => {
  it("operations are the ten, in the catalogue's order", () => {
    assert.deepStrictEqual(Operation.operations, documented.map(([operation]) => operation))
  })

  it.each(documented)("%s is %s %s, %i s at least", (operation, method, path, seconds) => {
    const endpoint = Operation.catalogue[operation]
    assert.strictEqual(endpoint.method, method)
    assert.strictEqual(Endpoint.template("v3", operation), path)
    assert.strictEqual(Endpoint.template("v4", operation), path.replace("/v3/", "/v4/"))
    assert.strictEqual(ReadTimeout.readTimeouts[operation].minimum, seconds)
  })

  it("a body is sent by POST alone, and not by the two calls that document none", () => {
    const withBody = Operation.operations.filter((operation) => Operation.catalogue[operation].body === "Json")
    assert.deepStrictEqual(withBody, [
      "requestPayment",
      "confirmPayment",
      "capturePayment",
      "refundPayment",
      "payPreapproved"
    ])
  })

  it("two calls ask, two change what is no money, five move money, and of one the request decides", () => {
    const names = (access: Operation.Access) =>
      Operation.operations.filter((operation) => Operation.entry(operation).access === access)
    assert.deepStrictEqual(names("Read"), ["checkPaymentStatus", "getPaymentDetails"])
    assert.deepStrictEqual(names("Write"), ["requestPayment", "expireRegKey"])
    assert.deepStrictEqual(names("Money"), [
      "confirmPayment",
      "capturePayment",
      "voidPayment",
      "refundPayment",
      "payPreapproved"
    ])
    assert.deepStrictEqual(names("ReadOrMoney"), ["checkRegKey"])
  })

  it("three calls are about a regKey", () => {
    assert.deepStrictEqual(Operation.operations.filter(Operation.takesRegKey), [
      "checkRegKey",
      "payPreapproved",
      "expireRegKey"
    ])
  })

  it("status checks of one payment are the only calls with a least time between them", () => {
    const intervals = Operation.operations.map((operation) => [operation, Operation.entry(operation).minimumInterval])
    assert.deepStrictEqual(intervals.filter(([, seconds]) => seconds !== undefined), [["checkPaymentStatus", 1]])
  })

  it("the recommended read timeout leaves LINE Pay more time than it asks for", () => {
    for (const operation of Operation.operations) {
      const { minimum, recommended } = ReadTimeout.readTimeouts[operation]
      assert.isAbove(recommended, minimum, operation)
    }
  })
})
