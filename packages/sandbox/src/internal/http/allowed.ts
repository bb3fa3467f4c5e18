import type { HttpServerRequest } from "@effect/platform/HttpServerRequest"
import * as Net from "node:net"

/**
 * Returns a reason to refuse a request for the pages or the control API, in
 * words; `undefined` if it may pass.
 *
 * A page of another site can make a browser send requests here, and by DNS
 * rebinding it can even read the answers. Such a request names another host, or
 * another origin.
 *
 * @internal
 */
export const refusal =
  (allowed: ReadonlyArray<string>) => ({ headers, method }: HttpServerRequest): string | undefined => {
    const host = headers["host"] ?? ""
    const name = nameOf(host)
    if (!isOwn(name) && !allowed.includes(name)) {
      return `The host ${name.slice(0, 100)} is none of this sandbox. Allow it with --allow-host.`
    }
    const { origin } = headers
    const site = headers["sec-fetch-site"]
    if (method !== "GET" && method !== "HEAD" && (site === "cross-site" || site === "same-site")) return foreign
    if (origin === undefined) return undefined
    const from = hostOf(origin)
    return from !== undefined && (from === host || allowed.includes(nameOf(from))) ? undefined : foreign
  }

const foreign = "The request comes from a page of another site"

/** Addresses belong to no site, so no site can take one over. */
const isOwn = (name: string): boolean =>
  name === "" || name === "localhost" || name.endsWith(".localhost") || Net.isIP(name) !== 0

const nameOf = (host: string): string => host.toLowerCase().replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1")

const hostOf = (origin: string): string | undefined => URL.canParse(origin) ? new URL(origin).host : undefined
