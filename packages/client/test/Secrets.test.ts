import { HttpClient, HttpClientError, type HttpClientRequest, HttpClientResponse } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import {
  Cause,
  Effect,
  Exit,
  FastCheck,
  Fiber,
  Layer,
  Logger,
  LogLevel,
  Metric,
  Redacted,
  Schema,
  TestClock
} from "effect"
import { LinePay, LinePayConfig, LinePayError, Nonce, RegKey, Signer, SignerError } from "effect-line-pay"
import { inspect } from "node:util"
import * as Calls from "./support/calls.ts"
import { collecting } from "./support/tracer.ts"
import { untyped } from "./support/untyped.ts"

/** What must not be seen, all of it made anew for each run. The signature is added when it is known. */
interface Secrets {
  readonly channelSecret: string
  readonly regKey: string
  readonly paymentAccessToken: string
  /** The key that a confirm answers. */
  readonly newRegKey: string
}

const secrets: FastCheck.Arbitrary<Secrets> = FastCheck.record({
  channelSecret: FastCheck.stringMatching(/^[0-9a-f]{32}$/),
  regKey: FastCheck.stringMatching(/^RK[A-Za-z0-9_-]{13}$/),
  paymentAccessToken: FastCheck.stringMatching(/^PAT[0-9]{12}$/),
  newRegKey: FastCheck.stringMatching(/^RK[A-Z0-9]{13}$/)
})

/** The calls, with this regKey. */
const calls = (regKey: RegKey): ReadonlyArray<Calls.Call["run"]> => [
  ...Calls.all.filter(({ operation }) => !operation.includes("Preapproved") && !operation.includes("RegKey")).map((
    { run }
  ) => run),
  (linePay) => linePay.checkRegKey({ regKey }),
  (linePay) => linePay.checkRegKey({ regKey, creditCardAuth: true }),
  (linePay) =>
    linePay.payPreapproved({ regKey, productName: "Pen", amount: 100, currency: "TWD", orderId: Calls.orderId }),
  (linePay) => linePay.expireRegKey({ regKey }),
  // Wrong requests: the key without its wrapping, and where no key belongs.
  (linePay) => linePay.expireRegKey({ regKey: untyped(Redacted.value(regKey)) }),
  (linePay) =>
    linePay.payPreapproved(untyped({ regKey, amount: Redacted.value(regKey), orderId: [Redacted.value(regKey)] })),
  (linePay) =>
    linePay.confirmPayment(untyped({ transactionId: Redacted.value(regKey), currency: Redacted.value(regKey) })),
  (linePay) =>
    linePay.refundPayment({ transactionId: Calls.transactionId, refundAmount: untyped(Redacted.value(regKey)) })
]

interface Asked {
  readonly request: HttpClientRequest.HttpClientRequest
  readonly url: string
  readonly secrets: Secrets
  /** Everything secret that the request shows whoever gets it. */
  readonly shown: string
}

