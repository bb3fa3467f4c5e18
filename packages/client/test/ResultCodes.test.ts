import { assert, describe, it } from "@effect/vitest"
import { Effect, FastCheck, Redacted } from "effect"
import { byTag } from "effect-line-pay"
import { Operation, ResultCode } from "line-pay-protocol"
import * as Documentation from "./fixtures/documentation.ts"
import * as Live from "./fixtures/live.ts"
import * as Calls from "./support/calls.ts"
import * as Merchant from "./support/merchant.ts"

const fail = (call: Calls.Call, answer: Merchant.Answer) =>
  Effect.flatMap(Merchant.make(answer), ({ linePay }) => Effect.flip(call.run(linePay)))

/** The error of each call, all answered alike. */
const failEvery = (answer: Merchant.Answer) =>
  Effect.flatMap(
    Merchant.make(answer),
    ({ linePay }) =>
      Effect.forEach(Calls.all, (call) => Effect.map(Effect.flip(call.run(linePay)), (error) => ({ call, error })))
  )

/** The errors of a call that is answered one text after the other. */
const failAll = (call: Calls.Call, answers: ReadonlyArray<Merchant.Answer>) =>
  Effect.gen(function*() {
    const left = [...answers]
    const { linePay } = yield* Merchant.makeWith(() => left.shift() ?? "")
    return yield* Effect.forEach(answers, () => Effect.flip(call.run(linePay)))
  })

/** How a row of the table is spelt on the wire. */
const spellings = (code: ResultCode.Code): ReadonlyArray<string> =>
  code === "190X" ? Array.from({ length: 10 }, (_, digit) => `190${digit}`) : [code]

const every = Object.values(Calls.calls)
const constructors: { readonly [tag: string]: unknown } = byTag

