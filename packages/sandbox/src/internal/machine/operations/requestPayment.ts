import * as Either from "effect/Either"
import * as Money from "line-pay-protocol/Money"
import type { Payment } from "../../../Payment.ts"
import * as agenda from "../agenda.ts"
import * as bodies from "../bodies.ts"
import * as ids from "../ids.ts"
import * as moves from "../moves.ts"
import type { Reply } from "../reply.ts"
import { parameterError, reply, success } from "../reply.ts"
import * as checks from "../sharedChecks.ts"
import type { Handler } from "./handler.ts"

const decode = bodies.decoder(bodies.RequestBody)

type Body = typeof bodies.RequestBody.Type

/** @internal */
export const requestPayment: Handler = (state, call) => {
  const decoded = decode(call.body)
  if (Either.isLeft(decoded)) return [decoded.left, state]
  const body = decoded.right
  const capture = body.options?.payment?.capture ?? true
  const payType = body.options?.payment?.payType ?? "NORMAL"
  if (!capture && !state.contract.separateCapture) {
    return checks.refuseFeature(
      state,
      call,
      reply("2103", "Parameter is not allowed [capture:false]"),
      "Separate capture (options.payment.capture: false)"
    )
  }
  if (payType === "PREAPPROVED" && !state.contract.preapproved) {
    return checks.refuseFeature(state, call, reply("1194"), "Pre-approved payment")
  }
  const refused = checks.refuseAmount(state, body.amount, body.currency) ?? refuseSums(body, payType)
  if (refused !== undefined) return [refused, state]

  const [transactionId, identified] = ids.transactionId(state, call.at, "Payment")
  const [paymentAccessToken, accessible] = ids.paymentAccessToken(identified)
  const [reserveId, drawn] = ids.reserveId(accessible, transactionId)
  const payment: Payment = {
    transactionId,
    orderId: body.orderId,
    origin: "Request",
    amount: body.amount,
    currency: body.currency,
    productName: body.packages[0].name ?? body.packages[0].products[0].name,
    packages: body.packages.map(({ amount, id, name, products, userFee }) => ({
      id,
      amount,
      name: name ?? undefined,
      userFee: userFee ?? undefined,
      products: products.map((product) => ({
        id: product.id ?? undefined,
        name: product.name,
        imageUrl: product.imageUrl ?? undefined,
        quantity: product.quantity,
        price: product.price,
        originalPrice: product.originalPrice ?? undefined
      }))
    })),
    capture,
    payType,
    locale: body.options?.display?.locale ?? "en",
    redirectUrls: {
      confirmUrl: body.redirectUrls.confirmUrl ?? undefined,
      cancelUrl: body.redirectUrls.cancelUrl ?? undefined,
      confirmUrlType: body.redirectUrls.confirmUrlType ?? "CLIENT"
    },
    status: "Waiting",
    history: [{ at: call.at, status: "Waiting" }],
    requestedAt: call.at,
    payInfo: [],
    card: { brand: "VISA", nickname: "", lastFourDigits: "1234" },
    capturedAmount: 0,
    authorizationExpiresAt: undefined,
    refunds: [],
    regKey: undefined,
    paymentAccessToken,
    reserveId
  }
  const requested = moves.insert(drawn, payment)
  return [
    success({
      paymentUrl: {
        web: `${call.pageOrigin}/web/payment/wait?transactionReserveId=${reserveId}`,
        app: `line://pay/payment/${reserveId}`
      },
      transactionId: BigInt(transactionId),
      paymentAccessToken
    }, "Success."),
    {
      ...requested,
      agenda: agenda.add(requested.agenda, call.at + state.settings.authenticationWindow, {
        _tag: "Window",
        transactionId,
        status: "Waiting"
      })
    }
  ]
}

// The text about the total was seen live; the one about a package is made alike.
const refuseSums = (body: Body, payType: Payment["payType"]): Reply | undefined => {
  if (payType === "PREAPPROVED") return undefined
  const total = Money.sum([
    ...body.packages.flatMap(({ amount, userFee }) => [amount, userFee ?? 0]),
    body.options?.shipping?.feeAmount ?? 0
  ])
  if (total !== body.amount) {
    return parameterError({
      amount: "form.amount != sum(packages[].amount) + sum(packages[].userFee) + shippingFee"
    })
  }
  const wrong = body.packages.findIndex(({ amount, products }) =>
    Money.sum(products.map(({ price, quantity }) => Money.times(price, quantity) ?? Number.NaN)) !== amount
  )
  return wrong === -1 ? undefined : parameterError({
    [`packages[${wrong}].amount`]: "package.amount != sum(products[].quantity * products[].price)"
  })
}
