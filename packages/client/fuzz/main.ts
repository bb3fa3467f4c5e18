/**
 * `npm run fuzz -- --answers 1000000 --seed 7`
 */
import { Headers, HttpClient, type HttpClientError, HttpClientRequest, HttpClientResponse } from "@effect/platform"
import { Effect, Exit, Layer, Logger, LogLevel, Redacted } from "effect"
import { LinePay, LinePayConfig, Nonce, Signer } from "effect-line-pay"
import { parseArgs } from "node:util"
import * as Calls from "../test/support/calls.ts"
import * as Answers from "./answers.ts"
import * as Oracle from "./oracle.ts"

const usage = `npm run fuzz -- [options]

  --answers <n>  how many answers to send; 10,000 by default
  --minutes <n>  how long to run at most; without --answers, nothing else ends it
  --seed <n>     the first answer's seed; each further answer counts it up; 1 by default
`

const refuse = (problem: string): never => {
  console.error(`${problem}\n\n${usage}`)
  process.exit(2)
}

const readOptions = () => {
  try {
    return parseArgs({
      options: {
        answers: { type: "string" },
        minutes: { type: "string" },
        seed: { type: "string", default: "1" },
        help: { type: "boolean", default: false }
      }
    }).values
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error))
  }
}

const values = readOptions()
if (values.help) {
  console.log(usage)
  process.exit(0)
}

const number = (name: "answers" | "minutes" | "seed", from: number, to: number): number => {
  const value = Number(values[name])
  return value >= from && value <= to && values[name] !== ""
    ? value
    : refuse(`--${name} must be a number from ${from} to ${to}, but is "${values[name]}"`)
}

const budget = values.minutes === undefined ? Infinity : number("minutes", 0, 100_000) * 60_000
const answers = values.answers !== undefined ? number("answers", 1, 1e12) : budget === Infinity ? 10_000 : Infinity
const seed = number("seed", 0, Number.MAX_SAFE_INTEGER)

// -----------------------------------------------------------------------------
// The client, without a network
// -----------------------------------------------------------------------------

let current: Answers.Answer = Answers.make(seed)

// One of the web's own for each answer would cost more than the call.
const template = HttpClientResponse.fromWeb(HttpClientRequest.get("https://line-pay.test"), new Response())

const response = (request: HttpClientRequest.HttpClientRequest): HttpClientResponse.HttpClientResponse =>
  Object.create(template, {
    request: { value: request },
    status: { value: current.status },
    headers: { value: Headers.fromInput({ "content-length": String(Buffer.byteLength(current.text)) }) },
    // As every HttpClient decodes a body: a byte order mark is no part of it.
    text: { value: Effect.succeed(current.text.replace(/^\ufeff/, "")) }
  })

const http = HttpClient.makeWith<never, never, HttpClientError.HttpClientError, never>(
  Effect.map(response),
  Effect.succeed
)

const layer = LinePay.layer.pipe(Layer.provide([
  Layer.succeed(HttpClient.HttpClient, http),
  Layer.succeed(LinePayConfig, { channelId: "1234567890", environment: "sandbox" }),
  Layer.succeed(Signer, { sign: () => Effect.succeed("c2lnbmF0dXJl") }),
  Nonce.layerFixed("00000000-0000-4000-8000-000000000000")
]))

// -----------------------------------------------------------------------------
// The run
// -----------------------------------------------------------------------------

const count = (value: number): string => Math.round(value).toLocaleString("en")

const started = performance.now()
let sent = 0
const endings = new Map<string, number>()

const progress = (): string => {
  const passed = performance.now() - started
  const left = Math.min(budget - passed, passed * (answers / Math.max(1, sent) - 1))
  return [
    Number.isFinite(answers) ? `${count(sent)} of ${count(answers)} answers` : `${count(sent)} answers`,
    `${count(sent / passed * 1_000)} a second`,
    `${count(Math.max(0, left) / 1_000)} s left`
  ].join("  ")
}

const isTerminal = process.stdout.isTTY
const ticking = setInterval(
  () => isTerminal ? process.stdout.write(`\r\u001b[K${progress()}`) : console.log(progress()),
  isTerminal ? 500 : 15_000
)

const endingOf = (exit: Exit.Exit<unknown, { readonly _tag: string }>): string => {
  if (Exit.isSuccess(exit)) return "success"
  if (exit.cause._tag !== "Fail") return "defect"
  const { reason }: { readonly [name: string]: unknown } = { ...exit.cause.error }
  if (reason !== undefined) return `${exit.cause.error._tag}, ${String(reason)}`
  return exit.cause.error._tag === "UnexpectedResultCode" ? "a code that the table lacks" : "a code of the table"
}

/** The secrets of a success or an error, for whoever looks at a finding. */
const shown = (exit: Exit.Exit<unknown, unknown>): string =>
  JSON.stringify(
    Exit.isSuccess(exit) ? exit.value : exit.cause,
    (_, value: unknown) => Redacted.isRedacted(value) ? Redacted.value(value) : value,
    2
  )

const finding = await Effect.gen(function*() {
  const linePay = yield* LinePay
  while (sent < answers && performance.now() - started < budget) {
    current = Answers.make(seed + sent)
    const exit = yield* Effect.exit(Calls.calls[current.operation].run(linePay))
    const finding = Oracle.judge(current, exit)
    if (finding !== undefined) return { ...finding, exit }
    const ending = endingOf(exit)
    endings.set(ending, (endings.get(ending) ?? 0) + 1)
    sent++
    // So that the progress is shown.
    if (sent % 1_000 === 0) yield* Effect.sleep(0)
  }
  return undefined
}).pipe(Effect.provide(layer), Logger.withMinimumLogLevel(LogLevel.None), Effect.runPromise)

clearInterval(ticking)
console.log(`${isTerminal ? "\r\u001b[K" : ""}${progress()}\n`)
for (const [ending, times] of [...endings].sort(([, left], [, right]) => right - left)) {
  console.log(`  ${ending.padEnd(44)}${count(times).padStart(10)}`)
}
console.log(`\n${count(sent)} answers, from seed ${seed} on: ${finding === undefined ? "nothing wrong" : "1 finding"}`)
if (finding !== undefined) {
  process.exitCode = 1
  console.error(`
${finding.kind}: ${finding.what}

${current.operation}${
    current.isHarmless ? ", changed where no money depends on it" : ""
  }, was answered ${current.status}
${current.text}

and ended in
${shown(finding.exit)}

Again: npm run fuzz -- --answers 1 --seed ${seed + sent}`)
}
