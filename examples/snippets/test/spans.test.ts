import { assert, it } from "@effect/vitest"
import { InMemorySpanExporter } from "@opentelemetry/sdk-trace-base"
import { Effect, Redacted } from "effect"
import { LinePay, RegKey } from "effect-line-pay"
import { LinePayTest, Options } from "effect-line-pay-sandbox"
import { layerSpans } from "../src/spans.ts"
import * as Shop from "./support/shop.ts"

it.effect("each call is a span that says how it ended, without a secret", () =>
  Effect.gen(function*() {
    const exporter = new InMemorySpanExporter()
    const regKey = RegKey.make("RK2AE3519XTFXHM")
    const spans = yield* Effect.gen(function*() {
      const linePay = yield* LinePay
      yield* Shop.confirmed()
      yield* Effect.flip(linePay.checkRegKey({ regKey }))
      return exporter.getFinishedSpans()
    }).pipe(Effect.provide([layerSpans(exporter), LinePayTest.layer()]))

    assert.deepStrictEqual(spans.map(({ name }) => name), [
      "LinePay.requestPayment",
      "LinePay.confirmPayment",
      "LinePay.checkRegKey"
    ])
    const [, confirm, check] = spans
    assert.strictEqual(confirm?.attributes["linepay.return_code"], "0000")
    assert.strictEqual(check?.attributes["linepay.return_code"], "1190")
    const shown = JSON.stringify(
      spans.map(({ attributes, events, name, status }) => ({ attributes, events, name, status }))
    )
    assert.notInclude(shown, Redacted.value(regKey))
    assert.notInclude(shown, Options.defaultCredentials.channelSecret)
  }))
