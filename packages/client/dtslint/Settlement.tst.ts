import { Effect } from "effect"
import type {
  AttemptLogError,
  CapturePaymentSuccess,
  CaptureSettlementError,
  ConfirmPaymentSuccess,
  ConfirmSettlementError,
  InvalidRequest,
  NotApplied,
  OutcomeUnknown,
  PreapprovedSettlementError,
  RefundInFlight,
  RefundPaymentSuccess,
  RefundSettlementError,
  RegKey,
  Settled,
  Settlement,
  SettlementMismatch,
  Unsettled,
  VoidSettlementError
} from "effect-line-pay"
import type { ResultCode } from "line-pay-protocol"
import { describe, expect, it } from "tstyche"

declare const settlement: Settlement.Service
declare const confirmed: Settled<ConfirmPaymentSuccess>

type Method = Exclude<keyof Settlement.Service, "settleOpen">
type ErrorOf<M extends Method> = Effect.Effect.Error<ReturnType<Settlement.Service[M]>>
type TagOf<M extends Method> = ErrorOf<M> extends infer E ? E extends { readonly _tag: infer T } ? T : never : never
type Success<M extends Method> = Effect.Effect.Success<ReturnType<Settlement.Service[M]>>

/** The tags that the table says more than one thing of, or something else than "not applied". */
type Ambiguous<O extends ResultCode.Operation> = ResultCode.TagOfOutcome<O, "Unknown" | "AlreadyApplied">

describe("Settlement: errors", () => {
  it("each method names its errors", () => {
    expect<ErrorOf<"confirmPayment">>().type.toBe<ConfirmSettlementError>()
    expect<ErrorOf<"capturePayment">>().type.toBe<CaptureSettlementError>()
    expect<ErrorOf<"voidPayment">>().type.toBe<VoidSettlementError>()
    expect<ErrorOf<"refundPayment">>().type.toBe<RefundSettlementError>()
    expect<ErrorOf<"refundUpTo">>().type.toBe<RefundSettlementError>()
    expect<ErrorOf<"payPreapproved">>().type.toBe<PreapprovedSettlementError>()
  })

  it("each method can end unsettled, be refused here, or not get out", () => {
    type Always = NotApplied | SettlementMismatch | OutcomeUnknown | AttemptLogError
    expect<Unsettled>().type.toBe<Always>()
    expect<Always | InvalidRequest>().type.toBeAssignableTo<ErrorOf<"confirmPayment">>()
    expect<Always | InvalidRequest>().type.toBeAssignableTo<ErrorOf<"capturePayment">>()
    expect<Always | InvalidRequest>().type.toBeAssignableTo<ErrorOf<"voidPayment">>()
    expect<Always | InvalidRequest>().type.toBeAssignableTo<ErrorOf<"refundPayment">>()
    expect<Always | InvalidRequest>().type.toBeAssignableTo<ErrorOf<"payPreapproved">>()
    expect<RefundInFlight>().type.toBeAssignableTo<ErrorOf<"refundPayment">>()
    expect<RefundInFlight>().type.not.toBeAssignableTo<ErrorOf<"confirmPayment">>()
  })

  it("a rejection that proves that nothing was done can be caught", () => {
    expect<"InsufficientBalance" | "CardDeclined" | "AmountMismatch">().type.toBeAssignableTo<TagOf<"confirmPayment">>()
    expect<"PaymentExpired" | "AmountAboveMaximum">().type.toBeAssignableTo<TagOf<"capturePayment">>()
    expect<"MerchantNotFound">().type.toBeAssignableTo<TagOf<"voidPayment">>()
    expect<"RefundPeriodExpired" | "RefundAmountExceeded">().type.toBeAssignableTo<TagOf<"refundPayment">>()
    expect<"RegKeyExpired" | "CardExpired">().type.toBeAssignableTo<TagOf<"payPreapproved">>()
  })

  it("a rejection that leaves a doubt cannot: settlement has looked into it", () => {
    // What stays of the table's doubtful tags comes from the look before the sending, where it is harmless.
    expect<Ambiguous<"confirmPayment"> & TagOf<"confirmPayment">>().type.toBe<"TemporaryError" | "InternalError">()
    expect<Ambiguous<"capturePayment"> & TagOf<"capturePayment">>().type.toBe<never>()
    expect<Ambiguous<"voidPayment"> & TagOf<"voidPayment">>().type.toBe<never>()
    expect<Ambiguous<"refundPayment"> & TagOf<"refundPayment">>().type.toBe<"TemporaryError" | "InternalError">()
    expect<Ambiguous<"payPreapproved"> & TagOf<"payPreapproved">>().type.toBe<"TemporaryError" | "InternalError">()

    expect<"AlreadyRefunded">().type.not.toBeAssignableTo<TagOf<"refundPayment">>()
    expect<"AlreadyRefunded">().type.not.toBeAssignableTo<TagOf<"voidPayment">>()
    expect<"DuplicateOrderId">().type.not.toBeAssignableTo<TagOf<"confirmPayment">>()
    expect<"CannotBeProcessed">().type.not.toBeAssignableTo<TagOf<"capturePayment">>()
  })

  it("a code of the Offline API cannot be caught: it is the reason of a NotApplied, once looks bear it out", () => {
    type CertaintyOf<C extends ResultCode.ErrorCode> = ResultCode.Table[C]["operations"] extends infer Rows
      ? Rows[keyof Rows] extends readonly [unknown, unknown, infer S] ? S : never
      : never
    type Offline = {
      [C in ResultCode.ErrorCode]: [CertaintyOf<C>] extends ["offline"] ? ResultCode.Table[C]["tag"] : never
    }[ResultCode.ErrorCode]
    expect<Offline>().type.toBe<
      | "InvalidOneTimeKey"
      | "LimitNotReserved"
      | "CustomerAccountLimited"
      | "CustomerLimitExceeded"
      | "CustomerLimitAtMerchantExceeded"
      | "RequestNotAccepted"
    >()
    expect<Offline & TagOf<"confirmPayment">>().type.toBe<never>()
    expect<Offline & TagOf<"capturePayment">>().type.toBe<never>()
    expect<Offline & TagOf<"payPreapproved">>().type.toBe<never>()
  })

  it("a rejection that may be about a call that went through before cannot be caught either", () => {
    expect<"TransactionNotFound">().type.not.toBeAssignableTo<TagOf<"capturePayment">>()
    expect<"InvalidTransactionId">().type.not.toBeAssignableTo<TagOf<"capturePayment">>()
    expect<"TransactionNotFound">().type.not.toBeAssignableTo<TagOf<"voidPayment">>()
    expect<"InvalidTransactionId">().type.not.toBeAssignableTo<TagOf<"voidPayment">>()
    expect<"CannotBeProcessed">().type.not.toBeAssignableTo<TagOf<"voidPayment">>()
  })

  it("a code that nobody knows is looked into, but for the look before the sending", () => {
    expect<"UnexpectedResultCode">().type.not.toBeAssignableTo<TagOf<"capturePayment">>()
    expect<"UnexpectedResultCode">().type.not.toBeAssignableTo<TagOf<"voidPayment">>()
  })

  it("an order id that shows no payment is what is hoped for", () => {
    expect<"TransactionNotFound">().type.not.toBeAssignableTo<TagOf<"payPreapproved">>()
  })
})

