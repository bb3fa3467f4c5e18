/**
 * Encodes the results of the calls of `Settlement` to JSON, for durable
 * engines, RPC and queues.
 *
 * Each call has the schema of its success and the schema of its error. Spread
 * both into an activity, an RPC or an endpoint.
 *
 * They write no secret. LINE Pay's answer to a confirm may have a regKey. It is
 * left out, and reads back as absent. Store the key before the activity ends,
 * or ask for {@link withSecrets}. The start of an unreadable body is also left
 * out. A masked card number and an e-invoice carrier are personal data, and are
 * written.
 *
 * A reason that a newer version of this library wrote is read as
 * `Unrecognised`, with its text in `recordedAs`.
 *
 * @example
 * ```ts
 * import { Effect, type Schema } from "effect"
 * import { type RefundUpToIntent, Settlement, SettlementError, SettlementSchema } from "effect-line-pay"
 *
 * // As a workflow engine has it: it writes the result down, and gives it back after a crash.
 * declare const activity: <A, E, R>(options: {
 *   readonly name: string
 *   readonly success: Schema.Schema<A, unknown>
 *   readonly error: Schema.Schema<E, unknown>
 *   readonly execute: Effect.Effect<A, E, R>
 * }) => Effect.Effect<A, E, R>
 *
 * const refund = (intent: RefundUpToIntent) =>
 *   activity({
 *     name: `refund ${intent.refundId}`,
 *     ...SettlementSchema.refundUpTo,
 *     execute: Effect.flatMap(Settlement, (settlement) => settlement.refundUpTo(intent))
 *   })
 *
 * // If the process dies between LINE Pay's answer and the journal, the activity runs again. It refunds nothing twice.
 * export const workflow = (intent: RefundUpToIntent) =>
 *   refund(intent).pipe(
 *     Effect.retry({ while: (error) => SettlementError.nextStep(error) === "AskAgain" })
 *   )
 * ```
 *
 * @since 0.1.0
 */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { Operation } from "line-pay-protocol/Operation"
import * as ResultCode from "line-pay-protocol/ResultCode"
import { AttemptLogError } from "./AttemptLog.ts"
import { InvalidRequest } from "./InvalidRequest.ts"
import { KeyTaken } from "./KeyTaken.ts"
import { tableError } from "./LinePayError.ts"
import { NotApplied } from "./NotApplied.ts"
import { CapturePaymentSuccess } from "./operations/capturePayment.ts"
import { ConfirmPaymentSuccess } from "./operations/confirmPayment.ts"
import { PayPreapprovedSuccess } from "./operations/payPreapproved.ts"
import { RefundPaymentSuccess } from "./operations/refundPayment.ts"
import { OutcomeUnknown } from "./OutcomeUnknown.ts"
import { RefundInFlight } from "./RefundInFlight.ts"
import { RefundsNotShown } from "./RefundsNotShown.ts"
import { RegKey } from "./RegKey.ts"
import { ResponseError } from "./ResponseError.ts"
import type { ByTag } from "./ResultCodeErrors.ts"
import type { Settled } from "./Settlement.ts"
import { type CaptureSettlementError, doubtful as doubtfulCapture } from "./settlement/capturePayment.ts"
import type { ConfirmSettlementError } from "./settlement/confirmPayment.ts"
import type { PreapprovedSettlementError } from "./settlement/payPreapproved.ts"
import { doubtful as doubtfulRefund, type RefundSettlementError } from "./settlement/refundPayment.ts"
import { doubtful as doubtfulVoid, type VoidSettlementError } from "./settlement/voidPayment.ts"
import { type SettledAnswer, SettlementMismatch } from "./SettlementMismatch.ts"
import { TransportError } from "./TransportError.ts"
import { UnexpectedResultCode } from "./UnexpectedResultCode.ts"
import * as Verdict from "./Verdict.ts"

/**
 * Holds the schemas of one call. The encoded side is JSON, in a form that only
 * this library reads.
 *
 * @since 0.1.0
 * @category models
 */
export interface Call<Success, Error> {
  readonly success: Schema.Schema<Success, unknown>
  readonly error: Schema.Schema<Error, unknown>
}

// -----------------------------------------------------------------------------
// Reasons of newer versions
// -----------------------------------------------------------------------------

const isEvidence = Schema.is(Verdict.Evidence)
const isNotAppliedReason = Schema.is(Verdict.NotAppliedReason)
const isMismatchReason = Schema.is(Verdict.MismatchReason)

