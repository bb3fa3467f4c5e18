import { assert, describe, it } from "@effect/vitest"
import { Cause, Config, ConfigProvider, Context, Effect, Exit, Layer, Redacted } from "effect"
import { LinePay, LinePayConfig, Nonce, Signer } from "effect-line-pay"
import { inspect } from "node:util"
import * as Calls from "./support/calls.ts"
import { recorder } from "./support/recorder.ts"

type Environment = { readonly [name: string]: string }

const secret = "5ecre7-0f-a-channe1"

const complete: Environment = {
  LINE_PAY_CHANNEL_ID: "1234567890",
  LINE_PAY_CHANNEL_SECRET: secret,
  LINE_PAY_ENVIRONMENT: "sandbox"
}

const within = (environment: Environment) => <A, E, R>(self: Effect.Effect<A, E, R>): Effect.Effect<A, E, R> =>
  Effect.withConfigProvider(self, ConfigProvider.fromMap(new Map(Object.entries(environment))))

const config = (environment: Environment) => within(environment)(LinePayConfig.config)

/** What a person sees of a configuration that failed. */
const complaint = <A, E>(exit: Exit.Exit<A, E>): string => {
  assert.isTrue(Exit.isFailure(exit) && Cause.isFailType(exit.cause), inspect(exit))
  const seen = [
    Exit.isFailure(exit) ? Cause.pretty(exit.cause) : "",
    inspect(exit, { depth: Infinity, showHidden: true }),
    JSON.stringify(exit)
  ]
  for (const text of seen) assert.notInclude(text, secret)
  return seen[0] ?? ""
}

