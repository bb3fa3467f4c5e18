import type * as LinePayError from "effect-line-pay/LinePayError"
import type { PaymentDetails } from "effect-line-pay/operations/getPaymentDetails"
import type { RequestPaymentRequest } from "effect-line-pay/operations/requestPayment"
import { RegKey } from "effect-line-pay/RegKey"
import * as Stated from "effect-line-pay/Stated"
import type { TransactionId } from "effect-line-pay/TransactionId"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Money from "line-pay-protocol/Money"
import type { CustomerLeft } from "../Customer.ts"
import type { Name } from "../Fact.ts"
import type { Harness, StoryEnded } from "./harness.ts"
import { noSuchPayment } from "./noSuchPayment.ts"
import type { StoryName } from "./storyNames.ts"

/** Some calls in a row that answer some facts. */
export interface Story {
  readonly facts: ReadonlyArray<Name>
  readonly tell: (harness: Harness) => Effect.Effect<void, StoryEnded | CustomerLeft>
}

const unknownPayment: Story = {
  facts: ["checkUnknown", "confirmUnknown", "unknownRefundedOrCapturedId", "idBeyond64Bits", "detailsUnknownOrder"],
  tell: ({ ask, currency, linePay, note, order, raw }) =>
    Effect.gen(function*() {
      yield* ask("checkUnknown", linePay.checkPaymentStatus({ transactionId: noSuchPayment }))
      yield* ask("confirmUnknown", linePay.confirmPayment({ transactionId: noSuchPayment, amount: 100, currency }))
      yield* ask(
        "unknownRefundedOrCapturedId",
        linePay.refundPayment({ transactionId: noSuchPayment, refundAmount: 1 })
      )
      const path = "/payments/9223372036854775808/refund"
      yield* note("idBeyond64Bits", yield* raw({ method: "POST", path, payload: `{"refundAmount":1}` }))
      yield* ask("detailsUnknownOrder", linePay.getPaymentDetails({ orderIds: [order().orderId] }), shapes)
    })
}

const signature: Story = {
  facts: [
    "signedQuestionMark",
    "signedNull",
    "nonceUsedTwice",
    "voidWithEmptyObject",
    "detailsNoId",
    "detailsJoinedWithComma"
  ],
  tell: ({ note, order, raw }) =>
    Effect.gen(function*() {
      const details = { method: "GET", path: "/payments" } as const
      const release = { method: "POST", path: `/payments/authorizations/${noSuchPayment}/void` } as const
      const payload = `transactionId=${noSuchPayment}`
      yield* note("signedQuestionMark", yield* raw({ ...details, payload, signed: `?${payload}` }))
      yield* note("signedNull", yield* raw({ ...release, signed: "null" }))
      const nonce = order().orderId
      yield* raw({ ...details, payload, nonce })
      yield* note("nonceUsedTwice", yield* raw({ ...details, payload, nonce }))
      // Of an unknown payment: 1150, and not 1106, says that the body is taken.
      yield* note("voidWithEmptyObject", yield* raw({ ...release, payload: "{}" }))
      yield* note("detailsNoId", yield* raw(details))
      yield* note("detailsJoinedWithComma", yield* raw({ ...details, payload: `${payload},${noSuchPayment}` }))
    })
}

const request: Story = {
  facts: [
    "requestRepeatedOrderId",
    "requestWrongTotal",
    "requestWrongPackage",
    "requestPreapprovedSums",
    "requestTooManyDecimals",
    "requestBelowMinimum",
    "requestMissingField",
    "notJson"
  ],
  tell: ({ ask, currency, linePay, need, note, order, raw }) =>
    Effect.gen(function*() {
      const send = (body: object | string) =>
        raw({
          method: "POST",
          path: "/payments/request",
          payload: typeof body === "string" ? body : JSON.stringify(body)
        })
      const packages = (amount: number, price: number): RequestPaymentRequest["packages"] => [
        { id: "1", amount, products: [{ name: "Probe", quantity: 1, price }] }
      ]
      const first = order()
      yield* need(linePay.requestPayment(first))
      yield* ask("requestRepeatedOrderId", linePay.requestPayment(first))
      const odd = { validate: false }
      yield* ask("requestWrongTotal", linePay.requestPayment(order({ amount: 101, ...odd })))
      yield* ask("requestWrongPackage", linePay.requestPayment(order({ packages: packages(100, 99), ...odd })))
      const options = { payment: { payType: "PREAPPROVED" } } as const
      yield* ask("requestPreapprovedSums", linePay.requestPayment(order({ packages: packages(0, 0), options, ...odd })))
      const fraction = 5 / 10 ** (Money.currencyDecimals[currency] + 1)
      yield* note(
        "requestTooManyDecimals",
        yield* send(order({ amount: 100 + fraction, packages: packages(100 + fraction, 100 + fraction) }))
      )
      yield* note("requestBelowMinimum", yield* send(order({ amount: 0, packages: packages(0, 0) })))
      const { packages: _without, ...incomplete } = order()
      yield* note("requestMissingField", yield* send(incomplete))
      yield* note("notJson", yield* send(`{"amount":`))
    })
}

