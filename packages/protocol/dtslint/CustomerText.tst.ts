import type { CustomerText } from "line-pay-protocol"
import { describe, expect, it } from "tstyche"

describe("CustomerText", () => {
  it("a language without one of the texts does not compile", () => {
    expect<Omit<CustomerText.Texts, "Unknown">>().type.not.toBeAssignableTo<CustomerText.Texts>()
    expect<Omit<CustomerText.Texts["NotApplied"], "Card">>().type.not.toBeAssignableTo<
      CustomerText.Texts["NotApplied"]
    >()
    expect<{ readonly en: (typeof CustomerText.texts)["en"] }>().type.not.toBeAssignableTo<typeof CustomerText.texts>()
  })

  it("a situation names a call that moves money, a known language and an error's category", () => {
    expect<CustomerText.Situation>().type.toBeAssignableFrom<
      { locale: "zh_TW"; operation: "refundPayment"; verdict: "NotApplied"; category: "Card" }
    >()
    expect<CustomerText.Situation["operation"]>().type.not.toBeAssignableFrom<"getPaymentDetails">()
    expect<CustomerText.Situation["category"]>().type.not.toBeAssignableFrom<"Status">()
    expect<CustomerText.Locale>().type.not.toBeAssignableFrom<"ja">()
  })
})