describe("the rows of the result-code table", () => {
  for (const call of every) {
    const rows = ResultCode.errorCodes.filter((code) => ResultCode.tagFor(code, call.operation) !== undefined)
    const answered = rows.flatMap((row) => spellings(row).map((code) => ({ row, code })))

    it.effect(`${call.operation}: each of ${rows.length} rows is its own error`, () =>
      Effect.gen(function*() {
        const errors = yield* failAll(
          call,
          answered.map(({ code }) => Merchant.answer(code, undefined, `said of ${code}`))
        )
        for (const [index, { code, row }] of answered.entries()) {
          const { category, hint, tag } = ResultCode.row(row)
          const { certainty, outcome, retry } = ResultCode.meaning(row, call.operation) ?? {}
          const error = errors[index]
          assert.deepStrictEqual(JSON.parse(JSON.stringify(error)), {
            _tag: tag,
            code,
            category,
            outcome,
            retry,
            hint,
            description: ResultCode.description(row),
            operation: call.operation,
            nonce: Merchant.nonce,
            httpStatus: 200,
            returnMessage: `said of ${code}`,
            ...call.subject
          })
          assert.instanceOf(error, Error)
          assert.strictEqual(error?.name, tag)
          const unproved = certainty === "offline" && outcome === "Unknown"
          assert.strictEqual(
            error?.message,
            `${call.operation} was answered ${code}: said of ${code} ${hint}` +
              (unproved ?
                " Only LINE Pay's Offline API documents this code. The money may have moved: " +
                "ask LINE Pay before you retry." :
                "")
          )
          const constructor = tag === null ? undefined : constructors[tag]
          assert.isTrue(typeof constructor === "function" && error instanceof constructor, tag ?? code)
        }
        assert.isNotEmpty(errors)
      }))

    it.effect(`${call.operation}: no other code of the table is one of its errors`, () =>
      Effect.gen(function*() {
        const { answers } = Operation.catalogue[call.operation]
        const others = Object.keys(ResultCode.table).filter((code) =>
          !rows.some((row) => row === code) && !Object.hasOwn(answers, code)
        )
        const errors = yield* failAll(call, others.map((code) => Merchant.answer(code)))
        for (const [index, code] of others.entries()) {
          const key = ResultCode.find(code)
          assert.deepStrictEqual(JSON.parse(JSON.stringify(errors[index])), {
            _tag: "UnexpectedResultCode",
            operation: call.operation,
            code,
            ...(key === undefined ? {} : { description: ResultCode.description(key) }),
            returnMessage: "OK",
            httpStatus: 200,
            outcome: call.access === "Write" ? "Unknown" : "NotApplied",
            nonce: Merchant.nonce,
            ...call.subject
          })
        }
        assert.isNotEmpty(errors)
      }))
  }

  it.effect("190X is a wildcard and no code", () =>
    Effect.gen(function*() {
      const [wildcard, close] = yield* failAll(Calls.calls.refundPayment, [
        Merchant.answer("190X"),
        Merchant.answer("19000")
      ])
      assert.strictEqual(wildcard?._tag, "OutcomeUnknown")
      assert.strictEqual(close?._tag, "UnexpectedResultCode")
    }))

  it.effect("with a card authorisation, checkRegKey does not know what an inner failure means", () =>
    Effect.gen(function*() {
      for (const call of Calls.all.filter(({ operation }) => operation === "checkRegKey")) {
        const errors = yield* failAll(call, ["1900", "9000", "1190", "8888"].map((code) => Merchant.answer(code)))
        assert.deepStrictEqual(
          errors.map((error) => [error._tag, error.outcome, "retry" in error ? error.retry : undefined]),
          call.access === "Write" ?
            [
              ["TemporaryError", "Unknown", "AfterLookup"],
              ["InternalError", "Unknown", "AfterLookup"],
              ["RegKeyNotFound", "NotApplied", "Never"],
              ["UnexpectedResultCode", "Unknown", undefined]
            ] :
            [
              ["TemporaryError", "NotApplied", "SameRequest"],
              ["InternalError", "NotApplied", "SameRequest"],
              ["RegKeyNotFound", "NotApplied", "Never"],
              ["UnexpectedResultCode", "NotApplied", undefined]
            ]
        )
      }
    }))

  it.effect("repeating a full refund is repeating it, repeating a partial one is refunding twice", () =>
    Effect.gen(function*() {
      for (
        const [refundAmount, currency, retry] of [
          ["full", undefined, "SameRequest"],
          [30, "TWD", "AfterLookup"],
          [30, undefined, "AfterLookup"]
        ] as const
      ) {
        const { linePay } = yield* Merchant.make(Merchant.answer("1900"))
        const error = yield* Effect.flip(
          linePay.refundPayment({ transactionId: Calls.transactionId, refundAmount, currency })
        )
        assert.strictEqual(error._tag === "TemporaryError" && error.outcome, "Unknown")
        assert.strictEqual(error._tag === "TemporaryError" && error.retry, retry)
      }
    }))
})

describe("codes that no table has", () => {
  const unknownCode = FastCheck.oneof(
    FastCheck.stringMatching(/^\d{4}$/),
    FastCheck.constantFrom("0", "11420", "00000000")
  ).filter((code) => ResultCode.find(code) === undefined)

  it.effect.prop(
    "are typed errors whose outcome is unknown on a write",
    { code: unknownCode },
    ({ code }) =>
      Effect.gen(function*() {
        for (const { call, error } of yield* failEvery(Merchant.answer(code))) {
          assert.isTrue(error._tag === "UnexpectedResultCode" && error.code === code, `${error._tag} ${code}`)
          assert.strictEqual(error.outcome, call.access === "Write" ? "Unknown" : "NotApplied")
          assert.include(error.message, code)
        }
      }),
    { fastCheck: { numRuns: 10 }, timeout: 30_000 }
  )
})