const waiting: Story = {
  facts: [
    "checkWaiting",
    "detailsUnconfirmed",
    "refundUnconfirmed",
    "confirmTooEarly",
    "checkFailed",
    "confirmDeclined"
  ],
  tell: ({ ask, currency, linePay, need, order, pause }) =>
    Effect.gen(function*() {
      const { transactionId } = yield* need(linePay.requestPayment(order()))
      const confirm = linePay.confirmPayment({ transactionId, amount: 100, currency })
      yield* ask("checkWaiting", linePay.checkPaymentStatus({ transactionId }))
      yield* ask("detailsUnconfirmed", linePay.getPaymentDetails({ transactionIds: [transactionId] }), shapes)
      yield* ask("refundUnconfirmed", linePay.refundPayment({ transactionId, refundAmount: "full" }))
      yield* ask("confirmTooEarly", confirm)
      yield* pause
      yield* ask("checkFailed", linePay.checkPaymentStatus({ transactionId }))
      yield* ask("confirmDeclined", confirm)
    })
}

const captured: Story = {
  facts: [
    "confirmAgain",
    "checkCompleted",
    "detailsOfCaptured",
    "detailsBoth",
    "captureOfCaptured",
    "voidCaptured",
    "refundPart",
    "refundTwice",
    "detailsAfterRefunds",
    "detailsOfRefund",
    "refundId",
    "refundMore",
    "refundZero",
    "detailsAfterRefundOfZero",
    "requestPaidOrderId",
    "refundNothingLeft",
    "checkRefunded"
  ],
  tell: ({ approve, ask, currency, linePay, need, note, order, pause, raw }) =>
    Effect.gen(function*() {
      const paid = order()
      const payment = yield* need(linePay.requestPayment(paid))
      const { transactionId } = payment
      const details = (fact: Name) => ask(fact, linePay.getPaymentDetails({ transactionIds: [transactionId] }), shapes)
      yield* approve(payment)
      const confirm = linePay.confirmPayment({ transactionId, amount: 100, currency })
      yield* need(confirm)
      yield* ask("confirmAgain", confirm)
      yield* pause
      yield* ask("checkCompleted", linePay.checkPaymentStatus({ transactionId }))
      yield* details("detailsOfCaptured")
      const elsewhere = { transactionIds: [transactionId], orderIds: [order().orderId] }
      yield* ask("detailsBoth", linePay.getPaymentDetails(elsewhere), shapes)
      yield* ask("captureOfCaptured", linePay.capturePayment({ transactionId, amount: 100, currency }))
      yield* ask("voidCaptured", linePay.voidPayment({ transactionId }))
      const refund = (refundAmount: number | "full") => linePay.refundPayment({ transactionId, refundAmount })
      const part = yield* ask("refundPart", refund(10))
      yield* ask("refundTwice", refund(10))
      yield* details("detailsAfterRefunds")
      if (Either.isRight(part)) {
        const { refundTransactionId } = part.right
        yield* ask("detailsOfRefund", linePay.getPaymentDetails({ transactionIds: [refundTransactionId] }), shapes)
        yield* ask("refundId", linePay.refundPayment({ transactionId: refundTransactionId, refundAmount: 1 }))
      }
      yield* ask("refundMore", refund(1000))
      // Some say that this is a full refund: the client refuses it.
      const path = `/payments/${transactionId}/refund`
      yield* note("refundZero", yield* raw({ method: "POST", path, payload: `{"refundAmount":0}` }))
      yield* details("detailsAfterRefundOfZero")
      yield* ask("requestPaidOrderId", linePay.requestPayment(paid))
      yield* Effect.ignore(refund("full"))
      yield* ask("refundNothingLeft", refund("full"))
      yield* pause
      yield* ask("checkRefunded", linePay.checkPaymentStatus({ transactionId }))
    })
}

