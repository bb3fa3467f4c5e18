import { assert, describe, it } from "@effect/vitest"
import { CustomerText, Operation, ResultCode } from "line-pay-protocol"

const locales = ["en", "zh_TW"] as const
const verdicts = ["Applied", "NotApplied", "Mismatch", "Unknown"] as const
const operations = ["confirmPayment", "capturePayment", "payPreapproved", "voidPayment", "refundPayment"] as const
const categories = [...new Set(ResultCode.errorCodes.map((code) => ResultCode.table[code].category))]

const situations = locales.flatMap((locale) =>
  operations.flatMap((operation) =>
    verdicts.flatMap((verdict) =>
      [undefined, ...categories].map((category) => ({ locale, operation, verdict, category }))
    )
  )
)

const all = situations.map((situation) => ({ ...situation, text: CustomerText.text(situation) }))

const only = (verdict: CustomerText.Verdict) => all.filter((each) => each.verdict === verdict)

// Characters that exist in simplified Chinese only, of words that these texts could use.
const simplified = /[们为请认单额络这时间费码谢确复无后试会处]/u

describe("CustomerText", () => {
  it("there is one for every situation: each category of the table, each call that moves money", () => {
    assert.lengthOf(categories, 11)
    assert.deepStrictEqual(Object.keys(CustomerText.subjects).toSorted(), operations.toSorted())
    // The other five read, or move no money.
    assert.lengthOf(Operation.operations, operations.length + 5)
    assert.lengthOf(all, 2 * 5 * 4 * 12)
    for (const { text } of all) assert.match(text, /^\S.*[.。]$/)
  })

  it("are short", () => {
    for (const { locale, text } of all) assert.isAtMost(text.length, locale === "en" ? 140 : 60, text)
  })

  it("those for an unknown outcome are exactly these", () => {
    assert.deepStrictEqual([...new Set(only("Unknown").map(({ text }) => text))], [
      "We are checking your payment. Please do not pay again.",
      "We are checking whether the amount that was held for your order has been released. You need not do anything.",
      "We are checking your refund. You need not do anything.",
      "我們正在確認您的付款，請勿重複付款。",
      "我們正在確認為您的訂單保留的金額是否已經釋出。您不需要做任何事。",
      "我們正在確認您的退款。您不需要做任何事。"
    ])
  })

  it("what is not known is neither a failure nor a success, and the customer is not sent to pay again", () => {
    for (const { locale, operation, text } of [...only("Unknown"), ...only("Mismatch")]) {
      assert.notMatch(
        text,
        /fail|declin|reject|refus|not been|complete|confirmed|thank|失敗|未能|無法|尚未|未向|已完成|已確認|謝謝/i
      )
      assert.notMatch(text, /try again|start again|another way|再試|重新|其他付款/)
      if (CustomerText.subjects[operation] !== "Payment") continue
      assert.include(text, locale === "en" ? "Please do not pay again." : "請勿重複付款。")
    }
  })

  it("a payment that was not made says that nothing was charged", () => {
    for (const { locale, operation, text } of only("NotApplied")) {
      if (CustomerText.subjects[operation] !== "Payment") continue
      assert.match(text, locale === "en" ? /you have not been charged/ : /並未向您收取任何費用/)
    }
  })

  it("a duplicate does not invite to pay again", () => {
    for (const locale of locales) {
      const text = CustomerText.text({
        locale,
        operation: "confirmPayment",
        verdict: "NotApplied",
        category: "Duplicate"
      })
      assert.notMatch(text, /try again|start again|another way|再試|重新|其他付款/)
    }
  })

  it("none blames the customer, or shows what is LINE Pay's and ours", () => {
    for (const { text } of all) {
      assert.notMatch(
        text,
        /\byour (?:fault|mistake|error)|you (?:did|must|should|entered|failed)|invalid|wrong (?!on our side)|illegal/i
      )
      assert.notMatch(text, /\d{4}|code|API|regKey|transaction|capture|void|authori[sz]/)
      assert.notMatch(text, /您的錯|錯誤|違規|您必須|不正確/)
    }
  })

  it("the Chinese is traditional, with its own punctuation", () => {
    for (const { locale, text } of all) {
      if (locale !== "zh_TW") continue
      assert.notMatch(text, simplified)
      assert.notMatch(text, /[,.;!?]/)
      assert.notMatch(text.replaceAll("LINE Pay", ""), /[A-Za-z]/)
    }
  })

  it("no two verdicts, and no two subjects, say the same", () => {
    for (const locale of locales) {
      const texts = Object.values(CustomerText.texts[locale]).flatMap(({ Applied, Mismatch, NotApplied, Unknown }) => [
        Applied,
        Mismatch,
        Unknown,
        ...new Set(Object.values(NotApplied))
      ])
      assert.lengthOf(new Set(texts), texts.length)
    }
  })

  it("the locales are LINE Pay's own names, so that one value serves the payment page and the text", () => {
    assert.deepStrictEqual(Object.keys(CustomerText.texts), ["en", "zh_TW"])
  })
})
