/**
 * Diagnoses why a configuration does not reach LINE Pay.
 *
 * @since 0.1.0
 */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import * as Explanation from "effect-line-pay/Explanation"
import { LinePay } from "effect-line-pay/LinePay"
import { LinePayConfig } from "effect-line-pay/LinePayConfig"
import { Nonce } from "effect-line-pay/Nonce"
import type { CheckPaymentStatusError } from "effect-line-pay/operations/checkPaymentStatus"
import * as Policy from "effect-line-pay/Policy"
import type { ResponseError } from "effect-line-pay/ResponseError"
import { Signer } from "effect-line-pay/Signer"
import type { TransportError } from "effect-line-pay/TransportError"
import * as Clock from "effect/Clock"
import type * as ConfigError from "effect/ConfigError"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Endpoint from "line-pay-protocol/Endpoint"
import * as ProtocolExplanation from "line-pay-protocol/Explanation"
import type { Environment } from "./Environment.ts"
import * as configProvider from "./internal/configProvider.ts"
import { noSuchPayment } from "./internal/noSuchPayment.ts"
import * as paint from "./internal/paint.ts"
import * as Reach from "./internal/reach.ts"

/**
 * The steps of an examination, in this order. Each except `proxy` needs the ones
 * before it, so the first that is wrong usually ends the examination.
 *
 * @since 0.1.0
 * @category models
 */
export type Step = "configuration" | "proxy" | "dns" | "tcp" | "tls" | "answer" | "clock" | "signature"

/**
 * The result of one step.
 *
 * @since 0.1.0
 * @category models
 */
export interface Diagnosis {
  readonly step: Step
  /** `Warning` when it may be intended. */
  readonly status: "Ok" | "Warning" | "Wrong"
  /** Says what was found. It holds no secret. */
  readonly message: string
  /** Says how to fix it. */
  readonly mend?: string | undefined
  /** More to read: the explanation of a signature. */
  readonly detail?: string | undefined
}

/**
 * @since 0.1.0
 * @category models
 */
export interface Options {
  /** Has the `LINE_PAY_…` and the proxy variables. */
  readonly environment: Environment
  /** The timeout of each step. Default: 20 seconds, LINE Pay's minimum for this call. */
  readonly timeout?: Duration.DurationInput | undefined
  /** Gets each diagnosis at once. */
  readonly onDiagnosis?: ((diagnosis: Diagnosis) => Effect.Effect<void>) | undefined
}

/**
 * Examines a configuration. It reads the configuration, connects to the host
 * layer by layer, and makes one signed call that changes nothing.
 *
 * That call checks the status of a payment that cannot exist. If LINE Pay
 * answers 1159, it accepted the channel and the signature.
 *
 * It never fails. Each problem becomes a diagnosis.
 *
 * @since 0.1.0
 * @category examination
 */
export const examine = (options: Options): Effect.Effect<ReadonlyArray<Diagnosis>> =>
  Effect.gen(function*() {
    const { environment, onDiagnosis = () => Effect.void } = options
    const timeout = Duration.decode(options.timeout ?? "20 seconds")
    const diagnoses: Array<Diagnosis> = []
    const report = (...made: ReadonlyArray<Diagnosis>) => {
      diagnoses.push(...made)
      return Effect.as(Effect.forEach(made, onDiagnosis), !made.some(({ status }) => status === "Wrong"))
    }

    const { credentials, origin } = yield* Effect.tap(
      readConfiguration(environment),
      ({ diagnoses }) => report(...diagnoses)
    )
    if (origin === undefined) return diagnoses
    const { hostname, port, protocol } = new URL(origin)
    const address: Reach.Address = {
      host: hostname.replace(/^\[|\]$/g, ""),
      port: Number(port) || (protocol === "https:" ? 443 : 80)
    }
    yield* report(proxy(environment, protocol, address.host))
    if (!(yield* report(yield* dns(address, timeout)))) return diagnoses
    if (!(yield* report(yield* tcp(address, timeout)))) return diagnoses
    if (protocol === "https:" && !(yield* report(...(yield* tls(address, environment, timeout))))) return diagnoses
    if (credentials === undefined) return diagnoses
    yield* report(...(yield* call(credentials, timeout)))
    return diagnoses
  })

