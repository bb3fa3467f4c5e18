/**
 * Settles pre-approved payments.
 *
 * @since 0.1.0
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type { Attempt } from "../Attempt.ts"
import {
  answered,
  applied,
  type Decide,
  isQuiet,
  isReleased,
  lookAgain,
  mismatch,
  notApplied,
  paymentEvidence,
  sendAgain,
  withoutTrace
} from "../internal/settlement/decision.ts"
import * as Driver from "../internal/settlement/driver.ts"
import { type Environment, readTimeout } from "../internal/settlement/environment.ts"
import { asked, conclusive, fingerprint } from "../internal/settlement/intent.ts"
import { lookBefore, type PrepareError } from "../internal/settlement/look.ts"
import * as Payments from "../internal/settlement/payments.ts"
import type { Prepared } from "../internal/settlement/rules.ts"
import { NotFetched, type Secret } from "../internal/settlement/secret.ts"
import { InvalidRequest } from "../InvalidRequest.ts"
import { PayPreapprovedRequest, type PayPreapprovedSuccess } from "../operations/payPreapproved.ts"
import { RegKey } from "../RegKey.ts"
import type { Conclusive, Unsettled } from "../SettlementError.ts"
import { getOrUndefined, isUnreadable } from "../Stated.ts"
import { TransportError } from "../TransportError.ts"

/**
 * Describes a pre-approved payment to settle. Its `regKey` is the key, or an
 * effect that gets the key. With an effect, a workflow or a queue stores only
 * the customer's id, and the key stays where you keep it.
 *
 * The effect runs only when a request is about to leave. A call that joins
 * another one, or finds a verdict, does not need it. It has as long as the read
 * timeout of the call. If it fails, the call fails with its error and has sent
 * nothing.
 *
 * Two calls at once for one order are one call. If both name their keys and the
 * keys differ, they run one after the other. A call whose key comes from an
 * effect joins, but does not share a rejection. It sends its own request.
 *
 * @example
 * ```ts
 * import { Effect } from "effect"
 * import { type RegKey, Settlement } from "effect-line-pay"
 *
 * declare const keyOf: (customer: string) => Effect.Effect<RegKey, "no key" | "database down">
 *
 * // An activity of a workflow. Its payload is written down and holds no secret.
 * export const charge = (payload: { readonly customer: string; readonly orderId: string; readonly amount: number }) =>
 *   Effect.flatMap(Settlement, (settlement) =>
 *     settlement.payPreapproved({
 *       regKey: keyOf(payload.customer),
 *       orderId: payload.orderId,
 *       productName: "Tea of the month",
 *       amount: payload.amount,
 *       currency: "TWD"
 *     }))
 * ```
 *
 * @since 0.1.0
 * @category requests
 */
export interface PayPreapprovedIntent<E = never> extends Omit<PayPreapprovedRequest, "regKey"> {
  readonly regKey: RegKey | Effect.Effect<RegKey, E>
}

const isKeyOrEffect = (u: unknown): u is PayPreapprovedIntent<unknown>["regKey"] => RegKey.is(u) || Effect.isEffect(u)

/** @internal */
export const PayPreapprovedIntent: Schema.Schema<PayPreapprovedIntent<unknown>> = Schema.Struct({
  ...PayPreapprovedRequest.fields,
  regKey: Schema.declare(isKeyOrEffect, { description: "a RegKey, made by RegKey.make, or an effect that gets one" })
})

/**
 * @since 0.1.0
 * @category errors
 */
export type PreapprovedSettlementError = Conclusive<"payPreapproved"> | PrepareError | Unsettled

const fiveMinutes = 300_000
const tenMinutes = 600_000
const oneDay = 86_400_000

/**
 * Decides the outcome of a pre-approved payment. Only the order id prevents a
 * double charge, and only the order id finds the payment.
 *
 * @internal
 */
const decidePreapproved: Decide = (attempt, { at, byOrder }, { resendPreapproved }, taken) => {
  // A record whose type or order is unreadable may be ours.
  if (byOrder === undefined || !byOrder.isWhole) return lookAgain
  if (byOrder.payments.some(({ orderId, paid }) => isUnreadable(orderId) || isUnreadable(paid))) return lookAgain
  const [payment, ...others] = byOrder.payments.filter(({ orderId }) =>
    orderId === undefined || orderId === attempt.orderId
  )
  if (others.length > 0) return mismatch("TwoRecords")
  const first = attempt.sends[0]?.at ?? attempt.openedAt
  if (payment === undefined) {
    if (!isQuiet(attempt, at)) return lookAgain
    // Opt-in, because it relies on 1172, which is documented for this call but not reported live.
    const maySendAgain = resendPreapproved === "AfterQuietTime" && at >= first + tenMinutes &&
      attempt.sends.length === 1
    return withoutTrace(attempt, maySendAgain ? sendAgain : lookAgain)
  }
  if (!Payments.datedWithin(payment.date, first - fiveMinutes, Infinity)) {
    // 1172 proves that the charge is older, and so does a date that no wrong clock explains. With less, a clock that is
    // minutes off would deny our own charge.
    const isEarlier = attempt.sends.every(({ answered }) => answered === "1172") ||
      !Payments.datedWithin(payment.date, first - oneDay, Infinity)
    return isEarlier ? notApplied("OrderIdReused", { orderPaidBy: payment.transactionId }) : mismatch("DatedBefore")
  }
  if (typeof payment.currency === "string" && payment.currency !== attempt.currency) return mismatch("OtherCurrency")
  const paid = getOrUndefined(payment.paid)
  if (paid !== undefined && attempt.amount !== undefined && !Payments.equal(paid, attempt.amount)) {
    return mismatch("OtherAmount", { asked: attempt.amount, shown: paid })
  }
  if (isReleased(payment)) return mismatch("Released")
  if (taken.has(paymentEvidence(payment.transactionId))) return mismatch("EvidenceTaken")
  const asked = attempt.capture === false ? "AUTHORIZATION" : "CAPTURE"
  if (payment.payStatus !== undefined && payment.payStatus !== asked) return mismatch("OtherPayStatus")
  const date = payment.date === undefined ? {} : { date: payment.date }
  const evidence = payment.payStatus === undefined ? "Details:unstated" : `Details:${asked}` as const
  return applied(payment, evidence, date, [paymentEvidence(payment.transactionId)])
}