/** What can come of a request, by a server and a network that repeat all that they know. */
const ends: {
  readonly [name: string]: (
    asked: Asked
  ) => Effect.Effect<HttpClientResponse.HttpClientResponse, HttpClientError.HttpClientError>
} = {
  "a success": ({ request, secrets }) =>
    respond(
      request,
      200,
      `{"returnCode":"0000","returnMessage":"OK","info":{"orderId":"O1","transactionId":2023042201206549310,"paymentAccessToken":"${secrets.paymentAccessToken}","paymentUrl":{"web":"https://pay.example","app":"line://pay"},"regKey":"${secrets.newRegKey}","transactionDate":"2023","refundTransactionId":1,"refundTransactionDate":"2023","payInfo":[{"method":"BALANCE","amount":1}]}}`
    ),
  details: ({ request }) =>
    respond(
      request,
      200,
      `{"returnCode":"0000","returnMessage":"OK","info":[{"transactionId":2023042201206549310,"orderId":"O1"}]}`
    ),
  "a status": ({ request, shown }) =>
    respond(request, 200, JSON.stringify({ returnCode: "0110", returnMessage: shown })),
  "a rejection that quotes the request": ({ request, shown }) =>
    respond(request, 200, JSON.stringify({ returnCode: "1106", returnMessage: `refused: ${shown}`, info: { shown } })),
  "a rejection whose details quote the request": ({ request, shown }) =>
    respond(
      request,
      400,
      JSON.stringify({
        returnCode: "2101",
        returnMessage: "-",
        errorDetailMap: { [shown]: "name", cause: `text ${shown}` }
      })
    ),
  "an unknown code": ({ request, shown }) =>
    respond(request, 200, JSON.stringify({ resultCode: 8888, statusMessage: shown, errorDetailMap: { a: shown } })),
  "a code that is none": ({ request, secrets }) =>
    respond(request, 200, JSON.stringify({ returnCode: secrets.regKey })),
  "codes that disagree": ({ request, shown }) =>
    respond(request, 200, JSON.stringify({ returnCode: "0000", resultCode: "1104", info: shown })),
  "a success of another shape": ({ request, secrets, shown }) =>
    respond(
      request,
      200,
      JSON.stringify({
        returnCode: "0000",
        info: {
          orderId: [shown],
          transactionId: secrets.regKey,
          regKey: { [secrets.newRegKey]: 1 },
          paymentAccessToken: [secrets.paymentAccessToken],
          paymentUrl: shown
        }
      })
    ),
  "a malformed regKey": ({ request, secrets }) =>
    respond(
      request,
      200,
      `{"returnCode":"0000","info":{"orderId":"O1","transactionId":1,"regKey":"${secrets.newRegKey}/"}}`
    ),
  "a page that quotes the request": ({ request, secrets, shown }) =>
    respond(request, 502, `<html>${shown} ${JSON.stringify(secrets)}</html>`),
  "a redirect": ({ request, shown }) => respond(request, 302, shown),
  "no connection": ({ request, shown }) =>
    Effect.fail(
      new HttpClientError.RequestError({
        request,
        reason: "Transport",
        description: shown,
        cause: Object.assign(new Error(`connect ECONNREFUSED ${shown}`), { code: "ECONNREFUSED", syscall: "connect" })
      })
    ),
  "a broken connection": ({ request, shown }) =>
    Effect.fail(
      new HttpClientError.RequestError({
        request,
        reason: "Transport",
        cause: Object.assign(new Error(`reset ${shown}`), { code: shown })
      })
    ),
  "a broken body": ({ request, shown }) =>
    Effect.fail(
      new HttpClientError.ResponseError({
        request,
        response: HttpClientResponse.fromWeb(request, new Response(shown)),
        reason: "Decode",
        cause: new Error(shown)
      })
    ),
  "an HttpClient that dies": ({ shown }) => Effect.die(new Error(`died of ${shown}`)),
  "an HttpClient that throws": ({ shown }) => {
    throw new Error(`threw ${shown}`)
  },
  "no answer": () => Effect.never
}

const respond = (request: HttpClientRequest.HttpClientRequest, status: number, text: string) =>
  Effect.succeed(HttpClientResponse.fromWeb(request, new Response(text, { status })))

/** Signers that sign, and that fail or die in every way. */
const signers: { readonly [name: string]: (secret: string) => Layer.Layer<Signer> } = {
  "one of its own": (secret) => Signer.layer(Redacted.make(secret)),
  "one without a key": () => Signer.layer(Redacted.make("")),
  "one that refuses": () =>
    Layer.succeed(Signer, { sign: () => Effect.fail(new SignerError({ reason: "the vault is closed" })) }),
  "one that dies": (secret) => Layer.succeed(Signer, { sign: () => Effect.die(new Error(`died with ${secret}`)) })
}

/** Everything that a person or a machine can see of a value. */
const views = (value: unknown): ReadonlyArray<string> => [
  inspect(value, { depth: Infinity, showHidden: true, getters: true, maxArrayLength: null, maxStringLength: null }),
  inspect(value, {
    depth: Infinity,
    showHidden: true,
    customInspect: false,
    maxArrayLength: null,
    maxStringLength: null
  }),
  String(value),
  attemptJson(value)
]

