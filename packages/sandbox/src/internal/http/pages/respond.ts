import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import type { Html } from "./html.ts"

const common = {
  "cache-control": "no-store",
  // Without a referrer, a browser sends a form with the origin `null`, as another site's hidden page would.
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff"
}

/**
 * A page whose `policy` names all that it may load; the rest of the content
 * security policy forbids everything.
 *
 * @internal
 */
export const page = (
  document: Html,
  { policy, status = 200 }: { readonly policy: string; readonly status?: number }
): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.text(`<!doctype html>\n${document.text}`, {
    status,
    contentType: "text/html; charset=utf-8",
    headers: {
      ...common,
      "content-security-policy": `default-src 'none'; base-uri 'none'; frame-ancestors 'none'; ${policy}`
    }
  })

/** @internal */
export const asset = (text: string, contentType: string): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.text(text, { contentType: `${contentType}; charset=utf-8`, headers: common })

/**
 * Sends a browser on, with a GET. Characters that do not fit in a header are
 * encoded as a browser would; the rest stays as it was written.
 *
 * @internal
 */
export const seeOther = (url: string): HttpServerResponse.HttpServerResponse =>
  HttpServerResponse.empty({
    status: 303,
    headers: {
      ...common,
      location: url.replace(/[^\x21-\x7E]/gu, percentEncode)
    }
  })

const percentEncode = (character: string): string =>
  Array.from(Buffer.from(character), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("")
