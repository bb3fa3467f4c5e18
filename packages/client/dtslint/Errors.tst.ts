import { Effect } from "effect"
import {
  type CapturePaymentError,
  type CheckPaymentStatusError,
  type CheckRegKeyError,
  type ConfirmPaymentError,
  type ExpireRegKeyError,
  type GetPaymentDetailsError,
  type InsufficientBalance,
  type LinePay,
  LinePayError,
  type OutcomeUnknown,
  type PayPreapprovedError,
  type RefundPaymentError,
  type RequestPaymentError,
  type ResponseError,
  TransactionId,
  type VoidPaymentError
} from "effect-line-pay"
import { isResultCodeError } from "effect-line-pay/ResultCodeError"
import type { Operation, ResultCode } from "line-pay-protocol"
import { describe, expect, it } from "tstyche"

/** The tags of the table's rows for an operation, read off the table here once more. */
type Rows<O extends Operation.Operation> = Exclude<
  {
    [C in keyof ResultCode.Table]: O extends keyof ResultCode.Table[C]["operations"] ? ResultCode.Table[C]["tag"]
      : never
  }[keyof ResultCode.Table],
  null
>

type AnyCall = "UnexpectedResultCode" | "InvalidRequest" | "TransportError"
type Read = AnyCall | "ResponseError"
type Write = AnyCall | "OutcomeUnknown"

