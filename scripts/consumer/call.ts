import { Endpoint, ExactJson, Signature } from "line-pay-protocol"

const { LINE_PAY_CHANNEL_ID = "", LINE_PAY_CHANNEL_SECRET = "", LINE_PAY_ENVIRONMENT = "" } = process.env
const path = Endpoint.path("v3", "requestPayment", {})
const body = JSON.stringify({ amount: 100, currency: "TWD", orderId: "1" })
const nonce = crypto.randomUUID()
const text = new TextEncoder()
const key = await crypto.subtle.importKey(
  "raw",
  text.encode(LINE_PAY_CHANNEL_SECRET),
  { name: "HMAC", hash: "SHA-256" },
  false,
  ["sign"]
)
const signed = text.encode(Signature.stringToSign(LINE_PAY_CHANNEL_SECRET, { path, payload: body, nonce }))
const signature = Buffer.from(await crypto.subtle.sign("HMAC", key, signed)).toString("base64")
const { headers } = Signature
const response = await fetch(LINE_PAY_ENVIRONMENT + path, {
  method: "POST",
  body,
  headers: {
    "Content-Type": "application/json",
    [headers.channelId]: LINE_PAY_CHANNEL_ID,
    [headers.nonce]: nonce,
    [headers.signature]: signature
  }
})
console.log(ExactJson.parse(await response.text()))
