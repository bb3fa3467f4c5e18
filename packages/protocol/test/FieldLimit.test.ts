import { assert, describe, it } from "@effect/vitest"
import { FastCheck } from "effect"
import { FieldLimit } from "line-pay-protocol"

describe("FieldLimit", () => {
  it.each([
    ["", 0, 0],
    ["Brown pen", 9, 9],
    ["é", 1, 2],
    ["原味優格", 4, 12],
    // A vowel sign is a character of its own.
    ["ชาไทย", 5, 15],
    ["น้ำ", 3, 9],
    ["😀", 1, 4],
    // Four people, three joiners.
    ["👨‍👩‍👧‍👦", 7, 25]
  ])("%j has %i characters and %i bytes", (text, characters, bytes) => {
    assert.strictEqual(FieldLimit.length(text, "characters"), characters)
    assert.strictEqual(FieldLimit.length(text, "bytes"), bytes)
  })

  it.prop("bytes are those that are sent", [FastCheck.string({ unit: "binary" })], ([text]) => {
    assert.strictEqual(FieldLimit.length(text, "bytes"), Buffer.byteLength(text))
  })

  it.prop(
    "characters are counted once each",
    [FastCheck.string({ unit: "binary" }), FastCheck.string({ unit: "binary" })],
    ([left, right]) => {
      const joined = FieldLimit.length(`${left}-${right}`, "characters")
      assert.strictEqual(joined, FieldLimit.length(left, "characters") + 1 + FieldLimit.length(right, "characters"))
    }
  )

  it("a pre-approved payment is limited in bytes, as its document says", () => {
    assert.deepStrictEqual(FieldLimit.preapproved, {
      orderId: { maximum: 100, unit: "bytes" },
      productName: { maximum: 4000, unit: "bytes" }
    })
    // 40 Chinese characters: within 100 characters, beyond 100 bytes.
    const orderId = "單".repeat(40)
    assert.isAtMost(FieldLimit.length(orderId, FieldLimit.request.orderId.unit), FieldLimit.request.orderId.maximum)
    assert.isAbove(
      FieldLimit.length(orderId, FieldLimit.preapproved.orderId.unit),
      FieldLimit.preapproved.orderId.maximum
    )
  })

  it("a payment request is limited in characters, as the endpoint page says", () => {
    assert.deepStrictEqual(
      Object.entries(FieldLimit.request).map(([field, { maximum, unit }]) => [field, maximum, unit]),
      [
        ["orderId", 100, "characters"],
        ["packageId", 50, "characters"],
        ["packageName", 100, "characters"],
        ["productId", 50, "characters"],
        ["productName", 4000, "characters"],
        ["imageUrl", 500, "characters"],
        ["redirectUrl", 500, "characters"],
        ["appPackageName", 4000, "characters"],
        ["branchName", 200, "characters"],
        ["branchId", 32, "characters"],
        ["eventCode", 30, "characters"]
      ]
    )
  })
})
