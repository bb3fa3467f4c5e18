import { assert, describe, it } from "@effect/vitest"
import { Signature } from "line-pay-protocol"
import { createHmac } from "node:crypto"

const hmac = (key: string, message: string) => createHmac("sha256", key).update(message, "utf8").digest("base64")

const sign = (secret: string, parts: Signature.Parts) => hmac(secret, Signature.stringToSign(secret, parts))

/** Vectors of public test suites, each with where it stands. */
const published = [
  {
    source: "sumihiro3/line-pay-sdk-python, tests/test_api.py",
    secret: "fuga",
    path: "/v3/payments/request",
    payload:
      `{"amount": 1, "currency": "JPY", "orderId": "5383b36e-fe10-4767-b11b-81eefd1752fa", "packages": [{"id": "package-999", "amount": 1, "name": "Sample package", "products": [{"id": "product-001", "name": "Sample product", "quantity": 1, "price": 1}]}], "redirectUrls": {"confirmUrl": "https://example.com/pay/confirm", "cancelUrl": "https://example.com/pay/cancel"}}`,
    nonce: "021a6bb9-ed18-4562-b9bd-ad07a27532f6",
    signature: "Rz5VEwPHChlQgN+dEmYWWbtWKw0XS41MblRB/dRdygE="
  },
  {
    // That suite's path is a whole URL.
    source: "enylin/line-pay-merchant, auth-http-client.test.ts, GET",
    secret: "channelSecretKey",
    path: "https://sandbox-api-pay.line.me/v3/payments",
    payload: "transactionId=2021113000697317600",
    nonce: "00000000-0000-0000-0000-000000000000",
    signature: "CcToW3HaslH44yvJNliuomtkwufd8aC048p3QXZPlj8="
  },
  {
    source: "enylin/line-pay-merchant, auth-http-client.test.ts, POST",
    secret: "channelSecretKey",
    path: "https://sandbox-api-pay.line.me/v3/payments",
    payload: `{"transactionId":"2021113000697317600"}`,
    nonce: "00000000-0000-0000-0000-000000000000",
    signature: "En0nRkzzQpXrXo6OHNV+827g+rWIwUq5VTk/n9Jm5Ek="
  }
]

/** Vectors of an independent HMAC implementation, one for each kind of call. */
const secret = "example-channel-secret-not-real"
const nonce = "00000000-0000-4000-8000-000000000000"
const voidPath = "/v3/payments/authorizations/2018082512345678910/void"
const computed = [
  {
    name: "POST without a body",
    path: voidPath,
    payload: "",
    signature: "pAX5/cnuhjhBRXkvWwjrLLkFri3tjPXlBSTRf6ln4+o="
  },
  {
    name: "POST of an empty object",
    path: voidPath,
    payload: "{}",
    signature: "Y2ex3pZx6OK503XpJ9Yh0XD3biIKr06W5PDZR5cm/6Y="
  },
  {
    name: "GET without a query",
    path: "/v3/payments/requests/2018110112345678910/check",
    payload: "",
    signature: "wXUfkv99Rds8HqMdrsMcGCTyM8w5tJdsPXOll+ziw2Q="
  },
  {
    name: "GET",
    path: "/v3/payments",
    payload: "transactionId=20140101123123123&orderId=1002045572",
    signature: "j4tOH1zPxtuUaTdqNiK+LvVKXWRPtDxCz4QVdfSAmnU="
  },
  {
    name: "GET with repeated and encoded parameters",
    path: "/v3/payments",
    payload: "orderId=A%201%262&orderId=B&transactionId=2018082512345678910",
    signature: "P/9nS/TT9WGBwNuoSgLKowraLiXULTVzdw8iyYT+BGY="
  },
  {
    name: "GET with creditCardAuth",
    path: "/v3/payments/preapprovedPay/RK123asd213/check",
    payload: "creditCardAuth=true",
    signature: "3HULBMKF4+BPvdeTN32gj5YJlu8bsiPEvlNqBWRG894="
  },
  {
    name: "POST of a pre-approved payment",
    path: "/v3/payments/preapprovedPay/RK123asd213/payment",
    payload: `{"productName":"Brown pen","amount":1000,"currency":"TWD","orderId":"Ord2018123100000001"}`,
    signature: "ybqW1NgoZySWCF8SpaOit6BljxJzLUQDLJekfZ/Eu7E="
  },
  {
    name: "POST of a confirmation",
    path: "/v3/payments/2018082512345678910/confirm",
    payload: `{"amount":1000,"currency":"TWD"}`,
    signature: "3UQ1PXdWSYdxpvoBH4J9CeJSAutNcOs4tRAc4lkybgs="
  },
  {
    name: "POST of text beyond ASCII",
    path: "/v3/payments/preapprovedPay/RK123asd213/payment",
    payload: `{"productName":"原味優格","amount":1000,"currency":"TWD","orderId":"Ord1"}`,
    signature: "ZFXTl+zSjBdvHCtYhMG7zB/oWvkhxFa2hhBamLnAC7U="
  }
]

describe("Signature", () => {
  it("the test's HMAC is the one of chy168/line-pay-sdk-go, sign_test.go", () => {
    assert.strictEqual(hmac("A", "BODY"), "d7N2zcBCDH7EXw28ym/ppeNqa/Gp/9Xv/hO40MNjtI8=")
  })

  it.each(published)("signs as $source", ({ secret, signature, ...parts }) => {
    assert.strictEqual(sign(secret, parts), signature)
  })

  it.each(computed)("signs a $name", ({ path, payload, signature }) => {
    assert.strictEqual(sign(secret, { path, payload, nonce }), signature)
  })

  it("differs from the documentation's helper, which signs `null` for a body that it does not send", () => {
    const helper = sign(secret, { path: voidPath, payload: JSON.stringify(null), nonce })
    assert.strictEqual(helper, "1sqIvVTneJw+qwevYUK6shJGZ3i/z3lC2y1LJtj66fw=")
    assert.notStrictEqual(sign(secret, { path: voidPath, payload: "", nonce }), helper)
  })

  it("differs from a signature over the query with its question mark", () => {
    const query = "transactionId=20140101123123123&orderId=1002045572"
    const marked = sign(secret, { path: "/v3/payments", payload: `?${query}`, nonce })
    assert.strictEqual(marked, "3F68ijNAGN7DpLxwOzskJ7LsSEewmpD/pXTnmLEeFRM=")
    assert.notStrictEqual(sign(secret, { path: "/v3/payments", payload: query, nonce }), marked)
  })

  it("names the headers as the Online API document does", () => {
    assert.deepStrictEqual(Signature.headers, {
      channelId: "X-LINE-ChannelId",
      nonce: "X-LINE-Authorization-Nonce",
      signature: "X-LINE-Authorization",
      deviceProfileId: "X-LINE-MerchantDeviceProfileId",
      deviceType: "X-LINE-MerchantDeviceType"
    })
  })
})
