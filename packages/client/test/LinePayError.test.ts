import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, FastCheck, Redacted, Schema } from "effect"
import {
  AuthenticationRequired,
  CardExpired,
  CustomerLimitExceeded,
  InsufficientBalance,
  InvalidRequest,
  LinePayError,
  OutcomeUnknown,
  RegKeyNotFound,
  ResponseError,
  TemporaryError,
  TransportError,
  UnexpectedResultCode
} from "effect-line-pay"
import { ResultCode } from "line-pay-protocol"
import * as Calls from "./support/calls.ts"
import * as Errors from "./support/errors.ts"
import * as Merchant from "./support/merchant.ts"

const { transactionId } = Calls

/** One of each error that no row of the table is behind. */
const shared = {
  unexpectedOnWrite: new UnexpectedResultCode({
    operation: "confirmPayment",
    code: "8888",
    httpStatus: 200,
    outcome: "Unknown"
  }),
  unexpectedOnRead: new UnexpectedResultCode({
    operation: "getPaymentDetails",
    code: "8888",
    httpStatus: 200,
    outcome: "NotApplied"
  }),
  invalid: new InvalidRequest({
    operation: "confirmPayment",
    problems: [{ path: "amount", expected: "a number above 0", actual: "the number 0" }]
  }),
  unsent: new TransportError({ operation: "confirmPayment", reason: "Connect", sent: false, detail: "ECONNREFUSED" }),
  lostRead: new TransportError({ operation: "getPaymentDetails", reason: "Timeout", sent: true }),
  unreadable: new ResponseError({
    operation: "getPaymentDetails",
    reason: "HttpStatus",
    httpStatus: 502,
    body: Redacted.make("<html>")
  }),
  unknown: new OutcomeUnknown({
    operation: "confirmPayment",
    reason: "Timeout",
    lookup: { _tag: "ByTransaction", transactionId },
    money: "MayHaveMoved",
    body: Redacted.make("<html>"),
    transactionId
  })
}