const isRecord = (u: unknown): u is { readonly [name: string]: unknown } => typeof u === "object" && u !== null

/** Names a text that this version does not know, before the schema reads the rest. */
const recognised = (written: unknown): unknown => {
  if (!isRecord(written)) return written
  const { because, evidence } = written
  if (typeof evidence === "string" && !isEvidence(evidence)) {
    return { ...written, evidence: "Unrecognised", recordedAs: evidence }
  }
  const isKnown = written["_tag"] === "NotApplied"
    ? isNotAppliedReason(because)
    : written["_tag"] !== "SettlementMismatch" || isMismatchReason(because)
  return isKnown || typeof because !== "string"
    ? written
    : { ...written, because: "Unrecognised", recordedAs: because }
}

const written = Schema.transform(Schema.Unknown, Schema.Unknown, {
  strict: true,
  decode: recognised,
  encode: (encoded) => encoded
})

const call = <A, I, E, J>(success: Schema.Schema<A, I>, error: Schema.Schema<E, J>): Call<A, E> => ({
  success: Schema.compose(written, success, { strict: false }),
  error: Schema.compose(written, error, { strict: false })
})

// -----------------------------------------------------------------------------
// Successes
// -----------------------------------------------------------------------------

const { _tag: _, settledBy: __, ...applied } = Verdict.Applied.from.fields

const known = {
  ...applied,
  refunded: Schema.Finite,
  evidence: Verdict.Evidence,
  recordedAs: Schema.optionalWith(Schema.String, { exact: true }),
  told: Schema.Boolean
}

const settled = <A, I>(answer: Schema.Schema<A, I>) =>
  Schema.Union(
    Schema.Struct({ ...known, settledBy: Schema.Literal("Answer"), answer }),
    Schema.Struct({
      ...known,
      settledBy: Schema.Literal("AnsweredBefore", "Details"),
      answer: Schema.optionalWith(answer, { exact: true })
    })
  )

/** An answer without content. JSON leaves it out. */
const settledVoid = Schema.Union(
  Schema.Struct({
    ...known,
    settledBy: Schema.Literal("Answer"),
    answer: Schema.optionalToRequired(Schema.Unknown, Schema.Void, {
      decode: () => undefined,
      encode: () => Option.none()
    })
  }),
  Schema.Struct({
    ...known,
    settledBy: Schema.Literal("AnsweredBefore", "Details"),
    answer: Schema.optionalToOptional(Schema.Unknown, Schema.Void, {
      decode: () => Option.none(),
      encode: () => Option.none()
    })
  })
)

/** The answer to a confirm, without its regKey. */
const ConfirmPaymentAnswer = Schema.Struct({
  ...ConfirmPaymentSuccess.fields,
  regKey: Schema.optionalToOptional(Schema.Unknown, RegKey.fromSelf, {
    decode: () => Option.none(),
    encode: () => Option.none()
  })
})

// -----------------------------------------------------------------------------
// Errors
// -----------------------------------------------------------------------------

type TableError = ByTag[keyof ByTag]

/** The errors of the table that close an intent at once. */
const rejections = (operation: Operation, doubtful: ReadonlyArray<string> = []): ReadonlyArray<string> =>
  ResultCode.errorCodes.filter((code) =>
    ResultCode.meaning(code, operation)?.outcome === "NotApplied" && !doubtful.includes(code)
  ).map((code) => ResultCode.row(code).tag ?? code)

/** The errors of the table that a read before the first request can fail with. */
const answers = (operation: Operation, caught: ReadonlyArray<string> = []): ReadonlyArray<string> =>
  ResultCode.errorCodes.filter((code) => ResultCode.meaning(code, operation) !== undefined && !caught.includes(code))
    .map((code) => ResultCode.row(code).tag ?? code)

/** The errors of the table that a call can fail with. A test compares the tags with those of the type. */
const fromTable = <E extends TableError>(...tags: ReadonlyArray<string>) => {
  const all = new Set(tags)
  return tableError.pipe(Schema.filter((error): error is E => all.has(error._tag)))
}

const { answer: ___, ...mismatchFields } = SettlementMismatch.fields

