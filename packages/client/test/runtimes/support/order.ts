/** What a probe in another runtime is asked to do, as JSON. */
export interface Order {
  readonly origin: string
  readonly client: ClientName
  /** One after the other, by one client. */
  readonly calls: ReadonlyArray<Call>
}

export interface Call {
  readonly name: CallName
  /** In milliseconds; that of the API by default. */
  readonly readTimeout?: number
  /** It is interrupted as soon as this URL answers. */
  readonly interruptWhen?: string
}

/** What a runtime may send with. */
export type ClientName = "fetch" | "Exchange.layerFetch" | "node:http" | "undici" | "effect-line-pay-node"

export type CallName = "confirmPayment" | "voidPayment" | "checkPaymentStatus" | "getPaymentDetails"

/** What a call ended in: `{ success: true }`, `{ interrupted: true }`, or what its error says of the transport. */
export interface Outcome {
  readonly [name: string]: unknown
}
