import { assert, describe, it } from "@effect/vitest"
import { Either, ParseResult, Schema } from "effect"
import { CheckRegKeyRequest, ExpireRegKeyRequest, PayPreapprovedRequest, RegKey } from "effect-line-pay"

const secret = "RK5ECRE75ECRE75"
const regKey = RegKey.make(secret)

const requests = {
  PayPreapprovedRequest: Schema.encodeEither(PayPreapprovedRequest)({
    regKey,
    productName: "Tea",
    amount: 50,
    currency: "TWD",
    orderId: "charge-1"
  }),
  ExpireRegKeyRequest: Schema.encodeEither(ExpireRegKeyRequest)({ regKey }),
  CheckRegKeyRequest: Schema.encodeEither(CheckRegKeyRequest)({ regKey })
}

describe("a request with a regKey", () => {
  for (const [name, encoded] of Object.entries(requests)) {
    it(`${name} is not encoded, and the error names the field and no key`, () => {
      assert.isTrue(Either.isLeft(encoded))
      if (Either.isRight(encoded)) return
      const issues = ParseResult.ArrayFormatter.formatErrorSync(encoded.left)
      assert.deepStrictEqual(issues.map(({ path }) => path.join()), ["regKey"])
      assert.include(issues[0]?.message, "A request with a regKey is not encoded")
      assert.notInclude(encoded.left.message + JSON.stringify(encoded.left), secret)
    })
  }

  it("is still checked", () => {
    assert.isTrue(Schema.is(ExpireRegKeyRequest)({ regKey }))
    assert.isFalse(Schema.is(ExpireRegKeyRequest)({ regKey: secret }))
    assert.deepStrictEqual(Schema.decodeSync(ExpireRegKeyRequest)({ regKey }), { regKey })
  })

  it("JSON has no key", () => {
    assert.strictEqual(JSON.stringify(regKey), `"<redacted>"`)
    assert.strictEqual(JSON.stringify({ regKey }), `{"regKey":"<redacted>"}`)
  })
})