/** JSON, where there is any: circles and bigints have none. */
const attemptJson = (value: unknown): string => {
  try {
    return JSON.stringify(value) ?? ""
  } catch {
    return ""
  }
}

const viewsOfExit = (exit: Exit.Exit<unknown, LinePayError.LinePayError>): ReadonlyArray<string> => [
  ...views(exit),
  ...Exit.match(exit, {
    onSuccess: views,
    onFailure: (cause) => [
      ...views(cause),
      Cause.pretty(cause),
      Cause.pretty(cause, { renderErrorCause: true }),
      ...[...Cause.failures(cause)].flatMap((error) => [
        ...views(error),
        error.message,
        error.stack ?? "",
        JSON.stringify(Schema.encodeSync(LinePayError.schema)(error))
      ])
    ]
  })
]

/** A console that keeps what is printed. */
const printing = () => {
  const printed: Array<string> = []
  const print = (...values: ReadonlyArray<unknown>) => {
    printed.push(...values.map((value) => typeof value === "string" ? value : inspect(value, { depth: Infinity })))
  }
  const unsafe = Object.assign(Object.create(console), {
    log: print,
    error: print,
    info: print,
    warn: print,
    debug: print,
    trace: print,
    group: print,
    groupCollapsed: print,
    groupEnd: () => {}
  })
  return { printed, unsafe }
}

/** Makes a call under a logger, a tracer and metrics that miss nothing, and gives all that can be seen of it. */
const observe = (secrets: Secrets, end: string, signer: string, index: number) =>
  Effect.gen(function*() {
    const signatures = new Set<string>()
    const regKey = RegKey.make(secrets.regKey)
    const http = HttpClient.make((request, url) =>
      Effect.suspend(() => {
        const signature = request.headers["x-line-authorization"] ?? ""
        signatures.add(signature)
        const shown = `${signature} ${url.href} ${url.pathname.split("/").join(" ")}`
        return ends[end]?.({ request, url: url.href, secrets, shown }) ?? Effect.dieMessage(`no end ${end}`)
      })
    )
    const parts = Layer.mergeAll(
      Layer.succeed(HttpClient.HttpClient, http),
      Layer.succeed(LinePayConfig, {
        channelId: "1234567890",
        environment: "sandbox",
        device: { profileId: "T1", type: "POS" }
      }),
      signers[signer]?.(secrets.channelSecret) ?? Layer.die(`no signer ${signer}`),
      Nonce.layerUuidV1
    )
    const layer = LinePay.layer.pipe(Layer.provide(parts))
    const { spans, tracer } = collecting()
    const { printed, unsafe } = printing()
    const loggers = [
      Logger.jsonLogger,
      Logger.logfmtLogger,
      Logger.stringLogger,
      Logger.map(Logger.structuredLogger, (entry) => inspect(entry, { depth: Infinity }))
    ].map((logger) => Logger.map(logger, (line) => printed.push(line)))
    const pretty = Logger.prettyLogger({ colors: false, mode: "tty" })

    const seen = Effect.gen(function*() {
      const linePay = yield* LinePay
      const call = calls(regKey)[index] ?? (() => Effect.dieMessage(`no call ${index}`))
      const fiber = yield* Effect.fork(Effect.exit(call(linePay).pipe(Effect.withSpan("checkout"))))
      if (end === "no answer") yield* TestClock.adjust("10 minutes")
      const exit = yield* Fiber.join(fiber)
      yield* Effect.logTrace("ended", exit).pipe(Effect.annotateLogs({ regKey, exit }), Effect.withLogSpan("checkout"))
      yield* Exit.match(exit, {
        onSuccess: (success) => Effect.logDebug("succeeded", success),
        onFailure: (cause) => Effect.logFatal("failed", cause)
      })
      // The fiber's failure as a runtime would report it.
      yield* Exit.isFailure(exit) ? Effect.logError(exit.cause) : Effect.void
      return { exit, linePay }
    })
    const { exit, linePay } = yield* seen.pipe(
      Effect.provide(Layer.mergeAll(
        layer,
        Logger.replace(Logger.defaultLogger, pretty),
        ...loggers.map((logger) => Logger.add(logger)),
        Logger.minimumLogLevel(LogLevel.All)
      )),
      (self) => Effect.consoleWith((console) => Effect.withConsole(self, { ...console, unsafe })),
      Effect.withTracer(tracer)
    )
    const metrics = (yield* Metric.snapshot).map(({ metricKey: { description, name, tags }, metricState }) =>
      // A frequency has its words in a map.
      [name, description, tags, "occurrences" in metricState ? [...Object(metricState.occurrences)] : ""].join()
    )
    return {
      exit,
      signatures: [...signatures].filter((signature) => signature !== ""),
      printed,
      spans,
      texts: [
        ...printed,
        ...views(linePay),
        ...views(layer),
        ...views(parts),
        ...metrics,
        ...spans.flatMap(({ attributes, events, exit, name }) => [
          name,
          ...views(Object.fromEntries(attributes)),
          ...views(events),
          ...views(exit)
        ]),
        ...views(spans.map(({ span }) => span)),
        ...viewsOfExit(exit)
      ]
    }
  })

