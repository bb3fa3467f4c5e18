/**
 * The `line-pay-cli` command as a value.
 *
 * @since 0.1.0
 */
import { Signer } from "effect-line-pay/Signer"
import * as Console from "effect/Console"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Explanation from "line-pay-protocol/Explanation"
import * as Money from "line-pay-protocol/Money"
import * as Crypto from "node:crypto"
import * as Fs from "node:fs"
import * as Util from "node:util"
import * as Customer from "./Customer.ts"
import * as Doctor from "./Doctor.ts"
import type { Environment } from "./Environment.ts"
import * as Stories from "./internal/stories.ts"
import * as Probe from "./Probe.ts"

/**
 * The arguments are invalid.
 *
 * @since 0.1.0
 * @category errors
 */
export class UsageError extends Schema.TaggedError<UsageError>("line-pay-cli/UsageError")("UsageError", {
  /** Names the argument, and what was expected. */
  message: Schema.String
}) {}

/**
 * The parsed arguments of the command.
 *
 * @since 0.1.0
 * @category models
 */
export type Invocation =
  | { readonly _tag: "Help" }
  | { readonly _tag: "Version" }
  | { readonly _tag: "Doctor"; readonly timeout: Duration.Duration | undefined }
  | {
    readonly _tag: "Probe"
    readonly stories: ReadonlyArray<Probe.StoryName> | undefined
    readonly currency: Money.Currency | undefined
    /** The time to wait for a person; `undefined` when nobody is there. */
    readonly patience: Duration.Duration | undefined
    readonly json: boolean
  }
  | {
    readonly _tag: "Explain"
    readonly method: "GET" | "POST"
    readonly path: string
    /** `undefined` when it comes from standard input. */
    readonly payload: string | undefined
    readonly nonce: string
    /** The signature of another client for the same request. */
    readonly signature: string | undefined
  }

/**
 * The parts of the process that the command uses.
 *
 * @since 0.1.0
 * @category models
 */
export interface Process {
  readonly environment: Environment
  /** All of standard input. */
  readonly stdin: Effect.Effect<string>
  /** Prints in colour. */
  readonly colors: boolean
}

interface Flag {
  /** The placeholder for the value in the help. A flag without one is a switch. */
  readonly value?: string
  readonly multiple?: true
  readonly short?: string
  readonly description: string
}

const common = {
  help: { short: "h", description: "Prints this." },
  version: { short: "v", description: "Prints the version." }
} as const satisfies { readonly [name: string]: Flag }

const verbs = {
  doctor: {
    usage: "doctor [flags]",
    description: [
      "Checks the configuration, the network and the clock, and signs one call that",
      "changes nothing. Reports what is wrong and how to fix it."
    ],
    flags: {
      timeout: { value: "SECONDS", description: "The timeout of each step. Default: 20." }
    }
  },
  probe: {
    usage: "probe [flags]",
    description: [
      "Tests LINE Pay's sandbox where no document says what it answers, and compares its",
      "answers with those of line-pay-sandbox. You must pay on a few pages that it prints.",
      "It refuses to run against production."
    ],
    flags: {
      "no-customer": { description: "Skips the stories in which somebody must pay." },
      patience: { value: "SECONDS", description: "The time to wait for each page. Default: 300." },
      currency: { value: "CURRENCY", description: `One of ${Money.currencies.join(", ")}. Default: TWD.` },
      story: {
        value: "NAME",
        multiple: true,
        description: "Runs only this story of those below. You may give several."
      },
      json: { description: "Prints the report as JSON, to attach to an issue." }
    }
  },
  explain: {
    usage: "explain [flags] METHOD PATH [PAYLOAD]",
    description: [
      "Shows what is signed for a request of any client, with the secret masked, what looks",
      "wrong in it, and what to compare. PAYLOAD is the query without its ?, or the body.",
      "Use - to read it from standard input, byte for byte."
    ],
    flags: {
      nonce: { value: "NONCE", description: "The value of X-LINE-Authorization-Nonce. Default: a new UUID." },
      signature: { value: "BASE64", description: "The other client's signature, to check whether it is right." }
    }
  }
} as const satisfies {
  readonly [name: string]: {
    readonly usage: string
    readonly description: ReadonlyArray<string>
    readonly flags: { readonly [name: string]: Flag }
  }
}

type Verb = keyof typeof verbs

const isVerb = (word: string): word is Verb => Object.hasOwn(verbs, word)

const isStory = (name: string): name is Probe.StoryName => Stories.names.some((story) => story === name)

const isCurrency = (code: string): code is Money.Currency => Money.currencies.some((currency) => currency === code)

/**
 * Parses arguments, without those for Node and the program.
 *
 * @example
 * ```ts
 * import { Either } from "effect"
 * import { Command } from "line-pay-cli"
 *
 * const invocation = Either.getOrThrow(Command.parse(["doctor"]))
 * assert.equal(invocation._tag, "Doctor")
 * ```
 *
 * @since 0.1.0
 * @category parsing
 */
