/**
 * Tests LINE Pay's sandbox where no document says what it answers, and compares
 * its answers with those of this project's sandbox.
 *
 * @since 0.1.0
 */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import type * as HttpClient from "@effect/platform/HttpClient"
import type { ActRefused } from "effect-line-pay-sandbox/ActRefused"
import * as SandboxOptions from "effect-line-pay-sandbox/Options"
import { Sandbox } from "effect-line-pay-sandbox/Sandbox"
import { LinePay } from "effect-line-pay/LinePay"
import { LinePayConfig } from "effect-line-pay/LinePayConfig"
import { Nonce } from "effect-line-pay/Nonce"
import { Signer } from "effect-line-pay/Signer"
import * as Clock from "effect/Clock"
import type * as ConfigError from "effect/ConfigError"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Endpoint from "line-pay-protocol/Endpoint"
import type { Currency } from "line-pay-protocol/Money"
import { type Customer, CustomerLeft } from "./Customer.ts"
import type { Environment } from "./Environment.ts"
import * as Fact from "./Fact.ts"
import * as configProvider from "./internal/configProvider.ts"
import * as Harness from "./internal/harness.ts"
import * as paint from "./internal/paint.ts"
import * as Raw from "./internal/raw.ts"
import * as Stories from "./internal/stories.ts"
import * as StoryNames from "./internal/storyNames.ts"

/**
 * The environment is LINE Pay's production. There, a probe would move real money
 * and spoil the merchant's records.
 *
 * @since 0.1.0
 * @category errors
 */
export class ProductionRefused
  extends Schema.TaggedError<ProductionRefused>("line-pay-cli/ProductionRefused")("ProductionRefused", {})
{
  override get message(): string {
    return "LINE_PAY_ENVIRONMENT is LINE Pay's production, where these payments would be real. Nothing was sent. Set it to sandbox; no flag changes this"
  }
}

/**
 * Some calls in a row that answer some facts.
 *
 * @since 0.1.0
 * @category models
 */
export type StoryName = StoryNames.StoryName

/**
 * The answers of both sides to one fact.
 *
 * @since 0.1.0
 * @category models
 */
export interface Row extends Fact.Fact {
  readonly fact: Fact.Name
  readonly story: StoryName
  readonly verdict: "Same" | "Different" | "Skipped"
  /** LINE Pay's answer; absent when it was not asked. */
  readonly linePay?: Fact.Answer | undefined
  /** The sandbox's answer; absent when it was not asked. */
  readonly sandbox?: Fact.Answer | undefined
  /** The reason why it was skipped. */
  readonly because?: string | undefined
}

/**
 * @since 0.1.0
 * @category models
 */
export interface Report {
  /** Scheme and host of the LINE Pay that was asked. */
  readonly linePay: string
  readonly apiVersion: Endpoint.ApiVersion
  /** ISO 8601. */
  readonly at: string
  readonly rows: ReadonlyArray<Row>
}

/**
 * @since 0.1.0
 * @category models
 */
export interface Options {
  /** Has the `LINE_PAY_…` variables. */
  readonly environment: Environment
  /** Authenticates payments at LINE Pay. Without one, the stories that need it are skipped. */
  readonly customer?: Customer | undefined
  /** Default: all of them. */
  readonly stories?: ReadonlyArray<StoryName> | undefined
  /** One that the merchant takes. Default: TWD. */
  readonly currency?: Currency | undefined
  /** Gets the name of each story when it begins. */
  readonly onStory?: ((name: StoryName) => Effect.Effect<void>) | undefined
}

/**
 * Runs each story against LINE Pay and against the sandbox, and records both
 * answers. If a story cannot continue at LINE Pay (no contract for it, nobody
 * came to pay), its facts are skipped, with the reason.
 *
 * At the end of a story it refunds the payments, where LINE Pay accepts that.
 * Fails with `ProductionRefused`, or with the `ConfigError` of the
 * variable that is missing.
 *
 * @since 0.1.0
 * @category probing
 */
