import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import * as Payment from "../../../Payment.ts"
import type { Call } from "../call.ts"
import * as moves from "../moves.ts"
import { parameterError, reply, success } from "../reply.ts"
import * as checks from "../sharedChecks.ts"
import type { State } from "../state.ts"
import * as view from "../view.ts"
import * as wire from "../wire.ts"
import type { Handler } from "./handler.ts"

// Documented; more is 1177.
const maximum = 100

/**
 * Takes several `transactionId` and `orderId` keys, also with `[]` after the
 * name, as one table writes them. An order id finds payments, not refunds.
 *
 * @internal
 */
export const getPaymentDetails: Handler = (state, call) => {
  const { orderIds, transactionIds } = idsOf(call.query)
  if (orderIds.length + transactionIds.length === 0) {
    return [parameterError({ transactionId: "transactionId or orderId is required" }), state]
  }
  if (orderIds.length + transactionIds.length > maximum) return [reply("1177"), state]
  const asked: Array<string> = []
  for (const text of transactionIds) {
    const parsed = checks.transactionId(text)
    if ("refused" in parsed) return [parsed.refused, state]
    asked.push(parsed.id)
  }
  const at = call.at - call.lag
  const records = transactionIds.length === 0
    ? orderIds.flatMap((orderId) => moves.ofOrder(state, orderId)).flatMap((payment) =>
      paymentRecord(state, call, payment, at)
    )
    : asked.flatMap((id) => recordOf(state, call, id, at)).filter(({ orderId }) =>
      orderIds.length === 0 || orderIds.includes(orderId)
    )
  if (records.length > 0) return [success(records.map(({ record }) => record), "success"), state]
  return [
    reply("1150"),
    asked.reduce((noted, id) =>
      HashMap.has(state.payments, id) || HashMap.has(state.refunds, id)
        ? noted
        : checks.noteRounded(noted, call, id), state)
  ]
}

/** Returns the ids in a query, each once. A comma does not separate, because live servers take one key per id. */
export const idsOf = (
  query: string
): { readonly transactionIds: ReadonlyArray<string>; readonly orderIds: ReadonlyArray<string> } => {
  const transactionIds = new Set<string>()
  const orderIds = new Set<string>()
  for (const [key, value] of new URLSearchParams(query)) {
    const name = key.replace(/\[\d*\]$/, "")
    if (name === "transactionId") transactionIds.add(value)
    else if (name === "orderId") orderIds.add(value)
  }
  return { transactionIds: [...transactionIds], orderIds: [...orderIds] }
}

interface Found {
  readonly orderId: string
  readonly record: wire.Json
}

const recordOf = (state: State, call: Call, id: string, at: number): ReadonlyArray<Found> => {
  const payment = moves.find(state, id)
  if (payment !== undefined) return paymentRecord(state, call, payment, at)
  const original = Option.flatMap(HashMap.get(state.refunds, id), (original) => HashMap.get(state.payments, original))
  return Option.isNone(original) ? [] : refundRecord(state, call, original.value, id, at)
}

const payStatuses: { readonly [S in Payment.Status]?: string } = {
  Authorized: "AUTHORIZATION",
  Captured: "CAPTURE",
  Voided: "VOIDED_AUTHORIZATION",
  Expired: "EXPIRED_AUTHORIZATION"
}

const paymentRecord = (state: State, call: Call, current: Payment.Payment, at: number): ReadonlyArray<Found> => {
  const payment = view.paymentAt(current, at)
  if (payment === undefined || !Payment.isConfirmed(payment)) return []
  const confirmedAt = payment.history.find(({ status }) => status === "Authorized" || status === "Captured")?.at ??
    payment.requestedAt
  const refunds = payment.refunds.map((refund) => ({
    refundTransactionId: BigInt(refund.refundTransactionId),
    transactionType: refundType(payment, refund),
    refundAmount: -refund.amount,
    refundTransactionDate: flawedDate(call, refund.at)
  }))
  const record: { readonly [name: string]: wire.Json | undefined } = {
    transactionId: BigInt(payment.transactionId),
    transactionDate: flawedDate(call, confirmedAt),
    transactionType: "PAYMENT",
    payStatus: call.flaw === "MissingPayStatus" ? undefined : payStatuses[payment.status],
    payInfo: call.flaw === "MissingPayInfo" ? undefined : view.payInfo(payment),
    productName: payment.productName,
    merchantName: state.settings.merchantName,
    currency: payment.currency,
    paymentProvider: view.paymentProvider(call),
    authorizationExpireDate: view.authorizationExpireDate(payment),
    orderId: payment.orderId,
    refundList: refunds.length === 0
      ? undefined
      : call.flaw === "RepeatedRefundId"
      ? refunds.map((refund) => ({ ...refund, refundTransactionId: refunds[0]?.refundTransactionId }))
      : refunds,
    packages: payment.packages.map(({ amount, id, name, products, userFee }) => ({
      id,
      amount,
      name,
      userFeeAmount: userFee,
      products: products.map(({ id, imageUrl, name, originalPrice, price, quantity }) => ({
        id,
        name,
        imageUrl,
        quantity,
        price,
        originalPrice
      }))
    }))
  }
  return [{ orderId: payment.orderId, record }]
}

/** A separate record for a refund's id. It names the payment, and carries no amount (none is documented). */
const refundRecord = (
  state: State,
  call: Call,
  payment: Payment.Payment,
  id: string,
  at: number
): ReadonlyArray<Found> => {
  const refund = payment.refunds.find((refund) => refund.refundTransactionId === id && refund.at <= at)
  return refund === undefined ? [] : [{
    orderId: payment.orderId,
    record: {
      transactionId: BigInt(id),
      originalTransactionId: BigInt(payment.transactionId),
      transactionDate: flawedDate(call, refund.at),
      transactionType: refundType(payment, refund),
      productName: payment.productName,
      merchantName: state.settings.merchantName,
      currency: payment.currency,
      paymentProvider: view.paymentProvider(call),
      orderId: payment.orderId
    }
  }]
}

// Which of the two a last partial refund is called is not documented.
const refundType = (payment: Payment.Payment, refund: Payment.Refund): string =>
  refund.amount === payment.capturedAmount ? "PAYMENT_REFUND" : "PARTIAL_REFUND"

const flawedDate = (call: Call, at: number): string =>
  call.flaw === "OddDate" ? wire.date(at).replace(/-\d\dT\d\d/, "-32T25") : wire.date(at)
