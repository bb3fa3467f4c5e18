import * as Effect from "effect/Effect"
import type { Attempt } from "../../Attempt.ts"
import type { LinePay } from "../../LinePay.ts"
import type { GetPaymentDetailsError } from "../../operations/getPaymentDetails.ts"
import { ResponseError } from "../../ResponseError.ts"
import { isUnreadable } from "../../Stated.ts"
import type { LogClock } from "./clock.ts"
import type { Observation } from "./decision.ts"
import * as Payments from "./payments.ts"
import type { Rules } from "./rules.ts"

/** Asks LINE Pay about an attempt. An unreadable answer is `undefined`, and nothing follows from it. */
export const look = (
  { clock, linePay }: { readonly clock: LogClock; readonly linePay: LinePay.Service },
  attempt: Attempt,
  by: Rules<never, never>["lookBy"]
): Effect.Effect<Observation> =>
  Effect.gen(function*() {
    const { orderId, transactionId } = attempt
    // Read the time before asking: absence proves something only if we asked after the quiet time.
    const at = yield* clock.atLeast
    const status = by === "StatusAndTransaction" && transactionId !== undefined
      ? yield* linePay.checkPaymentStatus({ transactionId }).pipe(
        Effect.catchTag("PaymentRequestNotFound", () => Effect.succeed("NotFound" as const)),
        Effect.orElseSucceed(() => undefined)
      )
      : undefined
    const byTransaction = by !== "Order" && transactionId !== undefined
      ? yield* details(linePay, { transactionIds: [transactionId] })
      : undefined
    const byOrder = orderId !== undefined &&
        (by === "Order" || (by === "StatusAndTransaction" && isAbsent(byTransaction)))
      ? yield* details(linePay, { orderIds: [orderId] })
      : undefined
    return { at, status, byTransaction, byOrder }
  })

/**
 * Gets the details before the first request. An unreadable record may forbid the request, so nothing is sent then, and
 * the error names the fields.
 */
export const lookBefore = (
  linePay: LinePay.Service,
  ids: Parameters<LinePay.Service["getPaymentDetails"]>[0]
): Effect.Effect<ReadonlyArray<Payments.Payment>, PrepareError> =>
  linePay.getPaymentDetails(ids).pipe(
    Effect.catchTag("TransactionNotFound", () => Effect.succeed([])),
    Effect.flatMap((details) => {
      const { isWhole, payments } = Payments.shown(details)
      // One whose order cannot be read may be of the order that was asked for, or not.
      const isNamed = ids.orderIds === undefined || payments.every(({ orderId }) => !isUnreadable(orderId))
      if (isWhole && isNamed) return Effect.succeed(payments)
      const paths = details.flatMap(({ unread }, index) => unread.map(({ path }) => `[${index}].${path}`))
      return Effect.fail(
        new ResponseError({ operation: "getPaymentDetails", reason: "Undecodable", httpStatus: 200, paths })
      )
    })
  )

/** The errors of a look before the first request. "No such payment" is an answer, not an error. */
export type PrepareError = Exclude<GetPaymentDetailsError, { readonly _tag: "TransactionNotFound" }>

/** LINE Pay answered, and shows no payment. */
const isAbsent = (shown: Payments.Shown | undefined): boolean =>
  shown !== undefined && shown.isWhole && shown.payments.length === 0

/** Details; empty where LINE Pay has none, `undefined` where there is no readable answer. */
const details = (
  linePay: LinePay.Service,
  ids: Parameters<LinePay.Service["getPaymentDetails"]>[0]
): Effect.Effect<Payments.Shown | undefined> =>
  linePay.getPaymentDetails(ids).pipe(
    Effect.catchTag("TransactionNotFound", () => Effect.succeed([])),
    Effect.map(Payments.shown),
    Effect.orElseSucceed(() => undefined)
  )

/** Whether LINE Pay's answer could be read at all. */
export const isReadable = ({ byOrder, byTransaction, status }: Observation): boolean =>
  status !== undefined || byTransaction !== undefined || byOrder !== undefined

/** Describes the result of a look in a few words, for the history. They hold no secret. */
export const describe = ({ byOrder, byTransaction, status }: Observation): string => {
  const parts = [
    ...(status === undefined ? [] : [`status ${status}`]),
    ...(byTransaction === undefined ? [] : [`by transaction: ${listed(byTransaction)}`]),
    ...(byOrder === undefined ? [] : [`by order: ${listed(byOrder)}`])
  ]
  return parts.length === 0 ? "nothing readable" : parts.join("; ")
}

const listed = ({ isWhole, payments }: Payments.Shown): string => {
  const all = payments.map(({ currency, paid, payStatus, refunds, transactionId }) =>
    [
      transactionId,
      payStatus ?? "no status",
      ...(typeof paid === "number" ? [paid] : []),
      ...(typeof currency === "string" ? [currency.slice(0, 3)] : []),
      ...(refunds.length === 0 ? [] : [`refunds ${refunds.map(Payments.refundAmount).join("+")}`])
    ].join(" ")
  )
  const shown = all.length === 0 ? "nothing" : all.slice(0, 3).join(", ") + (all.length > 3 ? ", …" : "")
  return isWhole ? shown : `${shown}, and unreadable records`
}
