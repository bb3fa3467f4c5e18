/**
 * Names the mistake in a wrong signature, by trying what people do wrong.
 *
 * @since 0.1.0
 */
import * as Signature from "./Signature.ts"

/**
 * A request with a wrong signature, as the server received it.
 *
 * @since 0.1.0
 * @category models
 */
export interface Received extends Signature.Parts {
  /** Decides whether the payload is a query or a body. */
  readonly method: "GET" | "POST"
  /** The value of `X-LINE-Authorization`. */
  readonly signature: string
}

/**
 * A mistake that explains a wrong signature, in words that hold no secret.
 *
 * @since 0.1.0
 * @category models
 */
export interface Mistake {
  /** Says what was signed or sent, and what to do instead. */
  readonly message: string
}

/**
 * Makes an HMAC-SHA256 in Base64. Key and text are encoded as UTF-8.
 *
 * @since 0.1.0
 * @category models
 */
export interface Hmac {
  (key: string, text: string): string
}

type Attempt = readonly [text: string, message: string, key?: string]

/**
 * Finds the mistake that made a signature. It tries one mistake in the signed
 * text at a time, each in every encoding that a signature is sent in by
 * mistake. Returns `undefined` if the signature is right, or if none explains
 * it.
 *
 * The mistakes come from the clients of seventeen authors in seven languages,
 * and from LINE Pay's own samples.
 *
 * @example
 * ```ts
 * import { SignatureMistake } from "line-pay-protocol"
 * import { createHmac } from "node:crypto"
 *
 * const hmac = (key: string, text: string) => createHmac("sha256", key).update(text).digest("base64")
 * const request = { method: "GET", path: "/v3/payments", payload: "orderId=A", nonce: "1" } as const
 *
 * const signature = hmac("secret", "secret/v3/payments?orderId=A1")
 * const mistake = SignatureMistake.find(hmac, { ...request, signature }, "secret")
 * assert.equal(mistake?.message, "The query was signed with its ?. Sign only the part after it.")
 * ```
 *
 * @since 0.1.0
 * @category constructors
 */
export const find = (
  hmac: Hmac,
  received: Received,
  channelSecret: string,
  /** The secrets of other channels, of which one may have been taken, with a name for each. */
  others: ReadonlyArray<readonly [name: string, secret: string]> = []
): Mistake | undefined => {
  if (received.signature === hmac(channelSecret, Signature.stringToSign(channelSecret, received))) return undefined
  for (const [text, message, key = channelSecret] of attempts(received, channelSecret, others)) {
    const encoded = encodings(hmac(key, text))
    const found = encoded.find(([signature]) => signature === received.signature)
    if (found === undefined) continue
    const messages = [message, found[1]].filter((part) => part !== "")
    if (messages.length > 0) return { message: messages.join(" ") }
  }
  return undefined
}

/** How a signature may be written, beside Base64. */
const encodings = (base64: string): ReadonlyArray<readonly [signature: string, message: string]> => {
  const bytes = atob(base64)
  const hex = Array.from(bytes, (character) => character.charCodeAt(0).toString(16).padStart(2, "0")).join("")
  const url = base64.replaceAll("+", "-").replaceAll("/", "_")
  return [
    [base64, ""],
    [hex, "The signature was sent in hex. Send the Base64 of the bytes."],
    [hex.toUpperCase(), "The signature was sent in hex. Send the Base64 of the bytes."],
    [btoa(hex), "The Base64 is that of the hex text. Send the Base64 of the bytes."],
    [url, "The signature was sent in Base64url. Send plain Base64, with + and /."],
    [url.replace(/=+$/, ""), "The signature was sent in Base64url. Send plain Base64, with +, / and its padding."],
    [base64.replace(/=+$/, ""), "The padding of the Base64 is missing. Send all 44 characters."],
    [encodeURIComponent(base64), "The signature was URL-encoded. Send it as it is."]
  ]
}

