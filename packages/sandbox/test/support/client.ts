/**
 * A small raw client of the tests' own: it signs, sends and gives the answer
 * with its ids as bigints, and knows nothing of errors or outcomes.
 */
import { HttpBody, HttpClient, HttpClientError, HttpClientRequest } from "@effect/platform"
import { Effect } from "effect"
import { Options } from "effect-line-pay-sandbox"
import { ExactJson } from "line-pay-protocol"
import * as crypto from "node:crypto"

export interface SendOptions {
  readonly version?: "v3" | "v4"
  readonly channelId?: string
  readonly secret?: string
  readonly nonce?: string
  /** What is signed in place of the query or body. */
  readonly signed?: string
  readonly headers?: Record<string, string | undefined>
}

let nonces = 0

/** Sends a signed request and gives the response as it is. */
export const execute = (method: "GET" | "POST", path: string, payload: string, options: SendOptions = {}) => {
  const {
    channelId = Options.defaultCredentials.channelId,
    headers = {},
    nonce = `nonce-${++nonces}`,
    secret = Options.defaultCredentials.channelSecret,
    signed = payload,
    version = "v3"
  } = options
  const fullPath = `/${version}${path}`
  const signature = crypto.createHmac("sha256", secret).update(secret + fullPath + signed + nonce).digest("base64")
  const all = {
    "Content-Type": "application/json",
    "X-LINE-ChannelId": channelId,
    "X-LINE-Authorization-Nonce": nonce,
    "X-LINE-Authorization": signature,
    ...headers
  }
  const query = method === "GET" && payload !== "" ? `?${payload}` : ""
  return HttpClient.execute(
    HttpClientRequest.make(method)(`https://sandbox-api-pay.line.me${fullPath}${query}`, {
      headers: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)),
      ...(method === "POST" && payload !== "" ? { body: HttpBody.text(payload, "application/json") } : {})
    })
  )
}

/** The fields that the tests look at. */
export interface Info {
  readonly transactionId: string
  readonly originalTransactionId: string
  readonly orderId: string
  readonly transactionType: string
  readonly transactionDate: string
  readonly authorizationExpireDate: string
  readonly payStatus: string
  readonly paymentProvider: string
  readonly paymentAccessToken: string
  readonly paymentUrl: { readonly web: string; readonly app: string }
  readonly regKey: string
  readonly payInfo: ReadonlyArray<{ readonly method: string; readonly amount: number }>
  readonly refundTransactionId: string
  readonly refundTransactionDate: string
  readonly refundList: ReadonlyArray<{
    readonly refundTransactionId: string
    readonly transactionType: string
    readonly refundAmount: number
    readonly refundTransactionDate: string
  }>
}

export interface Answer {
  readonly returnCode: string
  readonly returnMessage: string
  /** What the operation answers; details answer {@link records}. */
  readonly info: Info
  readonly errorDetailMap?: Record<string, string>
}

/** Sends a signed request and reads the answer; 64-bit ids come as strings. */
export const send = (method: "GET" | "POST", path: string, payload: string, options?: SendOptions) =>
  Effect.gen(function*() {
    const response = yield* execute(method, path, payload, options)
    const text = yield* response.text
    return yield* Effect.try({
      // Everything the sandbox sends as JSON has this shape, and the tests look at what is in it.
      try: () => ExactJson.parse(text) as Answer,
      catch: (cause) =>
        new HttpClientError.ResponseError({ request: response.request, response, reason: "Decode", cause })
    })
  })

/** The records of an answer of details. */
export const records = (answer: Answer | undefined): ReadonlyArray<Info> =>
  // Details answer an array where every other call answers an object.
  (answer?.info ?? []) as unknown as ReadonlyArray<Info>

export interface Order {
  readonly orderId?: string
  readonly amount?: number
  readonly currency?: string
  readonly capture?: boolean
  readonly payType?: "NORMAL" | "PREAPPROVED"
}

let orders = 0

export const requestBody = (order: Order = {}) => {
  const { amount = 1000, capture, currency = "TWD", orderId = `order-${++orders}`, payType } = order
  return {
    amount,
    currency,
    orderId,
    packages: [{ id: "1", amount, products: [{ id: "PEN", name: "Pen", quantity: 1, price: amount }] }],
    redirectUrls: { confirmUrl: "https://shop.example/confirm", cancelUrl: "https://shop.example/cancel" },
    ...(capture === undefined && payType === undefined ? {} : { options: { payment: { capture, payType } } })
  }
}

export const request = (order?: Order, options?: SendOptions) =>
  send("POST", "/payments/request", JSON.stringify(requestBody(order)), options)

export const check = (transactionId: string, options?: SendOptions) =>
  send("GET", `/payments/requests/${transactionId}/check`, "", options)

export const confirm = (transactionId: string, amount = 1000, currency = "TWD", options?: SendOptions) =>
  send("POST", `/payments/${transactionId}/confirm`, JSON.stringify({ amount, currency }), options)

export const capture = (transactionId: string, amount = 1000, currency = "TWD", options?: SendOptions) =>
  send("POST", `/payments/authorizations/${transactionId}/capture`, JSON.stringify({ amount, currency }), options)

export const voidPayment = (transactionId: string, options?: SendOptions) =>
  send("POST", `/payments/authorizations/${transactionId}/void`, "", options)

export const refund = (transactionId: string, refundAmount?: number, options?: SendOptions) =>
  send("POST", `/payments/${transactionId}/refund`, JSON.stringify({ refundAmount }), options)

export const details = (query: string, options?: SendOptions) => send("GET", "/payments", query, options)

export const detailsOf = (transactionId: string, options?: SendOptions) =>
  details(`transactionId=${transactionId}`, options)

export const checkRegKey = (regKey: string, query = "", options?: SendOptions) =>
  send("GET", `/payments/preapprovedPay/${regKey}/check`, query, options)

export const payPreapproved = (
  regKey: string,
  order: { readonly orderId: string; readonly amount?: number; readonly currency?: string; readonly capture?: boolean },
  options?: SendOptions
) =>
  send(
    "POST",
    `/payments/preapprovedPay/${regKey}/payment`,
    JSON.stringify({ productName: "Pen", amount: 1000, currency: "TWD", ...order }),
    options
  )

export const expireRegKey = (regKey: string, options?: SendOptions) =>
  send("POST", `/payments/preapprovedPay/${regKey}/expire`, "", options)