/**
 * Returns whether nothing is wrong. Warnings do not count.
 *
 * @since 0.1.0
 * @category examination
 */
export const isHealthy = (diagnoses: ReadonlyArray<Diagnosis>): boolean =>
  diagnoses.every(({ status }) => status !== "Wrong")

/**
 * Renders a diagnosis for the terminal.
 *
 * @since 0.1.0
 * @category texts
 */
export const render = (
  { detail, mend, message, status, step }: Diagnosis,
  options: { readonly colors?: boolean | undefined } = {}
): string => {
  const { bad, doubtful, good } = paint.make(options.colors ?? false)
  const mark = status === "Ok" ? good("✓") : status === "Warning" ? doubtful("!") : bad("✗")
  return [
    `${mark} ${step.padEnd("configuration".length)}  ${message}`,
    ...(mend === undefined ? [] : [`    ${mend}`]),
    ...(detail === undefined ? [] : ["", ...detail.split("\n").map((line) => line === "" ? "" : `    ${line}`)])
  ].join("\n")
}

/**
 * Returns the last line, with the number of problems.
 *
 * @since 0.1.0
 * @category texts
 */
export const summary = (diagnoses: ReadonlyArray<Diagnosis>): string => {
  const wrong = diagnoses.filter(({ status }) => status === "Wrong").length
  if (wrong === 0) {
    return diagnoses.some(({ status, step }) => step === "signature" && status === "Ok")
      ? "LINE Pay accepts this configuration."
      : "No problem found, but LINE Pay did not say whether the signature is right."
  }
  return `${wrong} ${wrong === 1 ? "problem" : "problems"} found. Checks that depend on ${
    wrong === 1 ? "it" : "them"
  } were skipped.`
}

const ok = (step: Step, message: string): Diagnosis => ({ step, status: "Ok", message })

const warning = (step: Step, message: string, mend?: string): Diagnosis => ({ step, status: "Warning", message, mend })

const wrong = (step: Step, message: string, mend?: string, detail?: string): Diagnosis => ({
  step,
  status: "Wrong",
  message,
  mend,
  detail
})

/* Configuration */

interface Credentials {
  readonly config: LinePayConfig.Service
  readonly channelSecret: Redacted.Redacted
}

interface Configuration {
  readonly diagnoses: ReadonlyArray<Diagnosis>
  /** Absent when the host to call is not known. */
  readonly origin: string | undefined
  /** Absent when no call can be made. */
  readonly credentials: Credentials | undefined
}

const origins: { readonly [environment: string]: string } = Endpoint.origins

const readConfiguration = (environment: Environment): Effect.Effect<Configuration> =>
  Effect.gen(function*() {
    const config = yield* Effect.either(LinePayConfig.config)
    const secret = yield* Effect.either(Signer.channelSecret)
    const refused = [Either.getLeft(config), Either.getLeft(secret)].flatMap(Option.toArray).flatMap(problems)
    const seen = [
      ...inspected("LINE_PAY_CHANNEL_ID", environment, ProtocolExplanation.channelIdFindings),
      ...inspected("LINE_PAY_CHANNEL_SECRET", environment, ProtocolExplanation.secretFindings)
    ]
    // The findings are more precise than the config error of the same variable.
    const diagnoses = [
      ...refused.filter(({ variable }) => !seen.some((other) => other.variable === variable)).map(
        ({ diagnosis }) => diagnosis
      ),
      ...seen.map(({ diagnosis }) => diagnosis),
      ...(refused.length === 0 ? [] : misspelt(environment))
    ]
    const named = environment["LINE_PAY_ENVIRONMENT"] ?? ""
    const isRefused = refused.some(({ variable }) => variable === "LINE_PAY_ENVIRONMENT")
    const origin = isRefused ? undefined : origins[named] ?? named
    if (Either.isLeft(config) || Either.isLeft(secret)) return { diagnoses, origin, credentials: undefined }
    return {
      diagnoses: diagnoses.some(({ status }) => status === "Wrong")
        ? diagnoses
        : [ok("configuration", described(config.right, secret.right, origin ?? "")), ...diagnoses],
      origin,
      credentials: { config: config.right, channelSecret: secret.right }
    }
  }).pipe(Effect.withConfigProvider(configProvider.of(environment)))

