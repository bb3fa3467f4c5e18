import * as Either from "effect/Either"
import * as HashMap from "effect/HashMap"
import * as Payment from "../../../Payment.ts"
import * as bodies from "../bodies.ts"
import * as lint from "../lint.ts"
import * as moves from "../moves.ts"
import * as regKeys from "../regKeys.ts"
import { reply, success } from "../reply.ts"
import * as checks from "../sharedChecks.ts"
import * as view from "../view.ts"
import type { Handler } from "./handler.ts"

const decode = bodies.decoder(bodies.AmountBody)

/** @internal */
export const confirmPayment: Handler = (state, call) => {
  const path = checks.transactionId(call.parameter)
  if ("refused" in path) return [path.refused, state]
  const decoded = decode(call.body)
  if (Either.isLeft(decoded)) return [decoded.left, state]
  const { amount, currency } = decoded.right
  const payment = moves.find(state, path.id)
  if (payment === undefined) return [reply("1150"), checks.noteRounded(state, call, path.id)]
  if (moves.ofOrder(state, payment.orderId).some(Payment.isConfirmed)) return [reply("1172"), state]
  switch (payment.status) {
    case "Waiting":
      return [
        reply("1169"),
        lint.note(moves.put(state, moves.become(payment, "Failed", call.at)), {
          rule: "ConfirmedTooEarly",
          message:
            "The confirm came before the customer had authenticated, which ends the payment. Check for 0110 first.",
          operation: call.operation,
          transactionId: path.id,
          at: call.at
        })
      ]
    case "Canceled":
    case "Failed":
      return [reply("1169"), state]
    case "TimedOut":
      return [reply("1180"), state]
  }
  if (amount !== payment.amount || currency !== payment.currency) return [reply("1153"), state]
  const refused = checks.refuseBeyondLimit(state, amount, currency)
  if (refused !== undefined) return [refused, state]

  const [regKey, keyed] = payment.payType === "PREAPPROVED"
    ? regKeys.create(state, payment, call.at)
    : [undefined, state] as const
  const paid = moves.pay(keyed, { ...payment, regKey }, call.at, call.cause)
  return [
    success({
      orderId: payment.orderId,
      transactionId: BigInt(path.id),
      authorizationExpireDate: view.authorizationExpireDate(HashMap.unsafeGet(paid.payments, path.id)),
      regKey,
      payInfo: payment.payInfo.map(({ amount, method }) =>
        method === "CREDIT_CARD"
          ? {
            method,
            amount,
            creditCardNickname: payment.card.nickname,
            creditCardBrand: payment.card.brand,
            maskedCreditCardNumber: `************${payment.card.lastFourDigits}`
          }
          : { method, amount }
      ),
      paymentProvider: view.paymentProvider(call)
    }),
    paid
  ]
}
