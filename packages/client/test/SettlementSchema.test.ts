import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, Effect, Either, FastCheck, Redacted, Schema } from "effect"
import {
  AttemptLogError,
  type ByTag,
  byTag,
  CapturePaymentSuccess,
  ConfirmPaymentSuccess,
  InvalidRequest,
  KeyTaken,
  NotApplied,
  OutcomeUnknown,
  PayPreapprovedSuccess,
  RefundInFlight,
  RefundPaymentSuccess,
  RefundsNotShown,
  RegKey,
  ResponseError,
  type Settled,
  SettlementMismatch,
  SettlementSchema,
  TransactionId,
  TransportError,
  UnexpectedResultCode,
  Verdict
} from "effect-line-pay"
import { Fault } from "effect-line-pay-sandbox"
import type { Fields } from "effect-line-pay/ResultCodeError"
import { type Operation, ResultCode } from "line-pay-protocol"
import * as Shop from "./settlement/support/shop.ts"

type Any = SettlementSchema.Call<unknown, unknown>

/** Widens a call, whose schemas are read with values of their own types only. */
const call = <A, E>({ error, success }: SettlementSchema.Call<A, E>): Any => ({
  success: Schema.make<unknown, unknown>(success.ast),
  error: Schema.make<unknown, unknown>(error.ast)
})

const calls = {
  confirmPayment: call(SettlementSchema.confirmPayment),
  capturePayment: call(SettlementSchema.capturePayment),
  voidPayment: call(SettlementSchema.voidPayment),
  refundPayment: call(SettlementSchema.refundPayment),
  refundUpTo: call(SettlementSchema.refundUpTo),
  payPreapproved: call(SettlementSchema.payPreapproved)
}
const names = Object.keys(calls).filter((name): name is keyof typeof calls => name in calls)
const withSecrets = call(SettlementSchema.withSecrets.confirmPayment)

const write = (schema: Schema.Schema<unknown, unknown>, value: unknown): string =>
  JSON.stringify(Schema.encodeSync(schema)(value))

const read = (schema: Schema.Schema<unknown, unknown>, text: string): unknown =>
  Schema.decodeSync(schema)(JSON.parse(text))

/** JSON has no `-0`. */
const number = (value: unknown): unknown => Object.is(value, -0) ? 0 : value

/** Everything of a value, except for what is not written: keys, bodies and stacks. */
const shown = (value: unknown): unknown => {
  if (Redacted.isRedacted(value)) return undefined
  if (Array.isArray(value)) return value.map(shown)
  if (typeof value !== "object" || value === null) return number(value)
  const entries = Object.entries(value).filter(([name, field]) =>
    !["regKey", "body", "cause", "stack"].includes(name) && field !== undefined
  )
  return { ...Object.fromEntries(entries.map(([name, field]) => [name, shown(field)])), of: value.constructor.name }
}

const survives = (schema: Schema.Schema<unknown, unknown>, value: unknown) => {
  const again = read(schema, write(schema, value))
  assert.deepStrictEqual(shown(again), shown(value))
  if (value instanceof Error && again instanceof Error) assert.strictEqual(again.message, value.message)
}

// -----------------------------------------------------------------------------
// Any value
// -----------------------------------------------------------------------------

const secret = "RK5ECRE75ECRE75"

const answers = {
  confirmPayment: Arbitrary.make(ConfirmPaymentSuccess).map((answer) => ({ ...answer, regKey: RegKey.make(secret) })),
  capturePayment: Arbitrary.make(CapturePaymentSuccess),
  voidPayment: FastCheck.constant(undefined),
  refundPayment: Arbitrary.make(RefundPaymentSuccess),
  refundUpTo: Arbitrary.make(RefundPaymentSuccess),
  payPreapproved: Arbitrary.make(PayPreapprovedSuccess)
}

const known = Arbitrary.make(Schema.typeSchema(Verdict.Applied)).filter(({ refunded }) => Number.isFinite(refunded))

const successes = (name: keyof typeof calls) =>
  FastCheck.record({
    verdict: known,
    told: FastCheck.boolean(),
    answer: answers[name],
    by: FastCheck.constantFrom("Answer" as const, "AnsweredBefore" as const, "Details" as const)
  }).map(({ answer, by, told, verdict: { _tag: _, settledBy: __, ...verdict } }): Settled<unknown> =>
    by === "Answer"
      ? { ...verdict, told, settledBy: by, answer }
      : { ...verdict, told, settledBy: by, ...(answer === undefined ? {} : { answer }) }
  )

const withoutAnswer = Schema.Struct(SettlementMismatch.fields).omit("answer")
const withoutCause = Schema.Struct(AttemptLogError.fields).pick("verb", "reason")

/** A status that HTTP can have. */
const httpStatus = FastCheck.integer({ min: 100, max: 599 })

