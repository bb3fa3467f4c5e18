import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import {
  AttemptLogError,
  byTag,
  InvalidRequest,
  KeyTaken,
  type LinePayError,
  NotApplied,
  OutcomeUnknown,
  RefundInFlight,
  RefundsNotShown,
  ResponseError,
  SettlementError,
  SettlementMismatch,
  TransactionId,
  TransportError,
  UnexpectedResultCode,
  Verdict
} from "effect-line-pay"
import * as Unknown from "effect-line-pay/OutcomeUnknown"
import * as Response from "effect-line-pay/ResponseError"
import type { Fields } from "effect-line-pay/ResultCodeError"
import * as Transport from "effect-line-pay/TransportError"
import { Operation, ResultCode } from "line-pay-protocol"

type AnyError = SettlementError.SettlementError | LinePayError.LinePayError

const operation = "refundPayment"
const key = "refundPayment 1 a"

const notApplied = (because: Verdict.NotAppliedReason) => new NotApplied({ operation, key, because })

const expected: ReadonlyArray<readonly [SettlementError.NextStep, string, ReadonlyArray<AnyError>]> = [
  [
    "AskAgain",
    "any unknown outcome",
    Unknown.Reason.literals.map((reason) =>
      new OutcomeUnknown({
        operation,
        reason,
        lookup: { _tag: "ByTransaction", transactionId: TransactionId.make(1n) },
        money: "MayHaveMoved"
      })
    )
  ],
  ["AskAgain", "the log", [new AttemptLogError({ verb: "append", reason: "SQLITE_BUSY" })]],
  ["AskAgain", "another refund", [new RefundInFlight({ key, openKey: "refundPayment 1 b" })]],
  ["AskAgain", "details that lag", [new RefundsNotShown({ key, notShown: ["b"], shown: [], low: 0, high: 30 })]],
  ["Human", "details that repeat an id", [new RefundsNotShown({ key, notShown: [], shown: [], low: 30, high: 60 })]],
  [
    "AskAgain",
    "an unreadable read",
    Response.Reason.literals.map((reason) =>
      new ResponseError({ operation: "getPaymentDetails", reason, httpStatus: 200 })
    )
  ],
  [
    "AskAgain",
    "the network",
    Transport.Reason.literals.filter((reason) => reason !== "Request").map((reason) =>
      new TransportError({ operation, reason, sent: false })
    )
  ],
  ["Human", "a request that cannot be built", [new TransportError({ operation, reason: "Request", sent: false })]],
  ["Human", "a mismatch", [new SettlementMismatch({ operation, key, because: "OtherAmount" })]],
  ["Human", "another request", [new KeyTaken({ operation, key, differs: "Request", asked: "a", recorded: "b" })]],
  ["Ended", "a bug", [new InvalidRequest({ problems: [{ path: "", expected: "a request", actual: "nothing" }] })]],
  [
    "Human",
    "a new code of a read",
    [
      new UnexpectedResultCode({
        operation: "getPaymentDetails",
        code: "7777",
        httpStatus: 200,
        outcome: "NotApplied"
      })
    ]
  ],
  [
    "AskAgain",
    "a new code of a write",
    [new UnexpectedResultCode({ operation, code: "7777", httpStatus: 200, outcome: "Unknown" })]
  ],
  ["Ended", "codes about the payment", (["1163", "1164", "1155", "1101", "2101"] as const).map(notApplied)],
  ["Human", "codes about the merchant", (["1104", "1105", "1106", "2042"] as const).map(notApplied)],
  ["AskAgain", "codes about LINE Pay itself", (["9000", "1199", "1900", "1909"] as const).map(notApplied)]
]

describe("nextStep", () => {
  for (const [step, name, errors] of expected) {
    it(`${step}: ${name}`, () => {
      for (const error of errors) assert.strictEqual(SettlementError.nextStep(error), step, error.message)
    })
  }

  const byReason: {
    readonly [R in Exclude<Verdict.NotAppliedReason, Verdict.RejectionCode>]: SettlementError.NextStep
  } = {
    // Nothing left, or it came too early.
    WaitingForCustomer: "AskAgain",
    NeverSent: "AskAgain",
    NotPrepared: "AskAgain",
    Connect: "AskAgain",
    Dns: "AskAgain",
    Tls: "AskAgain",
    Signer: "AskAgain",
    Timeout: "AskAgain",
    Disconnected: "AskAgain",
    // It cannot be applied any more, or somebody has decided.
    CanceledOrExpired: "Ended",
    Failed: "Ended",
    OrderPaidByOther: "Ended",
    OrderIdReused: "Ended",
    Captured: "Ended",
    Voided: "Ended",
    Expired: "Ended",
    NothingLeft: "Ended",
    LessLeft: "Ended",
    PaymentNotFound: "Ended",
    InvalidRequest: "Ended",
    ClosedByHand: "Ended",
    // LINE Pay still holds money, or only a human can change or read it.
    AuthorizationStands: "Human",
    Request: "Human",
    Unrecognised: "Human"
  }

  it("not applied: by its reason", () => {
    const isReason = Schema.is(Verdict.NotAppliedReason)
    for (const [because, step] of Object.entries(byReason)) {
      assert.isTrue(isReason(because))
      if (isReason(because)) assert.strictEqual(SettlementError.nextStep(notApplied(because)), step, because)
    }
  })

  const byCategory: { readonly [C in ResultCode.Category]: SettlementError.NextStep | undefined } = {
    Status: undefined,
    Customer: "Ended",
    Card: "Ended",
    Configuration: "Human",
    InvalidRequest: "Ended",
    NotFound: "Ended",
    State: "Ended",
    Duplicate: "Ended",
    Expired: "Ended",
    Limit: undefined,
    Temporary: "AskAgain",
    Internal: "AskAgain"
  }
  const limits: { readonly [code: string]: SettlementError.NextStep } = {
    "1164": "Ended",
    "1184": "Ended",
    "2024": "Human",
    "2042": "Human"
  }

  it("a rejection follows its category, and what may have been applied is asked again", () => {
    for (const operation of Operation.operations) {
      for (const code of ResultCode.errorCodes) {
        const { category } = ResultCode.row(code)
        const tag = ResultCode.tagFor(code, operation)
        if (tag === undefined) continue
        const Constructor: new(fields: Fields) => LinePayError.LinePayError = byTag[tag]
        const error = new Constructor({ operation })
        const step = error.outcome === "NotApplied" ? byCategory[category] ?? limits[code] : "AskAgain"
        assert.strictEqual(SettlementError.nextStep(error), step, `${operation} ${code}`)
      }
    }
  })
})