const described = (
  { apiVersion = "v3", channelId, environment }: LinePayConfig.Service,
  secret: Redacted.Redacted,
  origin: string
): string =>
  `channel ${channelId}, ${environment === origin ? origin : `${environment} (${origin})`}, ${apiVersion}, ` +
  `a secret of ${Redacted.value(secret).length} characters`

interface AboutVariable {
  readonly variable: string
  readonly diagnosis: Diagnosis
}

const problems = (error: ConfigError.ConfigError): ReadonlyArray<AboutVariable> => {
  if (error._op === "And" || error._op === "Or") return [...problems(error.left), ...problems(error.right)]
  const variable = error.path.join("_")
  const fault = error._op === "MissingData" ? "is not set" : "is invalid"
  return [{ variable, diagnosis: wrong("configuration", `${variable} ${fault}`, `${error.message}.`) }]
}

const inspected = (
  variable: string,
  environment: Environment,
  inspect: (value: string) => ReadonlyArray<ProtocolExplanation.Finding>
): ReadonlyArray<AboutVariable> => {
  const value = environment[variable]
  return value === undefined ? [] : inspect(value).map(({ message, severity }) => ({
    variable,
    diagnosis: severity === "Wrong"
      ? wrong("configuration", `${variable}: ${message}`)
      : warning("configuration", `${variable}: ${message}`)
  }))
}

const known = new Set([
  "LINE_PAY_CHANNEL_ID",
  "LINE_PAY_CHANNEL_SECRET",
  "LINE_PAY_ENVIRONMENT",
  "LINE_PAY_MERCHANT",
  "LINE_PAY_API_VERSION",
  "LINE_PAY_DEVICE_PROFILE_ID",
  "LINE_PAY_DEVICE_TYPE"
])

/** Finds variables that look like misspellings of ours. The sandbox has its own variables. */
const misspelt = (environment: Environment): ReadonlyArray<Diagnosis> =>
  Object.keys(environment)
    .filter((name) => /^LINE_?(?:PAY|CHANNEL)/i.test(name) && !name.startsWith("LINE_PAY_SANDBOX_") && !known.has(name))
    .map((name) =>
      warning(
        "configuration",
        `${name} is set, but nothing reads it`,
        "Check whether you meant one of the missing variables."
      )
    )

/* Network */

const proxy = (environment: Environment, protocol: string, host: string): Diagnosis => {
  const names = protocol === "https:" ? ["HTTPS_PROXY", "https_proxy"] : ["HTTP_PROXY", "http_proxy"]
  const name = [...names, "ALL_PROXY", "all_proxy"].find((name) => (environment[name] ?? "") !== "")
  if (name === undefined) return ok("proxy", "no proxy variable is set")
  const exceptions = (environment["NO_PROXY"] ?? environment["no_proxy"] ?? "").split(/[\s,]+/)
  if (exceptions.some((exception) => exception === "*" || isWithin(host, exception))) {
    return ok("proxy", `${name} is set, and NO_PROXY makes an exception of ${host}`)
  }
  return warning(
    "proxy",
    `${name} is set, but the client ignores it and connects to ${host} directly`,
    "If this network only lets the proxy out, give LinePay.layer your own HttpClient: " +
      "NodeHttpClient.layerUndiciWithoutDispatcher with an Undici.EnvHttpProxyAgent as its Dispatcher."
  )
}

const isWithin = (host: string, domain: string): boolean => {
  const bare = domain.replace(/^\*?\./, "")
  return bare !== "" && (host === bare || host.endsWith(`.${bare}`))
}