const sameOrderTwice: Story = {
  facts: ["confirmOtherReservation"],
  tell: ({ approve, ask, currency, linePay, need, order }) =>
    Effect.gen(function*() {
      const twice = order()
      const [one, other] = [yield* need(linePay.requestPayment(twice)), yield* need(linePay.requestPayment(twice))]
      yield* approve(one)
      yield* approve(other)
      const confirm = ({ transactionId }: { readonly transactionId: TransactionId }) =>
        linePay.confirmPayment({ transactionId, amount: 100, currency })
      yield* need(confirm(one))
      yield* ask("confirmOtherReservation", confirm(other))
      yield* giveBack(linePay.refundPayment({ transactionId: one.transactionId, refundAmount: "full" }))
      yield* giveBack(linePay.refundPayment({ transactionId: other.transactionId, refundAmount: "full" }))
    })
}

const wrongAmount: Story = {
  facts: ["confirmOtherAmount", "confirmRightAmountAfterWrong"],
  tell: ({ approve, ask, currency, linePay, need, order }) =>
    Effect.gen(function*() {
      const payment = yield* need(linePay.requestPayment(order()))
      const { transactionId } = payment
      yield* approve(payment)
      yield* ask("confirmOtherAmount", linePay.confirmPayment({ transactionId, amount: 99, currency }))
      yield* ask("confirmRightAmountAfterWrong", linePay.confirmPayment({ transactionId, amount: 100, currency }))
      yield* giveBack(linePay.refundPayment({ transactionId, refundAmount: "full" }))
    })
}

const declined: Story = {
  facts: ["checkDeclined", "confirmAfterDecline"],
  tell: ({ ask, currency, decline, linePay, need, order, pause }) =>
    Effect.gen(function*() {
      const payment = yield* need(linePay.requestPayment(order()))
      const { transactionId } = payment
      yield* decline(payment)
      yield* pause
      yield* ask("checkDeclined", linePay.checkPaymentStatus({ transactionId }))
      yield* ask("confirmAfterDecline", linePay.confirmPayment({ transactionId, amount: 100, currency }))
    })
}

/** An authorisation of 100. */
const authorized = ({ approve, currency, linePay, need, order }: Harness) =>
  Effect.gen(function*() {
    const payment = yield* need(linePay.requestPayment(order({ options: { payment: { capture: false } } })))
    yield* approve(payment)
    yield* need(linePay.confirmPayment({ transactionId: payment.transactionId, amount: 100, currency }))
    return payment.transactionId
  })

const partialCapture: Story = {
  facts: [
    "detailsOfAuthorization",
    "refundAuthorized",
    "captureMore",
    "captureOtherCurrency",
    "captureLess",
    "detailsAfterPartialCapture",
    "captureAgain",
    "voidAfterCapture",
    "refundAfterPartialCapture"
  ],
  tell: (harness) =>
    Effect.gen(function*() {
      const { ask, currency, linePay } = harness
      const transactionId = yield* authorized(harness)
      const details = linePay.getPaymentDetails({ transactionIds: [transactionId] })
      yield* ask("detailsOfAuthorization", details, shapes)
      yield* ask("refundAuthorized", linePay.refundPayment({ transactionId, refundAmount: 10 }))
      yield* ask("captureMore", linePay.capturePayment({ transactionId, amount: 101, currency }))
      const other = currency === "USD" ? "TWD" : "USD"
      yield* ask("captureOtherCurrency", linePay.capturePayment({ transactionId, amount: 60, currency: other }))
      yield* ask("captureLess", linePay.capturePayment({ transactionId, amount: 60, currency }))
      yield* ask("detailsAfterPartialCapture", details, shapes)
      yield* ask("captureAgain", linePay.capturePayment({ transactionId, amount: 40, currency }))
      yield* ask("voidAfterCapture", linePay.voidPayment({ transactionId }))
      yield* ask("refundAfterPartialCapture", linePay.refundPayment({ transactionId, refundAmount: "full" }))
    })
}