/** Asserts that nothing secret is in anything that can be seen of a call. */
const assertHidden = (
  secrets: Secrets,
  { signatures, texts }: { readonly signatures: ReadonlyArray<string>; readonly texts: ReadonlyArray<string> }
) => {
  for (const secret of [...Object.values(secrets), ...signatures]) {
    const where = texts.find((text) => text.includes(secret))
    assert.isUndefined(where, `${secret} is in: ${where}`)
  }
}

const index = FastCheck.nat({ max: calls(RegKey.make("RK")).length - 1 })

describe("secrets", () => {
  for (const end of Object.keys(ends)) {
    it.effect.prop(
      `none is seen after ${end}`,
      [secrets, index],
      ([secrets, index]) =>
        Effect.map(observe(secrets, end, "one of its own", index), (observed) => assertHidden(secrets, observed)),
      { fastCheck: { numRuns: 5 }, timeout: 30_000 }
    )
  }

  for (const signer of Object.keys(signers)) {
    it.effect.prop(
      `none is seen with a signer: ${signer}`,
      [secrets, index],
      ([secrets, index]) =>
        Effect.map(observe(secrets, "a success", signer, index), (observed) => assertHidden(secrets, observed)),
      { fastCheck: { numRuns: 5 }, timeout: 30_000 }
    )
  }

  it.effect("this test sees what is shown", () =>
    Effect.gen(function*() {
      const [known] = FastCheck.sample(secrets, 1)
      assert.isDefined(known)
      const expire = calls(RegKey.make("RK")).length - 5
      const { exit, printed, signatures, spans, texts } = yield* observe(
        known,
        "a rejection that quotes the request",
        "one of its own",
        expire
      )
      // What the errors, loggers, spans and views have in common is the nonce, which is no secret.
      const error = Exit.isFailure(exit) ? Cause.failureOption(exit.cause) : undefined
      const nonce = error?._tag === "Some" && "nonce" in error.value ? error.value.nonce ?? "" : ""
      assert.match(nonce, /^[\da-f]{8}-/)
      assert.strictEqual(signatures.length, 1)
      // Logged as a value by five loggers, by the pretty one as message and as annotation.
      assert.strictEqual(printed.filter((text) => text.includes(nonce)).length, 6)
      // Logged as a cause, twice, by five.
      assert.strictEqual(
        printed.filter((text) => text.includes("RequestHeaderError: expireRegKey was answered 1106")).length,
        10
      )
      assert.deepStrictEqual(spans.map(({ name }) => name), ["checkout", "LinePay.expireRegKey"])
      assert.isAtLeast(texts.filter((text) => text.includes(nonce)).length, 25)
      // And where the secrets were, they are masked.
      const masked = "refused: <redacted> https://sandbox-api-pay.line.me/v3/payments/preapprovedPay/<redacted>/expire"
      assert.include(texts.join(), masked)
    }))

  it("a regKey and a token show in no view of their own", () => {
    const key = RegKey.make("RK2AE3519XTFXHM")
    for (const view of [...views(key), ...views({ key, again: [key] })]) assert.notInclude(view, "RK2AE3519XTFXHM")
  })
})