describe("the error union of a call", () => {
  it("checkPaymentStatus, by name", () => {
    expect<CheckPaymentStatusError["_tag"]>().type.toBe<
      | "MerchantNotFound"
      | "MerchantCannotUseLinePay"
      | "RequestHeaderError"
      | "PaymentRequestNotFound"
      | "ParameterError"
      | "InternalError"
      | "TemporaryError"
      | "UnexpectedResultCode"
      | "InvalidRequest"
      | "TransportError"
      | "ResponseError"
    >()
  })

  it("refundPayment, by name", () => {
    expect<RefundPaymentError["_tag"]>().type.toBe<
      | "NotLinePayUser"
      | "CustomerCannotTransact"
      | "MerchantNotFound"
      | "MerchantCannotUseLinePay"
      | "RequestHeaderError"
      | "AmountError"
      | "TransactionNotFound"
      | "InvalidTransactionId"
      | "RefundPeriodExpired"
      | "RefundAmountExceeded"
      | "AlreadyRefunded"
      | "CannotBeProcessed"
      | "DuplicateRequest"
      | "InternalRequestError"
      | "RequestMismatch"
      | "RefundReserveInsufficient"
      | "ParameterError"
      | "JsonFormatError"
      | "InternalError"
      | "TemporaryError"
      | "UnexpectedResultCode"
      | "InvalidRequest"
      | "TransportError"
      | "OutcomeUnknown"
    >()
  })

  it("checkRegKey, by name: it is a read or a write", () => {
    expect<CheckRegKeyError["_tag"]>().type.toBe<
      | "NotLinePayUser"
      | "CustomerCannotTransact"
      | "MerchantNotFound"
      | "MerchantCannotUseLinePay"
      | "RequestHeaderError"
      | "AccountStatusError"
      | "PreapprovedMethodUnavailable"
      | "RegKeyNotFound"
      | "RegKeyExpired"
      | "PreapprovedNotAllowed"
      | "ParameterError"
      | "InternalError"
      | "TemporaryError"
      | "UnexpectedResultCode"
      | "InvalidRequest"
      | "TransportError"
      | "ResponseError"
      | "OutcomeUnknown"
    >()
  })

  it("confirmPayment, by name", () => {
    expect<ConfirmPaymentError["_tag"]>().type.toBe<
      | "NotLinePayUser"
      | "CustomerCannotTransact"
      | "MerchantNotFound"
      | "MerchantCannotUseLinePay"
      | "RequestHeaderError"
      | "CardNotUsable"
      | "AmountError"
      | "AccountStatusError"
      | "InsufficientBalance"
      | "PaymentInProgress"
      | "TransactionNotFound"
      | "DuplicateTransaction"
      | "AmountMismatch"
      | "PaymentRequestNotFound"
      | "AuthenticationRequired"
      | "BalanceChanged"
      | "DuplicateOrderId"
      | "CurrencyNotSupported"
      | "PaymentExpired"
      | "AmountBelowMinimum"
      | "DuplicateRequest"
      | "InternalRequestError"
      | "CardTemporaryError"
      | "CardPaymentError"
      | "CardAuthorizationError"
      | "CardSuspectedFraud"
      | "CardTemporarilySuspended"
      | "CardInformationMissing"
      | "CardInformationIncorrect"
      | "CardExpired"
      | "CardInsufficientFunds"
      | "CardLimitExceeded"
      | "CardTransactionLimitExceeded"
      | "CardStolen"
      | "CardSuspended"
      | "CardCvnError"
      | "CardBlacklisted"
      | "CardNumberInvalid"
      | "CardAmountNotProcessable"
      | "CardDeclined"
      | "LimitNotReserved"
      | "CustomerAccountLimited"
      | "CustomerLimitExceeded"
      | "CustomerLimitAtMerchantExceeded"
      | "ReceivingLimitExceeded"
      | "ParameterError"
      | "JsonFormatError"
      | "RequestNotAccepted"
      | "InternalError"
      | "TemporaryError"
      | "UnexpectedResultCode"
      | "InvalidRequest"
      | "TransportError"
      | "OutcomeUnknown"
    >()
  })

  it("of each operation is the table's rows and the shared errors", () => {
    expect<RequestPaymentError["_tag"]>().type.toBe<Rows<"requestPayment"> | Write>()
    expect<CheckPaymentStatusError["_tag"]>().type.toBe<Rows<"checkPaymentStatus"> | Read>()
    expect<ConfirmPaymentError["_tag"]>().type.toBe<Rows<"confirmPayment"> | Write>()
    expect<CapturePaymentError["_tag"]>().type.toBe<Rows<"capturePayment"> | Write>()
    expect<VoidPaymentError["_tag"]>().type.toBe<Rows<"voidPayment"> | Write>()
    expect<RefundPaymentError["_tag"]>().type.toBe<Rows<"refundPayment"> | Write>()
    expect<GetPaymentDetailsError["_tag"]>().type.toBe<Rows<"getPaymentDetails"> | Read>()
    expect<CheckRegKeyError["_tag"]>().type.toBe<Rows<"checkRegKey"> | Read | Write>()
    expect<PayPreapprovedError["_tag"]>().type.toBe<Rows<"payPreapproved"> | Write>()
    expect<ExpireRegKeyError["_tag"]>().type.toBe<Rows<"expireRegKey"> | Write>()
  })

  it("of all together is every tag of the table and the shared errors", () => {
    expect<LinePayError.LinePayError["_tag"]>().type.toBe<ResultCode.Tag | Read | Write>()
  })

  it("is what the method fails with, and a method needs nothing", () => {
    type Method<O extends Operation.Operation> = ReturnType<LinePay.Service[O]>
    expect<Effect.Effect.Error<Method<"requestPayment">>>().type.toBe<RequestPaymentError>()
    expect<Effect.Effect.Error<Method<"checkPaymentStatus">>>().type.toBe<CheckPaymentStatusError>()
    expect<Effect.Effect.Error<Method<"confirmPayment">>>().type.toBe<ConfirmPaymentError>()
    expect<Effect.Effect.Error<Method<"capturePayment">>>().type.toBe<CapturePaymentError>()
    expect<Effect.Effect.Error<Method<"voidPayment">>>().type.toBe<VoidPaymentError>()
    expect<Effect.Effect.Error<Method<"refundPayment">>>().type.toBe<RefundPaymentError>()
    expect<Effect.Effect.Error<Method<"getPaymentDetails">>>().type.toBe<GetPaymentDetailsError>()
    expect<Effect.Effect.Error<Method<"checkRegKey">>>().type.toBe<CheckRegKeyError>()
    expect<Effect.Effect.Error<Method<"payPreapproved">>>().type.toBe<PayPreapprovedError>()
    expect<Effect.Effect.Error<Method<"expireRegKey">>>().type.toBe<ExpireRegKeyError>()
    expect<Effect.Effect.Context<Method<Operation.Operation>>>().type.toBe<never>()
  })
})

