/**
 * Enrols subscribers. A subscriber pays a month on LINE Pay's page, and agrees to the payments to come. Only the answer
 * to the confirm of that payment has the regKey.
 */
import { SqlClient } from "@effect/sql"
import { Clock, Data, Effect, Option, Schema } from "effect"
import { LinePay, LinePayError, Settlement } from "effect-line-pay"
import { Charges } from "./Charges.ts"
import { Enrolment } from "./Enrolment.ts"
import * as Period from "./Period.ts"
import { attemptOf } from "./settleCharge.ts"
import { type Subscriber, Subscribers } from "./Subscribers.ts"

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

  /** Asks LINE Pay for a payment that the customer can approve. */
  const request = (subscriber: Subscriber) =>
    Effect.gen(function*() {
      const cannot = (because: CannotEnrol["because"]) => new CannotEnrol({ subscriberId: subscriber.id, because })
      if (subscriber.status === "Active") return yield* cannot("IsActive")
      const month = yield* charges.toEnrolFor(subscriber.id, yield* Period.current)
      if (Option.isNone(month)) return yield* cannot("ChargeIsOpen")
      const orderId = Period.orderId(subscriber.id, month.value)
      // The log may know more of a charge than its row does. It needs no regKey.
      const isOpen = Option.exists(yield* attemptOf(orderId), ({ verdict }) => verdict?._tag !== "NotApplied")
      if (isOpen) return yield* cannot("ChargeIsOpen")
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

  /** Confirms the payment once the customer has approved. It is idempotent. `tell` records the result. */
  const complete = (enrolment: Enrolment) =>
    settlement.confirmPayment({
      transactionId: enrolment.transactionId,
      orderId: enrolment.orderId,
      amount: enrolment.amount,
      currency: "TWD"
    }).pipe(
      Effect.flatMap(({ told }) => told ? subscribers.get(enrolment.subscriberId) : Effect.succeed(undefined)),
      Effect.map((subscriber): Progress => {
        if (subscriber === undefined) return "Checking"
        return subscriber.status === "Active" ? "Enrolled" : "RegKeyLost"
      }),
      Effect.catchTag("OutcomeUnknown", () => Effect.succeed<Progress>("Checking")),
      Effect.catchTag("NotApplied", ({ because }) =>
        Effect.succeed<Progress>(because === "WaitingForCustomer" ? "Waiting" : "Ended")),
      Effect.catchIf(LinePayError.isCategory("Customer"), () =>
        Effect.succeed<Progress>("Ended")),
      Effect.catchIf(LinePayError.isCategory("Card"), () => Effect.succeed<Progress>("Ended"))
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
