import { Endpoint, ExactJson, ResultCode, Signature } from "line-pay-protocol"
import { createHmac, randomUUID } from "node:crypto"

/** Confirms a payment with plain `fetch`. */
export const confirm = async (host: string, channelId: string, secret: string, transactionId: string) => {
  const path = Endpoint.path("v3", "confirmPayment", { transactionId })
  const payload = JSON.stringify({ amount: 100, currency: "TWD" })
  const nonce = randomUUID()
  const text = Signature.stringToSign(secret, { path, payload, nonce })
  const response = await fetch(host + path, {
    method: "POST",
    body: payload,
    redirect: "manual",
    headers: {
      "Content-Type": "application/json",
      [Signature.headers.channelId]: channelId,
      [Signature.headers.nonce]: nonce,
      [Signature.headers.signature]: createHmac("sha256", secret).update(text).digest("base64")
    }
  })
  // `response.json()` would round the transaction id.
  return ExactJson.parse(await response.text())
}

/** Whether the money may have moved after this code. It may have after a code that the table does not list. */
export const mayHaveMoved = (code: string) => {
  const known = ResultCode.find(code)
  const meaning = known && ResultCode.meaning(known, "confirmPayment")
  return meaning === undefined || meaning.outcome === "Unknown"
}