/** @internal */
export const make = (environment: Environment) => {
  const { linePay, merchant } = environment

  /** With a reused order id, the earlier charge would look like the success of this one. */
  const prepare = (orderId: string, own: Attempt | undefined): Effect.Effect<Prepared, PrepareError> =>
    Effect.map(
      lookBefore(linePay, { orderIds: [orderId] }),
      ([earlier]): Prepared =>
        earlier === undefined
          ? { _tag: "Ready" }
          // A human said that an earlier round charged nothing. It may have been this.
          : own !== undefined && own.earlier.length > 0
          ? mismatch("HandContradicted")
          : notApplied("OrderIdReused", { orderPaidBy: earlier.transactionId })
    )

  /** The key of a call, which is fetched once. */
  const keyOf = <E>(regKey: PayPreapprovedIntent<E>["regKey"]) => {
    let known = RegKey.is(regKey) ? { key: regKey, text: Redacted.value(regKey) } : undefined
    let failure: Cause.Cause<E | InvalidRequest | TransportError> = Cause.empty
    const get = RegKey.is(regKey) ? Effect.succeed(regKey) : regKey
    const fetch = Effect.gen(function*() {
      const timeout = yield* readTimeout(environment, "payPreapproved")
      const key: unknown = yield* Effect.timeoutFail(get, {
        duration: timeout,
        onTimeout: () =>
          new TransportError({ operation: "payPreapproved", reason: "Timeout", sent: false, detail: "regKey" })
      })
      // A key that was wiped, or a program without types.
      if (!RegKey.is(key)) {
        const problem = { path: "regKey", expected: "an effect that gets a RegKey", actual: "one that gets none" }
        return yield* new InvalidRequest({ operation: "payPreapproved", problems: [problem] })
      }
      known = { key, text: Redacted.value(key) }
    }).pipe(
      Effect.catchAllCause((cause) => {
        if (Cause.isInterruptedOnly(cause)) return Effect.interrupt
        failure = cause
        return Effect.fail(new NotFetched())
      })
    )
    const secret: Secret<NotFetched> = {
      text: () => known?.text,
      fetch: Effect.suspend(() => known === undefined ? fetch : Effect.void)
    }
    return {
      secret,
      pay: (request: Omit<PayPreapprovedRequest, "regKey">) =>
        Effect.suspend(() =>
          known === undefined
            ? Effect.fail(new TransportError({ operation: "payPreapproved", reason: "Request", sent: false }))
            : linePay.payPreapproved({ ...request, regKey: known.key })
        ),
      failed: Effect.suspend(() => Effect.failCause(failure))
    }
  }

  const driver = Driver.make<PayPreapprovedSuccess, Conclusive<"payPreapproved">, PrepareError | NotFetched>(
    environment,
    "payPreapproved",
    {
      decide: decidePreapproved,
      lookBy: "Order",
      looksAfter: () => false,
      // No record has the regKey.
      resend: () => undefined
    },
    conclusive<"payPreapproved">([])
  )

  return {
    driver,
    settle: <E>({ regKey, ...request }: PayPreapprovedIntent<E>) => {
      const { amount, capture = true, currency, orderId, productName } = request
      const key = keyOf(regKey)
      return driver.settle({
        asked: {
          // Two merchants may have the same order id.
          ...asked(merchant, "payPreapproved", merchant, orderId),
          fingerprint: fingerprint({ productName, amount, currency, capture }),
          orderId,
          amount,
          currency,
          capture
        },
        prepare: (own) => prepare(orderId, own),
        formerKey: `payPreapproved ${orderId}`,
        secret: key.secret,
        sending: () => ({
          send: key.pay(request),
          applied: ({ transactionDate, transactionId }) =>
            answered({
              transactionId,
              orderId,
              payStatus: capture ? "CAPTURE" : "AUTHORIZATION",
              refunded: 0,
              ...(typeof transactionDate === "string" ? { date: transactionDate } : {})
            }, [paymentEvidence(transactionId)])
        })
      }).pipe(Effect.catchTag("NotFetched", () => key.failed))
    }
  }
}
