/** The usual mistakes of signing, each tried on a request. */
import * as Redacted from "effect/Redacted"
import * as Crypto from "node:crypto"
import type { Environment } from "../Environment.ts"

interface Request {
  readonly method: "GET" | "POST"
  readonly path: string
  readonly payload: string
  readonly nonce: string
  readonly secret: Redacted.Redacted
  readonly others: ReadonlyArray<readonly [variable: string, secret: Redacted.Redacted]>
}

interface Signed {
  readonly says: string
  readonly key: string
  readonly text: string
}

/** Other channel secrets that the environment names: `LINE_PAY_CHANNEL_SECRET_…`. */
export const otherSecrets = (environment: Environment): Request["others"] =>
  Object.entries(environment).flatMap(([name, value]) =>
    /^LINE_PAY_.*SECRET/.test(name) && name !== "LINE_PAY_CHANNEL_SECRET" && value !== undefined && value !== ""
      ? [[name, Redacted.make(value)] as const]
      : []
  )

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The texts that could have been signed instead, the most usual mistake first. */
const candidates = ({ method, nonce, others, path, payload, secret: redacted }: Request): ReadonlyArray<Signed> => {
  const secret = Redacted.value(redacted)
  const [pathOnly = path, ownQuery] = path.split("?")
  const bare = payload.replace(/^\?/, "")
  const query = bare === "" ? ownQuery ?? "" : bare
  const signed = (says: string, text: string, key = secret): Signed => ({ says, key, text })
  const whole = secret + path + payload + nonce
  return [
    signed("signed exactly this, in another encoding.", whole),
    ...(method === "GET"
      ? [
        signed("signed the query with its ?. Sign only the part after it.", `${secret}${pathOnly}?${query}${nonce}`),
        signed(
          "signed the query without its ?, and sends it as given above. That is right; correct PAYLOAD.",
          secret + pathOnly + query + nonce
        ),
        signed("signed the decoded query. Sign it encoded, as it is sent.", secret + pathOnly + decoded(query) + nonce),
        signed("signed the path only. Sign the query after it.", secret + pathOnly + nonce)
      ]
      : [
        signed(
          "signed `null` for a request without a body. Sign nothing, or send what you sign.",
          `${secret}${path}null${nonce}`
        ),
        signed(
          "signed `{}` for a request without a body. Send `{}` as the body, or sign nothing.",
          `${secret}${path}{}${nonce}`
        ),
        signed("signed `[]` for a request without a body. Send what you sign.", `${secret}${path}[]${nonce}`),
        signed("signed `\"\"` for a request without a body. Sign nothing.", `${secret}${path}""${nonce}`),
        signed("signed the path only. Sign the body after it, byte for byte.", secret + path + nonce),
        signed(
          "signed the body with a line break at its end, or sends it without.",
          `${secret}${path}${payload.trimEnd()}${nonce}`
        ),
        ...reserialised(payload).map((body) =>
          signed(
            "signed the body with other blanks or line breaks. Sign the text that you send.",
            secret + path + body + nonce
          )
        )
      ]),
    signed("left out the path. Sign it from the version on.", secret + payload + nonce),
    signed(
      "signed the path with its host. Sign it from the version on.",
      `${secret}https://api-pay.line.me${path}${payload}${nonce}`
    ),
    signed(
      "signed the path with its host. Sign it from the version on.",
      `${secret}https://sandbox-api-pay.line.me${path}${payload}${nonce}`
    ),
    signed("signed the nonce before the path and the payload. It comes last.", secret + nonce + path + payload),
    signed("signed the nonce before the payload. It comes last.", secret + path + nonce + payload),
    signed("left out the nonce. It comes last.", secret + path + payload),
    signed(
      "left the secret out of the signed text. It is the key, and also the beginning of the text.",
      path + payload + nonce
    ),
    ...(secret.trim() === secret ? [] : [
      signed(
        "used the secret without the white space around it. Remove it from LINE_PAY_CHANNEL_SECRET.",
        secret.trim() + path + payload + nonce,
        secret.trim()
      )
    ]),
    ...others.map(([variable, other]) =>
      signed(
        `used the secret of another channel, the one in ${variable}.`,
        Redacted.value(other) + path + payload + nonce,
        Redacted.value(other)
      )
    )
  ]
}

const reserialised = (payload: string): ReadonlyArray<string> => {
  try {
    const value: unknown = JSON.parse(payload)
    const compact = JSON.stringify(value)
    return [
      compact,
      JSON.stringify(value, undefined, 2),
      JSON.stringify(value, undefined, 4),
      // Python's json.dumps and PHP's json_encode.
      compact.replace(/("(?:[^"\\]|\\.)*")|([,:])/g, (_, text?: string, sign?: string) => text ?? `${sign} `),
      compact.replaceAll("/", "\\/"),
      compact.replace(/[\u0080-\uffff]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`)
    ]
  } catch {
    return []
  }
}

const encodings: ReadonlyArray<readonly [encode: (digest: Buffer) => string, says: string]> = [
  [(digest) => digest.toString("base64"), ""],
  [(digest) => digest.toString("base64").replace(/=+$/, ""), "It also lost the padding of Base64."],
  [(digest) => digest.toString("base64url"), "It is Base64url; LINE Pay wants Base64, with + and / and padding."],
  [(digest) => `${digest.toString("base64url")}=`, "It is Base64url; LINE Pay wants Base64, with + and /."],
  [(digest) => digest.toString("hex"), "It is hex; LINE Pay wants Base64 of the bytes."],
  [
    (digest) => Buffer.from(digest.toString("hex")).toString("base64"),
    "It is Base64 of the hex text; LINE Pay wants Base64 of the bytes."
  ]
]

/** Returns the end of the sentence "The other client …", or `undefined` if no usual mistake makes the signature. */
export const find = (signature: string, request: Request): string | undefined => {
  const given = signature.trim()
  for (const { key, says, text } of candidates(request)) {
    for (const [encode, also] of encodings) {
      const digest = Crypto.createHmac("sha256", key).update(text, "utf8").digest()
      if (given === encode(digest) || (/^[\dA-F]{64}$/.test(given) && given.toLowerCase() === encode(digest))) {
        return also === "" ? says : `${says} ${also}`
      }
    }
  }
  return undefined
}
