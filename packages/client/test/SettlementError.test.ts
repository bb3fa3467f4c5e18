import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, Effect, FastCheck, Schema } from "effect"
import {
  AttemptLogError,
  InsufficientBalance,
  InvalidRequest,
  KeyTaken,
  LinePayError,
  NotApplied,
  OutcomeUnknown,
  RefundInFlight,
  RefundsNotShown,
  RegKey,
  SettlementError,
  SettlementMismatch,
  TransactionId,
  TransportError
} from "effect-line-pay"
import { inspect } from "node:util"

const transactionId = TransactionId.make("2023042201206549310")
const key = `confirmPayment ${transactionId}`

/** One of each, with every field. */
const errors: { readonly [E in SettlementError.SettlementError as E["_tag"]]: E } = {
  NotApplied: new NotApplied({
    operation: "confirmPayment",
    key,
    because: "OrderPaidByOther",
    orderPaidBy: TransactionId.make("9223372036854775807")
  }),
  SettlementMismatch: new SettlementMismatch({ operation: "capturePayment", key, because: "OtherAmount" }),
  KeyTaken: new KeyTaken({
    operation: "confirmPayment",
    key,
    differs: "Request",
    asked: `{"amount":90}`,
    recorded: `{"amount":100}`
  }),
  RefundsNotShown: new RefundsNotShown({
    key: "refundPayment 1 b",
    notShown: ["refundPayment 1 a"],
    shown: [{ id: transactionId, amount: 30 }],
    low: 30,
    high: 60
  }),
  RefundInFlight: new RefundInFlight({ key: "refundPayment 1 b", openKey: "refundPayment 1 a" }),
  AttemptLogError: new AttemptLogError({
    verb: "append",
    reason: "SQLITE_BUSY",
    cause: new Error("database is locked")
  })
}

/** Errors that a call of settlement may end in, too. */
const ofCalls = [
  new InsufficientBalance({ operation: "confirmPayment" }),
  new TransportError({ operation: "confirmPayment", reason: "Connect", sent: false }),
  new InvalidRequest({ problems: [{ path: "", expected: "a request", actual: "nothing" }] }),
  new OutcomeUnknown({
    operation: "confirmPayment",
    reason: "Unsettled",
    lookup: { _tag: "ByTransaction", transactionId },
    money: "MayHaveMoved"
  })
]

describe("isSettlementError", () => {
  it("knows its own, no error of a call, and no lookalike", () => {
    for (const error of Object.values(errors)) {
      assert.isTrue(SettlementError.isSettlementError(error), error._tag)
      assert.isFalse(LinePayError.isLinePayError(error), error._tag)
    }
    const lookalikes = [undefined, null, "NotApplied", new Error("x"), { _tag: "NotApplied", because: "Failed" }, {}]
    for (const other of [...ofCalls, ...lookalikes]) assert.isFalse(SettlementError.isSettlementError(other))
  })

  it.effect("catches these, and lets the errors of the calls pass", () =>
    Effect.gen(function*() {
      const caught = (error: SettlementError.SettlementError | LinePayError.LinePayError) =>
        Effect.fail(error).pipe(
          Effect.catchIf(SettlementError.isSettlementError, ({ _tag }) => Effect.succeed(`caught ${_tag}`)),
          Effect.catchAll(({ _tag }) => Effect.succeed(`passed ${_tag}`))
        )
      assert.deepStrictEqual(yield* Effect.forEach([...Object.values(errors), ...ofCalls], caught), [
        "caught NotApplied",
        "caught SettlementMismatch",
        "caught KeyTaken",
        "caught RefundsNotShown",
        "caught RefundInFlight",
        "caught AttemptLogError",
        "passed InsufficientBalance",
        "passed TransportError",
        "passed InvalidRequest",
        "passed OutcomeUnknown"
      ])
    }))
})

/** As RPC, HttpApi or a workflow would carry it. */
const throughJson = (error: SettlementError.SettlementError): SettlementError.SettlementError =>
  Schema.decodeUnknownSync(SettlementError.schema)(
    JSON.parse(JSON.stringify(Schema.encodeSync(SettlementError.schema)(error)))
  )

const survives = (error: SettlementError.SettlementError) => {
  const again = throughJson(error)
  const { cause, ...fields } = { cause: undefined, ...again }
  const { cause: causeBefore, ...fieldsBefore } = { cause: undefined, ...error }
  assert.deepStrictEqual(fields, fieldsBefore)
  assert.strictEqual(String(cause), String(causeBefore))
  assert.strictEqual(again.message, error.message)
  assert.strictEqual(Object.getPrototypeOf(again), Object.getPrototypeOf(error))
}

describe("SettlementError.schema", () => {
  for (const error of Object.values(errors)) {
    it(`${error._tag} survives JSON, with every field`, () => survives(error))
  }

  it("any error survives", () => {
    const withoutAnswer = Schema.Struct(SettlementMismatch.fields).omit("answer")
    const withoutCause = Schema.Struct(AttemptLogError.fields).pick("verb", "reason")
    const arbitrary = FastCheck.oneof(
      Arbitrary.make(NotApplied),
      Arbitrary.make(withoutAnswer).map((fields) => new SettlementMismatch(fields)),
      Arbitrary.make(RefundInFlight),
      Arbitrary.make(withoutCause).map((fields) => new AttemptLogError(fields))
    )
    FastCheck.assert(FastCheck.property(arbitrary, survives), { numRuns: 200 })
  })

  it("the answer of a mismatch is not encoded: it may hold a regKey", () => {
    const transactionId = TransactionId.make("2018082512345678910")
    const answer = { transactionId, orderId: "another", regKey: RegKey.make("RK5ecre7"), unread: [] }
    const error = new SettlementMismatch({ operation: "confirmPayment", key, because: "OtherAnswer", answer })
    assert.deepStrictEqual(error.answer, answer)
    assert.notInclude(JSON.stringify(Schema.encodeSync(SettlementError.schema)(error)), "5ecre7")
    assert.notInclude(JSON.stringify(error) + inspect(error) + error.message, "5ecre7")
    const again = throughJson(error)
    assert.isTrue(again._tag === "SettlementMismatch" && again.answer === undefined)
  })

  it("refuses what is no error of settlement", () => {
    const decode = Schema.decodeUnknownEither(SettlementError.schema)
    const known = { _tag: "NotApplied", operation: "confirmPayment", key, because: "Failed" }
    assert.strictEqual(decode(known)._tag, "Right")
    for (
      const other of [
        null,
        {},
        { ...known, _tag: "OutcomeUnknown" },
        { ...known, operation: "requestPayment" },
        { ...known, because: "NoSuchReason" },
        { ...known, orderPaidBy: "no id" }
      ]
    ) {
      assert.strictEqual(decode(other)._tag, "Left", JSON.stringify(other))
    }
  })
})
