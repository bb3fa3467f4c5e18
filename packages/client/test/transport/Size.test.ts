import { assert, describe, it } from "@effect/vitest"
import { Effect, Either } from "effect"
import type { LinePayError } from "effect-line-pay"
import { execFile } from "node:child_process"
import * as Http from "node:http"
import { createRequire } from "node:module"
import type { AddressInfo } from "node:net"
import { fileURLToPath } from "node:url"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { gzipSync } from "node:zlib"
import * as Bodies from "./support/bodies.ts"
import * as HttpClients from "./support/httpClients.ts"
import * as Merchant from "./support/merchantAt.ts"
import * as ScriptedHttp from "./support/scriptedHttp.ts"
import { shown } from "./support/shown.ts"

const megabyte = 1_000_000
const maximum = 4 * 1_024 * 1_024

type Framing = "content-length" | "chunked" | "gzip"

type Answer = Sent | Announced

interface Sent {
  /** What is sent to each request in turn, the last one again and again. */
  readonly text: string | ReadonlyArray<string>
  readonly framing: Framing
  /** Whether the last byte never comes. How much the kernel buffers differs between machines, so only that tells. */
  readonly neverEnds?: boolean
}

/** The header of an answer of so many bytes, of which none is sent. */
interface Announced {
  readonly announces: number
  readonly encoding: string | undefined
}

/** A server that answers with what was set last, no faster than the client reads, and knows what became of it. */
const server = Effect.map(
  Effect.acquireRelease(
    Effect.async<{ readonly http: Http.Server; readonly state: State }>((resume) => {
      const state: State = { answer: { text: "", framing: "chunked" }, sent: 0, ended: undefined }
      const http = Http.createServer((request, response) => {
        request.resume()
        state.ended = "announces" in state.answer
          ? announce(state.answer, response)
          : send(textOf(state.answer, state.sent++), state.answer, response)
      })
      http.listen(0, "127.0.0.1", () => resume(Effect.succeed({ http, state })))
    }),
    ({ http }) =>
      Effect.async<void>((resume) => {
        http.close(() => resume(Effect.void))
        http.closeAllConnections()
      })
  ),
  ({ http, state }) => ({
    // A server that listens on a TCP port has an AddressInfo.
    origin: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    answerWith: (answer: Answer) => {
      Object.assign(state, { answer, sent: 0 })
    },
    /** Waits until the answer is over, and says whether the client took all of it. */
    tookAll: Effect.promise(() => state.ended ?? Promise.reject(new Error("no request came in")))
  })
)

interface State {
  answer: Answer
  sent: number
  ended: Promise<boolean> | undefined
}

const textOf = ({ text }: Sent, index: number): string => {
  const texts = [text].flat()
  return texts[Math.min(index, texts.length - 1)] ?? ""
}

/** Resolves when the response is over, and says whether the client took all of it. */
const isTaken = (response: Http.ServerResponse): Promise<boolean> =>
  new Promise((resolve) => response.once("close", () => resolve(response.writableFinished)))

const announce = ({ announces, encoding }: Announced, response: Http.ServerResponse): Promise<boolean> => {
  response.writeHead(200, {
    "Content-Type": "application/json",
    "Content-Length": announces,
    ...(encoding === undefined ? {} : { "Content-Encoding": encoding })
  })
  response.flushHeaders()
  return isTaken(response)
}

const send = (
  text: string,
  { framing, neverEnds = false }: Sent,
  response: Http.ServerResponse
): Promise<boolean> => {
  const bytes = framing === "gzip" ? gzipSync(text, { level: 1 }) : Buffer.from(text)
  const length = bytes.length - (neverEnds ? 1 : 0)
  response.writeHead(200, {
    "Content-Type": "application/json",
    ...(framing === "content-length" ? { "Content-Length": bytes.length } : {}),
    ...(framing === "gzip" ? { "Content-Encoding": "gzip" } : {})
  })
  let sent = 0
  const sendOn = () => {
    while (sent < length) {
      const piece = bytes.subarray(sent, Math.min(length, sent += 65_536))
      if (!response.write(piece)) {
        response.once("drain", sendOn)
        return
      }
    }
    if (!neverEnds) response.end()
  }
  sendOn()
  return isTaken(response)
}