const dns = (address: Reach.Address, timeout: Duration.Duration): Effect.Effect<Diagnosis> =>
  Reach.resolve(address).pipe(
    Effect.timeoutFail({ duration: timeout, onTimeout: () => "no answer" }),
    Effect.match({
      onFailure: (code) =>
        wrong(
          "dns",
          `${address.host} does not resolve (${code})`,
          code === "ENOTFOUND"
            ? "The name server knows no such host. Check LINE_PAY_ENVIRONMENT, and whether this network resolves public names."
            : "The name server does not answer. Check /etc/resolv.conf, or the DNS policy of the container."
        ),
      onSuccess: (addresses) => ok("dns", `${address.host} is ${addresses.join(", ")}`)
    })
  )

const tcp = (address: Reach.Address, timeout: Duration.Duration): Effect.Effect<Diagnosis> =>
  Reach.connect(address).pipe(
    Effect.timeoutFail({ duration: timeout, onTimeout: () => "ETIMEDOUT" }),
    Effect.match({
      onFailure: (code) =>
        wrong(
          "tcp",
          `no connection to ${address.host}, port ${address.port} (${code})`,
          code === "ECONNREFUSED"
            ? "Nothing listens there. If you use line-pay-sandbox, check that it is running on this port."
            : "A firewall or a security group blocks this host and port, or only allows a proxy."
        ),
      onSuccess: () => ok("tcp", `port ${address.port} answers`)
    })
  )

const tls = (
  address: Reach.Address,
  environment: Environment,
  timeout: Duration.Duration
): Effect.Effect<ReadonlyArray<Diagnosis>> =>
  Effect.gen(function*() {
    const now = yield* Clock.currentTimeMillis
    const secured = yield* Effect.either(
      Reach.secure(address).pipe(Effect.timeoutFail({ duration: timeout, onTimeout: () => "ETIMEDOUT" }))
    )
    if (Either.isLeft(secured)) return [wrong("tls", ...handshakeFailed(address, secured.left))]
    return [
      certificate(address, secured.right, now),
      ...(environment["NODE_TLS_REJECT_UNAUTHORIZED"] === "0"
        ? [wrong(
          "tls",
          "NODE_TLS_REJECT_UNAUTHORIZED is 0: anybody on the network path can read and change payments",
          "Unset it. Put your own certificate authority into NODE_EXTRA_CA_CERTS."
        )]
        : [])
    ]
  })

const handshakeFailed = (
  { host, port }: Reach.Address,
  code: string
): readonly [message: string, mend: string] =>
  code === "ERR_SSL_WRONG_VERSION_NUMBER" || code === "EPROTO"
    ? [
      `the server at ${host}, port ${port}, does not speak TLS (${code})`,
      "It speaks plain HTTP: a proxy is in between, or the port is wrong. On loopback you may use http://."
    ]
    : [
      `the secure connection to ${host} was cut off (${code})`,
      "A firewall that inspects TLS does this. Ask for an exception for this host."
    ]

const certificate = (
  { host }: Reach.Address,
  { issuer, problem, subject, validFrom, validTo }: Reach.Certificate,
  now: number
): Diagnosis => {
  const issued = `the certificate of ${subject}, issued by ${issuer},`
  if (now < validFrom) {
    return wrong(
      "tls",
      `${issued} is not valid before ${day(validFrom)}, but this machine's date is ${day(now)}`,
      "The clock of this machine is probably wrong. Set it, and keep it in sync with NTP."
    )
  }
  if (now > validTo) {
    return wrong(
      "tls",
      `${issued} expired on ${day(validTo)}, and this machine's date is ${day(now)}`,
      "Check the clock of this machine first. If it is right, that is not LINE Pay's current certificate, and something else answers."
    )
  }
  switch (problem) {
    case undefined:
      return ok("tls", `${issued} is valid until ${day(validTo)}`)
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return wrong(
        "tls",
        `${issued} is not for ${host}`,
        "Something else answers in its place: a captive portal, a proxy, or an entry in /etc/hosts."
      )
    default:
      return wrong(
        "tls",
        `${issued} is not trusted (${problem})`,
        "If the issuer is your own network's, a proxy intercepts TLS. Give Node its authority with NODE_EXTRA_CA_CERTS=<file>, " +
          "or ask for an exception for this host. If you switch the check off, anybody can change payments."
      )
  }
}

