/**
 * The `line-pay-sandbox` command as a value.
 *
 * @since 0.1.0
 */
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { randomInt } from "node:crypto"
import * as Fs from "node:fs"
import * as Util from "node:util"
import * as CertificateAuthority from "./CertificateAuthority.ts"
import * as Fault from "./Fault.ts"
import * as FaultNotation from "./FaultNotation.ts"
import { environment } from "./internal/http/environment.ts"
import { profiles } from "./internal/machine/profiles.ts"
import * as Journal from "./Journal.ts"
import * as Options from "./Options.ts"
import { Sandbox } from "./Sandbox.ts"
import { SandboxServer } from "./SandboxServer.ts"

/**
 * An argument or an environment variable is invalid.
 *
 * @since 0.1.0
 * @category errors
 */
export class UsageError extends Schema.TaggedError<UsageError>("effect-line-pay-sandbox/UsageError")("UsageError", {
  /** Names the flag or variable, and what was expected. It never shows a secret. */
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
  | {
    readonly _tag: "Serve"
    readonly options: SandboxServer.Options
    readonly faults: ReadonlyArray<FaultNotation.Script>
    /** Prints no line per call. */
    readonly quiet: boolean
    /** The file of the certificate authority, if the sandbox is an HTTPS proxy. */
    readonly caFile: string | undefined
    readonly mix: Fault.Mix | undefined
  }

/**
 * Environment variables by name. An empty one counts as unset.
 *
 * @since 0.1.0
 * @category models
 */
export interface Environment {
  readonly [name: string]: string | undefined
}

interface Flag {
  readonly variable?: string
  /** The placeholder for the value in the help. A flag without one is a switch. */
  readonly value?: string
  readonly multiple?: true
  readonly short?: string
  readonly description: string
}

const flags = {
  port: {
    variable: "LINE_PAY_SANDBOX_PORT",
    value: "PORT",
    description: "Port to listen on; 0 takes any free one. Default: 8787."
  },
  host: {
    variable: "LINE_PAY_SANDBOX_HOST",
    value: "HOST",
    description: "Address to listen on. Default: 127.0.0.1, which only this machine reaches."
  },
  "public-url": {
    variable: "LINE_PAY_SANDBOX_PUBLIC_URL",
    value: "URL",
    description: "The URL at which a browser reaches the customer's page. Default: the URL of host and port."
  },
  "channel-id": {
    variable: "LINE_PAY_CHANNEL_ID",
    value: "ID",
    description: `Default: ${Options.defaultCredentials.channelId}.`
  },
  "channel-secret": {
    variable: "LINE_PAY_CHANNEL_SECRET",
    value: "SECRET",
    description: `Default: ${Options.defaultCredentials.channelSecret}.`
  },
  "merchant-name": {
    variable: "LINE_PAY_SANDBOX_MERCHANT_NAME",
    value: "NAME",
    description: "The name on the customer's page and in payment details. Default: Sandbox Store."
  },
  profile: {
    variable: "LINE_PAY_SANDBOX_PROFILE",
    value: "PROFILE",
    description: "full allows everything, taiwan is a new Taiwanese merchant. Default: full."
  },
  "reg-keys": {
    variable: "LINE_PAY_SANDBOX_REG_KEYS",
    value: "KIND",
    description: "usual keys look like LINE Pay's, any keys use characters that a URL must encode. Default: usual."
  },
  seed: {
    variable: "LINE_PAY_SANDBOX_SEED",
    value: "SEED",
    description: "Decides tokens, regKeys and random faults. Default: another one at each start."
  },
  fault: {
    value: "FAULT",
    multiple: true,
    description: "Injects a fault into the next calls, see below. You may give several."
  },
  "random-faults": {
    variable: "LINE_PAY_SANDBOX_RANDOM_FAULTS",
    value: "SHARE",
    description: "The share of calls that get a random fault, from 0 to 1. Default: 0."
  },
  "ca-file": {
    variable: "LINE_PAY_SANDBOX_CA_FILE",
    value: "FILE",
    description: "Makes the sandbox an HTTPS proxy for LINE Pay's hosts, see below. FILE gets the certificate to trust."
  },
  "allow-host": {
    value: "NAME",
    multiple: true,
    description: "A host, beside this machine, under which the pages answer, and whose confirmUrl is called for SERVER."
  },
  quiet: { description: "Prints no line per call." },
  "no-control": { description: "Turns off the control API and its page under /sandbox." },
  help: { short: "h", description: "Prints this." },
  version: { short: "v", description: "Prints the version." }
} as const satisfies { readonly [name: string]: Flag }

type FlagName = keyof typeof flags

const entries: ReadonlyArray<readonly [name: string, flag: Flag]> = Object.entries(flags)

const defaultPort = 8787

/**
 * The faults that `--random-faults` draws from.
 *
 * @since 0.1.0
 * @category faults
 */
export const randomFaults: Fault.Mix["faults"] = [
  { fault: Fault.delay("2 seconds"), weight: 2 },
  { fault: Fault.resetBefore },
  { fault: Fault.commitThenLose },
  { fault: Fault.commitLate("5 seconds") },
  { fault: Fault.cutBody(20) },
  { fault: Fault.badGateway() },
  { fault: Fault.badGateway({ applied: true }) },
  { fault: Fault.emptyBody({ applied: true }) },
  { fault: Fault.resultCode("9000") }
]

/**
 * Parses arguments (without those for Node and the program) and environment
 * variables. Arguments take precedence.
 *
 * @example
 * ```ts
 * import { Either } from "effect"
 * import { Command } from "effect-line-pay-sandbox"
 *
 * const invocation = Either.getOrThrow(Command.parse(["--port", "9000"], {}))
 * assert.equal(invocation._tag, "Serve")
 * ```
 *
 * @since 0.1.0
 * @category parsing
 */
export const parse = (
  args: ReadonlyArray<string>,
  environment: Environment
): Either.Either<Invocation, UsageError> =>
  Either.gen(function*() {
    const typed = yield* readFlags(args)
    if (typed["help"] === true) return { _tag: "Help" as const }
    if (typed["version"] === true) return { _tag: "Version" as const }

    const read = <A>(name: FlagName, decode: (text: string) => A | undefined, expected: string) => {
      const flag: Flag = flags[name]
      const value = typed[name]
      const fromFlag = typeof value === "string" ? value : undefined
      const text = fromFlag ?? environment[flag.variable ?? ""]
      if (text === undefined || (fromFlag === undefined && text === "")) return Either.right(undefined)
      const result = decode(text)
      const source = fromFlag === undefined ? `${flag.variable}` : `--${name}`
      return result === undefined
        ? Either.left(new UsageError({ message: `${source}: expected ${expected}` }))
        : Either.right(result)
    }
    const plain = (name: FlagName, expected: string) => read(name, (text) => text === "" ? undefined : text, expected)

    const port = yield* read("port", readPort, "a whole number from 0 to 65535")
    const host = yield* plain("host", "an address of this machine")
    const publicUrl = yield* read("public-url", readUrl, "a URL that begins with http:// or https://")
    const channelId = yield* plain("channel-id", "a channel id")
    const channelSecret = yield* plain("channel-secret", "a channel secret")
    const merchantName = yield* plain("merchant-name", "a name")
    const profile = yield* read("profile", readProfile, `one of ${Object.keys(profiles).join(", ")}`)
    const regKeys = yield* read("reg-keys", readRegKeys, "usual or any")
    const seed = yield* plain("seed", "a number or a word")
    const caFile = yield* plain("ca-file", "the path of a file")
    const share = yield* read("random-faults", readShare, "a number from 0 to 1")
    const faults: Array<FaultNotation.Script> = []
    for (const text of Array.isArray(typed["fault"]) ? typed["fault"] : []) {
      faults.push(
        yield* Either.mapLeft(
          FaultNotation.parseScript(String(text)),
          (expected) => new UsageError({ message: `--fault: ${expected}` })
        )
      )
    }
    return {
      _tag: "Serve" as const,
      options: {
        port: port ?? defaultPort,
        host,
        publicUrl,
        control: typed["no-control"] !== true,
        allowedHosts: Array.isArray(typed["allow-host"]) ? typed["allow-host"].map(String) : [],
        channelId,
        channelSecret: channelSecret === undefined ? undefined : Redacted.make(channelSecret),
        merchantName,
        regKeys,
        profile,
        seed: seed !== undefined && /^-?\d{1,15}$/.test(seed) ? Number(seed) : seed
      },
      faults,
      quiet: typed["quiet"] === true,
      caFile,
      mix: share === undefined || share === 0 ? undefined : { probability: share, faults: randomFaults }
    }
  })

const readFlags = (args: ReadonlyArray<string>) =>
  Either.try({
    try: () =>
      Util.parseArgs({
        args: Array.from(args),
        strict: true,
        allowPositionals: false,
        options: Object.fromEntries(
          entries.map(([name, { multiple = false, short, value }]) => [
            name,
            { type: value === undefined ? "boolean" : "string", multiple, ...(short === undefined ? {} : { short }) }
          ])
        )
      }).values,
    // Names the flag and never shows its value, but does show a word that is not a flag.
    catch: (error) => new UsageError({ message: error instanceof Error ? error.message : String(error) })
  })

const readPort = (text: string) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined

const readUrl = (text: string) => /^https?:\/\/[^/]/i.test(text) ? text.replace(/\/+$/, "") : undefined

const readProfile = (text: string) => text === "full" || text === "taiwan" ? text : undefined

const readRegKeys = (text: string) => text === "usual" || text === "any" ? text : undefined

const readShare = (text: string) => /^(?:\d*\.)?\d+$/.test(text) && Number(text) <= 1 ? Number(text) : undefined

/**
 * The output of `--help`.
 *
 * @since 0.1.0
 * @category texts
 */
export const help: string = [
  "Usage: line-pay-sandbox [flags]",
  "",
  "A LINE Pay that lives on this machine: stateful, strict, and able to misbehave.",
  "It runs until you interrupt it.",
  "",
  "Flags, each with its environment variable:",
  ...entries.flatMap(([name, { description, short, value, variable }]) => [
    `  ${short === undefined ? "" : `-${short}, `}--${name}${value === undefined ? "" : ` ${value}`}` +
    (variable === undefined ? "" : `  (${variable})`),
    `      ${description}`
  ]),
  "",
  "A client whose host is a constant reaches the sandbox as its proxy, unchanged. Nothing is forwarded:",
  "  line-pay-sandbox --ca-file line-pay-ca.pem",
  "  HTTPS_PROXY=http://127.0.0.1:8787 SSL_CERT_FILE=line-pay-ca.pem your-shop",
  "  (NODE_EXTRA_CA_CERTS for Node, curl.cainfo for PHP, REQUESTS_CA_BUNDLE for Python's requests)",
  "",
  "FAULT is [OPERATION=]NAME[:ARGUMENT][*TIMES], such as confirmPayment=commitThenLose,",
  "resultCode:1142 (the next call of any operation) or requestPayment=delay:5s*always:",
  ...FaultNotation.list.flatMap(({ description, notation }) => [`  ${notation}`, `      ${description}`])
].join("\n")

/**
 * Runs the command and returns its exit code. A server runs until it is
 * interrupted.
 *
 * - 0: success
 * - 1: the server did not start
 * - 2: the arguments are invalid
 *
 * @since 0.1.0
 * @category running
 */
export const run = (args: ReadonlyArray<string>, environment: Environment): Effect.Effect<number> =>
  Effect.flatMap(Effect.either(parse(args, environment)), (parsed) => {
    if (Either.isLeft(parsed)) {
      return Effect.as(Console.error(`line-pay-sandbox: ${parsed.left.message}\nSee line-pay-sandbox --help.`), 2)
    }
    switch (parsed.right._tag) {
      case "Help":
        return Effect.as(Console.log(help), 0)
      case "Version":
        return Effect.as(Effect.flatMap(version, Console.log), 0)
      case "Serve":
        return Effect.catchAll(
          Effect.scoped(serve(parsed.right)),
          ({ message }) => Effect.as(Console.error(`line-pay-sandbox: ${message}`), 1)
        )
    }
  })

const serve = ({ caFile, faults, mix, options: given, quiet }: Invocation & { readonly _tag: "Serve" }) =>
  Effect.gen(function*() {
    const identity = caFile === undefined ? undefined : yield* CertificateAuthority.identity(caFile)
    const options: SandboxServer.Options = {
      ...given,
      identity,
      // Two starts never issue the same regKey. A shop's stored key would otherwise become another customer's.
      seed: given.seed ?? randomInt(2 ** 31),
      ...(quiet ? {} : { onCall: printed })
    }
    yield* closedOutput
    return yield* Effect.provide(serving({ caFile, faults, mix, options }), SandboxServer.layer(options))
  })

/** A reader that has seen enough, such as `head` or a test that waits for the first line, must not end the server. */
const closedOutput = Effect.acquireRelease(
  Effect.sync(() => {
    const ignore = () => {}
    process.stdout.on("error", ignore)
    return ignore
  }),
  (ignore) => Effect.sync(() => process.stdout.off("error", ignore))
)

const serving = (
  { caFile, faults, mix, options }: Pick<
    Invocation & { readonly _tag: "Serve" },
    "caFile" | "faults" | "mix" | "options"
  >
) =>
  Effect.gen(function*() {
    const sandbox = yield* Sandbox
    for (const { fault, target } of faults) yield* sandbox.faults.script(fault, target)
    if (mix !== undefined) yield* sandbox.faults.random(mix)
    const { url } = yield* SandboxServer
    yield* Console.log(ready(sandbox.settings, url, options, caFile))
    return yield* Effect.never
  })

const printed = (entry: Journal.Entry, milliseconds: number) => Console.log(Journal.line(entry, milliseconds))

const ready = (
  settings: Options.Settings,
  url: string,
  { control, host }: SandboxServer.Options,
  caFile: string | undefined
): string =>
  [
    `LINE Pay sandbox ready: ${url}`,
    "",
    ...environment(settings, url).map(([name, value]) => `  ${name}=${value}`),
    "",
    "Set these variables to use it with effect-line-pay. In any other client, replace",
    "https://sandbox-api-pay.line.me with the URL. Press Ctrl+C to stop.",
    ...(caFile === undefined ? [] : [
      "",
      "For a client whose host is a constant:",
      "",
      `  HTTPS_PROXY=${url}`,
      `  SSL_CERT_FILE=${caFile}   (NODE_EXTRA_CA_CERTS, curl.cainfo, REQUESTS_CA_BUNDLE …)`
    ]),
    ...(control === false ? [] : ["", `Payments and their history: ${url}/sandbox`]),
    ...(host === undefined || loopback.test(host)
      ? []
      : ["", `Careful: anybody who can reach ${host} can approve, refund and reset here.`])
  ].join("\n")

const loopback = /^(?:127\.\d+\.\d+\.\d+|::1|localhost)$/

const version: Effect.Effect<string> = Effect.sync(() => {
  const manifest: { readonly version: string } = JSON.parse(
    Fs.readFileSync(new URL("../package.json", import.meta.url), "utf8")
  )
  return manifest.version
})
