import { assert, describe, it } from "@effect/vitest"
import { Signature, SignatureMistake } from "line-pay-protocol"
import { createHmac } from "node:crypto"

const secret = "0123456789abcdef0123456789abcdef"
const hmac = (key: string, text: string) => createHmac("sha256", key).update(text).digest("base64")

const get = { method: "GET", path: "/v3/payments", payload: "orderId=A%20B&transactionId=1", nonce: "n-1" } as const
const post = {
  method: "POST",
  path: "/v3/payments/request",
  payload: `{"amount":100,"orderId":"茶/1","redirectUrls":{"confirmUrl":"https://shop.example/confirm"}}`,
  nonce: "n-1"
} as const
const empty = { method: "POST", path: "/v3/payments/authorizations/1/void", payload: "", nonce: "n-1" } as const

type Request = Omit<SignatureMistake.Received, "signature">

const found = (request: Request, signature: string, others?: ReadonlyArray<readonly [string, string]>) =>
  SignatureMistake.find(hmac, { ...request, signature }, secret, others)?.message

const signedText = (request: Request, parts: Partial<Signature.Parts>) =>
  hmac(secret, Signature.stringToSign(secret, { ...request, ...parts }))

const right = (request: Request) => signedText(request, {})

const rows: ReadonlyArray<readonly [name: string, request: Request, signature: string, message: RegExp]> = [
  ["its ?", get, signedText(get, { payload: `?${get.payload}` }), /with its \?/],
  ["LINE Pay's own sample, a &", get, signedText(get, { payload: `&${get.payload}` }), /after a &/],
  ["no query", get, signedText(get, { payload: "" }), /query was not signed/],
  ["a decoded query", get, signedText(get, { payload: "orderId=A B&transactionId=1" }), /query was signed decoded/],
  ["+ for a blank", get, signedText(get, { payload: "orderId=A+B&transactionId=1" }), /with \+ for a blank/],
  ["null for no query", { ...get, payload: "" }, signedText(get, { payload: "null" }), /text null/],
  [
    "null for no body",
    empty,
    signedText(empty, { payload: "null" }),
    /text null was signed for a request without a body/
  ],
  ["{} for no body", empty, signedText(empty, { payload: "{}" }), /text \{\}/],
  ["no body", post, signedText(post, { payload: "" }), /body was not signed/],
  [
    "a pretty body",
    post,
    signedText(post, { payload: JSON.stringify(JSON.parse(post.payload), undefined, 2) }),
    /twice/
  ],
  [
    "PHP's JSON",
    post,
    signedText(post, {
      payload: post.payload.replaceAll("/", "\\/").replace("茶", "\\u8336")
    }),
    /twice/
  ],
  [
    "Python's JSON",
    post,
    signedText(post, {
      payload: `{"amount": 100, "orderId": "\\u8336/1", "redirectUrls": {"confirmUrl": "https://shop.example/confirm"}}`
    }),
    /twice/
  ],
  ["no path", post, signedText(post, { path: "" }), /path was not signed/],
  ["no version", post, signedText(post, { path: "/payments/request" }), /without its version/],
  ["the host", post, signedText(post, { path: `https://api-pay.line.me${post.path}` }), /Scheme and host/],
  ["no nonce", post, signedText(post, { nonce: "" }), /nonce was not signed/],
  ["the nonce first", post, hmac(secret, `n-1${secret}${post.path}${post.payload}`), /nonce was signed first/],
  ["no secret in the text", post, hmac(secret, post.path + post.payload + post.nonce), /only the key/],
  ["hex", post, Buffer.from(right(post), "base64").toString("hex"), /in hex/],
  ["Base64 of hex", post, btoa(Buffer.from(right(post), "base64").toString("hex")), /of the hex text/],
  ["no padding", post, right(post).slice(0, -1), /padding|Base64url/],
  [
    "a line break after the secret",
    post,
    hmac(`${secret}\n`, `${secret}\n${post.path}${post.payload}n-1`),
    /line break/
  ],
  [
    "two mistakes at once, of the text and of the encoding",
    get,
    Buffer.from(signedText(get, { payload: "" }), "base64").toString("hex"),
    /query was not signed.* in hex/
  ]
]

describe("SignatureMistake.find", () => {
  for (const [name, request, signature, message] of rows) {
    it(`names ${name}`, () => assert.match(found(request, signature) ?? "nothing", message))
  }

  it("names Base64url", () => {
    // A signature in which it differs from Base64.
    const nonce =
      Array.from({ length: 100 }, (_, index) => `n-${index}`).find((nonce) =>
        /[+/]/.test(signedText(post, { nonce }))
      ) ?? assert.fail("no such nonce")
    const url = Buffer.from(signedText(post, { nonce }), "base64").toString("base64url")
    assert.match(found({ ...post, nonce }, `${url}=`) ?? "nothing", /Base64url/)
    assert.match(found({ ...post, nonce }, url) ?? "nothing", /Base64url/)
  })

  it("names the secret of another channel", () => {
    const other = "fedcba9876543210fedcba9876543210"
    assert.match(
      found(post, hmac(other, Signature.stringToSign(other, post)), [["SHOP_B", other]]) ?? "nothing",
      /another channel, the one in SHOP_B/
    )
  })

  it("says nothing of a right signature, nor of one that nothing explains", () => {
    assert.isUndefined(found(post, right(post)))
    assert.isUndefined(found(post, hmac("another", "text")))
    assert.isUndefined(found({ ...get, payload: "%E0%A4%A" }, "x"))
    assert.isUndefined(found({ ...post, payload: "no JSON" }, ""))
  })

  it("says nothing that holds the secret", () => {
    for (const [, request, signature] of rows) assert.notInclude(found(request, signature), secret)
  })
})
