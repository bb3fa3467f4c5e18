import * as Either from "effect/Either"
import * as HashMap from "effect/HashMap"
import * as Option from "effect/Option"
import * as Money from "line-pay-protocol/Money"
import { ActRefused } from "../../ActRefused.ts"
import type { Cause } from "../../Ledger.ts"
import * as Payment from "../../Payment.ts"
import type { RegKey } from "../../RegKey.ts"
import * as agenda from "./agenda.ts"
import * as ids from "./ids.ts"
import * as moves from "./moves.ts"
import * as regKeys from "./regKeys.ts"
import * as checks from "./sharedChecks.ts"
import type { State } from "./state.ts"

/**
 * An act that is not an API call. It returns a value and the next state, or the
 * reason why nothing happened.
 *
 * @internal
 */
export type Act<A> = (state: State, now: number) => Either.Either<readonly [A, State], ActRefused>

const refuse = (act: string, reason: ActRefused["reason"], message: string) =>
  Either.left(new ActRefused({ act, reason, message }))

/**
 * The payment that a selector names; of several with one order id the newest
 * that fits, else the newest.
 *
 * @internal
 */
export const find = (
  state: State,
  act: string,
  selector: Payment.Selector,
  fits: (payment: Payment.Payment) => boolean = () => true
): Either.Either<Payment.Payment, ActRefused> => {
  if (typeof selector === "object" && "orderId" in selector) {
    const payments = moves.ofOrder(state, selector.orderId)
    const payment = payments.findLast(fits) ?? payments.at(-1)
    return payment === undefined
      ? refuse(act, "UnknownPayment", `No payment was requested under the order id ${selector.orderId}`)
      : Either.right(payment)
  }
  if (typeof selector === "object" && "reserveId" in selector) {
    const payment = moves.find(state, ids.fromReserveId(selector.reserveId) ?? "")
    return payment === undefined || payment.reserveId !== selector.reserveId
      ? refuse(act, "UnknownPayment", "No payment has this transactionReserveId")
      : Either.right(payment)
  }
  const id = typeof selector === "string" ? selector : selector.transactionId
  const payment = moves.find(state, id)
  return payment === undefined
    ? refuse(act, "UnknownPayment", `No payment has the transaction id ${id}`)
    : Either.right(payment)
}

const requires = (act: string, payment: Payment.Payment, ...statuses: ReadonlyArray<Payment.Status>) =>
  statuses.includes(payment.status)
    ? Either.right(payment)
    : refuse(
      act,
      "WrongState",
      `Payment ${payment.transactionId} is ${payment.status}, but this act needs ${statuses.join(" or ")}`
    )

const findIn = (state: State, act: string, selector: Payment.Selector, ...statuses: ReadonlyArray<Payment.Status>) =>
  Either.flatMap(
    find(state, act, selector, ({ status }) => statuses.includes(status)),
    (payment) => requires(act, payment, ...statuses)
  )

/** @internal */
export const approve = (selector: Payment.Selector, choice: Payment.Choice): Act<Payment.Payment> => (state, now) =>
  Either.gen(function*() {
    const payment = yield* findIn(state, "approve", selector, "Waiting")
    const payInfo = split(payment.amount, choice)
    if (payInfo === undefined) {
      return yield* refuse("approve", "WrongAmount", `The parts must be above 0 and add up to ${payment.amount}`)
    }
    const approved = {
      ...moves.become(payment, "Authenticated", now),
      payInfo,
      card: { ...payment.card, ...choice.card }
    }
    const next = moves.put(state, approved)
    return [approved, {
      ...next,
      agenda: agenda.add(next.agenda, now + state.settings.authenticationWindow, {
        _tag: "Window",
        transactionId: payment.transactionId,
        status: "Authenticated"
      })
    }] as const
  })

