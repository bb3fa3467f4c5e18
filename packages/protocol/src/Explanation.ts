/**
 * Shows what was signed, with the secrets masked, and what to compare when LINE
 * Pay answers 1106 (header or signature) or 1104 (channel id).
 *
 * @since 0.1.0
 */
import * as Signature from "./Signature.ts"

/**
 * A request as it was signed.
 *
 * @since 0.1.0
 * @category models
 */
export interface SignedRequest extends Signature.Parts {
  readonly method: "GET" | "POST"
  readonly channelId: string
  /** Only its first six characters are shown. Leave it out if you don't know it. */
  readonly signature?: string | undefined
  /** The SHA-256 of the payload's UTF-8 bytes, in hex. It tells apart two texts that look the same. */
  readonly payloadSha256?: string | undefined
}

/**
 * A part of a request that a {@link Finding} is about.
 *
 * @since 0.1.0
 * @category models
 */
export type Part = "secret" | "channelId" | "path" | "payload" | "nonce"

/**
 * Something that looks wrong, in words that hold no secret.
 *
 * @since 0.1.0
 * @category models
 */
export interface Finding {
  readonly part: Part
  /** `Unusual`: no value seen so far looks like this, but no document forbids it. */
  readonly severity: "Wrong" | "Unusual"
  /** Says what is wrong, and how to fix it. */
  readonly message: string
}

/**
 * An explained request. It holds no secret: the channel secret and a regKey in
 * the path are masked, and the signature is cut to six characters. The payload
 * is shown in full, with the order that it is about.
 *
 * @since 0.1.0
 * @category models
 */
export interface Explanation {
  readonly method: "GET" | "POST"
  /** The four parts that were signed, in order. They are joined without a separator. */
  readonly signed: {
    /** `<channel secret: 32 characters>` */
    readonly secret: string
    readonly path: string
    readonly payload: string
    readonly nonce: string
  }
  readonly payload: {
    readonly kind: "query" | "body" | "nothing"
    readonly bytes: number
    readonly sha256?: string | undefined
  }
  /** The headers that go with it; the signature is cut short. */
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>
  /** The problems found in these parts. */
  readonly findings: ReadonlyArray<Finding>
  /** A list of things to compare with the request that was really sent. */
  readonly compare: ReadonlyArray<string>
}

/** A check of a text, and the message when it finds a problem. */
type Rule = readonly [isWrong: (text: string) => boolean, message: string]

const findings = (
  part: Part,
  rules: ReadonlyArray<Rule>,
  text: string,
  severity: Finding["severity"] = "Wrong"
): ReadonlyArray<Finding> => rules.flatMap(([isWrong, message]) => isWrong(text) ? [{ part, severity, message }] : [])

const orElse = <A>(first: ReadonlyArray<A>, second: ReadonlyArray<A>): ReadonlyArray<A> =>
  first.length > 0 ? first : second