const attempts = (
  { method, nonce, path, payload }: Received,
  secret: string,
  others: ReadonlyArray<readonly [name: string, secret: string]>
): ReadonlyArray<Attempt> => {
  const withParts = (parts: Partial<Signature.Parts>) =>
    Signature.stringToSign(secret, { path, payload, nonce, ...parts })
  const isQuery = method === "GET"
  const payloads = isQuery ? queries(payload) : bodies(payload)
  const bareSecret = secret.trim()
  return [
    // The right text, for the signatures that are only written in another way.
    [withParts({}), ""],
    ...payloads.map(([text, message]): Attempt => [withParts({ payload: text }), message]),
    [withParts({ path: "" }), "The path was not signed. Sign the secret, the path, the query or body, and the nonce."],
    [
      withParts({ path: path.replace(/^\/v\d+/, "") }),
      "The path was signed without its version. Sign it from /v3 or /v4 on."
    ],
    [withParts({ path: `${path}/` }), "The path was signed with a slash at its end. Sign it as it was sent."],
    [withParts({ path: decoded(path) }), "The path was signed decoded. Sign it as it was sent."],
    ...["https://sandbox-api-pay.line.me", "https://api-pay.line.me"].map((origin): Attempt => [
      withParts({ path: origin + path }),
      "Scheme and host were signed. Sign the path from /v3 or /v4 on."
    ]),
    [withParts({ nonce: "" }), "The nonce was not signed. It is the last part of the signed text."],
    [
      secret + path + nonce + payload,
      "The nonce was signed before the payload. It is the last part of the signed text."
    ],
    [secret + nonce + path + payload, "The nonce was signed right after the secret. It is the last part of the text."],
    [nonce + secret + path + payload, "The nonce was signed first. It is the last part of the signed text."],
    [path + payload + nonce, "The secret was only the key. It is also the beginning of the signed text."],
    [withParts({}), "The key was empty. The channel secret is the key, and the beginning of the text.", ""],
    ...(bareSecret === secret ? [] : [
      [
        Signature.stringToSign(bareSecret, { path, payload, nonce }),
        "White space around the channel secret was left out by one side. Remove it on both.",
        bareSecret
      ] as const
    ]),
    ...["\n", "\r\n", " "].map((end): Attempt => [
      Signature.stringToSign(secret + end, { path, payload, nonce }),
      "The channel secret was signed with a line break or a blank at its end. Trim it.",
      secret + end
    ]),
    ...others.map(([name, other]): Attempt => [
      Signature.stringToSign(other, { path, payload, nonce }),
      `It is signed with the secret of another channel, the one in ${name}.`,
      other
    ])
  ]
}

const queries = (query: string): ReadonlyArray<readonly [text: string, message: string]> => [
  ...(query.startsWith("?")
    ? [[query.slice(1), "The query was signed without its ?, which is right. Give it here without one, too."] as const]
    : []),
  [`?${query}`, "The query was signed with its ?. Sign only the part after it."],
  [`&${query}`, "The query was signed after a &. Sign only the query itself."],
  ["", "The query was not signed. Sign it after the path, without its ?."],
  [decoded(query), "The query was signed decoded. Sign it as it was sent, encoded."],
  [query.replaceAll("%20", "+"), "The query was signed with + for a blank, and sent with %20. Sign what is sent."],
  [query.replaceAll("+", "%20"), "The query was signed with %20 for a blank, and sent with +. Sign what is sent."],
  ["null", "The text null was signed for a request without a query. Sign nothing there."],
  ["{}", "The text {} was signed as the body of a GET. Sign the query, or nothing."]
]

const bodies = (body: string): ReadonlyArray<readonly [text: string, message: string]> => {
  const parsed = jsonOf(body)
  const again = "The body was written as JSON twice, once to sign and once to send. Sign the text that you send."
  const compact = parsed === undefined ? [] : [JSON.stringify(parsed.value)]
  const written = compact.flatMap((text) => [
    text,
    ...[2, 4, "\t"].map((space) => JSON.stringify(parsed?.value, undefined, space)),
    text.replaceAll("/", "\\/"),
    ascii(text),
    ascii(text).replaceAll("/", "\\/"),
    spaced(text),
    ascii(spaced(text))
  ])
  return [
    ["", "The body was not signed. Sign it after the path, exactly as it is sent."],
    ["null", "The text null was signed for a request without a body. Sign nothing there."],
    ["{}", "The text {} was signed, and another body sent. Sign the text that you send."],
    ["[]", "The text [] was signed, and another body sent. Sign the text that you send."],
    [`""`, "An empty text in quotes was signed for a request without a body. Sign nothing there."],
    [body.trimEnd(), "The body was signed without the line break at its end. Sign the text that you send."],
    [`${body}\n`, "The body was signed with a line break at its end. Sign the text that you send."],
    [`?${body}`, "The body was signed after a ?. Sign the body itself."],
    ...written.filter((text) => text !== body).map((text) => [text, again] as const)
  ]
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const jsonOf = (text: string): { readonly value: unknown } | undefined => {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

/** As PHP and Python write JSON by default. */
const ascii = (text: string): string =>
  text.replace(/[\u007f-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`)

/** As Python writes JSON by default, with a blank after each comma and colon outside of texts. */
const spaced = (text: string): string =>
  text.replace(/("(?:[^"\\]|\\.)*")|([,:])/g, (_, quoted?: string, sign?: string) => quoted ?? `${sign} `)