describe("LinePayConfig.config", () => {
  it.effect("three variables are enough; the version is v3 and there is no device", () =>
    Effect.gen(function*() {
      assert.deepStrictEqual(yield* config(complete), {
        channelId: "1234567890",
        environment: "sandbox",
        apiVersion: "v3"
      })
    }))

  it.effect("all variables", () =>
    Effect.gen(function*() {
      const all = {
        ...complete,
        LINE_PAY_ENVIRONMENT: "https://proxy.example",
        LINE_PAY_API_VERSION: "v4",
        LINE_PAY_DEVICE_PROFILE_ID: "TERMINAL-1",
        LINE_PAY_DEVICE_TYPE: "POS terminal"
      }
      assert.deepStrictEqual(yield* config(all), {
        channelId: "1234567890",
        environment: "https://proxy.example",
        apiVersion: "v4",
        device: { profileId: "TERMINAL-1", type: "POS terminal" }
      })
    }))

  it.effect("does not hold the secret", () =>
    Effect.gen(function*() {
      assert.notInclude(JSON.stringify(yield* config(complete)), secret)
    }))

  it.effect("takes `sandbox`, `production`, https, and http on loopback", () =>
    Effect.gen(function*() {
      for (
        const environment of [
          "sandbox",
          "production",
          "https://api-pay.example",
          "https://api-pay.example/",
          "https://10.0.0.1:8443",
          "http://localhost:8787",
          "http://127.0.0.1:8787",
          "http://127.255.255.254",
          "http://[::1]:8787"
        ]
      ) {
        const { environment: taken } = yield* config({ ...complete, LINE_PAY_ENVIRONMENT: environment })
        assert.strictEqual(taken, environment)
      }
    }))

  const refused: ReadonlyArray<
    readonly [variable: string, values: ReadonlyArray<string | undefined>, expected: string]
  > = [
    [
      "LINE_PAY_CHANNEL_ID",
      [undefined, "", " ", " 1234567890", "1234567890\n", "12345\r\nX-Evil: 1", "1234５"],
      "printable ASCII"
    ],
    [
      "LINE_PAY_ENVIRONMENT",
      [
        undefined,
        "",
        "Sandbox",
        "prod",
        "constructor",
        "api-pay.line.me",
        "http://api-pay.line.me",
        "http://localhost.evil.example",
        "http://127.0.0.1.evil.example",
        "http://127.0.0.1@evil.example",
        "http://0.0.0.0:8787",
        "https://user:pass@api-pay.line.me",
        "https://user@api-pay.line.me",
        "https://api-pay.line.me/v3",
        "https://api-pay.line.me/?a=1",
        "https://api-pay.line.me/#a",
        "ftp://api-pay.line.me",
        "file:///etc/passwd",
        "javascript:alert(1)"
      ],
      "`sandbox`, `production`, or a base URL: https (http on loopback only)"
    ],
    ["LINE_PAY_API_VERSION", ["", "V3", "3", "v2", "v5"], "v3, v4"],
    ["LINE_PAY_DEVICE_PROFILE_ID", [undefined, "", "TERMINAL\n1", " T"], "Expected"],
    ["LINE_PAY_DEVICE_TYPE", [undefined, "", "POS\u0000", "P O S "], "Expected"]
  ]

  for (const [variable, values, expected] of refused) {
    it.effect(`${variable}, missing or wrong, is named, with what was expected`, () =>
      Effect.gen(function*() {
        const base = variable.includes("DEVICE")
          ? { ...complete, LINE_PAY_DEVICE_PROFILE_ID: "TERMINAL-1", LINE_PAY_DEVICE_TYPE: "POS" }
          : complete
        for (const value of values) {
          const { [variable]: _, ...others }: Environment = base
          const environment = value === undefined ? others : { ...others, [variable]: value }
          const said = complaint(yield* Effect.exit(config(environment)))
          assert.match(said, new RegExp(`data at ${variable}: `), inspect(value))
          assert.include(said, expected)
          // No other variable is blamed.
          const named = [...said.matchAll(/data at (\w+)/g)].map(([, name]) => name)
          assert.deepStrictEqual(named, [variable])
        }
      }))
  }

  it.effect("everything that is wrong is said at once", () =>
    Effect.gen(function*() {
      const said = complaint(yield* Effect.exit(config({ LINE_PAY_ENVIRONMENT: "prod" })))
      assert.include(said, "LINE_PAY_CHANNEL_ID")
      assert.include(said, "LINE_PAY_ENVIRONMENT")
    }))

  it.effect("is a Config like any other: nested, for a second merchant", () =>
    Effect.gen(function*() {
      const nested = Config.nested(LinePayConfig.config, "SHOP2")
      const provider = ConfigProvider.fromMap(
        new Map(Object.entries(complete).map(([name, value]) => [`SHOP2.${name}`, value]))
      )
      const { channelId } = yield* Effect.withConfigProvider(nested, provider)
      assert.strictEqual(channelId, "1234567890")
      const said = complaint(yield* Effect.exit(within({})(nested)))
      assert.include(said, "SHOP2.LINE_PAY_CHANNEL_ID")
    }))

  it.effect("comes from whatever ConfigProvider there is: here, JSON", () =>
    Effect.gen(function*() {
      const json = ConfigProvider.fromJson({ ...complete, LINE_PAY_API_VERSION: "v4" })
      const { apiVersion } = yield* Effect.withConfigProvider(LinePayConfig.config, json)
      assert.strictEqual(apiVersion, "v4")
    }))
})

