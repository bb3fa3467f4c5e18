import { type Attempt, type Unreadable } from "effect-line-pay/Attempt"
import { AttemptLog, type AttemptLogError } from "effect-line-pay/AttemptLog"
import { LinePay } from "effect-line-pay/LinePay"
import type { LinePayError } from "effect-line-pay/LinePayError"
import type { PaymentDetails } from "effect-line-pay/operations/getPaymentDetails"
import * as Stated from "effect-line-pay/Stated"
import { TransactionId } from "effect-line-pay/TransactionId"
import * as Chunk from "effect/Chunk"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Stream from "effect/Stream"
import * as Decimal from "line-pay-protocol/Decimal"
import { DeskError } from "../DeskError.ts"
import * as Screen from "./screen.ts"

/** The records of an order or a transaction. */
export interface Logged {
  readonly attempts: ReadonlyArray<Attempt>
  readonly unread: ReadonlyArray<Unreadable>
}

const none: Logged = { attempts: [], unread: [] }

const asked = (log: AttemptLog.Service, query: Parameters<AttemptLog.Service["find"]>[0]) =>
  Effect.map(Stream.runCollect(log.find(query)), (found): Logged => {
    const all = Chunk.toReadonlyArray(found)
    return {
      attempts: all.flatMap((one) => Either.isRight(one) ? [one.right] : []),
      unread: all.flatMap((one) => Either.isLeft(one) ? [one.left] : [])
    }
  })

const merge = (parts: ReadonlyArray<Logged>): Logged => ({
  attempts: [...new Map(parts.flatMap(({ attempts }) => attempts).map((attempt) => [attempt.key, attempt])).values()]
    .sort((left, right) => left.openedAt - right.openedAt),
  unread: [...new Map(parts.flatMap(({ unread }) => unread).map((one) => [one.key, one])).values()]
})

/** The attempts of an order or a transaction, and those of the order's other transactions. */
export const logged = (
  subject: string,
  merchant: string | undefined
): Effect.Effect<Logged, AttemptLogError, AttemptLog> =>
  Effect.gen(function*() {
    const log = yield* AttemptLog
    const own = { merchant }
    const direct = merge([
      yield* asked(log, { ...own, orderId: subject }),
      TransactionId.is(subject) ? yield* asked(log, { ...own, transactionId: subject }) : none
    ])
    const transactions = new Set(direct.attempts.flatMap(({ transactionId }) => transactionId ?? []))
    const siblings = yield* Effect.forEach(transactions, (transactionId) => asked(log, { ...own, transactionId }))
    return merge([direct, ...siblings])
  })

/** One refund as LINE Pay lists it, above 0. */
export interface ShownRefund {
  readonly id: TransactionId
  readonly amount: number
  readonly date: string | undefined
}

/** A payment as LINE Pay shows it. An unreadable field is `undefined`, and `isReadable` is `false` then. */
export interface Shown {
  readonly transactionId: TransactionId
  readonly orderId: string | undefined
  readonly currency: string | undefined
  readonly payStatus: string | undefined
  readonly date: string | undefined
  readonly paid: number | undefined
  readonly refunds: ReadonlyArray<ShownRefund>
  readonly refunded: number
  readonly left: number | undefined
  readonly isReadable: boolean
}

/** LINE Pay's answer. */
export type Answer =
  | { readonly _tag: "Payments"; readonly payments: ReadonlyArray<Shown> }
  | { readonly _tag: "Nothing" }
  | { readonly _tag: "NoAnswer"; readonly error: LinePayError }

const exact = (amount: number): Decimal.Decimal => Decimal.fromNumber(amount) ?? Decimal.zero

/** The exact sum. */
export const sum = (amounts: ReadonlyArray<number>): number =>
  Decimal.toNumber(amounts.reduce((total, amount) => Decimal.add(total, exact(amount)), Decimal.zero))

const shown = (details: PaymentDetails): Shown => {
  const paid = Stated.match(details.payInfo, {
    onAbsent: () => undefined,
    onUnreadable: () => undefined,
    onValue: (parts) => sum(parts.map(({ amount }) => amount))
  })
  const refunds = (Stated.getOrUndefined(details.refundList) ?? []).map((entry): ShownRefund => ({
    id: entry.refundTransactionId,
    amount: Math.abs(entry.refundAmount),
    date: Stated.getOrUndefined(entry.refundTransactionDate)
  }))
  // LINE Pay may list a refund twice, so id and amount identify it.
  const distinct = [...new Map(refunds.map((refund) => [`${refund.id} ${refund.amount}`, refund])).values()]
  const refunded = sum(distinct.map(({ amount }) => amount))
  return {
    transactionId: details.transactionId,
    orderId: Stated.getOrUndefined(details.orderId),
    currency: Stated.getOrUndefined(details.currency),
    payStatus: Stated.getOrUndefined(details.payStatus),
    date: Stated.getOrUndefined(details.transactionDate),
    paid,
    refunds: distinct,
    refunded,
    left: paid === undefined ? undefined : sum([paid, -refunded]),
    isReadable: ![details.payInfo, details.refundList, details.payStatus].some(Stated.isUnreadable)
  }
}