export const run = (options: Options): Effect.Effect<Report, ConfigError.ConfigError | ProductionRefused> =>
  Effect.gen(function*() {
    const { currency = "TWD", customer, onStory = () => Effect.void } = options
    const config = yield* LinePayConfig.config
    const channelSecret = yield* Signer.channelSecret
    const origin = originOf(config.environment)
    if (isProduction(origin)) return yield* new ProductionRefused()
    const { apiVersion = "v3" } = config
    const now = yield* Clock.currentTimeMillis

    const line = yield* Layer.build(
      side({ ...config, environment: origin }, Signer.layer(channelSecret), NodeHttpClient.layerUndici)
    )
    const played = yield* Layer.build(Sandbox.layer())
    const ours = yield* Layer.build(side(
      { channelId: defaults.channelId, environment: "sandbox", apiVersion },
      Signer.layer(defaults.channelSecret),
      Layer.succeedContext(played)
    ))
    const ourCustomer = customerOf(Context.get(played, Sandbox))

    const rows: Array<Row> = []
    for (const story of options.stories ?? StoryNames.names) {
      const { facts } = Stories.byName[story]
      const isNeeded = StoryNames.needsCustomer[story]
      yield* onStory(story)
      const about = { story, currency, apiVersion, prefix: `probe-${now.toString(36)}-${story}` }
      const asked = isNeeded && customer === undefined
        ? { answers: new Map<Fact.Name, Fact.Answer>(), ended: "it needs a customer" }
        : yield* Effect.provide(
          tell({ ...about, origin, customer: customer ?? nobody, pause: Effect.sleep("1 second") }),
          line
        )
      const known = yield* Effect.provide(
        tell({ ...about, origin: Endpoint.origins.sandbox, customer: ourCustomer, pause: Effect.void }),
        ours
      )
      rows.push(...facts.map((fact) => row(story, fact, asked, known)))
    }
    return { linePay: origin, apiVersion, at: new Date(now).toISOString(), rows }
  }).pipe(Effect.scoped, Effect.withConfigProvider(configProvider.of(options.environment)))

const defaults = /*#__PURE__*/ SandboxOptions.resolve()

const origins: { readonly [environment: string]: string } = Endpoint.origins

const originOf = (environment: string): string => origins[environment] ?? new URL(environment).origin

/** Returns true for every host of LINE except its sandbox, because production may have names that we don't know. */
const isProduction = (origin: string): boolean => {
  const host = new URL(origin).hostname.replace(/\.$/, "")
  return /(?:^|\.)line\.me$/.test(host) && host !== new URL(Endpoint.origins.sandbox).hostname
}

type Parts = LinePay | LinePayConfig | Signer | Nonce | HttpClient.HttpClient

/** Provides a client and its parts, because some requests are built by hand. */
const side = (
  config: LinePayConfig.Service,
  signer: Layer.Layer<Signer>,
  http: Layer.Layer<HttpClient.HttpClient>
): Layer.Layer<Parts> =>
  LinePay.layer.pipe(
    Layer.provideMerge(Layer.mergeAll(Layer.succeed(LinePayConfig, config), signer, Nonce.layerUuidV1, http))
  )

const nobody: Customer = {
  approve: () => new CustomerLeft({ message: "nobody is there" }),
  decline: () => new CustomerLeft({ message: "nobody is there" })
}

/** The customer that the sandbox plays. */
const customerOf = (sandbox: Sandbox.Service): Customer => {
  const act =
    (act: (transactionId: string) => Effect.Effect<unknown, ActRefused>): Customer["approve"] => ({ transactionId }) =>
      Effect.mapBoth(act(transactionId), {
        onFailure: ({ message }) => new CustomerLeft({ message }),
        onSuccess: () => undefined
      })
  return { approve: act(sandbox.approve), decline: act(sandbox.decline) }
}