const day = (time: number): string => new Date(time).toISOString().slice(0, 10)

/* The call */

const call = (
  { channelSecret, config }: Credentials,
  timeout: Duration.Duration
): Effect.Effect<ReadonlyArray<Diagnosis>> =>
  Effect.gen(function*() {
    let response: HttpClientResponse.HttpClientResponse | undefined
    let answeredAt = 0
    const watched = Layer.effect(
      HttpClient.HttpClient,
      Effect.map(
        HttpClient.HttpClient,
        HttpClient.tap((seen) =>
          Effect.map(Clock.currentTimeMillis, (now) => {
            response = seen
            answeredAt = now
          })
        )
      )
    )
    const client = LinePay.layer.pipe(Layer.provide([
      Layer.succeed(LinePayConfig, config),
      Signer.layer(channelSecret),
      Nonce.layerUuidV1,
      Layer.provide(watched, NodeHttpClient.layerUndici)
    ]))
    const policy = Policy.unsafeWithReadTimeout(Policy.timeouts, "checkPaymentStatus", timeout)
    const result = yield* Effect.flatMap(
      LinePay,
      (linePay) => Effect.either(linePay.checkPaymentStatus({ transactionId: noSuchPayment }))
    ).pipe(LinePay.withPolicy(policy), Effect.provide(client))

    const error = Either.isLeft(result) ? result.left : undefined
    if (error?._tag === "TransportError") return [unanswered(error, timeout)]
    if (response === undefined) return [wrong("answer", String(error))]
    const clocks = clock(response, answeredAt)
    if (error?._tag === "ResponseError") return [unreadable(error, response), ...clocks]
    const explanation = yield* Explanation.ofRequest(channelSecret, response.request)
    return [
      ok("answer", `HTTP ${response.status}, in LINE Pay's format`),
      ...clocks,
      signature(error, config, Explanation.render(explanation))
    ]
  })

const unanswered = ({ detail, reason }: TransportError, timeout: Duration.Duration): Diagnosis => {
  const code = detail === undefined ? "" : ` (${detail})`
  switch (reason) {
    case "Timeout":
      return wrong(
        "answer",
        `no answer within ${Duration.format(timeout)}`,
        "The connection is open, but no response comes. A proxy holds the request, or LINE Pay has a problem. Try again."
      )
    case "Disconnected":
      return wrong(
        "answer",
        `the connection was closed before a response came${code}`,
        "A firewall or proxy that rejects the request does this. Ask for an exception for this host."
      )
    default:
      return wrong("answer", `the request did not get through: ${reason}${code}`)
  }
}

const unreadable = (
  { body, httpStatus, reason }: ResponseError,
  { headers }: HttpClientResponse.HttpClientResponse
): Diagnosis => {
  const from = headers["server"] === undefined ? "" : `; it calls itself ${headers["server"]}`
  if (reason === "Redirect") {
    const { location = "" } = headers
    const where = URL.canParse(location) ? ` to ${new URL(location).origin}` : ""
    return wrong(
      "answer",
      `HTTP ${httpStatus}: the call is redirected${where}${from}`,
      "LINE Pay never redirects. A captive portal or a proxy wants a login. The client did not follow the redirect."
    )
  }
  const start = body === undefined ? "" : Redacted.value(body).trimStart()
  const what = start.startsWith("<")
    ? "an HTML page"
    : start === ""
    ? "nothing"
    : "a body that is not in LINE Pay's format"
  return wrong(
    "answer",
    `HTTP ${httpStatus} with ${what}${from}`,
    httpStatus >= 500
      ? "A gateway in front of LINE Pay, or of this network, has a problem. Try again later."
      : "Something answers in LINE Pay's place: a proxy, a captive portal, or a wrong server in LINE_PAY_ENVIRONMENT."
  )
}

