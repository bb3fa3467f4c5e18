import * as Either from "effect/Either"
import * as HashMap from "effect/HashMap"
import * as Payment from "../../../Payment.ts"
import * as bodies from "../bodies.ts"
import * as ids from "../ids.ts"
import * as moves from "../moves.ts"
import * as regKeys from "../regKeys.ts"
import { reply, success } from "../reply.ts"
import * as checks from "../sharedChecks.ts"
import * as view from "../view.ts"
import * as wire from "../wire.ts"
import type { Handler } from "./handler.ts"

const decode = bodies.decoder(bodies.PreapprovedBody)

/**
 * The answer names no order id, as in the documentation's example.
 *
 * @internal
 */
export const payPreapproved: Handler = (state, call) => {
  if (!state.contract.preapproved) {
    return checks.refuseFeature(state, call, reply("1194"), "Pre-approved payment")
  }
  const decoded = decode(call.body)
  if (Either.isLeft(decoded)) return [decoded.left, state]
  const body = decoded.right
  const capture = body.capture ?? true
  const found = regKeys.find(state, call.parameter)
  if ("refused" in found) return [found.refused, state]
  if (!capture && !state.contract.separateCapture) {
    return checks.refuseFeature(
      state,
      call,
      reply("2103", "Parameter is not allowed [capture:false]"),
      "Separate capture (capture: false)"
    )
  }
  const refused = checks.refuseAmount(state, body.amount, body.currency) ??
    (moves.ofOrder(state, body.orderId).some(Payment.isConfirmed) ? reply("1172") : undefined) ??
    checks.refuseBeyondLimit(state, body.amount, body.currency)
  if (refused !== undefined) return [refused, state]

  const { regKey } = found
  const [transactionId, drawn] = ids.transactionId(regKeys.renew(state, regKey, call.at), call.at, "Payment")
  const payment: Payment.Payment = {
    transactionId,
    orderId: body.orderId,
    origin: "Preapproved",
    amount: body.amount,
    currency: body.currency,
    productName: body.productName ?? "",
    packages: [],
    capture,
    payType: "PREAPPROVED",
    locale: "en",
    redirectUrls: { confirmUrl: undefined, cancelUrl: undefined, confirmUrlType: "NONE" },
    status: "Waiting",
    history: [],
    requestedAt: call.at,
    payInfo: [{ method: regKey.method, amount: body.amount }],
    card: regKey.card,
    capturedAmount: 0,
    authorizationExpiresAt: undefined,
    refunds: [],
    regKey: regKey.regKey,
    paymentAccessToken: "",
    reserveId: ""
  }
  const paid = moves.pay(moves.insert(drawn, payment), payment, call.at, call.cause)
  return [
    success({
      transactionId: BigInt(transactionId),
      transactionDate: wire.date(call.at),
      authorizationExpireDate: view.authorizationExpireDate(HashMap.unsafeGet(paid.payments, transactionId)),
      paymentProvider: view.paymentProvider(call)
    }),
    paid
  ]
}
