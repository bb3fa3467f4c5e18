import { CustomerText, ResultCode } from "line-pay-protocol"
import { assert, describe, it } from "vitest"

const texts = [...Object.entries(CustomerText.byVerdict), ...Object.entries(CustomerText.byCategory)]

describe("CustomerText", () => {
  it("has a text for the category of every error", () => {
    for (const code of ResultCode.errorCodes) {
      assert.property(CustomerText.byCategory, ResultCode.table[code].category)
    }
  })

  it.each(texts)("%s is said in both languages, each in its own script", (_, text) => {
    assert.match(text.en, /^[\x20-\x7e]+\.$/)
    assert.match(text.zh_TW, /\p{Script=Han}{4}/u)
    assert.match(text.zh_TW, /。$/)
    assert.notMatch(text.zh_TW, /[们这张帐户后]/u, "a simplified character")
  })

  it("never calls an open payment failed, and asks not to pay again", () => {
    for (const text of [CustomerText.byVerdict.Unknown, CustomerText.byVerdict.Mismatch, CustomerText.byCategory.Duplicate]) {
      assert.notMatch(text.en, /fail|nothing was charged|try again/i)
      assert.match(text.en, /do not pay again/i)
      assert.notMatch(text.zh_TW, /失敗|沒有被扣款|再試/)
      assert.match(text.zh_TW, /請勿重複付款/)
    }
  })
})