const isRefund = ({ transactionType }: PaymentDetails): boolean =>
  transactionType === "PAYMENT_REFUND" || transactionType === "PARTIAL_REFUND"

/** Asks LINE Pay for the payments of an order or a transaction. */
export const ask = (
  request: { readonly orderIds?: ReadonlyArray<string>; readonly transactionIds?: ReadonlyArray<TransactionId> }
): Effect.Effect<Answer, never, LinePay> =>
  Effect.flatMap(LinePay, (linePay) =>
    linePay.getPaymentDetails(request).pipe(
      Effect.map((details): Answer => {
        const payments = details.filter((record) => !isRefund(record)).map(shown)
        return payments.length === 0 ? { _tag: "Nothing" } : { _tag: "Payments", payments }
      }),
      Effect.catchAll((error) =>
        Effect.succeed<Answer>(
          error._tag === "TransactionNotFound" ? { _tag: "Nothing" } : { _tag: "NoAnswer", error }
        )
      )
    ))

/** Asks by transaction id if the subject is one, and by order id. */
export const asShown = (
  subject: string,
  { attempts }: Logged
): Effect.Effect<Answer, never, LinePay> =>
  Effect.gen(function*() {
    const transactions = [
      ...new Set([
        ...(TransactionId.is(subject) ? [subject] : []),
        ...attempts.flatMap(({ transactionId }) => transactionId ?? [])
      ])
    ].slice(0, 50)
    const orders = [...new Set([subject, ...attempts.flatMap(({ orderId }) => orderId ?? [])])]
      .filter((id) => id.length <= 100).slice(0, 50)
    const answers = [
      ...(transactions.length === 0 ? [] : [yield* ask({ transactionIds: transactions })]),
      ...(orders.length === 0 ? [] : [yield* ask({ orderIds: orders })])
    ]
    const payments = new Map(
      answers.flatMap((answer) => answer._tag === "Payments" ? answer.payments : []).map((
        one
      ) => [one.transactionId, one])
    )
    if (payments.size > 0) return { _tag: "Payments", payments: [...payments.values()] }
    return answers.find(({ _tag }) => _tag === "NoAnswer") ?? { _tag: "Nothing" }
  })

/** Finds the one payment of a subject that a verb is about to change. */
export const onePayment = (
  subject: string
): Effect.Effect<
  { readonly payment: Shown; readonly attempts: ReadonlyArray<Attempt> },
  DeskError | AttemptLogError,
  AttemptLog | LinePay
> =>
  Effect.gen(function*() {
    const { merchant } = yield* LinePay
    const found = yield* logged(subject, merchant)
    if (found.unread.length > 0) {
      return yield* failed(
        `The log has a record about ${
          Screen.plain(subject)
        } that this version cannot read. Nothing was sent. See line-pay-cli ` +
          "attempts --unread"
      )
    }
    const answer = yield* asShown(subject, found)
    switch (answer._tag) {
      case "NoAnswer":
        return yield* failed(
          `LINE Pay gave no answer about ${
            Screen.plain(subject)
          } (${answer.error._tag}), so nobody knows what is left. Nothing was ` +
            "sent. Run line-pay-cli doctor, then try again"
        )
      case "Nothing":
        return yield* failed(
          `LINE Pay shows no payment of ${
            Screen.plain(subject)
          }. Nothing was sent. Check the id with line-pay-cli payment ${Screen.argument(subject)}`
        )
      case "Payments": {
        const [payment, ...others] = answer.payments
        if (payment === undefined || others.length > 0) {
          return yield* failed(
            `LINE Pay shows ${answer.payments.length} payments of ${
              Screen.plain(subject)
            }. Nothing was sent. Name the one you mean by ` +
              `its transaction id: ${answer.payments.map(({ transactionId }) => transactionId).join(", ")}`
          )
        }
        if (!payment.isReadable) {
          return yield* failed(
            `LINE Pay's details of ${payment.transactionId} cannot be read in full, so nobody knows what is left. ` +
              "Nothing was sent. Look in the merchant centre"
          )
        }
        return {
          payment,
          attempts: found.attempts.filter(({ transactionId }) => transactionId === payment.transactionId)
        }
      }
    }
  })

const failed = (message: string) => new DeskError({ kind: "Failed", message })
