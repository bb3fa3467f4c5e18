import { assert, describe, it } from "@effect/vitest"
import { Effect, FastCheck as fc, Schema } from "effect"
import { Attempt, AttemptLog, TransactionId, Verdict } from "effect-line-pay"
import { ResultCode } from "line-pay-protocol"
import * as Shop from "./settlement/support/shop.ts"

const transactionId = TransactionId.make("2023042201206549310")

/** A record, as a log may hold it as text. */
const record = (verdict: typeof Verdict.Verdict.Encoded): typeof Attempt.Attempt.Encoded => ({
  form: 2,
  merchant: "shop",
  key: `refundPayment ${transactionId} 1`,
  operation: "refundPayment",
  fingerprint: "{}",
  openedAt: 0,
  round: 0,
  sends: [],
  earlier: [],
  looks: 0,
  version: 2,
  revision: 2,
  verdict
})

const applied = (evidence: string) =>
  ({ _tag: "Applied", settledBy: "Details", evidence, transactionId, refunded: 0 }) as const
const notApplied = (because: string) => ({ _tag: "NotApplied", because }) as const
const mismatch = (because: string) => ({ _tag: "Mismatch", because }) as const

const decode = Schema.decodeSync(Attempt.Attempt)
const encode = Schema.encodeSync(Attempt.Attempt)

const wildcard = Array.from({ length: 10 }, (_, digit) => `190${digit}`)

describe("a verdict in a record", () => {
  it("is read as it was written, for every reason", () => {
    const codes = ResultCode.errorCodes.flatMap((code) => code === "190X" ? wildcard : [code])
    const [others] = Verdict.NotAppliedReason.members
    const verdicts = [
      ...Verdict.Evidence.literals.map(applied),
      ...[...others.literals, ...codes].map(notApplied),
      ...Verdict.MismatchReason.literals.map(mismatch)
    ]
    for (const verdict of verdicts) {
      const read = decode(record(verdict)).verdict
      assert.deepStrictEqual<unknown>(read, verdict)
    }
  })

  it("of another version has a reason of this one, and keeps its text when it is written back", () => {
    const verdicts = fc.string().chain((text) => fc.constantFrom(applied(text), notApplied(text), mismatch(text)))
    fc.assert(fc.property(verdicts, (verdict) => {
      const attempt = decode(record(verdict))
      const read = attempt.verdict ?? assert.fail("the verdict is gone")
      const [reason, text] = verdict._tag === "Applied"
        ? [evidenceOf(read), verdict.evidence]
        : [becauseOf(read), verdict.because]
      if (reason !== text) assert.deepInclude(read, { _tag: verdict._tag, recordedAs: text })
      assert.deepStrictEqual(encode(attempt), record(verdict))
    }))
  })

  it("knows no reason by its prototype, and not the wildcard of the table", () => {
    for (const text of ["toString", "__proto__", "190X", "19012", "0000", "0110", ""]) {
      assert.deepStrictEqual<unknown>(decode(record(notApplied(text))).verdict, {
        _tag: "NotApplied",
        because: "Unrecognised",
        recordedAs: text
      })
    }
  })
})

const evidenceOf = (verdict: Verdict.Verdict) => verdict._tag === "Applied" ? verdict.evidence : undefined
const becauseOf = (verdict: Verdict.Verdict) => verdict._tag === "Applied" ? undefined : verdict.because

describe("settlement, of an attempt that another version has closed", () => {
  /** Closes the attempt of a confirm, as that version would. */
  const closedBy = (payment: Shop.Payment, verdict: typeof Verdict.Verdict.Encoded) =>
    Effect.gen(function*() {
      const log = yield* AttemptLog
      const attempt = decode(record(verdict))
      const open = yield* Shop.attempt(`confirmPayment ${payment.transactionId}`)
      const closed = { _tag: "Closed", at: 0, verdict: attempt.verdict ?? assert.fail("no verdict") } as const
      yield* Effect.orDie(log.append({ attempt: open, events: [closed], tell: false }))
    })

  Shop.shop(
    "a mismatch is one, with the text of the record",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.confirm(payment)
      yield* closedBy(payment, mismatch("OtherMerchant"))
      const error = yield* Effect.flip(Shop.confirm(payment))
      assert.deepInclude(error, { _tag: "SettlementMismatch", because: "Unrecognised", recordedAs: "OtherMerchant" })
      assert.include(error.message, "OtherMerchant")
    })
  )

  Shop.shop(
    "a success is one, with the text of the record",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.confirm(payment)
      yield* closedBy(payment, applied("Details:PARTLY_CAPTURED"))
      const { evidence, recordedAs } = yield* Shop.confirm(payment)
      assert.deepStrictEqual([evidence, recordedAs], ["Unrecognised", "Details:PARTLY_CAPTURED"])
    })
  )
})