describe("LinePayError", () => {
  it("isLinePayError knows its own, and no lookalike", () => {
    for (const error of [...Object.values(shared), new CardExpired({ operation: "confirmPayment" })]) {
      assert.isTrue(LinePayError.isLinePayError(error), error._tag)
    }
    for (const other of [undefined, null, "CardExpired", new Error("x"), { _tag: "CardExpired", code: "1287" }, {}]) {
      assert.isFalse(LinePayError.isLinePayError(other))
    }
  })

  it.effect("isCategory picks the table's rows of a category, and nothing else", () =>
    Effect.gen(function*() {
      const errors = [...yield* Errors.fromTable, ...Object.values(shared)]
      const categories = [
        "Customer",
        "Card",
        "Configuration",
        "InvalidRequest",
        "NotFound",
        "State",
        "Duplicate",
        "Expired",
        "Limit",
        "Temporary",
        "Internal"
      ] as const
      for (const category of categories) {
        const picked = errors.filter(LinePayError.isCategory(category))
        const rows = Object.values(ResultCode.table).filter((row) => row.category === category)
        assert.sameMembers([...new Set(picked.map(({ _tag }) => _tag))], rows.map(({ tag }) => tag))
      }
      const inOne = errors.filter((error) => categories.some((category) => LinePayError.isCategory(category)(error)))
      assert.strictEqual(inOne.length, errors.length - Object.values(shared).length)
    }))

  it.effect("outcomeIs and outcome say the same, of every error", () =>
    Effect.gen(function*() {
      const outcomes = ["NotApplied", "AlreadyApplied", "Unknown"] as const
      for (const error of [...yield* Errors.fromTable, ...Object.values(shared)]) {
        const holding = outcomes.filter((outcome) => LinePayError.outcomeIs(outcome)(error))
        assert.deepStrictEqual(holding, [LinePayError.outcome(error)], `${error._tag} ${error.message}`)
      }
      assert.isFalse(LinePayError.outcomeIs("Unknown")({ outcome: "Unknown" }))
    }))

  it("the outcome of what no row is behind", () => {
    assert.deepStrictEqual(Object.entries(shared).map(([name, error]) => [name, LinePayError.outcome(error)]), [
      ["unexpectedOnWrite", "Unknown"],
      ["unexpectedOnRead", "NotApplied"],
      ["invalid", "NotApplied"],
      ["unsent", "NotApplied"],
      ["lostRead", "NotApplied"],
      ["unreadable", "NotApplied"],
      ["unknown", "Unknown"]
    ])
  })

  it.effect("outcomeIs(\"Unknown\") covers what a confirm leaves open", () =>
    Effect.gen(function*() {
      const errors = yield* Errors.answered(Calls.calls.confirmPayment.run, Errors.codesOf("confirmPayment"))
      const open = errors.filter(({ error }) => LinePayError.outcomeIs("Unknown")(error))
      assert.deepStrictEqual(open.map(({ code }) => code), [
        "1145",
        "1172",
        "1198",
        "1199",
        "2020",
        "2021",
        "2022",
        "2023",
        "2104",
        "9000",
        "1902"
      ])
    }))

  it.effect("a code that only the Offline API documents proves nothing, says so, and is not to be repeated", () =>
    Effect.gen(function*() {
      for (const { operation, run } of [Calls.calls.confirmPayment, Calls.calls.payPreapproved]) {
        for (const { code, error } of yield* Errors.answered(run, ["2020", "2021", "2022", "2023", "2104"])) {
          assert.strictEqual(LinePayError.outcome(error), "Unknown", `${operation} ${code}`)
          assert.strictEqual("retry" in error && error.retry, "AfterLookup")
          assert.isFalse(LinePayError.isSafeToRetry(error))
          assert.isFalse(LinePayError.expiresRegKey(error))
          assert.match(error.message, /Only LINE Pay's Offline API documents this code\. The money may have moved/)
        }
      }
      // A payment request charges nobody.
      for (const { error } of yield* Errors.answered(Calls.calls.requestPayment.run, ["1133", "2104"])) {
        assert.strictEqual(LinePayError.outcome(error), "NotApplied")
        assert.notInclude(error.message, "Offline API documents")
      }
    }))

  it("says once what a code means that no document has words for", () => {
    const { hint, message } = new CustomerLimitExceeded({ operation: "payPreapproved" })
    assert.strictEqual(message.split(hint).length, 2)
  })

  it("isSafeToRetry of what no row is behind", () => {
    assert.deepStrictEqual(
      Object.entries(shared).filter(([, error]) => LinePayError.isSafeToRetry(error)).map(([name]) => name),
      ["unsent", "lostRead", "unreadable"]
    )
  })

  it.effect("isSafeToRetry: of all codes of all calls, these alone", () =>
    Effect.gen(function*() {
      const partialRefund: Calls.Call & { readonly name: string } = {
        ...Calls.calls.refundPayment,
        name: "refundPayment of a part",
        run: (linePay) => linePay.refundPayment({ transactionId, refundAmount: 30, currency: "TWD" })
      }
      const safe: Array<string> = []
      for (const { name, operation, run } of [...Calls.all, partialRefund]) {
        for (const { code, error } of yield* Errors.answered(run, Errors.codesOf(operation))) {
          if (LinePayError.isSafeToRetry(error)) safe.push(`${name} ${code}`)
        }
      }
      assert.sameMembers(safe, [
        "checkPaymentStatus 1902",
        "checkPaymentStatus 9000",
        "voidPayment 1902",
        "refundPayment 1902",
        "getPaymentDetails 1902",
        "getPaymentDetails 9000",
        "checkRegKey 1902",
        "checkRegKey 9000",
        "expireRegKey 1902",
        "expireRegKey 9000"
      ])
    }))

  it.effect("expiresRegKey: the lists of both documents, and never on a call without a key", () =>
    Effect.gen(function*() {
      /** "1281~287", a misprint for 1287, and 1290 to 1294. */
      const preapprovedDocument = [
        "1281",
        "1282",
        "1283",
        "1284",
        "1285",
        "1286",
        "1287",
        "1290",
        "1291",
        "1292",
        "1293",
        "1294"
      ]
      const currentDocumentation = [
        "1141",
        "1282",
        "1283",
        "1284",
        "1285",
        "1286",
        "1287",
        "1290",
        "1291",
        "1292",
        "1293",
        "1294",
        "1295"
      ]
      /** Keys that are gone already. */
      const gone = ["1190", "1193"]
      const dead = new Set([...preapprovedDocument, ...currentDocumentation, ...gone])
      for (const { operation, run } of Object.values(Calls.calls)) {
        const codes = Errors.codesOf(operation)
        const errors = yield* Errors.answered(run, codes)
        const expiring = errors.filter(({ error }) => LinePayError.expiresRegKey(error)).map(({ code }) => code)
        const withKey = operation === "checkRegKey" || operation === "payPreapproved" || operation === "expireRegKey"
        assert.deepStrictEqual(expiring, withKey ? codes.filter((code) => dead.has(code)) : [], operation)
      }
      // Every code of the lists can be answered by the call that charges a key.
      assert.deepStrictEqual([...dead].filter((code) => !Errors.codesOf("payPreapproved").includes(code)), [])
      for (const error of Object.values(shared)) assert.isFalse(LinePayError.expiresRegKey(error))
    }))

  it.effect("is caught by its tag, by its category and by its outcome", () =>
    Effect.gen(function*() {
      const { linePay } = yield* Merchant.make(Merchant.answer("1287"))
      const confirm = linePay.confirmPayment({ transactionId, amount: 100, currency: "TWD" })
      const byTag = confirm.pipe(Effect.catchTag("CardExpired", (error) => Effect.succeed(error.code)))
      assert.strictEqual(yield* byTag, "1287")
      const byCategory = confirm.pipe(
        Effect.catchIf(LinePayError.isCategory("Card"), (error) => Effect.succeed(error._tag))
      )
      assert.strictEqual(yield* byCategory, "CardExpired")
      const byOutcome = confirm.pipe(
        Effect.catchIf(LinePayError.outcomeIs("NotApplied"), (error) => Effect.succeed(error.operation))
      )
      assert.strictEqual(yield* byOutcome, "confirmPayment")
      const another = yield* Effect.exit(confirm.pipe(Effect.catchTag("CardStolen", () => Effect.succeed(1))))
      assert.isTrue(another._tag === "Failure" && Cause.isFailType(another.cause))
    }))

  it("is an Error that says in one line what, where and what to do", () => {
    const error = new InsufficientBalance({ operation: "confirmPayment", nonce: "n", transactionId })
    assert.strictEqual(
      String(error),
      "InsufficientBalance: confirmPayment was answered 1142: The balance is insufficient. " +
        "Not enough balance. Check the payment status. On 0110 the customer may top up and you may confirm again; otherwise make a new request."
    )
    assert.match(Cause.pretty(Cause.fail(error)), /^InsufficientBalance: confirmPayment was answered 1142/)
    assert.deepStrictEqual(Object.values(shared).map(({ message }) => message), [
      "confirmPayment was answered 8888, which no document lists for this call. It may have been applied, so look up what happened before you retry",
      "getPaymentDetails was answered 8888, which no document lists for this call. It was a read, so nothing has changed",
      "confirmPayment was not sent: amount must be a number above 0, but is the number 0",
      "confirmPayment did not get through (Connect, ECONNREFUSED). Nothing was sent. You may retry it",
      "getPaymentDetails did not get through (Timeout). It was a read, so nothing has changed. You may retry it",
      "getPaymentDetails got an unreadable answer (HTTP 502, HttpStatus). It was a read, so nothing has changed. You may retry it",
      "confirmPayment has no readable answer (Timeout): money may have moved. Look up transaction 2023042201206549310 before you retry"
    ])
  })

  it("says that a retry can help where it can, and else what to check", () => {
    const transport = (reason: TransportError["reason"]) =>
      new TransportError({ operation: "confirmPayment", reason, sent: false }).message
    const response = (reason: ResponseError["reason"]) =>
      new ResponseError({ operation: "getPaymentDetails", reason, httpStatus: 200, body: Redacted.make("") }).message
    for (const reason of ["Connect", "Dns", "Timeout", "Disconnected"] as const) {
      assert.match(transport(reason), /Nothing was sent\. You may retry it/, reason)
    }
    for (const reason of ["HttpStatus", "NotJson", "NotAnEnvelope", "ContradictoryEnvelope", "OtherPayment"] as const) {
      assert.match(response(reason), /nothing has changed\. You may retry it/, reason)
    }
    assert.match(transport("Tls"), /Nothing was sent\. Check the certificate, .* before you retry/)
    assert.match(transport("Request"), /Nothing was sent\. A retry won't help: check `environment`/)
    assert.match(transport("Signer"), /Nothing was sent\. Check the `Signer` and the `Nonce` before you retry/)
    assert.match(response("Redirect"), /nothing has changed\. A retry won't help: check `environment`/)
    assert.match(response("TooLarge"), /nothing has changed\. A retry won't help: .* raise `maximumAnswerBytes`/)
    assert.match(response("Undecodable"), /nothing has changed\. A retry is unlikely to help: look at `paths`/)
  })

  it("made by hand, knows what the table knows", () => {
    const error = new RegKeyNotFound({ operation: "expireRegKey" })
    assert.deepStrictEqual([error.code, error.category, error.outcome, error.retry], [
      "1190",
      "NotFound",
      "AlreadyApplied",
      "Never"
    ])
    assert.strictEqual(new TemporaryError({ operation: "voidPayment" }).code, "1900")
    assert.strictEqual(new TemporaryError({ operation: "voidPayment", code: "1907" }).code, "1907")
    // A call that cannot answer the code: nothing is known.
    const foreign = new AuthenticationRequired({ operation: "refundPayment" })
    assert.deepStrictEqual([foreign.outcome, foreign.retry], ["Unknown", "AfterLookup"])
    assert.notProperty(new CardExpired({ operation: "confirmPayment", nonce: undefined }), "nonce")
  })
})

/** As RPC, HttpApi or a workflow would carry it. */
const throughJson = (error: LinePayError.LinePayError): LinePayError.LinePayError =>
  Schema.decodeUnknownSync(LinePayError.schema)(
    JSON.parse(JSON.stringify(Schema.encodeSync(LinePayError.schema)(error)))
  )

/** All of an error that is to survive: everything but the start of the body. */
const plain = (error: LinePayError.LinePayError): unknown => {
  const { body: _, ...fields } = JSON.parse(JSON.stringify(error))
  return { ...fields, message: error.message }
}

const survives = (error: LinePayError.LinePayError) => {
  const again = throughJson(error)
  assert.deepStrictEqual(plain(again), plain(error))
  assert.strictEqual(Object.getPrototypeOf(again), Object.getPrototypeOf(error))
  assert.strictEqual(again.name, error.name)
}

describe("LinePayError.schema", () => {
  it.effect("every row of the table survives JSON", () =>
    Effect.gen(function*() {
      const errors = yield* Errors.fromTable
      assert.strictEqual(new Set(errors.map(({ _tag }) => _tag)).size, ResultCode.errorCodes.length)
      for (const error of errors) survives(error)
    }))

  it.effect("what the request has made of a row survives, too", () =>
    Effect.gen(function*() {
      const { linePay } = yield* Merchant.make(Merchant.answer("1900"))
      const partial = yield* Effect.flip(linePay.refundPayment({ transactionId, refundAmount: 30, currency: "TWD" }))
      survives(partial)
      assert.isFalse(LinePayError.isSafeToRetry(throughJson(partial)))
    }))

  it("the errors that no row is behind survive, without the answer's body", () => {
    for (const error of Object.values(shared)) {
      survives(error)
      assert.notProperty(throughJson(error), "body")
      assert.notInclude(JSON.stringify(Schema.encodeSync(LinePayError.schema)(error)), "html")
    }
  })

  it("any error survives", () => {
    FastCheck.assert(FastCheck.property(Errors.arbitrary, survives), { numRuns: 200 })
  })

  it("refuses what is no error of the library", () => {
    const decode = Schema.decodeUnknownEither(LinePayError.schema)
    const known = {
      _tag: "CardExpired",
      code: "1287",
      outcome: "NotApplied",
      retry: "Never",
      operation: "confirmPayment"
    }
    assert.strictEqual(decode(known)._tag, "Right")
    for (
      const other of [
        null,
        {},
        { ...known, _tag: "NoSuchError" },
        { ...known, _tag: "toString" },
        { ...known, operation: "steal" },
        { ...known, outcome: "Perhaps" }
      ]
    ) {
      assert.strictEqual(decode(other)._tag, "Left", JSON.stringify(other))
    }
  })
})
