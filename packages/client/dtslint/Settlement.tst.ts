import { Effect, Match, type Schema } from "effect"
import {
  type Attempt,
  type AttemptLogError,
  type CapturePaymentSuccess,
  type CaptureSettlementError,
  type ConfirmPaymentSuccess,
  type ConfirmSettlementError,
  type InvalidRequest,
  type KeyTaken,
  LinePayError,
  type NotApplied,
  type OutcomeUnknown,
  type PreapprovedSettlementError,
  type RefundInFlight,
  type RefundPaymentSuccess,
  type RefundSettlementError,
  type RegKey,
  type Settled,
  type Settlement,
  SettlementError,
  type SettlementMismatch,
  SettlementSchema,
  type TransportError,
  Verdict,
  type VoidSettlementError
} from "effect-line-pay"
import type { Operation, ResultCode } from "line-pay-protocol"
import { describe, expect, it } from "tstyche"

declare const settlement: Settlement.Service
declare const confirmed: Settled<ConfirmPaymentSuccess>
declare const anything: unknown
declare const given: RegKey
declare const fetched: Effect.Effect<RegKey, "no key">
declare const served: Effect.Effect<RegKey, never, "a vault">

type Method = Exclude<keyof Settlement.Service, "sweep" | "inspect" | "lookAgain" | "closeByHand" | "reopen">
type ErrorOf<M extends Method> = Effect.Effect.Error<ReturnType<Settlement.Service[M]>>
type TagOf<M extends Method> = ErrorOf<M> extends infer E ? E extends { readonly _tag: infer T } ? T : never : never
type Success<M extends Method> = Effect.Effect.Success<ReturnType<Settlement.Service[M]>>

/** The tags that the table says more than one thing of, or something else than "not applied". */
type Ambiguous<O extends Operation.Operation> = ResultCode.TagOfOutcome<O, "Unknown" | "AlreadyApplied">

describe("Settlement: calls", () => {
  it("it settles the calls that move money, whatever their request says", () => {
    expect<Attempt.SettledOperation>().type.toBe<Operation.MoneyOperation>()
    expect<Exclude<Method, "refundUpTo">>().type.toBe<Operation.MoneyOperation>()
  })
})

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
    type Always = NotApplied | SettlementMismatch | OutcomeUnknown | KeyTaken | AttemptLogError
    expect<SettlementError.Unsettled>().type.toBe<Always>()
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

describe("SettlementError", () => {
  const { transactionId } = confirmed
  const confirm = settlement.confirmPayment({ transactionId, orderId: "order-1", amount: 100, currency: "TWD" })
  const refund = settlement.refundPayment({ transactionId, refundAmount: "full", refundId: "1" })
  type Own = NotApplied | SettlementMismatch | AttemptLogError

  it("is what settlement adds to the errors of the calls, and shares nothing with them", () => {
    expect<SettlementError.SettlementError>().type.toBe<Own | RefundInFlight>()
    type Call = LinePayError.LinePayError
    expect<Extract<SettlementError.SettlementError, Call>>().type.toBe<never>()
    expect<Exclude<ErrorOf<Method>, Call>>().type.toBe<SettlementError.SettlementError>()
  })

  it("is what its schema decodes", () => {
    expect<typeof SettlementError.schema.Type>().type.toBe<SettlementError.SettlementError>()
  })

  it("isSettlementError removes just these from the error channel, in a pipe and data-first", () => {
    const piped = confirm.pipe(Effect.catchIf(SettlementError.isSettlementError, (error) => {
      expect(error).type.toBe<Own>()
      return Effect.void
    }))
    expect<Effect.Effect.Error<typeof piped>>().type.toBe<Exclude<ConfirmSettlementError, Own>>()
    const dataFirst = Effect.catchIf(refund, SettlementError.isSettlementError, (error) => {
      expect(error).type.toBe<Own | RefundInFlight>()
      return Effect.void
    })
    expect<Effect.Effect.Error<typeof dataFirst>>().type.toBe<Exclude<RefundSettlementError, Own | RefundInFlight>>()
  })

  it("isLinePayError removes the rest, and leaves just these", () => {
    const left = confirm.pipe(Effect.catchIf(LinePayError.isLinePayError, () => Effect.void))
    expect<Effect.Effect.Error<typeof left>>().type.toBe<Own>()
    const none = left.pipe(Effect.catchIf(SettlementError.isSettlementError, () => Effect.void))
    expect<Effect.Effect.Error<typeof none>>().type.toBe<never>()
  })

  it("can be asked of anything", () => {
    if (SettlementError.isSettlementError(anything)) expect(anything).type.toBe<SettlementError.SettlementError>()
  })
})