export const parse = (args: ReadonlyArray<string>): Either.Either<Invocation, UsageError> =>
  Either.gen(function*() {
    const [word, ...rest] = args
    const verb = word !== undefined && isVerb(word) ? word : undefined
    const { positionals, values } = yield* readArguments(verb === undefined ? args : rest, verb)
    if (values["help"] === true || args.length === 0) return { _tag: "Help" as const }
    if (values["version"] === true) return { _tag: "Version" as const }
    if (verb === undefined) {
      return yield* refuse(`${word}: expected one of ${Object.keys(verbs).join(", ")}`)
    }
    if (verb !== "explain" && positionals.length > 0) return yield* refuse(`${positionals[0]}: expected a flag`)

    const text = (name: string) => {
      const value = values[name]
      return typeof value === "string" ? value : undefined
    }
    const seconds = (name: string) => {
      const value = text(name)
      if (value === undefined) return Either.right(undefined)
      return /^(?:\d*\.)?\d+$/.test(value) && Number(value) > 0
        ? Either.right(Duration.seconds(Number(value)))
        : refuse(`--${name}: expected a number of seconds above 0`)
    }

    switch (verb) {
      case "doctor":
        return { _tag: "Doctor" as const, timeout: yield* seconds("timeout") }
      case "probe": {
        const patience = (yield* seconds("patience")) ?? Duration.minutes(5)
        const currency = text("currency")
        if (currency !== undefined && !isCurrency(currency)) {
          return yield* refuse(`--currency: expected one of ${Money.currencies.join(", ")}`)
        }
        const named = Array.isArray(values["story"]) ? values["story"].map(String) : undefined
        const stories = named?.filter(isStory)
        if (stories?.length !== named?.length) {
          return yield* refuse(`--story: expected one of ${Stories.names.join(", ")}`)
        }
        return {
          _tag: "Probe" as const,
          stories,
          currency,
          patience: values["no-customer"] === true ? undefined : patience,
          json: values["json"] === true
        }
      }
      case "explain": {
        const [typed = "", path, payload = "", ...others] = positionals
        const method = typed.toUpperCase()
        if (method !== "GET" && method !== "POST") return yield* refuse("METHOD: expected GET or POST")
        if (path === undefined) return yield* refuse("PATH: expected the signed path, from /v3 or /v4 on")
        if (others.length > 0) return yield* refuse("PAYLOAD: expected one argument; put it into quotes")
        return {
          _tag: "Explain" as const,
          method,
          path,
          payload: payload === "-" ? undefined : payload,
          nonce: text("nonce") ?? Crypto.randomUUID(),
          signature: text("signature")
        }
      }
    }
  })

const refuse = (message: string) => Either.left(new UsageError({ message }))

const flagsOf = (verb: Verb | undefined): ReadonlyArray<readonly [name: string, flag: Flag]> =>
  Object.entries({ ...(verb === undefined ? {} : verbs[verb].flags), ...common })

const readArguments = (args: ReadonlyArray<string>, verb: Verb | undefined) =>
  Either.try({
    try: () =>
      Util.parseArgs({
        args: Array.from(args),
        strict: true,
        allowPositionals: true,
        options: Object.fromEntries(
          flagsOf(verb).map(([name, { multiple = false, short, value }]) => [
            name,
            { type: value === undefined ? "boolean" : "string", multiple, ...(short === undefined ? {} : { short }) }
          ])
        )
      }),
    catch: (error) => new UsageError({ message: error instanceof Error ? error.message : String(error) })
  })

const describeFlags = (flags: ReadonlyArray<readonly [name: string, flag: Flag]>, indent: string) =>
  flags.flatMap(([name, { description, short, value }]) => [
    `${indent}${short === undefined ? "" : `-${short}, `}--${name}${value === undefined ? "" : ` ${value}`}`,
    `${indent}    ${description}`
  ])

/**
 * The output of `--help`.
 *
 * @since 0.1.0
 * @category texts
 */
export const help: string = [
  "Usage: line-pay-cli VERB [flags]",
  "",
  ...Object.values(verbs).flatMap(({ description, flags, usage }) => [
    `line-pay-cli ${usage}`,
    ...description.map((line) => `  ${line}`),
    ...describeFlags(Object.entries(flags), "    "),
    ""
  ]),
  "The stories of a probe:",
  `    without a customer: ${Stories.names.filter((name) => !Stories.byName[name].customer).join(", ")}`,
  `    with a customer: ${Stories.names.filter((name) => Stories.byName[name].customer).join(", ")}`,
  "",
  "Everywhere:",
  ...describeFlags(Object.entries(common), "    "),
  "",
  "The configuration is read from LINE_PAY_CHANNEL_ID, LINE_PAY_CHANNEL_SECRET, LINE_PAY_ENVIRONMENT",
  "(sandbox, production or a base URL) and LINE_PAY_API_VERSION. Secrets are never printed.",
  "Exit codes:",
  "    0: nothing is wrong, or all answers agree",
  "    1: something is wrong, or an answer differs",
  "    2: the arguments are invalid, or the configuration of a probe is"
].join("\n")

