/** Protects the pages that show all orders and refund money, with a password. */
import { type Headers, HttpServerRequest, HttpServerResponse } from "@effect/platform"
import { Effect, Redacted } from "effect"
import { createHash, timingSafeEqual } from "node:crypto"
import { ShopConfig } from "./ShopConfig.ts"

const digest = (text: string) => createHash("sha256").update(text).digest()

/** Compares in constant time. */
const isPassword = (given: string, password: Redacted.Redacted): boolean =>
  timingSafeEqual(digest(given), digest(Redacted.value(password)))

/** HTTP Basic: any name, and the password. Behind HTTPS, like the rest of the shop. */
const givenPassword = (headers: Headers.Headers): string | undefined => {
  const encoded = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(headers.authorization ?? "")?.[1]
  const decoded = encoded === undefined ? "" : Buffer.from(encoded, "base64").toString()
  const colon = decoded.indexOf(":")
  return colon === -1 ? undefined : decoded.slice(colon + 1)
}

/** Rejects requests without the password. */
export const only = <E, R>(page: Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>) =>
  Effect.gen(function*() {
    const { shopkeeperPassword } = yield* ShopConfig
    const { headers } = yield* HttpServerRequest.HttpServerRequest
    const given = givenPassword(headers)
    if (given === undefined || !isPassword(given, shopkeeperPassword)) {
      return HttpServerResponse.text("The shopkeeper's password, please.", {
        status: 401,
        headers: { "www-authenticate": `Basic realm="Shopkeeper", charset="UTF-8"`, "cache-control": "no-store" }
      })
    }
    return yield* page
  })

/**
 * Prevents cross-site requests. The browser sends the password by itself, but
 * it also sends the origin of the form.
 */
export const fromHere = <E, R>(page: Effect.Effect<HttpServerResponse.HttpServerResponse, E, R>) =>
  Effect.gen(function*() {
    const { url } = yield* ShopConfig
    const { headers } = yield* HttpServerRequest.HttpServerRequest
    if (headers.origin !== url.origin) {
      return HttpServerResponse.text(`This form must be sent from ${url.origin}.`, { status: 403 })
    }
    return yield* page
  })