/** The errors of every call that are not of the table. */
const everywhere = FastCheck.oneof(
  Arbitrary.make(NotApplied),
  Arbitrary.make(withoutAnswer).map((fields) => new SettlementMismatch(fields)),
  Arbitrary.make(KeyTaken),
  Arbitrary.make(TransportError),
  Arbitrary.make(InvalidRequest),
  FastCheck.tuple(Arbitrary.make(Schema.Struct(OutcomeUnknown.fields).omit("body")), httpStatus).map((
    [fields, httpStatus]
  ) => new OutcomeUnknown({ ...fields, httpStatus, body: Redacted.make(secret) })),
  Arbitrary.make(withoutCause).map((fields) => new AttemptLogError(fields))
)

const operationOf = (name: keyof typeof calls): Operation.MoneyOperation =>
  name === "refundUpTo" ? "refundPayment" : name

const errorsOfTable = (operation: Operation.Operation) =>
  ResultCode.errorCodes.flatMap((code) => {
    const tag = ResultCode.tagFor(code, operation)
    if (tag === undefined) return []
    const Constructor: new(fields: Fields) => ByTag[keyof ByTag] = byTag[tag]
    return [
      new Constructor({
        operation,
        nonce: "1",
        httpStatus: 200,
        returnMessage: "-",
        errorDetailMap: { amount: "x" },
        orderId: "order-1"
      })
    ]
  })

describe("SettlementSchema", () => {
  for (const name of names) {
    const { error, success } = calls[name]

    it(`${name}: any success survives JSON, and no regKey is written`, () => {
      FastCheck.assert(
        FastCheck.property(successes(name), (settled) => {
          survives(success, settled)
          assert.notInclude(write(success, settled), "5ECRE7")
        }),
        { numRuns: 50 }
      )
    })

    it(`${name}: any error survives JSON, and no body is written`, () => {
      FastCheck.assert(
        FastCheck.property(everywhere, (failure) => {
          survives(error, failure)
          assert.notInclude(write(error, failure), "5ECRE7")
        }),
        { numRuns: 100 }
      )
    })

    it(`${name}: it has the table's errors that the call can fail with, and no others`, () => {
      const operation = operationOf(name)
      const doubtful: { readonly [O in Operation.MoneyOperation]?: ReadonlyArray<string> } = {
        capturePayment: ["1150", "1155"],
        voidPayment: ["1150", "1155", "1179"],
        refundPayment: ["1164"]
      }
      for (const failure of errorsOfTable(operation)) {
        const { code, outcome } = failure
        // A read before the first request can answer it, too.
        const isOfRead = name === "confirmPayment"
          ? ResultCode.meaning(ResultCode.codeOf(failure._tag), "checkPaymentStatus") !== undefined
          : ["refundPayment", "refundUpTo", "payPreapproved"].includes(name) && code !== "1150" &&
            ResultCode.meaning(ResultCode.codeOf(failure._tag), "getPaymentDetails") !== undefined
        const isOne = isOfRead || (outcome === "NotApplied" && doubtful[operation]?.includes(code) !== true)
        assert.strictEqual(Schema.is(error)(failure), isOne, code)
        if (isOne) survives(error, failure)
      }
    })

    it(`${name}: it refuses the errors of other calls`, () => {
      const isRefund = name.startsWith("refund")
      const isRead = !["capturePayment", "voidPayment"].includes(name)
      const some: ReadonlyArray<readonly [boolean, unknown]> = [
        [isRefund, new RefundInFlight({ key: "a", openKey: "b" })],
        [isRefund, new RefundsNotShown({ key: "a", notShown: ["b"], shown: [], low: 1, high: 2 })],
        [isRead, new ResponseError({ operation: "getPaymentDetails", reason: "NotJson", httpStatus: 200 })],
        [
          isRead,
          new UnexpectedResultCode({
            operation: "getPaymentDetails",
            code: "7777",
            httpStatus: 200,
            outcome: "NotApplied"
          })
        ],
        [false, new Error("another")]
      ]
      for (const [isOne, failure] of some) {
        assert.strictEqual(Schema.is(error)(failure), isOne, String(failure))
        if (isOne) survives(error, failure)
        else assert.isTrue(Either.isLeft(Schema.encodeEither(error)(failure)), String(failure))
      }
    })
  }

  it("the answer of a mismatch is kept, without its regKey; withSecrets keeps it", () => {
    const answer = {
      transactionId: TransactionId.make("2018082512345678910"),
      orderId: "another",
      regKey: RegKey.make(secret),
      merchantReference: { affiliateCards: [{ cardType: "MOBILE_CARRIER", cardId: "/ABC+123" }] },
      unread: []
    }
    const key = `confirmPayment ${answer.transactionId}`
    const failure = new SettlementMismatch({ operation: "confirmPayment", key, because: "OtherAnswer", answer })
    survives(calls.confirmPayment.error, failure)
    assert.notInclude(write(calls.confirmPayment.error, failure), secret)
    survives(withSecrets.error, failure)
    const again = read(withSecrets.error, write(withSecrets.error, failure))
    assert.isTrue(
      again instanceof SettlementMismatch && again.answer !== undefined && "regKey" in again.answer &&
        again.answer.regKey !== undefined && Redacted.value(again.answer.regKey) === secret
    )
  })

  it("a success with secrets has the regKey again, and can be read without them", () => {
    const [settled] = FastCheck.sample(successes("confirmPayment").filter(({ answer }) => answer !== undefined), 1)
    const text = write(withSecrets.success, settled)
    assert.include(text, secret)
    const keyOf = (schema: Schema.Schema<unknown, unknown>) => {
      const again = Schema.decodeUnknownSync(Schema.Struct({ answer: Schema.Struct({ regKey: Schema.Unknown }) }))
      return Either.getOrUndefined(Either.try(() => again(read(schema, text)).answer.regKey))
    }
    const key = keyOf(withSecrets.success)
    assert.isTrue(RegKey.is(key) && Redacted.value(key) === secret)
    assert.isUndefined(keyOf(calls.confirmPayment.success))
  })

  it("a reason that a newer version wrote is read as unrecognised, with its text", () => {
    const failure = new NotApplied({ operation: "voidPayment", key: "voidPayment 1", because: "Captured" })
    const newer = write(calls.voidPayment.error, failure).replace("Captured", "Teleported")
    const again = read(calls.voidPayment.error, newer)
    assert.isTrue(again instanceof NotApplied)
    assert.deepInclude(again, { because: "Unrecognised", recordedAs: "Teleported" })
    survives(calls.voidPayment.error, again)

    const settled = {
      transactionId: "2018082512345678910",
      refunded: 0,
      told: true,
      settledBy: "Details",
      evidence: "Telepathy"
    }
    const success = read(calls.voidPayment.success, JSON.stringify(settled))
    assert.deepInclude(success, { evidence: "Unrecognised", recordedAs: "Telepathy" })
    assert.throws(() => read(calls.voidPayment.success, JSON.stringify({ ...settled, told: "maybe" })))
  })
})