const voided: Story = {
  facts: ["voidAuthorized", "voidAgain", "captureVoided", "refundReleased", "checkVoided", "detailsOfVoided"],
  tell: (harness) =>
    Effect.gen(function*() {
      const { ask, currency, linePay, pause } = harness
      const transactionId = yield* authorized(harness)
      yield* ask("voidAuthorized", linePay.voidPayment({ transactionId }))
      yield* ask("voidAgain", linePay.voidPayment({ transactionId }))
      yield* ask("captureVoided", linePay.capturePayment({ transactionId, amount: 100, currency }))
      yield* ask("refundReleased", linePay.refundPayment({ transactionId, refundAmount: "full" }))
      yield* pause
      yield* ask("checkVoided", linePay.checkPaymentStatus({ transactionId }))
      yield* ask("detailsOfVoided", linePay.getPaymentDetails({ transactionIds: [transactionId] }), shapes)
    })
}

const preapproved: Story = {
  facts: [
    "payWithKey",
    "payRepeatedOrderId",
    "checkPreapproved",
    "detailsOfPreapproved",
    "expireUnknownKey",
    "payWithUnknownKey",
    "regKeyUnknown"
  ],
  tell: ({ approve, ask, currency, linePay, need, order }) =>
    Effect.gen(function*() {
      const options = { payment: { payType: "PREAPPROVED" } } as const
      const payment = yield* need(linePay.requestPayment(order({ options })))
      yield* approve(payment)
      const { transactionId } = payment
      const { regKey = RegKey.make("NONE") } = yield* need(
        linePay.confirmPayment({ transactionId, amount: 100, currency })
      )
      const { orderId } = order()
      const pay = linePay.payPreapproved({ regKey, productName: "Probe", amount: 100, currency, orderId })
      const first = yield* ask("payWithKey", pay)
      yield* ask("payRepeatedOrderId", pay)
      if (Either.isRight(first)) {
        yield* ask("checkPreapproved", linePay.checkPaymentStatus({ transactionId: first.right.transactionId }))
      }
      yield* ask("detailsOfPreapproved", linePay.getPaymentDetails({ orderIds: [orderId] }), shapes)
      yield* Effect.ignore(linePay.expireRegKey({ regKey }))
      yield* ask("expireUnknownKey", linePay.expireRegKey({ regKey }))
      const again = order().orderId
      yield* ask(
        "payWithUnknownKey",
        linePay.payPreapproved({ regKey, productName: "Probe", amount: 100, currency, orderId: again })
      )
      yield* ask("regKeyUnknown", linePay.checkRegKey({ regKey }))
      yield* giveBack(linePay.refundPayment({ transactionId, refundAmount: "full" }))
      if (Either.isRight(first)) {
        yield* giveBack(linePay.refundPayment({ transactionId: first.right.transactionId, refundAmount: "full" }))
      }
    })
}

/** Leaves nothing behind, where it can: no fact depends on it. */
const giveBack = <A, E extends LinePayError.LinePayError>(refund: Effect.Effect<A, E>): Effect.Effect<void> =>
  Effect.ignore(refund)

/** Describes records without their ids, names and dates, which differ from one LINE Pay to the next. */
const shapes = (records: ReadonlyArray<PaymentDetails>): string =>
  records.length === 0 ? "nothing" : records.map(shape).join(" and ")

const stated = <A>(
  name: string,
  field: Stated.Stated<A>,
  show: (value: Exclude<A, Stated.Unreadable | undefined>) => string
): string =>
  Stated.match(field, { onAbsent: () => `no ${name}`, onUnreadable: () => `unreadable ${name}`, onValue: show })

const shape = (record: PaymentDetails): string => {
  const { authorizationExpireDate, originalTransactionId, payInfo, payStatus, refundList, transactionType } = record
  return [
    stated("transactionType", transactionType, (type) => type),
    stated("payStatus", payStatus, (status) => status),
    stated("payInfo", payInfo, (parts) => `payInfo ${parts.reduce((sum, { amount }) => sum + amount, 0)}`),
    stated("refundList", refundList, (refunds) => {
      const entries = refunds.map(({ refundAmount, transactionType = "" }) =>
        `${refundAmount} ${transactionType}`.trim()
      )
      return `refundList ${entries.join(", ")}`
    }),
    ...(originalTransactionId === undefined ? [] : ["originalTransactionId"]),
    ...(authorizationExpireDate === undefined ? [] : ["authorizationExpireDate"])
  ].join("; ")
}

/** Every story by name, those without a customer first. */
export const byName: { readonly [N in StoryName]: Story } = {
  unknownPayment,
  signature,
  request,
  waiting,
  captured,
  sameOrderTwice,
  wrongAmount,
  declined,
  partialCapture,
  voided,
  preapproved
}
