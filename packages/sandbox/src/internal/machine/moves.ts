/**
 * The only code that moves money: every function changes payments and ledger
 * together. Whether a move is allowed is decided before.
 */
import * as HashMap from "effect/HashMap"
import * as List from "effect/List"
import * as Option from "effect/Option"
import * as Decimal from "line-pay-protocol/Decimal"
import * as Money from "line-pay-protocol/Money"
import type { Cause, Kind } from "../../Ledger.ts"
import type { Payment, Status } from "../../Payment.ts"
import * as agenda from "./agenda.ts"
import * as ids from "./ids.ts"
import type { State } from "./state.ts"

/** @internal */
export const find = (state: State, transactionId: string): Payment | undefined =>
  Option.getOrUndefined(HashMap.get(state.payments, transactionId))

/**
 * The payments of an order, oldest first.
 *
 * @internal
 */
export const ofOrder = (state: State, orderId: string): ReadonlyArray<Payment> =>
  Option.getOrElse(HashMap.get(state.orders, orderId), () => []).flatMap((id) => find(state, id) ?? [])

/** @internal */
export const put = (state: State, payment: Payment): State => ({
  ...state,
  payments: HashMap.set(state.payments, payment.transactionId, payment)
})

/**
 * A payment that was not there before.
 *
 * @internal
 */
export const insert = (state: State, payment: Payment): State => ({
  ...put(state, payment),
  orders: HashMap.modifyAt(
    state.orders,
    payment.orderId,
    (ids) => Option.some([...Option.getOrElse(ids, () => []), payment.transactionId])
  )
})

/** @internal */
export const become = (payment: Payment, status: Status, at: number): Payment => ({
  ...payment,
  status,
  history: [...payment.history, { at, status }]
})

const record = (
  state: State,
  payment: Payment,
  kind: Kind,
  amount: number,
  at: number,
  cause: Cause,
  refundTransactionId?: string
): State => {
  const { currency, orderId, transactionId } = payment
  const sequence = state.movements + 1
  return {
    ...state,
    movements: sequence,
    ledger: List.prepend(state.ledger, {
      sequence,
      at,
      kind,
      transactionId,
      orderId,
      amount,
      currency,
      refundTransactionId,
      cause
    })
  }
}

const receive = (state: State, currency: string, amount: number): State => ({
  ...state,
  received: HashMap.modifyAt(
    state.received,
    currency,
    (before) =>
      Option.some(Decimal.add(Option.getOrElse(before, () => Decimal.zero), Decimal.fromNumber(amount) ?? Decimal.zero))
  )
})

/**
 * Holds the amount, or takes it at once, as the payment says.
 *
 * @internal
 */
export const pay = (state: State, payment: Payment, at: number, cause: Cause): State => {
  if (payment.capture) return capture(state, payment, payment.amount, at, cause)
  const authorizationExpiresAt = at + state.settings.authorizationLifetime
  const authorized = put(state, { ...become(payment, "Authorized", at), authorizationExpiresAt })
  return record(
    {
      ...authorized,
      agenda: agenda.add(authorized.agenda, authorizationExpiresAt, {
        _tag: "Authorization",
        transactionId: payment.transactionId
      })
    },
    payment,
    "Authorize",
    payment.amount,
    at,
    cause
  )
}

/**
 * Takes the amount; what an authorisation held beyond it is released.
 *
 * @internal
 */
export const capture = (state: State, payment: Payment, amount: number, at: number, cause: Cause): State => {
  const captured = receive(
    record(
      put(state, { ...become(payment, "Captured", at), capturedAmount: amount }),
      payment,
      "Capture",
      amount,
      at,
      cause
    ),
    payment.currency,
    amount
  )
  const rest = Money.sum([payment.amount, -amount]) ?? 0
  return rest > 0 ? record(captured, payment, "Void", rest, at, cause) : captured
}

/**
 * Releases what an authorisation holds.
 *
 * @internal
 */
export const release = (
  state: State,
  payment: Payment,
  status: "Voided" | "Expired",
  at: number,
  cause: Cause
): State =>
  record(
    put(state, become(payment, status, at)),
    payment,
    status === "Voided" ? "Void" : "Expire",
    payment.amount,
    at,
    cause
  )

/** @internal */
export const refund = (
  state: State,
  payment: Payment,
  amount: number,
  at: number,
  cause: Cause
): readonly [refundTransactionId: string, state: State] => {
  const [refundTransactionId, drawn] = ids.transactionId(
    state,
    at,
    amount === payment.capturedAmount ? "FullRefund" : "PartialRefund"
  )
  const { refundReserve } = drawn.contract
  const refunded: State = {
    ...put(drawn, { ...payment, refunds: [...payment.refunds, { refundTransactionId, amount, at }] }),
    refunds: HashMap.set(drawn.refunds, refundTransactionId, payment.transactionId),
    contract: {
      ...drawn.contract,
      refundReserve: refundReserve === undefined ? undefined : Money.sum([refundReserve, -amount]) ?? 0
    }
  }
  return [refundTransactionId, record(refunded, payment, "Refund", amount, at, cause, refundTransactionId)]
}
