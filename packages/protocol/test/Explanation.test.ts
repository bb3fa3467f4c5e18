import { assert, describe, it } from "@effect/vitest"
import { FastCheck } from "effect"
import { Explanation } from "line-pay-protocol"

const secret = "0123456789abcdef0123456789abcdef"

const confirm: Explanation.SignedRequest = {
  method: "POST",
  path: "/v3/payments/2018082512345678910/confirm",
  payload: `{"amount":1000,"currency":"TWD"}`,
  nonce: "00000000-0000-4000-8000-000000000000",
  channelId: "1234567890",
  signature: "3UQ1PXdWSYdxpvoBH4J9CeJSAutNcOs4tRAc4lkybgs="
}

const details: Explanation.SignedRequest = { ...confirm, method: "GET", path: "/v3/payments", payload: "orderId=1" }

const messages = (
  { channelSecret = secret, ...parts }: Partial<Explanation.SignedRequest> & { readonly channelSecret?: string },
  request = confirm
) =>
  Explanation.make(channelSecret, { ...request, ...parts }).findings.map(({ message, part }) => `${part}: ${message}`)

describe("Explanation", () => {
  it("shows what was signed with the secret masked", () => {
    assert.strictEqual(
      Explanation.render(Explanation.make(secret, { ...confirm, payloadSha256: "0f" })),
      `POST /v3/payments/2018082512345678910/confirm

The signed text is these parts, joined without a separator:
  secret  <channel secret: 32 characters>
  path    /v3/payments/2018082512345678910/confirm
  body    {"amount":1000,"currency":"TWD"}
  nonce   00000000-0000-4000-8000-000000000000
The body has 32 bytes, SHA-256 0f.

Sent with it:
  X-LINE-ChannelId: 1234567890
  X-LINE-Authorization-Nonce: 00000000-0000-4000-8000-000000000000
  X-LINE-Authorization: 3UQ1PX… (44 characters)

Nothing looks wrong in these parts.

Compare:
  - The secret belongs to channel 1234567890, and to the host that you call.
  - The path is signed as sent: encoded, from the version on, without host and query.
  - The signed body equals the sent body, byte for byte. It has 32 bytes. Nothing serialises it a second time.
  - The signed nonce equals the one in X-LINE-Authorization-Nonce, and each request has a new one. One of LINE Pay's samples misspells that header as X-LINE-Authorize-Nonce.
  - The secret is the key of the HMAC, and also the beginning of the signed text. Both are UTF-8.
  - X-LINE-Authorization is Base64 with its padding (44 characters), not hex.`
    )
  })

  it("says that nothing is signed where nothing is sent", () => {
    const explanation = Explanation.make(secret, { ...confirm, payload: "" })
    assert.strictEqual(explanation.payload.kind, "nothing")
    assert.include(explanation.compare.join(), "wrongly signs the text null")
    assert.notInclude(Explanation.render(explanation), "SHA-256")
    const query = Explanation.make(secret, { ...details, payload: "" })
    assert.include(query.compare, "No query is sent, and nothing is signed for it.")
  })

  it("counts bytes, not characters", () => {
    assert.strictEqual(Explanation.make(secret, { ...confirm, payload: `{"a":"原味"}` }).payload.bytes, 14)
  })

  it("masks a regKey in the path, and a secret that stands where it does not belong", () => {
    const text = Explanation.render(Explanation.make(secret, {
      ...confirm,
      path: "/v3/payments/preapprovedPay/RK123asd213/payment",
      payload: JSON.stringify({ secret }),
      nonce: secret,
      channelId: secret
    }))
    assert.notInclude(text, "RK123asd213")
    assert.include(text, "/preapprovedPay/<regKey: 11 characters>/payment")
    assert.notInclude(text, secret)
  })

  it("never shows the secret or the signature, whatever the request is", () => {
    const hex = FastCheck.string({
      unit: FastCheck.constantFrom(...Array.from("0123456789abcdef")),
      minLength: 16,
      maxLength: 40
    })
    FastCheck.assert(
      FastCheck.property(
        hex,
        FastCheck.constantFrom("", "\n", " ", "\""),
        FastCheck.base64String({ minLength: 44, maxLength: 44 }),
        FastCheck.string(),
        FastCheck.constantFrom("GET" as const, "POST" as const),
        (secret, around, signature, payload, method) => {
          const channelSecret = around + secret + around
          const explanation = Explanation.make(channelSecret, {
            ...confirm,
            method,
            payload: payload + secret,
            signature
          })
          const text = Explanation.render(explanation) + JSON.stringify(explanation)
          assert.notInclude(text, secret)
          assert.notInclude(text, signature)
        }
      )
    )
  })

  it("calls unusual what no document forbids", () => {
    const severities = ({ findings }: Explanation.Explanation) => findings.map(({ severity }) => severity)
    assert.deepStrictEqual(severities(Explanation.make("short", { ...confirm, channelId: "shop" })), [
      "Unusual",
      "Unusual"
    ])
    assert.deepStrictEqual(severities(Explanation.make(`${secret} `, confirm)), ["Wrong"])
  })

  it("finds nothing in requests that LINE Pay takes", () => {
    assert.isEmpty(messages({}))
    assert.isEmpty(messages({ payload: "" }))
    assert.isEmpty(messages({ payload: "{}" }))
    assert.isEmpty(messages({}, details))
    assert.isEmpty(messages({ payload: "transactionId=1&transactionId=2&orderId=A%2C1%20" }, details))
    assert.isEmpty(messages({ path: "/v4/payments" }, details))
  })

  for (
    const [what, parts, expected] of [
      ["an empty secret", { channelSecret: "" }, /^secret: .*empty/],
      ["a line break behind the secret", { channelSecret: `${secret}\n` }, /^secret: .*line break/],
      ["a blank behind the secret", { channelSecret: `${secret} ` }, /^secret: .*white space/],
      ["a secret in quotes", { channelSecret: `"${secret}"` }, /^secret: .*quotes/],
      [
        "the variable's name in the secret",
        { channelSecret: `LINE_PAY_CHANNEL_SECRET=${secret}` },
        /^secret: .*variable/
      ],
      ["a channel id for the secret", { channelSecret: "1234567890" }, /^secret: .*swapped/],
      ["half a secret", { channelSecret: secret.slice(0, 16) }, /^secret: .*32 hexadecimal/],
      ["an empty channel id", { channelId: "" }, /^channelId: .*empty/],
      ["a channel id in quotes", { channelId: "'1234567890'" }, /^channelId: .*quotes/],
      ["a channel id with a blank", { channelId: "1234567890 " }, /^channelId: .*white space/],
      ["a secret for the channel id", { channelId: secret }, /^channelId: .*swapped/],
      ["a channel id of letters", { channelId: "shop" }, /^channelId: .*digits/],
      ["a whole URL", { path: "https://api-pay.line.me/v3/payments/request" }, /^path: .*scheme and host/],
      ["no version", { path: "/payments/request" }, /^path: .*version/],
      ["a query in the path", { path: "/v3/payments?orderId=1" }, /^path: .*query/],
      ["the sample's & in the path", { path: "/v3/payments&orderId=1" }, /^path: .*query/],
      ["no nonce", { nonce: "" }, /^nonce: .*empty/],
      ["a nonce with a line break", { nonce: "1\n" }, /^nonce: .*white space/],
      ["the text null for no body", { payload: "null" }, /^payload: .*null/],
      ["a line break behind the body", { payload: "{}\n" }, /^payload: .*line break/],
      ["a byte order mark", { payload: "\ufeff{}" }, /^payload: .*byte order mark/],
      ["an object instead of a text", { payload: "[object Object]" }, /^payload: .*not JSON/],
      ["the ? of the query", { method: "GET", payload: "?orderId=1" }, /^payload: .*\?/],
      ["a query that ends with &", { method: "GET", payload: "orderId=1&" }, /^payload: .*&/],
      ["a query that is not encoded", { method: "GET", payload: "orderId=訂單" }, /^payload: .*encoded/],
      ["brackets in the query", { method: "GET", payload: "transactionId%5B0%5D=1" }, /^payload: .*brackets/],
      ["ids joined with commas", { method: "GET", payload: "transactionId=1%2C2" }, /^payload: .*commas/]
    ] as const
  ) {
    it(`finds ${what}, and that alone`, () => {
      const [message = "", ...others] = messages(parts)
      assert.match(message, expected)
      assert.isEmpty(others)
    })
  }
})