/**
 * Runs the command and returns its exit code.
 *
 * - 0: nothing is wrong, or LINE Pay answers as the sandbox does
 * - 1: something is wrong, or an answer differs
 * - 2: the arguments are invalid, or the configuration of a probe is
 *
 * @since 0.1.0
 * @category running
 */
export const run = (args: ReadonlyArray<string>, process: Process): Effect.Effect<number> =>
  Effect.flatMap(Effect.either(parse(args)), (parsed) => {
    if (Either.isLeft(parsed)) {
      return unusable(`${parsed.left.message}\nSee line-pay-cli --help.`)
    }
    switch (parsed.right._tag) {
      case "Help":
        return Effect.as(Console.log(help), 0)
      case "Version":
        return Effect.as(Effect.flatMap(version, Console.log), 0)
      case "Doctor":
        return doctor(parsed.right, process)
      case "Probe":
        return probe(parsed.right, process)
      case "Explain":
        return explain(parsed.right, process)
    }
  })

type InvocationOf<Tag extends Invocation["_tag"]> = Extract<Invocation, { readonly _tag: Tag }>

const doctor = ({ timeout }: InvocationOf<"Doctor">, { colors, environment }: Process): Effect.Effect<number> =>
  Effect.gen(function*() {
    const diagnoses = yield* Doctor.examine({
      environment,
      timeout,
      onDiagnosis: (diagnosis) => Console.log(Doctor.render(diagnosis, { colors }))
    })
    yield* Console.log(`\n${Doctor.summary(diagnoses)}`)
    return Doctor.isHealthy(diagnoses) ? 0 : 1
  })

const probe = (
  { currency, json, patience, stories }: InvocationOf<"Probe">,
  { colors, environment }: Process
): Effect.Effect<number> =>
  Probe.run({
    environment,
    stories,
    currency,
    // Goes to standard error, so that you can pipe the report.
    customer: patience === undefined ? undefined : Customer.human({ patience, tell: Console.error }),
    onStory: (story) => Console.error(`… ${story}`)
  }).pipe(
    Effect.tap((report) => Console.log(json ? JSON.stringify(report, undefined, 2) : Probe.render(report, { colors }))),
    Effect.map((report) => Probe.agrees(report) ? 0 : 1),
    Effect.catchAll((error) => unusable(error instanceof Probe.ProductionRefused ? error.message : String(error)))
  )

const explain = (
  { method, nonce, path, payload, signature }: InvocationOf<"Explain">,
  { environment, stdin }: Process
): Effect.Effect<number> =>
  Effect.gen(function*() {
    // Unchanged, because this command reports what is wrong with it.
    const channelSecret = Redacted.make(environment["LINE_PAY_CHANNEL_SECRET"] ?? "")
    if (Redacted.value(channelSecret) === "") {
      return yield* new UsageError({
        message: "LINE_PAY_CHANNEL_SECRET: expected the channel secret of the merchant center"
      })
    }
    const parts = { path, payload: payload ?? (yield* stdin), nonce }
    const made = yield* Effect.flatMap(Signer, (signer) => signer.sign(parts)).pipe(
      Effect.provide(Signer.layer(channelSecret))
    )
    const explanation = Explanation.make(Redacted.value(channelSecret), {
      ...parts,
      method,
      channelId: environment["LINE_PAY_CHANNEL_ID"] ?? "",
      signature: made,
      payloadSha256: parts.payload === ""
        ? undefined
        : Crypto.createHash("sha256").update(parts.payload).digest("hex")
    })
    yield* Console.log(Explanation.render(explanation))
    if (signature === undefined) return explanation.findings.some(({ severity }) => severity === "Wrong") ? 1 : 0
    yield* Console.log(
      signature === made
        ? "\nThe given signature is the one of this text."
        : "\nThe given signature is another one: one of the parts above differs from what the other client signed."
    )
    return signature === made ? 0 : 1
  }).pipe(Effect.catchAll(({ message }) => unusable(message)))

const unusable = (message: string): Effect.Effect<number> => Effect.as(Console.error(`line-pay-cli: ${message}`), 2)

const version: Effect.Effect<string> = Effect.sync(() => {
  const manifest: { readonly version: string } = JSON.parse(
    Fs.readFileSync(new URL("../package.json", import.meta.url), "utf8")
  )
  return manifest.version
})
