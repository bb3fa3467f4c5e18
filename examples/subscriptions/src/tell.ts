/**
 * Records how attempts stand: charges and enrolments. Calls and sweepers of all processes end here.
 */
import { SqlClient } from "@effect/sql"
import { Effect, Option, Schema } from "effect"
import type { News, RegKey, Verdict } from "effect-line-pay"
import { ResultCode } from "line-pay-protocol"
import { Charges } from "./Charges.ts"
import { Enrolment } from "./Enrolment.ts"
import { RegKeyVault } from "./RegKeyVault.ts"
import { recordAttempt } from "./settleCharge.ts"
import { Subscribers } from "./Subscribers.ts"

export const tell = (news: News) => news.attempt.operation === "payPreapproved" ? tellCharge(news) : tellEnrolment(news)

const tellCharge = ({ attempt }: News) =>
  Effect.gen(function*() {
    if (attempt.orderId === undefined) return
    const charge = yield* (yield* Charges).find(attempt.orderId)
    if (Option.isSome(charge)) yield* recordAttempt(charge.value, attempt)
  })

const decode = Schema.decodeUnknown(Schema.Array(Schema.Struct({ ...Enrolment.fields, seen: Schema.Number })))

const tellEnrolment = ({ answer, attempt, version }: News) =>
  Effect.gen(function*() {
    const sql = yield* SqlClient.SqlClient
    const [enrolment] = yield* Effect.flatMap(
      sql`SELECT transaction_id AS ${sql("transactionId")}, subscriber_id AS ${sql("subscriberId")},
        order_id AS ${sql("orderId")}, period, amount, seen
        FROM enrolments WHERE transaction_id = ${attempt.transactionId ?? ""}`,
      decode
    )
    if (enrolment === undefined) return
    const regKey = Option.getOrUndefined(
      Option.flatMapNullable(answer, (answer) => "regKey" in answer ? answer.regKey : undefined)
    )
    // Another process may have told of the payment, and only this one has the answer.
    const isNew = enrolment.seen < version || (enrolment.seen === version && regKey !== undefined)
    if (!isNew) return
    const { verdict } = attempt
    if (verdict?._tag === "Applied") yield* enrolled(enrolment, regKey)
    else if (verdict?._tag !== "NotApplied") {
      yield* Effect.logError(`${enrolment.orderId}: look into the merchant centre`, verdict?.because ?? attempt.alarm)
    }
    const isOver = verdict?._tag === "Applied" || (verdict?._tag === "NotApplied" && isFinal(verdict.because))
    yield* sql`UPDATE enrolments SET ${sql.update({ seen: version, ...(isOver ? { state: "Ended" } : {}) })}
      WHERE transaction_id = ${enrolment.transactionId} AND seen <= ${version}`
  })

/** The month is paid. The regKey is stored, if the answer with it was not lost. */
const enrolled = (enrolment: Enrolment, regKey: RegKey | undefined) =>
  Effect.gen(function*() {
    const charges = yield* Charges
    const subscribers = yield* Subscribers
    const vault = yield* RegKeyVault
    const { orderId, subscriberId } = enrolment
    yield* charges.paidByEnrolling(enrolment)
    if (regKey !== undefined) {
      yield* subscribers.activate(subscriberId, yield* vault.seal(subscriberId, regKey))
    } else if ((yield* subscribers.get(subscriberId)).status !== "Active") {
      yield* subscribers.notify({
        kind: "EnrolAgain",
        orderId,
        subscriberId,
        text: "Your payment went through, and this month is paid. To continue next month, please approve once more."
      })
      yield* subscribers.forgetRegKey(subscriberId)
    }
  })

/** Whether the customer cancelled, or could not pay. Otherwise the same payment may still go through. */
const isFinal = (because: Verdict.NotAppliedReason): boolean => {
  const code = ResultCode.find(because)
  return code === undefined
    ? ["CanceledOrExpired", "Failed", "OrderPaidByOther", "ClosedByHand"].includes(because)
    : ["Customer", "Card"].includes(ResultCode.row(code).category)
}