const surrounded = (text: string) => text !== text.trim()
const quoted = (text: string) => /^\s*(["'`]).*\1\s*$/s.test(text)

const secretRules: ReadonlyArray<Rule> = [
  [(secret) => secret === "", "the channel secret is empty"],
  [
    (secret) => /[\r\n]/.test(secret),
    "the channel secret holds a line break, which is signed, too: trim the text that you read from a file or pipe"
  ],
  [
    (secret) => surrounded(secret) && !/[\r\n]/.test(secret),
    "the channel secret has white space around it, which is signed, too: remove it"
  ],
  [
    quoted,
    "the channel secret is in quotes, which are signed, too: remove them (Docker's --env-file and some shells keep them)"
  ],
  [
    (secret) => /^\s*[A-Z_]+\s*=/.test(secret),
    "the channel secret begins with the name of a variable: the secret is only the part after the ="
  ],
  [
    (secret) => /^\d{10}$/.test(secret.trim()),
    "the channel secret has ten digits, like a channel id: you may have swapped id and secret"
  ]
]

// True of every merchant seen so far, but documented nowhere. It is reported only when no other rule matches.
const unusualSecret: Rule = [
  (secret) => !/^[0-9a-f]{32}$/i.test(secret),
  "the channel secret is not 32 hexadecimal digits, as LINE Pay's are in practice: check that you copied all of it"
]

const channelIdRules: ReadonlyArray<Rule> = [
  [(id) => id === "", "the channel id is empty"],
  [quoted, "the channel id is in quotes, which are sent, too: remove them"],
  [(id) => surrounded(id), "the channel id has white space around it: remove it"],
  [
    (id) => /^[0-9a-f]{32}$/i.test(id.trim()),
    "the channel id has 32 hexadecimal digits, like a channel secret: you may have swapped id and secret"
  ]
]

const unusualChannelId: Rule = [
  (id) => /\D/.test(id),
  "the channel id is not digits only, as LINE Pay's are in practice (ten of them)"
]

const pathRules: ReadonlyArray<Rule> = [
  [
    (path) => /^[a-z]+:\/\//i.test(path),
    "the path includes scheme and host: sign only the part from /v3 or /v4 on"
  ],
  [
    (path) => !/^(?:[a-z]+:\/\/[^/]*)?\/v\d+\//i.test(path),
    "the path does not begin with /v3/ or /v4/: the version is signed, too"
  ],
  [
    (path) => /[?&]/.test(path),
    "the path includes the query: sign the query once, after the path and without its ? (LINE Pay's own sample joins it with &)"
  ]
]

const nonceRules: ReadonlyArray<Rule> = [
  [(nonce) => nonce === "", "the nonce is empty"],
  [surrounded, "the nonce has white space around it, which the header drops but the signature keeps: remove it"]
]

const queryRules: ReadonlyArray<Rule> = [
  [(query) => query.startsWith("?"), "the query was signed with its ?: sign only the part after it"],
  [
    (query) => /^&|&$/.test(query),
    "the query begins or ends with &: remove it, and sign the same text that you send"
  ],
  [
    (query) => /[^\x21-\x7e]/.test(query),
    "the query is not encoded: sign it as you send it, percent-encoded"
  ],
  [
    (query) => /(?:^|&)\w+(?:\[|%5B)/i.test(query),
    "the query has keys with brackets: LINE Pay takes several ids as one plain key each, transactionId=1&transactionId=2"
  ],
  [
    (query) => /(?:^|&)transactionId=\d+(?:,|%2C)/i.test(query),
    "the query joins ids with commas: LINE Pay takes several ids as one key each, transactionId=1&transactionId=2"
  ]
]

const bodyRules: ReadonlyArray<Rule> = [
  [
    (body) => /^(?:null|undefined)$/.test(body),
    "the body was signed as the text null or undefined, as LINE Pay's own sample does: sign nothing when there is no body"
  ],
  [
    (body) => /[\r\n]$/.test(body),
    "the body ends with a line break, which a shell or an editor often adds: sign it only if you also send it"
  ],
  [(body) => body.startsWith("\ufeff"), "the body begins with a byte order mark: remove it before you sign and send"],
  [
    (body) => body !== "" && !/^(?:null|undefined)$/.test(body) && !isJson(body),
    "the body is not JSON: sign the text that you send, not the object it was made from"
  ]
]

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text.replace(/^\ufeff/, ""))
    return true
  } catch {
    return false
  }
}

/**
 * Finds what looks wrong with a channel secret. Most 1106 are white space, a
 * line break or quotes around it. The findings never show the secret.
 *
 * @example
 * ```ts
 * import { Explanation } from "line-pay-protocol"
 *
 * const [finding] = Explanation.secretFindings("0123456789abcdef0123456789abcdef\n")
 * assert.match(finding?.message ?? "", /line break/)
 * ```
 *
 * @since 0.1.0
 * @category findings
 */
export const secretFindings = (channelSecret: string): ReadonlyArray<Finding> =>
  orElse(findings("secret", secretRules, channelSecret), findings("secret", [unusualSecret], channelSecret, "Unusual"))

/**
 * Finds what looks wrong with a channel id.
 *
 * @since 0.1.0
 * @category findings
 */
export const channelIdFindings = (channelId: string): ReadonlyArray<Finding> =>
  orElse(
    findings("channelId", channelIdRules, channelId),
    findings("channelId", [unusualChannelId], channelId, "Unusual")
  )

/**
 * Explains a request, before or after it is sent.
 *
 * @example
 * ```ts
 * import { Explanation } from "line-pay-protocol"
 *
 * const explanation = Explanation.make("0123456789abcdef0123456789abcdef", {
 *   method: "GET",
 *   path: "/v3/payments",
 *   payload: "?orderId=1002045572",
 *   nonce: "00000000-0000-4000-8000-000000000000",
 *   channelId: "1234567890"
 * })
 * assert.deepEqual(explanation.findings.map(({ part }) => part), ["payload"])
 * assert.equal(explanation.signed.secret, "<channel secret: 32 characters>")
 * ```
 *
 * @since 0.1.0
 * @category constructors
 */
