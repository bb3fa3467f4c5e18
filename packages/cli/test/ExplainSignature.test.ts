import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as Crypto from "node:crypto"
import { run } from "./support/command.ts"

const secret = "0123456789abcdef0123456789abcdef"
const other = "fedcba9876543210fedcba9876543210"
const environment = {
  LINE_PAY_CHANNEL_ID: "1234567890",
  LINE_PAY_CHANNEL_SECRET: secret,
  LINE_PAY_CHANNEL_SECRET_OTHER: other
}
const nonce = "b6a3e0f0-cc0e-11f1-8f5a-3b1d2c4e5f60"

const digest = (text: string, key = secret) => Crypto.createHmac("sha256", key).update(text).digest()
const base64 = (text: string, key = secret) => digest(text, key).toString("base64")

const list = "/v3/payments"
const query = "orderId=a%20b"
const release = "/v3/payments/1/void"
const request = "/v3/payments/request"
const body = "{\"amount\":101}"

describe("explain --signature", () => {
  for (
    const [mistake, args, signature] of [
      ["The query was signed with its ?", ["GET", list, query], base64(`${secret}${list}?${query}${nonce}`)],
      ["The query was signed decoded", ["GET", list, query], base64(`${secret}${list}orderId=a b${nonce}`)],
      ["The query was not signed", ["GET", list, query], base64(secret + list + nonce)],
      ["The text null", ["POST", release], base64(`${secret}${release}null${nonce}`)],
      ["The text {}", ["POST", release], base64(`${secret}${release}{}${nonce}`)],
      ["The path was not signed", ["POST", request, body], base64(secret + body + nonce)],
      ["The nonce was signed right after the secret", ["POST", request, body], base64(secret + nonce + request + body)],
      [
        "The body was written as JSON twice",
        ["POST", request, body],
        base64(`${secret}${request}{"amount": 101}${nonce}`)
      ],
      ["LINE_PAY_CHANNEL_SECRET_OTHER", ["POST", request, body], base64(other + request + body + nonce, other)],
      ["Base64url", ["POST", request, body], digest(secret + request + body + nonce).toString("base64url")],
      ["sent in hex", ["POST", request, body], digest(secret + request + body + nonce).toString("hex")],
      ["none of the usual mistakes", ["POST", request, body], base64("something else")]
    ] as const
  ) {
    it.effect(`finds: ${mistake}`, () =>
      Effect.gen(function*() {
        const { code, out } = yield* run(
          ["explain", ...args, `--nonce=${nonce}`, `--signature=${signature}`],
          environment
        )
        assert.strictEqual(code, 1)
        assert.include(out.split("\n").at(-1) ?? "", mistake)
        for (const hidden of [secret, other, signature]) assert.notInclude(out, hidden)
      }))
  }
})