describe("Signer.channelSecret", () => {
  it.effect("is redacted", () =>
    Effect.gen(function*() {
      const channelSecret = yield* within(complete)(Signer.channelSecret)
      assert.strictEqual(Redacted.value(channelSecret), secret)
      assert.strictEqual(inspect(channelSecret, { showHidden: true }), "<redacted>")
    }))

  it.effect("missing or wrong, is named, with what was expected, and not shown", () =>
    Effect.gen(function*() {
      for (const value of [undefined, "", " ", `${secret}\n`, ` ${secret}`, `${secret} `, `\t${secret}`]) {
        const environment = value === undefined ? {} : { LINE_PAY_CHANNEL_SECRET: value }
        const said = complaint(yield* Effect.exit(within(environment)(Signer.channelSecret)))
        assert.match(said, /data at LINE_PAY_CHANNEL_SECRET: "Expected the channel secret of the merchant centre/)
      }
    }))
})

describe("LinePay.layerConfig", () => {
  const call = Effect.flatMap(LinePay, Calls.calls.voidPayment.run)

  it.effect("is the client with its usual parts, from the environment", () =>
    Effect.gen(function*() {
      const { layer, requests } = recorder()
      const error = yield* Effect.flip(call).pipe(
        Effect.provide(LinePay.layerConfig().pipe(Layer.provide(layer))),
        within(complete)
      )
      assert.propertyVal(error, "_tag", "MerchantNotFound")
      const [request] = requests
      assert.strictEqual(
        request?.url,
        "https://sandbox-api-pay.line.me/v3/payments/authorizations/2023042201206549310/void"
      )
      assert.strictEqual(request?.headers["x-line-channelid"], "1234567890")
      // A UUID of version 1, and a SHA-256 in Base64.
      assert.match(request?.headers["x-line-authorization-nonce"] ?? "", /^[\da-f]{8}-[\da-f]{4}-1[\da-f]{3}-/)
      assert.match(request?.headers["x-line-authorization"] ?? "", /^[\w+/]{43}=$/)
    }))

  it("without arguments it is always the same layer", () => {
    assert.strictEqual(LinePay.layerConfig(), LinePay.layerConfig())
    assert.notStrictEqual(LinePay.layerConfig({}), LinePay.layerConfig({}))
  })

  it.effect("and so it is built once, however often it is provided", () =>
    Effect.gen(function*() {
      const { layer } = recorder()
      const both = Layer.merge(
        LinePay.layerConfig(),
        Layer.effect(Context.GenericTag<LinePay.Service>("Again"), LinePay).pipe(Layer.provide(LinePay.layerConfig()))
      )
      const context = yield* Layer.build(Layer.provide(both, layer)).pipe(within(complete))
      assert.strictEqual(
        Context.unsafeGet(context, Context.GenericTag<LinePay.Service>("Again")),
        Context.get(context, LinePay)
      )
    }).pipe(Effect.scoped))

  it.effect("fails before any call, naming what is missing", () =>
    Effect.gen(function*() {
      for (const missing of Object.keys(complete)) {
        const { layer, requests } = recorder()
        const { [missing]: _, ...environment }: Environment = complete
        const exit = yield* Effect.exit(call).pipe(
          Effect.provide(LinePay.layerConfig().pipe(Layer.provide(layer))),
          within(environment),
          Effect.exit
        )
        assert.include(complaint(exit), `Missing data at ${missing}`)
        assert.deepStrictEqual(requests, [])
      }
    }))

  it.effect("takes its configuration from elsewhere when told to", () =>
    Effect.gen(function*() {
      const { layer, requests } = recorder()
      const custom = LinePay.layerConfig({
        config: Config.map(Config.string("CHANNEL"), (channelId) => ({
          channelId,
          environment: "http://127.0.0.1:8787",
          apiVersion: "v4" as const
        })),
        channelSecret: Config.redacted("SECRET")
      })
      yield* Effect.flip(call).pipe(
        Effect.provide(custom.pipe(Layer.provide(layer))),
        within({ CHANNEL: "42", SECRET: secret })
      )
      assert.strictEqual(requests[0]?.url.slice(0, 24), "http://127.0.0.1:8787/v4")
      assert.strictEqual(requests[0]?.headers["x-line-channelid"], "42")
    }))
})

describe("the parts of LinePay.layer", () => {
  it.effect("each is replaced in one line", () =>
    Effect.gen(function*() {
      const { layer, requests } = recorder()
      const parts = Layer.mergeAll(
        layer,
        Layer.succeed(LinePayConfig, { channelId: "42", environment: "sandbox" }),
        Layer.succeed(Signer, { sign: ({ nonce }) => Effect.succeed(`signed-${nonce}`) }),
        Layer.succeed(Nonce, { next: Effect.succeed("n1") })
      )
      yield* Effect.flatMap(LinePay, Calls.calls.voidPayment.run).pipe(
        Effect.flip,
        Effect.provide(LinePay.layer.pipe(Layer.provide(parts)))
      )
      assert.deepInclude(requests[0]?.headers, {
        "x-line-channelid": "42",
        "x-line-authorization-nonce": "n1",
        "x-line-authorization": "signed-n1"
      })
    }))
})
