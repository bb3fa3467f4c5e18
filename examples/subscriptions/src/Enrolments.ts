/**
 * Enrols subscribers. A subscriber pays a month on LINE Pay's page, and agrees to the payments to come. Only the answer
 * to the confirm of that payment has the regKey.
 */
import { SqlClient } from "@effect/sql"
import { Clock, Data, Effect, Option, Schema } from "effect"
import { LinePay, LinePayError, Settlement, TransactionId } from "effect-line-pay"
import { Charges } from "./Charges.ts"
import * as Period from "./Period.ts"
import { RegKeyVault } from "./RegKeyVault.ts"
import { type Subscriber, Subscribers } from "./Subscribers.ts"

export const Enrolment = Schema.Struct({
  transactionId: TransactionId,
  subscriberId: Schema.String,
  orderId: Schema.String,
  period: Period.Period,
  amount: Schema.Number
})

export interface Enrolment extends Schema.Schema.Type<typeof Enrolment> {}

/**
 * The state of an enrolment:
 *
 * - `Waiting`: the customer has not approved yet.
 * - `Checking`: confirmed, and the outcome is unknown.
 * - `Enrolled`: the month is paid, and the regKey is stored.
 * - `RegKeyLost`: the month is paid, but the answer with the regKey was lost. The customer must enrol again.
 * - `Ended`: the customer cancelled, or could not pay. Nothing was charged.
 */
export type Progress = "Waiting" | "Checking" | "Enrolled" | "RegKeyLost" | "Ended"

/** The subscriber cannot enrol now, because the month could be paid twice. */
export class CannotEnrol extends Data.TaggedError("CannotEnrol")<{
  readonly subscriberId: string
  readonly because: "IsActive" | "ChargeIsOpen"
}> {
  override get message() {
    return this.because === "IsActive"
      ? `${this.subscriberId} has enrolled, and is charged`
      : `It is not known whether ${this.subscriberId} has paid a month. Run "sweep", then enrol`
  }
}

const decode = Schema.decodeUnknown(Schema.Array(Enrolment))

const make = Effect.gen(function*() {
  const sql = yield* SqlClient.SqlClient
  const linePay = yield* LinePay
  const settlement = yield* Settlement
  const charges = yield* Charges
  const subscribers = yield* Subscribers
  const vault = yield* RegKeyVault

  /** Asks LINE Pay for a payment that the customer can approve. */
  const request = (subscriber: Subscriber) =>
    Effect.gen(function*() {
      const cannot = (because: CannotEnrol["because"]) => new CannotEnrol({ subscriberId: subscriber.id, because })
      if (subscriber.status === "Active") return yield* cannot("IsActive")
      const month = yield* charges.toEnrolFor(subscriber.id, yield* Period.current)
      if (Option.isNone(month)) return yield* cannot("ChargeIsOpen")
      const orderId = Period.orderId(subscriber.id, month.value)
      const { paymentUrl, transactionId } = yield* linePay.requestPayment({
        amount: subscriber.amount,
        currency: "TWD",
        orderId,
        packages: [{
          id: month.value,
          amount: subscriber.amount,
          products: [{ name: `Subscription, ${month.value}`, quantity: 1, price: subscriber.amount }]
        }],
        // A web page would use a redirect, and handle it with effect-line-pay's ConfirmHandler.
        redirectUrls: { confirmUrlType: "NONE" },
        options: { payment: { payType: "PREAPPROVED" } }
      }).pipe(
        // A payment request without an answer moved no money, and nobody has its URL, so make a new one.
        Effect.retry({ while: ({ _tag }) => _tag === "OutcomeUnknown", times: 3 })
      )
      // Store it before the redirect, because only stored payments are ever confirmed.
      const row = {
        transaction_id: transactionId,
        subscriber_id: subscriber.id,
        order_id: orderId,
        period: month.value
      }
      const requestedAt = yield* Clock.currentTimeMillis
      yield* sql`INSERT INTO enrolments ${
        sql.insert({ ...row, amount: subscriber.amount, state: "Waiting", requested_at: requestedAt })
      }`
      const enrolment: Enrolment = {
        transactionId,
        subscriberId: subscriber.id,
        orderId,
        period: month.value,
        amount: subscriber.amount
      }
      return { paymentUrl, enrolment }
    })

  const end = (enrolment: Enrolment) =>
    sql`UPDATE enrolments SET state = 'Ended' WHERE transaction_id = ${enrolment.transactionId}`

  /** Paid, but known only from LINE Pay's details. */
  const paidWithoutRegKey = (enrolment: Enrolment) =>
    Effect.gen(function*() {
      const { orderId, subscriberId } = enrolment
      yield* charges.paidByEnrolling(enrolment)
      const { status } = yield* subscribers.get(subscriberId)
      if (status !== "Active") {
        yield* subscribers.notify({
          kind: "EnrolAgain",
          orderId,
          subscriberId,
          text: "Your payment went through, and this month is paid. To continue next month, please approve once more."
        })
        yield* subscribers.forgetRegKey(subscriberId)
      }
      yield* end(enrolment)
      return status === "Active" ? "Enrolled" as const : "RegKeyLost" as const
    })

  /**
   * Confirms the payment once the customer has approved. It is idempotent. If a process crashes between the confirm and
   * storing the regKey, the regKey is lost, and the customer is asked to enrol again.
   */
  const complete = (enrolment: Enrolment) =>
    settlement.confirmPayment({
      transactionId: enrolment.transactionId,
      orderId: enrolment.orderId,
      amount: enrolment.amount,
      currency: "TWD"
    }).pipe(
      Effect.flatMap((payment) =>
        Effect.gen(function*() {
          const regKey = payment.settledBy === "Answer" ? payment.answer.regKey : undefined
          if (regKey === undefined) return yield* paidWithoutRegKey(enrolment)
          yield* charges.paidByEnrolling(enrolment)
          yield* subscribers.activate(enrolment.subscriberId, yield* vault.seal(enrolment.subscriberId, regKey))
          yield* end(enrolment)
          return "Enrolled" as const
        })
      ),
      Effect.catchTag("OutcomeUnknown", () => Effect.succeed("Checking" as const)),
      Effect.catchTag("NotApplied", ({ because }) =>
        because === "WaitingForCustomer"
          ? Effect.succeed("Waiting" as const)
          : Effect.as(end(enrolment), "Ended" as const)),
      Effect.catchIf(
        LinePayError.isCategory("Customer"),
        () => Effect.as(end(enrolment), "Ended" as const)
      ),
      Effect.catchIf(LinePayError.isCategory("Card"), () => Effect.as(end(enrolment), "Ended" as const))
    )

  return {
    request,
    complete,
    /** The unfinished enrolments, oldest first. */
    open: Effect.flatMap(
      sql`SELECT transaction_id AS ${sql("transactionId")}, subscriber_id AS ${sql("subscriberId")},
        order_id AS ${sql("orderId")}, period, amount
        FROM enrolments WHERE state = 'Waiting' ORDER BY requested_at`,
      decode
    )
  }
})

export class Enrolments extends Effect.Service<Enrolments>()("subscriptions/Enrolments", { effect: make }) {}