describe("the envelope", () => {
  const confirm = (answer: Merchant.Answer) => fail(Calls.calls.confirmPayment, answer)

  it.effect("the documentation's own example of an error has other names, and a number", () =>
    Effect.gen(function*() {
      const error = yield* confirm(Documentation.error)
      assert.strictEqual(error._tag === "MerchantNotFound" && error.returnMessage, "Merchant not found.")
      assert.strictEqual("code" in error && error.code, "1104")
    }))

  it.effect("a number keeps its four digits", () =>
    Effect.gen(function*() {
      for (const [number, code] of [[110, "0110"], [7, "0007"], [121, "0121"], [8888, "8888"]] as const) {
        for (const name of ["returnCode", "resultCode"]) {
          const error = yield* confirm(`{"${name}":${number}}`)
          assert.strictEqual(error._tag === "UnexpectedResultCode" && error.code, code)
        }
      }
    }))

  it.effect("both spellings at once, as long as they agree", () =>
    Effect.gen(function*() {
      const agreeing = yield* confirm(`{"returnCode":"1104","resultCode":1104,"statusMessage":"a","returnMessage":"b"}`)
      assert.strictEqual(agreeing._tag === "MerchantNotFound" && agreeing.returnMessage, "b")
      const contradicting = yield* confirm(`{"returnCode":"0000","resultCode":1104,"info":{}}`)
      assert.strictEqual(
        contradicting._tag === "OutcomeUnknown" && contradicting.reason,
        "ContradictoryEnvelope"
      )
    }))

  it.effect("a message of `-`, an empty or a missing one is none", () =>
    Effect.gen(function*() {
      for (
        const text of [
          `{"returnCode":"1142","returnMessage":"-"}`,
          `{"returnCode":"1142","returnMessage":""}`,
          `{"returnCode":"1142","returnMessage":null}`,
          `{"returnCode":"1142"}`
        ]
      ) {
        const error = yield* confirm(text)
        assert.notProperty(error, "returnMessage")
        assert.include(error.message, "confirmPayment was answered 1142: The balance is insufficient.")
        const unexpected = yield* confirm(text.replace("1142", "8888"))
        assert.notProperty(unexpected, "returnMessage")
      }
    }))

  it.effect("errorDetailMap is passed on, its texts as they are", () =>
    Effect.gen(function*() {
      const details = {
        unrecognizedPathVariable: "transactionId",
        requiredType: "Number",
        cause: "For input string: \"9999999999999999999\""
      }
      const error = yield* confirm(Live.parameterError)
      assert.deepStrictEqual(error._tag === "ParameterError" && error.errorDetailMap, details)
      const unexpected = yield* confirm(Live.parameterError.replace("2101", "8888"))
      assert.deepStrictEqual(unexpected._tag === "UnexpectedResultCode" && unexpected.errorDetailMap, details)
    }))

  it.effect("an errorDetailMap of another shape does not cost the error", () =>
    Effect.gen(function*() {
      for (const details of [`null`, `[]`, `"text"`, `1`, `{}`, `{"a":{"b":"c"}}`]) {
        const error = yield* confirm(`{"returnCode":"2101","errorDetailMap":${details}}`)
        assert.strictEqual(error._tag, "ParameterError")
        assert.notProperty(error, "errorDetailMap")
      }
    }))

  it.effect("counts under any HTTP status, which is kept", () =>
    Effect.gen(function*() {
      for (const status of [400, 401, 403, 404, 429, 500, 503]) {
        const rejected = yield* confirm({ status, text: Merchant.answer("1142") })
        assert.strictEqual(rejected._tag === "InsufficientBalance" && rejected.httpStatus, status)
        const unexpected = yield* confirm({ status, text: Merchant.answer("8888") })
        assert.strictEqual(unexpected._tag === "UnexpectedResultCode" && unexpected.httpStatus, status)
      }
    }))
})