// -----------------------------------------------------------------------------
// Real calls
// -----------------------------------------------------------------------------

const ended = <A, E, R>(name: keyof typeof calls, settling: Effect.Effect<A, E, R>) =>
  Effect.map(Effect.either(settling), (result) => {
    const { error, success } = calls[name]
    const [schema, value] = Either.isRight(result) ? [success, result.right] : [error, result.left]
    survives(schema, value)
    return { text: write(schema, value), value }
  })

describe("SettlementSchema: real calls", () => {
  Shop.shop(
    "every call, answered and lost",
    Effect.gen(function*() {
      for (const lost of [false, true]) {
        const losing = (operation: Operation.Operation) =>
          lost ? Shop.next(operation, Fault.commitThenLose) : Effect.void
        const suffix = lost ? "lost" : "answered"
        const enrolled = yield* Shop.authenticated({ orderId: `enrol-${suffix}`, payType: "PREAPPROVED" })
        yield* losing("confirmPayment")
        const { text, value } = yield* ended("confirmPayment", Shop.confirm(enrolled))
        assert.notInclude(text, "regKey")
        if (!lost) assert.include(write(withSecrets.success, value), "regKey")

        const held = yield* Shop.authorised({ orderId: `held-${suffix}` })
        yield* losing("capturePayment")
        yield* ended("capturePayment", Shop.capture(held))
        const released = yield* Shop.authorised({ orderId: `released-${suffix}` })
        yield* losing("voidPayment")
        yield* ended("voidPayment", Shop.release(released))
        yield* ended("capturePayment", Shop.capture(released))
        const paid = yield* Shop.captured({ orderId: `paid-${suffix}` })
        yield* losing("refundPayment")
        yield* ended("refundPayment", Shop.refund(paid, 30))
        yield* ended("refundPayment", Shop.refund(paid, 40))
        yield* ended("refundUpTo", Shop.refundUpTo(paid, 100, "refund-2"))
        yield* ended("refundPayment", Shop.refund(paid, 10, "refund-3"))
        const waiting = yield* Shop.requested({ orderId: `waiting-${suffix}` })
        yield* ended("confirmPayment", Shop.confirm(waiting))
      }
    })
  )

  Shop.shop(
    "charges by regKey: answered, lost, rejected, unread",
    Effect.gen(function*() {
      const regKey = yield* Shop.regKey
      const key = Redacted.value(regKey)
      const faults = [
        undefined,
        Fault.commitThenLose,
        Fault.resultCode("1142"),
        Fault.resultCode("1190"),
        Fault.resultCode("1106")
      ]
      for (const [index, fault] of faults.entries()) {
        if (fault !== undefined) yield* Shop.next("payPreapproved", fault)
        const { text } = yield* ended("payPreapproved", Shop.charge(regKey, { orderId: `charge-${index}` }))
        assert.notInclude(text, key)
      }
      yield* Shop.next("getPaymentDetails", Fault.resultCode("9000"))
      yield* ended("payPreapproved", Shop.charge(regKey, { orderId: "charge-0", amount: 60 }))
      yield* ended("payPreapproved", Shop.charge(regKey, { orderId: "charge-9" }))
    })
  )
})