export const make = (channelSecret: string, request: SignedRequest): Explanation => {
  const { channelId, method, nonce, path, payload, payloadSha256, signature } = request
  const bytes = encoder.encode(payload).length
  const kind = payload === "" ? "nothing" : method === "GET" ? "query" : "body"
  const secret = `<channel secret: ${count(channelSecret.length, "character")}>`
  // Somebody may have put the secret into another part. A text of fewer than eight characters is no secret.
  const core = channelSecret.replace(/^[\s"'`]+|[\s"'`]+$/g, "")
  const mask = (text: string) => core.length < 8 ? text : text.replaceAll(core, secret)
  return {
    method,
    signed: { secret, path: mask(maskRegKey(path)), payload: mask(payload), nonce: mask(nonce) },
    payload: { kind, bytes, ...(payloadSha256 === undefined ? {} : { sha256: payloadSha256 }) },
    headers: [
      [Signature.headers.channelId, mask(channelId)],
      [Signature.headers.nonce, mask(nonce)],
      ...(signature === undefined
        ? []
        : [[Signature.headers.signature, `${signature.slice(0, 6)}… (${signature.length} characters)`] as const])
    ],
    findings: [
      ...secretFindings(channelSecret),
      ...channelIdFindings(channelId),
      ...findings("path", pathRules, path),
      ...findings("payload", method === "GET" ? queryRules : bodyRules, payload),
      ...findings("nonce", nonceRules, nonce)
    ],
    compare: [
      `The secret belongs to channel ${mask(channelId)}, and to the host that you call.`,
      "The path is signed as sent: encoded, from the version on, without host and query.",
      kind === "query"
        ? `The query is signed as sent, encoded and without its ?. It has ${count(bytes, "byte")}.`
        : kind === "body"
        ? `The signed body equals the sent body, byte for byte. It has ${count(bytes, "byte")}. ` +
          "Nothing serialises it a second time."
        : method === "GET"
        ? "No query is sent, and nothing is signed for it."
        : "No body is sent, and nothing is signed for it. LINE Pay's sample wrongly signs the text null.",
      `The signed nonce equals the one in ${Signature.headers.nonce}, and each request has a new one. ` +
      "One of LINE Pay's samples misspells that header as X-LINE-Authorize-Nonce.",
      "The secret is the key of the HMAC, and also the beginning of the signed text. Both are UTF-8.",
      `${Signature.headers.signature} is Base64 with its padding (44 characters), not hex.`
    ]
  }
}

/**
 * Renders an {@link Explanation} as several lines of text, for a terminal or a
 * log.
 *
 * @since 0.1.0
 * @category texts
 */
export const render = (explanation: Explanation): string => {
  const { compare, findings, headers, method, payload, signed } = explanation
  const hash = payload.sha256 === undefined ? "" : `, SHA-256 ${payload.sha256}`
  const lines = [
    ["secret", signed.secret],
    ["path", signed.path],
    ...(payload.kind === "nothing" ? [] : [[payload.kind, signed.payload] as const]),
    ["nonce", signed.nonce]
  ] as const
  return [
    `${method} ${signed.path}`,
    "",
    "The signed text is these parts, joined without a separator:",
    ...lines.map(([name, text]) => `  ${name.padEnd(8)}${text}`),
    ...(payload.kind === "nothing" ? [] : [`The ${payload.kind} has ${count(payload.bytes, "byte")}${hash}.`]),
    "",
    "Sent with it:",
    ...headers.map(([name, value]) => `  ${name}: ${value}`),
    "",
    ...(findings.length === 0
      ? ["Nothing looks wrong in these parts."]
      : ["Looks wrong:", ...findings.map(({ message }) => `  - ${message}`)]),
    "",
    "Compare:",
    ...compare.map((line) => `  - ${line}`)
  ].join("\n")
}

const encoder = /*#__PURE__*/ new TextEncoder()

const count = (amount: number, unit: string): string => `${amount} ${unit}${amount === 1 ? "" : "s"}`

const maskRegKey = (path: string): string =>
  path.replace(
    /(\/preapprovedPay\/)([^/?]+)/,
    (_, before: string, key: string) => `${before}<regKey: ${count(key.length, "character")}>`
  )