const unreadable: ReadonlyArray<readonly [name: string, answer: Merchant.Answer, reason: string]> = [
  ["nothing", "", "NotJson"],
  ["HTML", "<html><body>502</body></html>", "NotJson"],
  ["HTML under its status", { status: 502, text: "<html></html>" }, "HttpStatus"],
  ["an empty 503", { status: 503, text: "" }, "HttpStatus"],
  ["JSON of somebody else under its status", { status: 404, text: `{"message":"no Route matched"}` }, "HttpStatus"],
  ["a redirect", { status: 302, text: "" }, "Redirect"],
  ["null", "null", "NotAnEnvelope"],
  ["a number", "1142", "NotAnEnvelope"],
  ["a text", `"0000"`, "NotAnEnvelope"],
  ["an array", `[{"returnCode":"0000"}]`, "NotAnEnvelope"],
  ["an object without a code", `{"returnMessage":"OK","info":{}}`, "NotAnEnvelope"],
  ["a code that is none", `{"returnCode":""}`, "NotAnEnvelope"],
  ["a code with a blank", `{"returnCode":"0000 "}`, "NotAnEnvelope"],
  ["a code that is too long for one", `{"returnCode":"RK2AE3519XTFXHM"}`, "NotAnEnvelope"],
  ["a code that is a word", `{"returnCode":"toString"}`, "NotAnEnvelope"],
  ["a code with a letter", `{"returnCode":"1142A"}`, "NotAnEnvelope"],
  ["the number 0 as a code", `{"returnCode":0}`, "NotAnEnvelope"],
  ["a number that is 0 once it is parsed", `{"returnCode":1e-400}`, "NotAnEnvelope"],
  ["a number with an exponent as a code", `{"returnCode":1.142e3}`, "NotAnEnvelope"],
  ["two words as codes", `{"returnCode":"ERROR","resultCode":{}}`, "NotAnEnvelope"],
  ["a code and a word", `{"returnCode":"0000","resultCode":"INTERNAL_ERROR"}`, "ContradictoryEnvelope"],
  ["a word and a code", `{"returnCode":"INTERNAL_ERROR","resultCode":"0000"}`, "ContradictoryEnvelope"],
  ["one code twice", `{"returnCode":"1142","returnCode":"0000"}`, "ContradictoryEnvelope"],
  ["one code twice, once in escapes", `{"returnCode":"1142","return\\u0043ode":"0000"}`, "ContradictoryEnvelope"],
  ["a code of another type", `{"returnCode":{"a":1}}`, "NotAnEnvelope"],
  ["a broken number as a code", `{"returnCode":11.42}`, "NotAnEnvelope"],
  ["a negative number as a code", `{"returnCode":-1}`, "NotAnEnvelope"],
  ["an inherited code", `{"__proto__":{"returnCode":"0000"}}`, "NotAnEnvelope"],
  ["JSON that is cut", `{"returnCode":"0000","returnMessage":"OK","info":{"transactionId":20230422012065`, "NotJson"],
  ["two answers in one", `{"returnCode":"0000"}{"returnCode":"0000"}`, "NotJson"],
  ["a byte order mark and nothing else", "\ufeff", "NotJson"]
]

/** Successes that are none, for the calls whose success has an `info`. */
const undecodable: ReadonlyArray<readonly [name: string, answer: string, paths: ReadonlyArray<string>]> = [
  ["a success without info", `{"returnCode":"0000","returnMessage":"OK"}`, ["info"]],
  ["info of null", `{"returnCode":"0000","info":null}`, ["info"]],
  ["info of another shape", `{"returnCode":"0000","info":"text"}`, ["info"]],
  ["an id of zero", `{"returnCode":"0000","info":{"orderId":"1","transactionId":0}}`, ["transactionId"]],
  ["a negative id", `{"returnCode":"0000","info":{"orderId":"1","transactionId":-2023042201206549310}}`, [
    "transactionId"
  ]],
  ["an id beyond 64 bits", `{"returnCode":"0000","info":{"orderId":"1","transactionId":9223372036854775808}}`, [
    "transactionId"
  ]],
  ["an id with a fraction", `{"returnCode":"0000","info":{"orderId":"1","transactionId":1.5}}`, ["transactionId"]],
  ["ids that are missing", `{"returnCode":"0000","info":{}}`, ["transactionId"]]
]

