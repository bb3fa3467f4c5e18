import type { ResultCode } from "line-pay-protocol"
import { describe, expect, it } from "tstyche"

type Statuses = "0000" | "0110" | "0121" | "0122" | "0123"

describe("ResultCode", () => {
  it("a status is an answer: it has no tag", () => {
    expect<Exclude<ResultCode.Code, ResultCode.ErrorCode>>().type.toBe<Statuses>()
    expect<null>().type.not.toBeAssignableTo<ResultCode.Tag>()
  })

  it("a tag has one code, and its row", () => {
    expect<ResultCode.CodeOf<"InsufficientBalance">>().type.toBe<"1142">()
    expect<ResultCode.CodeOf<"TemporaryError">>().type.toBe<"190X">()
    expect<ResultCode.RowOf<"CardStolen">["category"]>().type.toBe<"Card">()
    expect<"NoSuchTag">().type.not.toBeAssignableTo<ResultCode.Tag>()
  })

  it("an operation has exactly the tags of its rows", () => {
    expect<ResultCode.TagOf<"checkPaymentStatus">>().type.toBe<
      | "MerchantNotFound"
      | "MerchantCannotUseLinePay"
      | "RequestHeaderError"
      | "PaymentRequestNotFound"
      | "TemporaryError"
      | "ParameterError"
      | "InternalError"
    >()
    expect<"RefundPeriodExpired">().type.not.toBeAssignableTo<ResultCode.TagOf<"confirmPayment">>()
  })

  it("an outcome is the row's, and Unknown where only the Offline API documents the code", () => {
    expect<ResultCode.OutcomeOf<"1142", "confirmPayment">>().type.toBe<"NotApplied">()
    expect<ResultCode.OutcomeOf<"2022", "payPreapproved">>().type.toBe<"Unknown">()
    expect<ResultCode.OutcomeOf<"2104", "capturePayment">>().type.toBe<"Unknown">()
    // A payment request charges nobody.
    expect<ResultCode.OutcomeOf<"2104", "requestPayment">>().type.toBe<"NotApplied">()
    expect<ResultCode.OutcomeOf<"2022", "refundPayment">>().type.toBe<never>()
    expect<"CustomerLimitExceeded">().type.toBeAssignableTo<ResultCode.TagOfOutcome<"payPreapproved", "Unknown">>()
    expect<"CustomerLimitExceeded">().type.not.toBeAssignableTo<
      ResultCode.TagOfOutcome<"payPreapproved", "NotApplied">
    >()
    expect<"InsufficientBalance">().type.toBeAssignableTo<ResultCode.TagOfOutcome<"payPreapproved", "NotApplied">>()
  })

  it("a category has the tags of its rows", () => {
    expect<ResultCode.TagOfCategory<"Expired">>().type.toBe<
      "RefundPeriodExpired" | "PaymentExpired" | "RegKeyExpired"
    >()
  })
})