const calls: ReadonlyArray<{
  readonly name: string
  readonly code: string
  readonly run: Effect.Effect<unknown, LinePayError.LinePayError, Effect.Effect.Context<typeof Merchant.check>>
  readonly sizes: ReadonlyArray<number>
  readonly tooLarge: object
}> = [
  {
    name: "a write",
    code: "0000",
    run: Merchant.confirm,
    sizes: [1 * megabyte, 4 * megabyte, 16 * megabyte],
    tooLarge: { _tag: "OutcomeUnknown", reason: "TooLarge", httpStatus: 200 }
  },
  {
    name: "a read",
    code: "0110",
    run: Merchant.check,
    sizes: [1 * megabyte, 16 * megabyte],
    tooLarge: { _tag: "ResponseError", reason: "TooLarge", httpStatus: 200 }
  }
]

const clients = HttpClients.all.filter(({ name }) => name !== "undici")

for (const client of clients) {
  // Only fetch decompresses.
  const framings: ReadonlyArray<Framing> = client.name === "fetch"
    ? ["content-length", "chunked", "gzip"]
    : ["content-length", "chunked"]
  for (const framing of framings) {
    describe(`answers by ${framing}, ${client.name}`, () => {
      for (const { isDense, name, of } of Bodies.bodies) {
        // A byte more or less than allowed is the same for every body.
        const isBlank = name === "blanks"
        it.scoped(`${name} of 1, 4 and 16 MB`, () =>
          Effect.gen(function*() {
            const { answerWith, origin, tookAll } = yield* server
            yield* Effect.gen(function*() {
              for (const { code, name, run, sizes, tooLarge } of calls) {
                for (const bytes of isBlank ? [...sizes, maximum, maximum + 1] : sizes) {
                  // What is only just over the limit is known to be so by its last byte.
                  const neverEnds = bytes === 16 * megabyte
                  answerWith({ text: of(code, bytes), framing, neverEnds })
                  const result = yield* Effect.either(run)
                  const expected = isDense || bytes > maximum ? tooLarge : "a success"
                  assert.deepStrictEqual(
                    Either.match(result, { onLeft: shown, onRight: () => "a success" }),
                    expected,
                    `${name}, ${bytes} bytes`
                  )
                  if (bytes <= maximum || neverEnds) {
                    assert.strictEqual(yield* tookAll, !neverEnds, `${name}, ${bytes} bytes`)
                  }
                }
              }
            }).pipe(Effect.provide(Merchant.layer(origin, client.exchange)))
          }), 60_000)
      }
    })
  }
}

for (const client of HttpClients.all) {
  describe(`an answer that announces more than the limit, ${client.name}`, () => {
    for (const encoding of [undefined, "gzip"]) {
      it.scoped(`${encoding ?? "plain"}: is given up before its first byte`, () =>
        Effect.gen(function*() {
          const { answerWith, origin, tookAll } = yield* server
          yield* Effect.gen(function*() {
            for (const { run, tooLarge } of calls) {
              answerWith({ announces: maximum + 1, encoding })
              assert.deepStrictEqual(shown(yield* Effect.flip(Effect.asVoid(run))), tooLarge)
              assert.isFalse(yield* tookAll)
            }
          }).pipe(Effect.provide(Merchant.layer(origin, client.exchange)))
        }))
    }
  })
}