interface Told {
  readonly answers: ReadonlyMap<Fact.Name, Fact.Answer>
  /** Why the story ended early. */
  readonly ended: string | undefined
}

const tell = ({ apiVersion, currency, customer, origin, pause, prefix, story }: {
  readonly story: StoryName
  readonly currency: Currency
  readonly apiVersion: Endpoint.ApiVersion
  readonly origin: string
  readonly prefix: string
  readonly customer: Customer
  readonly pause: Effect.Effect<void>
}): Effect.Effect<Told, never, Parts> =>
  Effect.gen(function*() {
    const answers = new Map<Fact.Name, Fact.Answer>()
    const harness = yield* Harness.make({
      raw: yield* Raw.make(origin, apiVersion),
      customer,
      currency,
      pause,
      prefix,
      note: (fact, answer) => Effect.sync(() => void answers.set(fact, answer))
    })
    const ended = yield* Stories.byName[story].tell(harness).pipe(
      Effect.match({ onFailure: ({ message }) => message, onSuccess: () => undefined })
    )
    return { answers, ended }
  })

/** Words do not count. */
const isSame = (one: Fact.Answer, other: Fact.Answer): boolean => one.code === other.code && one.shows === other.shows

const row = (story: StoryName, fact: Fact.Name, line: Told, ours: Told): Row => {
  const { operation, situation, source } = Fact.facts[fact]
  const [linePay, sandbox] = [line.answers.get(fact), ours.answers.get(fact)]
  const about = { fact, story, operation, situation, source, linePay, sandbox }
  if (linePay === undefined || sandbox === undefined) {
    const because = linePay === undefined ? line.ended : ours.ended
    return { ...about, verdict: "Skipped", because: because ?? "an earlier answer left nothing to test" }
  }
  return { ...about, verdict: isSame(linePay, sandbox) ? "Same" : "Different" }
}

/**
 * Renders the report as a table. `=` marks the same answer, `≠` a different one,
 * and `-` a skipped fact.
 *
 * @since 0.1.0
 * @category texts
 */
export const render = (report: Report, options: { readonly colors?: boolean | undefined } = {}): string => {
  const { bad, doubtful, good } = paint.make(options.colors ?? false)
  const width = Math.max(...report.rows.map(({ fact }) => fact.length))
  const indent = " ".repeat(width + 4)
  const lines = report.rows.flatMap(({ because, fact, linePay, operation, sandbox, situation, source, verdict }) => {
    const name = fact.padEnd(width)
    switch (verdict) {
      case "Same":
        return [`${good("=")} ${name}  ${text(linePay)}`]
      case "Different":
        return [
          `${bad("≠")} ${name}  LINE Pay: ${text(linePay)}${words(linePay)}`,
          `${indent}sandbox:  ${text(sandbox)} (${source})`,
          `${indent}${operation === "any" ? "" : `${operation}: `}${situation}`
        ]
      case "Skipped":
        return [`${doubtful("-")} ${name}  skipped: ${because}`]
    }
  })
  const count = (wanted: Row["verdict"]) => report.rows.filter(({ verdict }) => verdict === wanted).length
  return [
    `${report.linePay}, ${report.apiVersion}, ${report.at}`,
    "",
    ...lines,
    "",
    `${report.rows.length} facts: ${count("Same")} the same, ${count("Different")} different, ${
      count("Skipped")
    } skipped.`
  ].join("\n")
}

const text = (answer: Fact.Answer | undefined): string =>
  answer === undefined ? "" : answer.shows === undefined ? answer.code : `${answer.code}: ${answer.shows}`

const words = (answer: Fact.Answer | undefined): string => answer?.message === undefined ? "" : ` ("${answer.message}")`

/**
 * Returns whether all of LINE Pay's answers match the sandbox's.
 *
 * @since 0.1.0
 * @category probing
 */
export const agrees = (report: Report): boolean => report.rows.every(({ verdict }) => verdict !== "Different")
