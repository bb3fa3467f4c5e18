import {
  type CapturePaymentRequest,
  type CheckRegKeyRequest,
  type ConfirmPaymentRequest,
  type GetPaymentDetailsRequest,
  type PayPreapprovedRequest,
  type RefundPaymentRequest,
  RegKey,
  type RequestPaymentRequest,
  TransactionId
} from "effect-line-pay"
import { describe, expect, it } from "tstyche"

const confirm = { transactionId: TransactionId.make("1"), amount: 100, currency: "TWD" } as const
const refund = { transactionId: TransactionId.make("1") } as const
const pay = { regKey: RegKey.make("RK1"), productName: "Pen", amount: 100, currency: "TWD", orderId: "1" } as const
const request = {
  amount: 100,
  currency: "TWD",
  orderId: "1",
  packages: [{ id: "1", amount: 100, products: [{ name: "Pen", quantity: 1, price: 100 }] }],
  redirectUrls: { confirmUrl: "https://shop.example/confirm", cancelUrl: "https://shop.example/cancel" }
} as const

describe("TransactionId", () => {
  it("is made of text and bigint, never of a number", () => {
    expect(TransactionId.make).type.toBeCallableWith("2018082512345678910")
    expect(TransactionId.make).type.toBeCallableWith(2018082512345678910n)
    expect(TransactionId.make).type.not.toBeCallableWith(2018082512345679000)
    expect(TransactionId.either).type.not.toBeCallableWith(1)
    expect(TransactionId.make("1")).type.toBe<TransactionId>()
    expect<string>().type.not.toBeAssignableTo<TransactionId>()
    expect<TransactionId>().type.toBeAssignableTo<string>()
  })
})

describe("RegKey", () => {
  it("is no text, and gives none away", () => {
    expect(RegKey.make("RK1")).type.toBe<RegKey>()
    expect<string>().type.not.toBeAssignableTo<RegKey>()
    expect<RegKey>().type.not.toBeAssignableTo<string>()
  })
})

describe("requests", () => {
  it("are taken as documented", () => {
    expect(confirm).type.toBeAssignableTo<ConfirmPaymentRequest>()
    expect(confirm).type.toBeAssignableTo<CapturePaymentRequest>()
    expect({ ...refund, refundAmount: 30 }).type.toBeAssignableTo<RefundPaymentRequest>()
    expect({ ...refund, refundAmount: "full" as const }).type.toBeAssignableTo<RefundPaymentRequest>()
    expect(pay).type.toBeAssignableTo<PayPreapprovedRequest>()
    expect({ ...pay, capture: undefined }).type.toBeAssignableTo<PayPreapprovedRequest>()
    expect(request).type.toBeAssignableTo<RequestPaymentRequest>()
    expect<{ orderIds: Array<string> }>().type.toBeAssignableTo<GetPaymentDetailsRequest>()
  })

  it("a refund says how much", () => {
    expect(refund).type.not.toBeAssignableTo<RefundPaymentRequest>()
    expect({ ...refund, refundAmount: undefined }).type.not.toBeAssignableTo<RefundPaymentRequest>()
    expect({ ...refund, refundAmount: "30" }).type.not.toBeAssignableTo<RefundPaymentRequest>()
    expect({ ...refund, refundAmount: null }).type.not.toBeAssignableTo<RefundPaymentRequest>()
  })

  it("an id, an amount and a currency are of their type", () => {
    expect({ ...confirm, transactionId: "1" }).type.not.toBeAssignableTo<ConfirmPaymentRequest>()
    expect({ ...confirm, transactionId: 1 }).type.not.toBeAssignableTo<ConfirmPaymentRequest>()
    expect({ ...confirm, amount: "100" }).type.not.toBeAssignableTo<ConfirmPaymentRequest>()
    expect({ ...confirm, amount: 100n }).type.not.toBeAssignableTo<ConfirmPaymentRequest>()
    expect({ ...confirm, currency: "EUR" as const }).type.not.toBeAssignableTo<ConfirmPaymentRequest>()
    expect({ ...pay, regKey: "RK1" }).type.not.toBeAssignableTo<PayPreapprovedRequest>()
    expect({ ...pay, regKey: confirm.transactionId }).type.not.toBeAssignableTo<PayPreapprovedRequest>()
    expect({ regKey: pay.regKey, creditCardAuth: "true" }).type.not.toBeAssignableTo<CheckRegKeyRequest>()
    expect<{ transactionIds: Array<string> }>().type.not.toBeAssignableTo<GetPaymentDetailsRequest>()
  })

  it("a payment has packages, and a package has products", () => {
    expect({ ...request, packages: [] as const }).type.not.toBeAssignableTo<RequestPaymentRequest>()
    expect({ ...request, packages: [{ id: "1", amount: 100, products: [] as const }] as const })
      .type.not.toBeAssignableTo<RequestPaymentRequest>()
    expect({ ...request, options: { payment: { payType: "RECURRING" as const } } })
      .type.not.toBeAssignableTo<RequestPaymentRequest>()
  })

  it("a field that there is not does not compile", () => {
    // @ts-expect-error Object literal may only specify known properties
    const capture: CapturePaymentRequest = { ...confirm, orderId: "1" }
    expect(capture).type.toBe<CapturePaymentRequest>()
  })
})
