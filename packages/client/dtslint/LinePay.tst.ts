import type { HttpClient } from "@effect/platform"
import { Config, type ConfigError, Effect, Layer, type Redacted } from "effect"
import {
  type ConfirmPaymentSuccess,
  type GetPaymentDetailsSuccess,
  LinePay,
  LinePayConfig,
  Nonce,
  type PaymentStatus,
  Policy,
  type RegKey,
  Signer,
  type TransactionId
} from "effect-line-pay"
import type { Operation } from "line-pay-protocol"
import { describe, expect, it } from "tstyche"

describe("LinePay", () => {
  it("has a method for each call of the API, and no other", () => {
    expect<Exclude<keyof LinePay.Service, "merchant">>().type.toBe<Operation.Operation>()
  })

  it("layer wants its parts, and an HttpClient is one of them", () => {
    expect(LinePay.layer).type.toBe<
      Layer.Layer<LinePay, never, LinePayConfig | Signer | Nonce | HttpClient.HttpClient>
    >()
    expect(LinePay.make).type.toBe<
      Effect.Effect<LinePay.Service, never, LinePayConfig | Signer | Nonce | HttpClient.HttpClient>
    >()
  })

  it("layerConfig wants an HttpClient alone, and fails with a ConfigError", () => {
    type Configured = Layer.Layer<LinePay, ConfigError.ConfigError, HttpClient.HttpClient>
    expect(LinePay.layerConfig()).type.toBe<Configured>()
    expect(LinePay.layerConfig({ channelSecret: Config.redacted("SECRET") })).type.toBe<Configured>()
    expect(LinePay.layerConfig).type.not.toBeCallableWith({ channelSecret: Config.string("SECRET") })
  })

  it("its parts are layers that want nothing", () => {
    expect(LinePayConfig.layerConfig()).type.toBe<Layer.Layer<LinePayConfig, ConfigError.ConfigError>>()
    expect(Signer.layerConfig()).type.toBe<Layer.Layer<Signer, ConfigError.ConfigError>>()
    expect<ReturnType<typeof Signer.layer>>().type.toBe<Layer.Layer<Signer>>()
    expect<Parameters<typeof Signer.layer>[0]>().type.toBe<Redacted.Redacted<string>>()
    expect(Nonce.layerUuidV1).type.toBe<Layer.Layer<Nonce>>()
    expect(Layer.succeed(LinePayConfig, { channelId: "1", environment: "sandbox" })).type.toBe<
      Layer.Layer<LinePayConfig>
    >()
    expect<{ channelId: string }>().type.not.toBeAssignableTo<LinePayConfig.Service>()
  })

  it("withPolicy changes no type", () => {
    const call = Effect.flatMap(LinePay, (linePay) => linePay.getPaymentDetails({ orderIds: ["1"] }))
    expect(LinePay.withPolicy(Policy.none)(call)).type.toBe<typeof call>()
  })
})

describe("successes", () => {
  it("hold ids and secrets under their types", () => {
    expect<ConfirmPaymentSuccess["transactionId"]>().type.toBe<TransactionId>()
    expect<Exclude<ConfirmPaymentSuccess["regKey"], undefined>>().type.toBe<RegKey>()
    expect<PaymentStatus>().type.toBe<
      "WaitingForCustomer" | "Authenticated" | "CanceledOrExpired" | "Failed" | "Completed"
    >()
  })

  it("leave enumerations open", () => {
    // A field that money depends on can be unreadable as well, and a program has to say what that means.
    type Stated = NonNullable<GetPaymentDetailsSuccess[number]["payStatus"]>
    expect<Stated>().type.not.toBeAssignableTo<string>()
    type PayStatus = Exclude<Stated, { readonly _tag: "Unreadable" }>
    expect<string>().type.toBeAssignableTo<PayStatus>()
    expect<PayStatus>().type.toBeAssignableTo<string>()
  })
})
