import type { Effect } from "effect"
import { type LinePay, type LinePayError, RegKey, TransactionId } from "effect-line-pay"
import type { Operation } from "line-pay-protocol"

export const transactionId = TransactionId.make("2023042201206549310")
export const orderId = "MKSI_S_20180904_1000001"
export const regKey = RegKey.make("RK2AE3519XTFXHM")

export const paymentRequest = {
  amount: 100,
  currency: "TWD",
  orderId,
  packages: [{
    id: "1",
    amount: 100,
    products: [{
      id: "PEN-B-001",
      name: "Pen Brown",
      imageUrl: "https://pay-store.example.com/images/pen_brown.jpg",
      quantity: 2,
      price: 50
    }]
  }],
  redirectUrls: {
    confirmUrl: "https://pay-store.example.com/order/payment/authorize",
    cancelUrl: "https://pay-store.example.com/order/payment/cancel"
  }
} as const

/** One call, with a request that is right and the `info` of a success. */
export interface Call {
  readonly operation: Operation.Operation
  readonly access: "Read" | "Write"
  /** Asks for the usual ids, or for others. */
  readonly run: (linePay: LinePay.Service, ids?: Ids) => Effect.Effect<unknown, LinePayError.LinePayError>
  /** What the errors of the call say it was about. */
  readonly subject: { readonly transactionId?: string; readonly orderId?: string }
  readonly info: string | undefined
}

/** What calls ask for. */
export interface Ids {
  readonly transactionId: TransactionId
  readonly orderId: string
}

const usual: Ids = { transactionId, orderId }

/** One per operation. */
export const calls: { readonly [O in Operation.Operation]: Call & { readonly operation: O } } = {
  requestPayment: {
    operation: "requestPayment",
    access: "Write",
    run: (linePay) => linePay.requestPayment(paymentRequest),
    subject: { orderId },
    info:
      `{"paymentUrl":{"web":"https://sandbox-web-pay.line.me/web/payment/wait","app":"line://pay/payment/REpE"},"transactionId":2023042201206549310,"paymentAccessToken":"056579816895"}`
  },
  checkPaymentStatus: {
    operation: "checkPaymentStatus",
    access: "Read",
    run: (linePay, { transactionId } = usual) => linePay.checkPaymentStatus({ transactionId }),
    subject: { transactionId },
    info: undefined
  },
  confirmPayment: {
    operation: "confirmPayment",
    access: "Write",
    run: (linePay, { transactionId } = usual) =>
      linePay.confirmPayment({ transactionId, amount: 100, currency: "TWD" }),
    subject: { transactionId },
    info: `{"orderId":"${orderId}","transactionId":2023042201206549310,"payInfo":[{"method":"BALANCE","amount":100}]}`
  },
  capturePayment: {
    operation: "capturePayment",
    access: "Write",
    run: (linePay, { transactionId } = usual) =>
      linePay.capturePayment({ transactionId, amount: 100, currency: "TWD" }),
    subject: { transactionId },
    info: `{"orderId":"${orderId}","transactionId":2023042201206549310,"payInfo":[{"method":"BALANCE","amount":100}]}`
  },
  voidPayment: {
    operation: "voidPayment",
    access: "Write",
    run: (linePay, { transactionId } = usual) => linePay.voidPayment({ transactionId }),
    subject: { transactionId },
    info: undefined
  },
  refundPayment: {
    operation: "refundPayment",
    access: "Write",
    run: (linePay, { transactionId } = usual) => linePay.refundPayment({ transactionId, refundAmount: "full" }),
    subject: { transactionId },
    info: `{"refundTransactionId":2023042201206549311,"refundTransactionDate":"2023-04-22T09:15:01Z"}`
  },
  getPaymentDetails: {
    operation: "getPaymentDetails",
    access: "Read",
    run: (linePay, { transactionId } = usual) => linePay.getPaymentDetails({ transactionIds: [transactionId] }),
    subject: { transactionId },
    info: `[{"transactionId":2023042201206549310}]`
  },
  checkRegKey: {
    operation: "checkRegKey",
    access: "Read",
    run: (linePay) => linePay.checkRegKey({ regKey }),
    subject: {},
    info: undefined
  },
  payPreapproved: {
    operation: "payPreapproved",
    access: "Write",
    run: (linePay, { orderId } = usual) =>
      linePay.payPreapproved({ regKey, productName: "Brown pen", amount: 100, currency: "TWD", orderId }),
    subject: { orderId },
    info: `{"transactionId":2023042201206549310,"transactionDate":"2023-04-22T09:00:31Z"}`
  },
  expireRegKey: {
    operation: "expireRegKey",
    access: "Write",
    run: (linePay) => linePay.expireRegKey({ regKey }),
    subject: {},
    info: undefined
  }
}

/** Every operation, and the check of a regKey that is a write. */
export const all: ReadonlyArray<Call & { readonly name: string }> = [
  ...Object.values(calls).map((call) => ({ ...call, name: call.operation })),
  {
    ...calls.checkRegKey,
    name: "checkRegKey with creditCardAuth",
    access: "Write",
    run: (linePay) => linePay.checkRegKey({ regKey, creditCardAuth: true })
  }
]