describe("an answer of four megabytes", () => {
  const id = `"transactionId":2018082512345678910`
  const long = (index: number) => `${index}`.padEnd(4 * megabyte, "x")
  const failing: ReadonlyArray<readonly [name: string, text: (index: number) => string]> = [
    ["too dense", (index) => `${index}${Bodies.bodies[0]?.of("0000", 4 * megabyte) ?? ""}`],
    ["no JSON", (index) => `{"returnCode":"0000","info":"${long(index)}`],
    ["no envelope", (index) => `{"info":"${long(index)}"}`],
    ["about no payment", (index) => `{"returnCode":"0000","info":{"orderId":"${long(index)}"}}`],
    [
      "about another payment",
      (index) => `{"returnCode":"0000","info":{"transactionId":2018082512345678911,"orderId":"${long(index)}"}}`
    ],
    ["a long message", (index) => `{"returnCode":"1150","returnMessage":"${long(index)}"}`],
    ["long details", (index) => `{"returnCode":"1150","errorDetailMap":{"a":"${long(index)}","${long(index)}":"b"}}`],
    ["a long word for its code", (index) => `{"returnCode":"${long(index)}","info":{${id}}}`],
    ["a long number for its code", (index) => `{"returnCode":1${"0".repeat(4 * megabyte)}${index},"info":{${id}}}`]
  ]

  // No Node offers it without the flag, and a process of its own would take as long as all of these tests.
  setFlagsFromString("--expose-gc")
  const collect = (): unknown => runInNewContext("gc()")

  const heapUsed = () => {
    collect()
    return process.memoryUsage().heapUsed
  }

  for (const [name, text] of failing) {
    it.effect(`that is ${name} leaves an error of a thousand characters`, () =>
      Effect.gen(function*() {
        const answered = (index: number) =>
          Effect.flip(Merchant.confirm).pipe(
            Effect.provide(Merchant.layer(
              "https://line-pay.test",
              ScriptedHttp.make((request, again) => ScriptedHttp.answering(text(index))(request, again)).exchange
            ))
          )
        // What is compiled and cached at the first time stays, too.
        yield* answered(0)
        const before = heapUsed()
        const errors = yield* Effect.forEach([1, 2, 3, 4, 5, 6, 7, 8], answered)
        // A collection may leave what a finished promise or fiber has just let go.
        let held = heapUsed() - before
        for (let again = 0; again < 20 && held >= 2 * megabyte; again++) {
          yield* Effect.promise(() => new Promise(setImmediate))
          held = heapUsed() - before
        }
        assert.isBelow(held, 2 * megabyte, `${errors.length} errors hold ${held} bytes`)
        for (const error of errors) assert.isBelow(JSON.stringify(error).length, 3_000)
      }), 60_000)
  }
})

describe("a body in memory", () => {
  const program = fileURLToPath(new URL("support/confirming.ts", import.meta.url))
  const tsx = createRequire(import.meta.url).resolve("tsx")

  /** Runs the program with a heap of so many megabytes, and gives what it printed. */
  const within = (megabytes: number, args: ReadonlyArray<string>) =>
    Effect.async<string, Error>((resume) => {
      const flags = [`--max-old-space-size=${megabytes}`, "--max-semi-space-size=1", "--expose-gc"]
      const child = execFile(process.execPath, [...flags, "--import", tsx, program, ...args], (error, stdout) =>
        resume(error === null ? Effect.succeed(stdout.trim()) : Effect.fail(error)))
      return Effect.sync(() =>
        child.kill()
      )
    })

  it.scoped("takes no more than ten times its length", () =>
    Effect.gen(function*() {
      const { answerWith, origin } = yield* server
      answerWith({ text: Merchant.confirmed, framing: "chunked" })
      const empty = Math.ceil(Number(yield* within(200, [origin, "1"])) / megabyte)
      const texts = [4, 16].flatMap((size) => Bodies.bodies.map(({ of }) => of("0000", size * megabyte)))
      answerWith({ text: texts, framing: "chunked" })
      yield* within(empty + 10 * 4, [origin, String(texts.length)])
    }), 120_000)
})
