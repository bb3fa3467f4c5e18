import { UrlParams } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { Either, FastCheck as fc } from "effect"
import * as Cart from "../src/Cart.ts"
import * as Language from "../src/Language.ts"
import { html } from "../src/pages/html.ts"
import { products } from "../src/Products.ts"

describe("html", () => {
  it("no text becomes markup, neither in an element nor in an attribute", () => {
    fc.assert(fc.property(fc.string(), (text) => {
      const hole = html`${text}`.text
      assert.notMatch(hole, /[<>"']/)
      assert.strictEqual(
        hole.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code))),
        text
      )
    }))
  })

  it("what was escaped is not escaped again", () => {
    assert.strictEqual(html`<p>${html`<b>${"<"}</b>`}${undefined}${3}</p>`.text, "<p><b>&#60;</b>3</p>")
  })
})

describe("Language", () => {
  it("takes the first that it speaks, by weight", () => {
    const accepted: ReadonlyArray<readonly [header: string | undefined, locale: Language.Locale]> = [
      [undefined, "en"],
      ["", "en"],
      ["*", "en"],
      ["ja,zh;q=0.5", "zh_TW"],
      ["zh-Hant-TW", "zh_TW"],
      ["zh-TW,zh;q=0.9,en-US;q=0.8", "zh_TW"],
      ["en-US,en;q=0.9,zh-TW;q=0.8", "en"],
      ["en;q=0.5, zh;q=0.9", "zh_TW"],
      ["zh;q=0, en;q=0.1", "en"]
    ]
    for (const [header, locale] of accepted) assert.strictEqual(Language.accepted(header), locale, header)
  })

  it("reads any header", () => {
    fc.assert(fc.property(fc.string(), (header) => assert.isTrue(Language.isLocale(Language.accepted(header)))))
  })
})

describe("Cart", () => {
  it("is what its form says, at the shop's prices", () => {
    const quantities = fc.tuple(...products.map(() => fc.integer({ min: 0, max: 9 }))).filter((all) =>
      all.some((n) => n > 0)
    )
    fc.assert(fc.property(quantities, (quantities) => {
      const form = UrlParams.fromInput(products.map(({ id }, index) => [id, String(quantities[index])] as const))
      const cart = Either.getOrThrow(Cart.fromForm(form))
      assert.strictEqual(
        cart.amount,
        products.reduce((sum, { price }, index) => sum + price * (quantities[index] ?? 0), 0)
      )
      assert.deepStrictEqual(Either.getOrThrow(Cart.fromForm(UrlParams.fromInput(Cart.toForm(cart)))), cart)
    }))
  })
})