/** A mismatch with the answer, which `SettlementMismatch` itself does not encode. */
const mismatch = <A extends SettledAnswer, I>(answer: Schema.Schema<A, I>) => {
  const isAnswer = Schema.is(Schema.typeSchema(answer))
  return Schema.transform(
    Schema.Struct({ ...mismatchFields, answer: Schema.optionalWith(answer, { exact: true }) }),
    Schema.typeSchema(SettlementMismatch),
    {
      strict: false,
      decode: (fields) => new SettlementMismatch(fields),
      encode: ({ answer, ...fields }: SettlementMismatch) => isAnswer(answer) ? { ...fields, answer } : fields
    }
  )
}

/** The errors of every call, except for the mismatch. */
const everywhere = [TransportError, InvalidRequest, NotApplied, OutcomeUnknown, KeyTaken, AttemptLogError] as const

/** The errors of a read, besides those of the table. */
const reads = [UnexpectedResultCode, ResponseError] as const

// -----------------------------------------------------------------------------
// Calls
// -----------------------------------------------------------------------------

const confirm = <I>(
  answer: Schema.Schema<ConfirmPaymentSuccess, I>
): Call<Settled<ConfirmPaymentSuccess>, ConfirmSettlementError> =>
  call(
    settled(answer),
    Schema.Union(
      fromTable<Extract<ConfirmSettlementError, TableError>>(
        ...rejections("confirmPayment"),
        ...answers("checkPaymentStatus")
      ),
      ...everywhere,
      ...reads,
      mismatch(answer)
    )
  )

/**
 * Encodes a confirm, without the regKey of its answer.
 *
 * @since 0.1.0
 * @category schemas
 */
export const confirmPayment: Call<Settled<ConfirmPaymentSuccess>, ConfirmSettlementError> = confirm(
  ConfirmPaymentAnswer
)

/**
 * @since 0.1.0
 * @category schemas
 */
export const capturePayment: Call<Settled<CapturePaymentSuccess>, CaptureSettlementError> = call(
  settled(CapturePaymentSuccess),
  Schema.Union(
    fromTable<Extract<CaptureSettlementError, TableError>>(...rejections("capturePayment", doubtfulCapture)),
    ...everywhere,
    mismatch(CapturePaymentSuccess)
  )
)

/**
 * @since 0.1.0
 * @category schemas
 */
export const voidPayment: Call<Settled<void>, VoidSettlementError> = call(
  settledVoid,
  Schema.Union(
    fromTable<Extract<VoidSettlementError, TableError>>(...rejections("voidPayment", doubtfulVoid)),
    ...everywhere,
    SettlementMismatch
  )
)

/**
 * @since 0.1.0
 * @category schemas
 */
export const refundPayment: Call<Settled<RefundPaymentSuccess>, RefundSettlementError> = call(
  settled(RefundPaymentSuccess),
  Schema.Union(
    fromTable<Extract<RefundSettlementError, TableError>>(
      ...rejections("refundPayment", doubtfulRefund),
      ...answers("getPaymentDetails", ["1150"])
    ),
    ...everywhere,
    ...reads,
    mismatch(RefundPaymentSuccess),
    RefundInFlight,
    RefundsNotShown
  )
)

/**
 * @since 0.1.0
 * @category schemas
 */
export const refundUpTo: Call<Settled<RefundPaymentSuccess>, RefundSettlementError> = refundPayment

/**
 * Encodes a pre-approved payment. The error of an effect that gets the regKey is
 * yours: unite this `error` with its schema.
 *
 * @since 0.1.0
 * @category schemas
 */
export const payPreapproved: Call<Settled<PayPreapprovedSuccess>, PreapprovedSettlementError> = call(
  settled(PayPreapprovedSuccess),
  Schema.Union(
    fromTable<Extract<PreapprovedSettlementError, TableError>>(
      ...rejections("payPreapproved"),
      ...answers("getPaymentDetails", ["1150"])
    ),
    ...everywhere,
    ...reads,
    mismatch(PayPreapprovedSuccess)
  )
)

/**
 * Encodes the calls whose results have a secret, with that secret. Only the
 * answer to a confirm has one, the regKey. It is written as plain text, also in
 * the answer of a `SettlementMismatch`. Encrypt what you store.
 *
 * @since 0.1.0
 * @category schemas
 */
export const withSecrets: {
  readonly confirmPayment: Call<Settled<ConfirmPaymentSuccess>, ConfirmSettlementError>
} = { confirmPayment: confirm(ConfirmPaymentSuccess) }