const clock = ({ headers }: HttpClientResponse.HttpClientResponse, now: number): ReadonlyArray<Diagnosis> => {
  const theirs = Date.parse(headers["date"] ?? "")
  if (Number.isNaN(theirs)) return []
  const apart = now - theirs
  const message = `this machine's clock is ${Duration.format(Duration.seconds(Math.round(Math.abs(apart) / 1_000)))} ` +
    `${apart < 0 ? "behind" : "ahead of"} the server's`
  const mend =
    "Set it, and keep it in sync with NTP. LINE Pay documents no limit, but timestamp nonces, certificates " +
    "and the dates that Settlement compares rely on it."
  // The header is in whole seconds, and took time to arrive.
  if (Math.abs(apart) < 30_000) return [ok("clock", "agrees with the server's")]
  // Settlement matches a record to the attempt when its date is within five minutes.
  return [Math.abs(apart) < 300_000 ? warning("clock", message, mend) : wrong("clock", message, mend)]
}

const signature = (
  error: Exclude<CheckPaymentStatusError, TransportError | ResponseError> | undefined,
  { channelId, environment }: LinePayConfig.Service,
  explanation: string
): Diagnosis => {
  if (error === undefined) return ok("signature", "accepted")
  switch (error._tag) {
    case "InvalidRequest":
      return wrong("signature", error.message)
    case "MerchantNotFound":
      return wrong(
        "signature",
        `1104: LINE Pay knows no channel ${channelId} here${said(error)}`,
        `Compare LINE_PAY_CHANNEL_ID with the merchant centre, digit by digit, and LINE_PAY_ENVIRONMENT (${environment}) with where ` +
          "the channel was created. LINE Pay did not check the signature."
      )
    case "RequestHeaderError": {
      const [, address] = /address\s*\[?([\da-f.:]+)\]?.*not allowed/i.exec(error.returnMessage ?? "") ?? []
      if (address !== undefined) {
        return wrong(
          "signature",
          `1106: LINE Pay does not allow calls from ${address}, which is this machine's public address`,
          "Add the address to the allowed ones in the merchant centre, or call from an allowed one. The secret may be right."
        )
      }
      // LINE Pay's own spelling of "omitted" varies.
      if (/om+it+ed/i.test(error.returnMessage ?? "")) {
        return wrong(
          "signature",
          `1106: a required header did not arrive at LINE Pay${said(error)}`,
          "The client sends all of them, so something in between removes X-LINE-… headers. Look at the proxy or the gateway. The secret may be right."
        )
      }
      if (/ChannelId.*invalid/i.test(error.returnMessage ?? "")) {
        return wrong(
          "signature",
          `1106: LINE Pay rejects the channel id ${channelId}${said(error)}`,
          "Compare LINE_PAY_CHANNEL_ID with the merchant centre, digit by digit. LINE Pay did not check the signature."
        )
      }
      return wrong(
        "signature",
        `1106: LINE Pay knows channel ${channelId}, but the signature does not match${said(error)}`,
        "LINE_PAY_CHANNEL_SECRET belongs to another channel, or differs from the merchant centre: copy it again. This was signed now:",
        explanation
      )
    }
    case "MerchantCannotUseLinePay":
      return wrong(
        "signature",
        `1105: LINE Pay accepted the signature, but the merchant may not use LINE Pay${said(error)}`,
        "The channel is suspended, or not open yet. Only LINE Pay's merchant support can change that."
      )
    case "InternalError":
    case "TemporaryError":
      return warning(
        "signature",
        `${error.code}: LINE Pay has a problem${said(error)}`,
        "It did not say whether the signature is right. Try again later."
      )
    default:
      return ok("signature", `accepted: LINE Pay answers ${error.code} for a payment that does not exist`)
  }
}

const said = ({ returnMessage }: { readonly returnMessage?: string | undefined }): string =>
  returnMessage === undefined ? "" : ` ("${returnMessage}")`