describe("what is no answer", () => {
  for (const [name, answer, reason] of unreadable) {
    it.effect(`${name}: ${reason}`, () =>
      Effect.gen(function*() {
        for (const { call, error } of yield* failEvery(answer)) {
          assert.strictEqual(error._tag, call.access === "Write" ? "OutcomeUnknown" : "ResponseError", call.name)
          assert.strictEqual("reason" in error && error.reason, reason, call.name)
          assert.strictEqual(
            "httpStatus" in error && error.httpStatus,
            typeof answer === "string" ? 200 : answer.status
          )
          assert.strictEqual("nonce" in error && error.nonce, Merchant.nonce)
        }
      }))
  }

  for (const [name, answer, paths] of undecodable) {
    it.effect(`${name} is undecodable`, () =>
      Effect.gen(function*() {
        const confirmed = yield* fail(Calls.calls.confirmPayment, answer)
        assert.strictEqual(confirmed._tag === "OutcomeUnknown" && confirmed.reason, "Undecodable")
        assert.deepStrictEqual(confirmed._tag === "OutcomeUnknown" && confirmed.paths, paths)
        for (const operation of ["requestPayment", "capturePayment", "refundPayment", "payPreapproved"] as const) {
          const error = yield* fail(Calls.calls[operation], answer)
          assert.strictEqual(error._tag === "OutcomeUnknown" && error.reason, "Undecodable", operation)
        }
        const read = yield* fail(Calls.calls.getPaymentDetails, answer)
        assert.strictEqual(read._tag === "ResponseError" && read.reason, "Undecodable")
        // One object stands for a list of one.
        const path = answer.includes(`"info":{`) ? "transactionId" : "info"
        assert.deepStrictEqual(read._tag === "ResponseError" && read.paths, [path])
      }))
  }

  it.effect("says how to find out", () =>
    Effect.gen(function*() {
      const { orderId, transactionId } = Calls
      const expected: { readonly [operation: string]: unknown } = {
        requestPayment: [{ _tag: "NotObservable" }, "CannotHaveMoved"],
        confirmPayment: [{ _tag: "ByTransaction", transactionId }, "MayHaveMoved"],
        capturePayment: [{ _tag: "ByTransaction", transactionId }, "MayHaveMoved"],
        voidPayment: [{ _tag: "ByTransaction", transactionId }, "MayHaveMoved"],
        refundPayment: [{ _tag: "ByTransaction", transactionId }, "MayHaveMoved"],
        checkRegKey: [{ _tag: "ByRegKey" }, "MayHaveMoved"],
        payPreapproved: [{ _tag: "ByOrder", orderId }, "MayHaveMoved"],
        expireRegKey: [{ _tag: "ByRegKey" }, "CannotHaveMoved"]
      }
      const writes = Calls.all.filter(({ access }) => access === "Write")
      for (const call of writes) {
        const error = yield* fail(call, "")
        assert.deepStrictEqual(
          error._tag === "OutcomeUnknown" && [error.lookup, error.money],
          expected[call.operation],
          call.name
        )
      }
      assert.sameMembers(writes.map(({ operation }) => operation), Object.keys(expected))
    }))

  it.effect("three megabytes of it are kept as their beginning", () =>
    Effect.gen(function*() {
      const text = `{"returnCode":"0000","info":"${"x".repeat(3_000_000)}"}`
      const error = yield* fail(Calls.calls.confirmPayment, text)
      assert.strictEqual(error._tag, "OutcomeUnknown")
      assert.isBelow(JSON.stringify(error).length, 1_000)
      const beginning = error._tag === "OutcomeUnknown" && error.body !== undefined ? Redacted.value(error.body) : ""
      assert.strictEqual(beginning, text.slice(0, 1_000))
    }))

  it.effect.prop(
    "never a defect, whatever it is",
    { text: FastCheck.oneof(FastCheck.string(), FastCheck.json()) },
    ({ text }) =>
      Effect.gen(function*() {
        for (const { call, error } of yield* failEvery(text)) {
          assert.strictEqual(error._tag, call.access === "Write" ? "OutcomeUnknown" : "ResponseError")
        }
      }),
    { fastCheck: { numRuns: 15 }, timeout: 30_000 }
  )
})