declare const linePay: LinePay.Service
/** Takes a piece of code that the compiler has to accept, or to refuse. */
declare const compiles: (_: (error: never) => unknown) => void
const transactionId = TransactionId.make("2018082512345678910")
const confirm = linePay.confirmPayment({ transactionId, amount: 100, currency: "TWD" })
const status = linePay.checkPaymentStatus({ transactionId })

interface OutOfStock {
  readonly _tag: "OutOfStock"
}
declare const order: Effect.Effect<void, ConfirmPaymentError | OutOfStock>
declare const anything: unknown
declare const some: Error
declare const perhaps: InsufficientBalance | undefined

describe("catching", () => {
  it("a tag removes it from the error channel, and it alone", () => {
    const caught = Effect.catchTag(confirm, "InsufficientBalance", (error) => {
      expect(error).type.toBe<InsufficientBalance>()
      expect(error.code).type.toBe<"1142">()
      expect(error.category).type.toBe<"Customer">()
      expect(error.outcome).type.toBe<"NotApplied">()
      return Effect.void
    })
    expect<Effect.Effect.Error<typeof caught>>().type.toBe<Exclude<ConfirmPaymentError, InsufficientBalance>>()
  })

  it("a tag that the call cannot answer does not compile", () => {
    // @ts-expect-error Argument of type '"RefundPeriodExpired"' is not assignable to parameter of type
    Effect.catchTag(confirm, "RefundPeriodExpired", () => Effect.void)
    // @ts-expect-error Argument of type '"OutcomeUnknown"' is not assignable to parameter of type
    Effect.catchTag(status, "OutcomeUnknown", () => Effect.void)
    // @ts-expect-error Argument of type '"ResponseError"' is not assignable to parameter of type
    Effect.catchTag(confirm, "ResponseError", () => Effect.void)
    // @ts-expect-error Type '() => Effect.Effect<void, never, never>' is not assignable to type 'never'
    compiles(() => Effect.catchTags(confirm, { AlreadyRefunded: () => Effect.void }))
  })

  it("a code that the call cannot answer does not compile either", () => {
    compiles(() => Effect.mapError(status, (error) => error._tag === "TemporaryError" && error.code === "1902"))
    // @ts-expect-error This comparison appears to be unintentional because the types '"1104"' and '"1142"' have no overlap
    compiles(() => Effect.mapError(status, (error) => error._tag === "MerchantNotFound" && error.code === "1142"))
  })

  it("a category removes its rows, and leaves the rest", () => {
    const caught = Effect.catchIf(confirm, LinePayError.isCategory("Card"), (error) => {
      expect(error.category).type.toBe<"Card">()
      return Effect.succeed(error.hint)
    })
    expect<Effect.Effect.Error<typeof caught>["_tag"]>().type.toBe<
      Exclude<ConfirmPaymentError["_tag"], ResultCode.TagOfCategory<"Card">>
    >()
    // No such category among the rows of the call: nothing is removed.
    const none = Effect.catchIf(status, LinePayError.isCategory("Card"), () => Effect.void)
    expect<Effect.Effect.Error<typeof none>>().type.toBe<CheckPaymentStatusError>()
    // @ts-expect-error Argument of type '"Cards"' is not assignable
    LinePayError.isCategory("Cards")
  })

  it("an outcome removes what means only that, and leaves what can mean something else", () => {
    const caught = Effect.catchIf(confirm, LinePayError.outcomeIs("Unknown"), (error) => {
      expect(error.outcome).type.toBe<"Unknown">()
      expect<OutcomeUnknown>().type.toBeAssignableTo<typeof error>()
      return Effect.void
    })
    type Left = Effect.Effect.Error<typeof caught>["_tag"]
    expect<Extract<Left, "OutcomeUnknown" | "DuplicateRequest" | "CustomerLimitExceeded">>().type.toBe<never>()
    expect<"CardExpired" | "UnexpectedResultCode" | "InvalidRequest" | "TransportError">().type.toBeAssignableTo<Left>()
    const definite = Effect.catchIf(confirm, LinePayError.outcomeIs("NotApplied"), () => Effect.void)
    expect<"OutcomeUnknown" | "DuplicateRequest" | "DuplicateTransaction">().type.toBeAssignableTo<
      Effect.Effect.Error<typeof definite>["_tag"]
    >()
    expect<Extract<Effect.Effect.Error<typeof definite>["_tag"], "AuthenticationRequired" | "InvalidRequest">>().type
      .toBe<never>()
  })

  it("isLinePayError removes every error of a call, and nothing else, in a pipe and data-first", () => {
    const piped = order.pipe(Effect.catchIf(LinePayError.isLinePayError, (error) => {
      expect(error).type.toBe<ConfirmPaymentError>()
      return Effect.void
    }))
    expect<Effect.Effect.Error<typeof piped>>().type.toBe<OutOfStock>()
    const dataFirst = Effect.catchIf(order, LinePayError.isLinePayError, (error) => {
      expect(error).type.toBe<ConfirmPaymentError>()
      return Effect.void
    })
    expect<Effect.Effect.Error<typeof dataFirst>>().type.toBe<OutOfStock>()
    const none = Effect.catchIf(status, LinePayError.isLinePayError, () => Effect.void)
    expect<Effect.Effect.Error<typeof none>>().type.toBe<never>()
  })

  it("isResultCodeError removes the table's errors, and leaves the rest", () => {
    const left = confirm.pipe(Effect.catchIf(isResultCodeError, () => Effect.void))
    expect<Effect.Effect.Error<typeof left>>().type.toBe<
      Exclude<ConfirmPaymentError, LinePayError.ResultCodeErrorOf<"confirmPayment">>
    >()
  })

  it("isLinePayError narrows what says less than an error of the library, too", () => {
    if (LinePayError.isLinePayError(anything)) expect(anything).type.toBe<LinePayError.LinePayError>()
    if (LinePayError.isLinePayError(some)) expect(some).type.toBeAssignableTo<LinePayError.LinePayError>()
    else expect(some).type.toBe<Error>()
    if (LinePayError.isLinePayError(perhaps)) expect(perhaps).type.toBe<InsufficientBalance>()
    else expect(perhaps).type.toBe<undefined>()
  })

  it("what is left over is shown by name", () => {
    const handled = Effect.catchTags(status, {
      MerchantNotFound: () => Effect.void,
      RequestHeaderError: () => Effect.void,
      ParameterError: () => Effect.void
    })
    type Left = Effect.Effect.Error<typeof handled>
    // @ts-expect-error Type 'MerchantCannotUseLinePay | PaymentRequestNotFound | TemporaryError | InternalError | ReadError' is not assignable to type 'never'
    compiles((error: Left): never => error)
  })

  it("an error is shown by name", () => {
    type Some = Extract<ConfirmPaymentError, { category: "Customer" }>
    // @ts-expect-error NotLinePayUser | CustomerCannotTransact | AccountStatusError | InsufficientBalance
    compiles((error: Some): never => error)
  })
})

describe("an error", () => {
  it("has the outcomes of its row", () => {
    expect<LinePayError.ResultCodeErrorOf<"voidPayment"> & { _tag: "AlreadyRefunded" }>().type.toHaveProperty("hint")
    expect<Extract<VoidPaymentError, { _tag: "AlreadyRefunded" }>["outcome"]>().type.toBe<
      "AlreadyApplied" | "Unknown"
    >()
    expect<Extract<ConfirmPaymentError, { _tag: "TemporaryError" }>["code"]>().type.toBe<`190${number}`>()
    // What only the Offline API documents proves nothing where money can move.
    expect<Extract<PayPreapprovedError, { _tag: "CustomerLimitExceeded" }>["outcome"]>().type.toBe<"Unknown">()
    expect<OutcomeUnknown["outcome"]>().type.toBe<"Unknown">()
    expect<ResponseError["outcome"]>().type.toBe<"NotApplied">()
    expect<ReturnType<typeof LinePayError.outcome>>().type.toBe<ResultCode.Outcome>()
  })
})
