import { Arbitrary, Effect, FastCheck, type Schema } from "effect"
import {
  byTag,
  InvalidRequest,
  type LinePayError,
  OutcomeUnknown,
  ResponseError,
  TransactionId,
  TransportError,
  UnexpectedResultCode
} from "effect-line-pay"
import { Operation, ResultCode } from "line-pay-protocol"
import * as Calls from "./calls.ts"
import * as Merchant from "./merchant.ts"

/** Every code that a call can answer as an error; `1902` stands for its wildcard. */
export const codesOf = (operation: Operation.Operation): ReadonlyArray<string> =>
  ResultCode.errorCodes
    .filter((code) => ResultCode.tagFor(code, operation) !== undefined)
    .map((code) => code === "190X" ? "1902" : code)

/** The error that a call ends in under each of these codes. */
export const answered = (
  run: Calls.Call["run"],
  codes: ReadonlyArray<string>
): Effect.Effect<ReadonlyArray<{ readonly code: string; readonly error: LinePayError.LinePayError }>> =>
  Effect.gen(function*() {
    let current = ""
    const { linePay } = yield* Merchant.makeWith(() => Merchant.answer(current))
    return yield* Effect.forEach(codes, (code) =>
      Effect.suspend(() => {
        current = code
        return run(linePay).pipe(
          Effect.flip,
          Effect.orDieWith(() => new Error(`${code} was a success`)),
          Effect.map((error) => ({ code, error }))
        )
      }))
  })

/** Every row of the table as the error of a call. */
export const fromTable: Effect.Effect<ReadonlyArray<LinePayError.LinePayError>> = Effect.runSync(Effect.cached(
  Effect.forEach(Object.values(Calls.calls), ({ operation, run }) => answered(run, codesOf(operation))).pipe(
    Effect.map((all) => all.flat().map(({ error }) => error))
  )
))

const text = FastCheck.string({ unit: "grapheme" })
const fields = FastCheck.record({
  operation: FastCheck.constantFrom(...Operation.operations),
  nonce: text,
  httpStatus: FastCheck.integer({ min: 100, max: 599 }),
  returnMessage: text,
  errorDetailMap: FastCheck.dictionary(text.filter((name) => name !== "__proto__"), text),
  transactionId: Arbitrary.make(TransactionId),
  orderId: text
}, { requiredKeys: ["operation"] })

const tags: ReadonlyArray<ResultCode.Tag> = ResultCode.errorCodes.map((code) => ResultCode.table[code].tag)

const arbitraryOf = <A extends LinePayError.LinePayError, I>(schema: Schema.Schema<A, I>): FastCheck.Arbitrary<A> =>
  // A real status is an integer.
  Arbitrary.make(schema).filter((error) =>
    !("httpStatus" in error) || error.httpStatus === undefined || Number.isFinite(error.httpStatus)
  )

/** Any error of the library, with any fields. */
export const arbitrary: FastCheck.Arbitrary<LinePayError.LinePayError> = FastCheck.oneof(
  FastCheck.tuple(FastCheck.constantFrom(...tags), fields).map(([tag, fields]) => new byTag[tag](fields)),
  FastCheck.tuple(fields, FastCheck.stringMatching(/^190\d$/)).map(([fields, code]) =>
    new byTag.TemporaryError({ ...fields, code })
  ),
  arbitraryOf(UnexpectedResultCode),
  arbitraryOf(InvalidRequest),
  arbitraryOf(TransportError),
  arbitraryOf(ResponseError),
  arbitraryOf(OutcomeUnknown)
)