const split = (amount: number, choice: Payment.Choice): ReadonlyArray<Payment.PayInfo> | undefined => {
  const points = choice.points ?? 0
  const rest = Money.sum([amount, -points]) ?? Number.NaN
  const parts = choice.payInfo ?? [
    { method: choice.method ?? "CREDIT_CARD", amount: rest },
    { method: "POINT", amount: points }
  ].filter((part) => part.amount !== 0)
  return parts.every((part) => part.amount > 0) && Money.sum(parts.map((part) => part.amount)) === amount
    ? parts
    : undefined
}

/** @internal */
export const decline = (selector: Payment.Selector): Act<Payment.Payment> => end("decline", selector, "Canceled")

/** @internal */
export const letExpire = (selector: Payment.Selector): Act<Payment.Payment> => end("letExpire", selector, "TimedOut")

const end =
  (act: string, selector: Payment.Selector, status: "Canceled" | "TimedOut"): Act<Payment.Payment> => (state, now) =>
    Either.map(findIn(state, act, selector, "Waiting", "Authenticated"), (payment) => {
      const ended = moves.become(payment, status, now)
      return [ended, moves.put(state, ended)] as const
    })

const findRegKey = (state: State, act: string, text: string): Either.Either<RegKey, ActRefused> => {
  const regKey = Option.getOrUndefined(HashMap.get(state.regKeys, text))
  // The key itself is a secret and stays out of the text.
  if (regKey === undefined) return refuse(act, "UnknownRegKey", "This regKey was never given out")
  return regKey.status === "Active" || regKey.status === "Unavailable"
    ? Either.right(regKey)
    : refuse(act, "WrongState", `The regKey of order ${regKey.orderId} is ${regKey.status}`)
}

/** @internal */
export const discardRegKey = (text: string): Act<void> => (state) =>
  Either.map(findRegKey(state, "discardRegKey", text), (regKey) => [undefined, regKeys.discard(state, regKey)] as const)

/** @internal */
export const changeCard = (text: string, card: Partial<Payment.Card> | "none"): Act<void> => (state) =>
  Either.map(findRegKey(state, "changeCard", text), (regKey) =>
    [
      undefined,
      regKeys.put(
        state,
        card === "none"
          ? { ...regKey, status: "Unavailable" }
          : { ...regKey, status: "Active", card: { ...regKey.card, ...card } }
      )
    ] as const)

const merchantCentre: Cause = { _tag: "MerchantCentre" }

const isAmount = (amount: number, payment: Payment.Payment, maximum: number): boolean =>
  amount > 0 && amount <= maximum && !checks.hasWrongScale(amount, payment.currency)

/** @internal */
export const refund = (selector: Payment.Selector, amount: number | "full"): Act<string> => (state, now) =>
  Either.gen(function*() {
    const payment = yield* findIn(state, "refund", selector, "Captured")
    const refundable = Payment.refundable(payment)
    const part = amount === "full" ? refundable : amount
    if (!isAmount(part, payment, refundable)) {
      return yield* refuse(
        "refund",
        "WrongAmount",
        `Of payment ${payment.transactionId}, ${refundable} can be refunded`
      )
    }
    return moves.refund(state, payment, part, now, merchantCentre)
  })

/** @internal */
export const capture = (selector: Payment.Selector, amount: number | "full"): Act<void> => (state, now) =>
  Either.gen(function*() {
    const payment = yield* findIn(state, "capture", selector, "Authorized")
    const part = amount === "full" ? payment.amount : amount
    if (!isAmount(part, payment, payment.amount)) {
      return yield* refuse("capture", "WrongAmount", `Payment ${payment.transactionId} holds ${payment.amount}`)
    }
    return [undefined, moves.capture(state, payment, part, now, merchantCentre)] as const
  })

/** @internal */
export const release = (selector: Payment.Selector): Act<void> => (state, now) =>
  Either.map(
    findIn(state, "void", selector, "Authorized"),
    (payment) => [undefined, moves.release(state, payment, "Voided", now, merchantCentre)] as const
  )