describe("Settlement: successes", () => {
  it("say how they are known, and only an answer has `answer`", () => {
    expect(confirmed.settledBy).type.toBe<"Answer" | "Details">()
    expect(confirmed).type.not.toHaveProperty("answer")
    if (confirmed.settledBy === "Answer") {
      expect(confirmed.answer).type.toBe<ConfirmPaymentSuccess>()
      expect(confirmed.answer.regKey).type.toBe<RegKey | undefined>()
    } else {
      expect(confirmed).type.not.toHaveProperty("answer")
    }
  })

  it("carry what is refunded and what the payment is now", () => {
    expect(confirmed.refunded).type.toBe<number>()
    expect(confirmed.payStatus).type.toBe<string | undefined>()
  })

  it("are those of the calls", () => {
    expect<Success<"confirmPayment">>().type.toBe<Settled<ConfirmPaymentSuccess>>()
    expect<Success<"capturePayment">>().type.toBe<Settled<CapturePaymentSuccess>>()
    expect<Success<"refundPayment">>().type.toBe<Settled<RefundPaymentSuccess>>()
    expect<Success<"refundUpTo">>().type.toBe<Settled<RefundPaymentSuccess>>()
    expect<Success<"voidPayment">>().type.toBe<Settled<void>>()
  })
})

describe("Settlement: intents", () => {
  type Intent<M extends Method> = Parameters<Settlement.Service[M]>[0]
  const { transactionId } = confirmed

  it("carry what evidence needs", () => {
    const confirm = { transactionId, amount: 100, currency: "TWD" } as const
    expect({ ...confirm, orderId: "order-1" }).type.toBeAssignableTo<Intent<"confirmPayment">>()
    expect(confirm).type.not.toBeAssignableTo<Intent<"confirmPayment">>()
    const refund = { transactionId, refundAmount: "full", refundId: "1" } as const
    expect(refund).type.toBeAssignableTo<Intent<"refundPayment">>()
    expect<Omit<typeof refund, "refundId">>().type.not.toBeAssignableTo<Intent<"refundPayment">>()
    expect<Omit<typeof refund, "refundAmount">>().type.not.toBeAssignableTo<Intent<"refundPayment">>()
  })

  it("take no id that was a number, or any text", () => {
    expect({ transactionId }).type.toBeAssignableTo<Intent<"voidPayment">>()
    expect<{ transactionId: number }>().type.not.toBeAssignableTo<Intent<"voidPayment">>()
    expect<{ transactionId: string }>().type.not.toBeAssignableTo<Intent<"voidPayment">>()
  })

  it("need no service once the service is there", () => {
    expect<Effect.Effect.Context<ReturnType<Settlement.Service["confirmPayment"]>>>().type.toBe<never>()
  })

  it("can be caught tag by tag", () => {
    const caught = settlement.voidPayment({ transactionId }).pipe(
      Effect.catchTag("NotApplied", ({ because }) => Effect.succeed(because))
    )
    expect<"NotApplied">().type.not.toBeAssignableTo<Effect.Effect.Error<typeof caught>["_tag"]>()
  })
})
