import { Endpoint } from "line-pay-protocol"
import { describe, expect, it } from "tstyche"

describe("Endpoint", () => {
  it("path asks for the parameters of the operation's template, and for no others", () => {
    expect<Endpoint.PathParameter<"confirmPayment">>().type.toBe<"transactionId">()
    expect<Endpoint.PathParameter<"payPreapproved">>().type.toBe<"regKey">()
    expect<Endpoint.PathParameter<"requestPayment">>().type.toBe<never>()
    expect(Endpoint.path).type.toBeCallableWith("v3", "confirmPayment", { transactionId: "2018082512345678910" })
    expect(Endpoint.path).type.not.toBeCallableWith("v3", "confirmPayment", {})
    expect(Endpoint.path).type.not.toBeCallableWith("v3", "confirmPayment", { regKey: "RK123asd213" })
    expect(Endpoint.path).type.not.toBeCallableWith("v3", "confirmPayment", { transactionId: 20180825 })
  })
})
