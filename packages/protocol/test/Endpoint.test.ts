import { assert, describe, it } from "@effect/vitest"
import { FastCheck } from "effect"
import { Endpoint } from "line-pay-protocol"

const confirm = (transactionId: string) => Endpoint.path("v3", "confirmPayment", { transactionId })

describe("Endpoint", () => {
  it("path fills in the parameters", () => {
    assert.strictEqual(confirm("2018082512345678910"), "/v3/payments/2018082512345678910/confirm")
    assert.strictEqual(
      Endpoint.path("v4", "payPreapproved", { regKey: "RK123asd213" }),
      "/v4/payments/preapprovedPay/RK123asd213/payment"
    )
    assert.strictEqual(Endpoint.path("v3", "getPaymentDetails", {}), "/v3/payments")
  })

  it.each([
    ["1/../../v3/x?y=1#", "1%2F..%2F..%2Fv3%2Fx%3Fy%3D1%23"],
    ["../refund", "..%2Frefund"],
    ["a b", "a%20b"],
    ["%2e%2e", "%252e%252e"],
    ["\\..\\", "%5C..%5C"],
    ["鑰匙", "%E9%91%B0%E5%8C%99"],
    ["$&", "%24%26"],
    // Half an emoji: no text that UTF-8 could carry.
    ["RK\ud83d", "RK%EF%BF%BD"],
    ["...", "..."]
  ])("path keeps %j in its segment", (value, segment) => {
    assert.strictEqual(confirm(value), `/v3/payments/${segment}/confirm`)
  })

  it.each([".", ".."])("path empties %j, which a URL parser would resolve, encoded or not", (value) => {
    assert.strictEqual(confirm(value), "/v3/payments//confirm")
  })

  it.prop(
    "path is read by a URL parser as it was written, whatever the parameter",
    [FastCheck.oneof(
      FastCheck.string({ unit: "binary" }),
      FastCheck.array(FastCheck.constantFrom(".", "/", "\\", "?", "#", "%", "2e", "@", ":", ";", "\n", "\ud800", "1"))
        .map((parts) => parts.join(""))
    )],
    ([value]) => {
      const path = confirm(value)
      assert.strictEqual(new URL(path, "https://api-pay.line.me").pathname, path)
      assert.match(path, /^\/v3\/payments\/[^/?#]*\/confirm$/)
    },
    { fastCheck: { numRuns: 1_000 } }
  )
})
