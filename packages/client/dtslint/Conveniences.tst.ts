import type { Effect, Either, Stream } from "effect"
import type {
  CardExpired,
  CheckPaymentStatusError,
  InvalidRedirect,
  LinePay,
  MassRegKeyDeath,
  OutcomeUnknown,
  PaymentStatus,
  PollingTimedOut,
  RegKeyGuard,
  RegKeyNotFound,
  TransactionId
} from "effect-line-pay"
import { Policy, Polling, Reconciliation, Redirect, RegKeys } from "effect-line-pay"
import { describe, expect, it } from "tstyche"

declare const transactionId: TransactionId
declare const orders: Stream.Stream<Reconciliation.ShopOrder, "database", "pool">
declare const file: Stream.Stream<Reconciliation.TransactionRow, "no file", "disk">
declare const reread: () => Effect.Effect<ReadonlyArray<Reconciliation.ShopOrder>, "gone", "replica">
declare const charge: Effect.Effect<"charged", RegKeyNotFound | CardExpired, "database">

describe("Polling", () => {
  it("a poll that ends does not wait any more", () => {
    expect(Polling.untilAuthenticated({ transactionId })).type.toBe<
      Effect.Effect<
        "Authenticated" | "CanceledOrExpired" | "Failed" | "Completed",
        CheckPaymentStatusError | PollingTimedOut,
        LinePay
      >
    >()
    expect(Polling.statuses({ transactionId })).type.toBe<
      Stream.Stream<PaymentStatus, CheckPaymentStatusError | PollingTimedOut, LinePay>
    >()
  })
})

describe("Reconciliation", () => {
  it("it fails and needs what its inputs do, and a client", () => {
    expect(Reconciliation.differences(orders)).type.toBe<
      Stream.Stream<Reconciliation.Difference, "database", "pool" | LinePay>
    >()
    expect(orders.pipe(Reconciliation.differences)).type.toBe<
      Stream.Stream<Reconciliation.Difference, "database", "pool" | LinePay>
    >()
    expect(Reconciliation.differences(orders, { file })).type.toBe<
      Stream.Stream<Reconciliation.Difference, "database" | "no file", "pool" | "disk" | LinePay>
    >()
    expect(Reconciliation.differences(orders, { file, reread })).type.toBe<
      Stream.Stream<
        Reconciliation.Difference,
        "database" | "no file" | "gone",
        "pool" | "disk" | "replica" | LinePay
      >
    >()
  })
})

describe("Redirect", () => {
  it("a confirm has a transaction id, a cancel perhaps", () => {
    expect(Redirect.confirm("")).type.toBe<Either.Either<Redirect.ConfirmRedirect, InvalidRedirect>>()
    expect<Redirect.ConfirmRedirect["transactionId"]>().type.toBe<TransactionId>()
    expect<Redirect.CancelRedirect["transactionId"]>().type.toBe<TransactionId | undefined>()
    expect(Redirect.confirm).type.toBeCallableWith(new Request("https://shop.example"))
    expect(Redirect.confirm).type.not.toBeCallableWith({ href: "https://shop.example" })
  })
})

describe("RegKeys", () => {
  it("a dead key is no error, what is not known of it is", () => {
    expect<RegKeyNotFound>().type.not.toBeAssignableTo<RegKeys.ExpireAndForgetError>()
    expect<CardExpired>().type.not.toBeAssignableTo<RegKeys.ExpireAndForgetError>()
    expect<OutcomeUnknown>().type.toBeAssignableTo<RegKeys.ExpireAndForgetError>()
    expect<MassRegKeyDeath>().type.toBeAssignableTo<RegKeys.ExpireAndForgetError>()
  })

  it("a guarded call keeps its types and gains the guard's", () => {
    expect(RegKeys.guarded(charge, {} as never)).type.toBe<
      Effect.Effect<"charged", RegKeyNotFound | CardExpired | MassRegKeyDeath, "database" | RegKeyGuard>
    >()
  })
})

describe("Policy", () => {
  it("there is a timeout for every operation and for no other", () => {
    expect(Policy.withReadTimeout).type.toBeCallableWith(Policy.timeouts, "voidPayment", "1 minute")
    expect(Policy.withReadTimeout).type.not.toBeCallableWith(Policy.timeouts, "voidpayment", "1 minute")
  })
})