describe("reasons", () => {
  it("are the same closed unions in an error, in a success and in a verdict", () => {
    expect<NotApplied["because"]>().type.toBe<Verdict.NotAppliedReason>()
    expect<Verdict.NotApplied["because"]>().type.toBe<Verdict.NotAppliedReason>()
    expect<SettlementMismatch["because"]>().type.toBe<Verdict.MismatchReason>()
    expect<Verdict.Mismatch["because"]>().type.toBe<Verdict.MismatchReason>()
    expect(confirmed.evidence).type.toBe<Verdict.Evidence>()
    expect<Verdict.Applied["evidence"]>().type.toBe<Verdict.Evidence>()
    expect<string>().type.not.toBeAssignableTo<Verdict.NotAppliedReason>()
    expect<string>().type.not.toBeAssignableTo<Verdict.MismatchReason>()
    expect<string>().type.not.toBeAssignableTo<Verdict.Evidence>()
  })

  it("are any text in a record", () => {
    expect<Schema.Schema.Encoded<typeof Verdict.NotApplied>["because"]>().type.toBe<string>()
    expect<Schema.Schema.Encoded<typeof Verdict.Mismatch>["because"]>().type.toBe<string>()
    expect<Schema.Schema.Encoded<typeof Verdict.Applied>["evidence"]>().type.toBe<string>()
  })

  it("have the codes of the table among them, and the reasons of a TransportError", () => {
    expect<Verdict.RejectionCode>().type.toBe<Exclude<ResultCode.ErrorCode, "190X"> | `190${number}`>()
    expect<Verdict.RejectionCode | TransportError["reason"]>().type.toBeAssignableTo<Verdict.NotAppliedReason>()
    expect<"0000" | "0110" | "190X">().type.not.toBeAssignableTo<Verdict.NotAppliedReason>()
  })

  it("can be told apart completely, by `switch` and by `Match`", () => {
    const shown = (because: Verdict.MismatchReason): string => {
      switch (because) {
        case "OtherAmount":
        case "OtherCurrency":
        case "OtherOrder":
        case "OtherPayStatus":
        case "OrderPaidByOtherAmount":
        case "Released":
        case "TwoRecords":
        case "DatedBefore":
        case "SameAmountRefundedByOthers":
        case "EvidenceTaken":
        case "OtherAnswer":
        case "HandContradicted":
        case "ClosedByHand":
          return because
        case "Unrecognised":
          return "?"
      }
      expect(because).type.toBe<never>()
    }
    expect(shown).type.toBe<(because: Verdict.MismatchReason) => string>()

    const withoutCode = Match.type<Verdict.NotAppliedReason>().pipe(
      Match.when(Verdict.isRejectionCode, (code) => {
        expect(code).type.toBe<Verdict.RejectionCode>()
        return "Rejected"
      }),
      Match.whenOr(
        "WaitingForCustomer",
        "CanceledOrExpired",
        "Failed",
        "OrderPaidByOther",
        "OrderIdReused",
        "Captured",
        "Voided",
        "Expired",
        "AuthorizationStands",
        () => "Seen"
      ),
      Match.whenOr("NothingLeft", "LessLeft", "PaymentNotFound", "NeverSent", "NotPrepared", () => "NotSent"),
      Match.whenOr("Connect", "Dns", "Tls", "Request", "Signer", "Timeout", "Disconnected", () => "Unsent"),
      Match.whenOr("InvalidRequest", "ClosedByHand", () => "Other")
    )
    expect(withoutCode.pipe(Match.when("Unrecognised", () => "?"), Match.exhaustive)).type.toBe<
      (because: Verdict.NotAppliedReason) => string
    >()
    // @ts-expect-error Type '"Unrecognised"' is not assignable to type 'never'
    withoutCode.pipe(Match.exhaustive)
  })
})

describe("Settlement: successes", () => {
  it("say how they are known, and an answer in doubt is optional", () => {
    expect(confirmed.settledBy).type.toBe<"Answer" | "AnsweredBefore" | "Details">()
    expect(confirmed.answer).type.toBe<ConfirmPaymentSuccess | undefined>()
    if (confirmed.settledBy === "Answer") {
      expect(confirmed.answer).type.toBe<ConfirmPaymentSuccess>()
      expect(confirmed.answer.regKey).type.toBe<RegKey | undefined>()
    } else {
      expect(confirmed.answer).type.toBe<ConfirmPaymentSuccess | undefined>()
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

describe("SettlementSchema", () => {
  it("has the success and the error of each call, and nothing else", () => {
    type Schemas<M extends Method> = SettlementSchema.Call<Success<M>, ErrorOf<M>>
    expect(SettlementSchema.confirmPayment).type.toBe<Schemas<"confirmPayment">>()
    expect(SettlementSchema.capturePayment).type.toBe<Schemas<"capturePayment">>()
    expect(SettlementSchema.voidPayment).type.toBe<Schemas<"voidPayment">>()
    expect(SettlementSchema.refundPayment).type.toBe<Schemas<"refundPayment">>()
    expect(SettlementSchema.refundUpTo).type.toBe<Schemas<"refundUpTo">>()
    expect(SettlementSchema.payPreapproved).type.toBe<Schemas<"payPreapproved">>()
    expect(SettlementSchema.withSecrets.confirmPayment).type.toBe<Schemas<"confirmPayment">>()
    expect<Exclude<Method, keyof typeof SettlementSchema>>().type.toBe<never>()
  })
})

describe("SettlementError.nextStep", () => {
  it("takes every error of settlement and of a call, and nothing else", () => {
    type Input = Parameters<typeof SettlementError.nextStep>[0]
    expect<Input>().type.toBe<SettlementError.SettlementError | LinePayError.LinePayError>()
    expect<ErrorOf<Method>>().type.toBeAssignableTo<Input>()
    expect(SettlementError.nextStep).type.not.toBeCallableWith(new Error("another"))
    expect<ReturnType<typeof SettlementError.nextStep>>().type.toBe<"AskAgain" | "Human" | "Ended">()
  })
})

describe("Settlement: a regKey that an effect gets", () => {
  const charge = { productName: "Tea", amount: 100, currency: "TWD", orderId: "order-1" } as const

  it("adds its error, and no other", () => {
    const by = settlement.payPreapproved({ ...charge, regKey: fetched })
    expect<Effect.Effect.Error<typeof by>>().type.toBe<PreapprovedSettlementError | "no key">()
    const direct = settlement.payPreapproved({ ...charge, regKey: given })
    expect<Effect.Effect.Error<typeof direct>>().type.toBe<PreapprovedSettlementError>()
  })

  it("needs no service", () => {
    expect(settlement.payPreapproved).type.not.toBeCallableWith({ ...charge, regKey: served })
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
