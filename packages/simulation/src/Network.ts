/**
 * Puts a faulty network between the shop and LINE Pay. A story has the
 * requests and answers.
 */
import * as HttpClient from "@effect/platform/HttpClient"
import type * as HttpClientRequest from "@effect/platform/HttpClientRequest"
import type * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import { Fault } from "effect-line-pay-sandbox"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { Merchant } from "./Merchant.ts"
import { onAny, onAway, onLook } from "./Mishap.ts"
import type { Scene } from "./Scene.ts"

export interface Network {
  /** LINE Pay, as a process sees it. */
  readonly client: (pod: string, merchant: Merchant) => HttpClient.HttpClient
}

export const make = ({ dice, edges, isTold, met, notes, now, say, share, weather }: Scene): Network => {
  const { isAway, isCalm } = weather
  const { lagging, marks, repeatedRefundIds, requests } = notes

  /** One way. Two processes that do the same at the same time get in each other's way. */
  const latency = (): Duration.DurationInput =>
    `${dice.chance(0.2) ? dice.between(1_000, 6_000) : dice.between(10, 300)} millis`

  /** When each call about a payment was last answered out of date. Two in a row would be more than the rules promise. */
  const staleAt = new Map<string, number>()

  /** A cache answers that there is no such payment, or that its confirm has failed. */
  const staleAnswer = (url: string): Fault.Fault | undefined => {
    if (edges === undefined || !edges.chance(share / 4)) return undefined
    const at = staleAt.get(url)
    if (at !== undefined && now() < at + 600_000) return undefined
    staleAt.set(url, now())
    return Fault.resultCode(url.endsWith("/check") ? "0122" : "1150")
  }

  const mishap = (
    { sandbox }: Merchant,
    isLook: boolean,
    call: { readonly url: string; readonly text: string }
  ) =>
    Effect.suspend(() => {
      const away = isAway()
      if (!away && isLook && !isCalm() && [...lagging].some((id) => call.url.includes(id)) && dice.chance(0.5)) {
        met("lagging details (60 s)")
        say(`    ${call.text} meets: a replica that lags`)
        return sandbox.faults.script(Fault.lag("60 seconds"))
      }
      const stale = away || !isLook || isCalm() ? undefined : staleAnswer(call.url)
      if (stale !== undefined) {
        met("stale answer")
        say(`    ${call.text} meets: a stale answer`)
        return sandbox.faults.script(stale)
      }
      if (!away && (isCalm() || !dice.chance(share))) return Effect.void
      const { fault, name } = dice.pick(away ? onAway : isLook && dice.chance(0.5) ? onLook : onAny)
      // These have no details and no `info` that could be odd. A fault that they do not meet would hit another call.
      const saysNothing = /\/(?:check|void|expire)$/.test(call.url)
      if ((fault._tag === "FlawedDetails" || fault._tag === "Odd") && saysNothing) return Effect.void
      met(name)
      if (fault._tag === "FlawedDetails" && fault.flaw === "RepeatedRefundId") {
        for (const [id] of call.url.matchAll(/(?<=[?&]transactionId=)\d+/g)) repeatedRefundIds.set(id, now())
      }
      say(`    ${call.text} meets: ${name}`)
      return sandbox.faults.script(fault)
    })

  /** An answer of each kind that is still in a connection, and the call that it was for. */
  const answers = new Map<string, { readonly url: string; readonly response: HttpClientResponse.HttpClientResponse }>()

  /** Sometimes a proxy gives the answer to an earlier call of the kind. LINE Pay has carried out this one. */
  const swapped = <E>(
    { name }: Merchant,
    { method, url }: HttpClientRequest.HttpClientRequest,
    call: Effect.Effect<HttpClientResponse.HttpClientResponse, E>
  ): Effect.Effect<HttpClientResponse.HttpClientResponse, E> => {
    // The others name no payment, so nobody could notice.
    const kind = method === "GET" && url.includes("transactionId=")
      ? "details"
      : /\/(?:confirm|capture)$/.exec(url)?.[0]
    if (edges === undefined || kind === undefined || isCalm()) return call
    return Effect.flatMap(call, (response) =>
      Effect.gen(function*() {
        const text = Option.getOrElse(yield* Effect.option(response.text), () => "")
        const kept = answers.get(`${name} ${kind}`)
        if (text.includes(`"returnCode":"0000"`)) answers.set(`${name} ${kind}`, { url, response })
        if (kept === undefined || kept.url === url || !edges.chance(share / 5)) return response
        met("answer about another payment")
        say(`    ${url.replace(/^https:\/\/[^/]+\/v\d\/payments/, "")} meets: the answer about another payment`)
        return kept.response
      }))
  }

  const client = (pod: string, merchant: Merchant): HttpClient.HttpClient =>
    HttpClient.transform(merchant.http, (effect, request) =>
      Effect.suspend(() => {
        const nonce = request.headers["x-line-authorization-nonce"] ?? ""
        const key = marks.get(nonce)
        requests.set(nonce, { sequence: requests.size + 1, key, at: now() })
        const text = !isTold ? "" : `${pod} ${describeCall(request, key)}`
        const isLook = request.method === "GET"
        const through = Effect.sleep(latency()).pipe(
          Effect.zipRight(mishap(merchant, isLook, { url: request.url, text })),
          Effect.zipRight(swapped(merchant, request, effect)),
          Effect.zipLeft(Effect.suspend(() => Effect.sleep(latency())))
        )
        if (!isTold) return through
        return Effect.tapBoth(through, {
          onFailure: () => Effect.sync(() => say(`    ${text}: connection lost`)),
          onSuccess: (response) =>
            Effect.map(Effect.option(response.text), (body) => {
              say(`    ${text}: ${Option.match(body, { onNone: () => "no whole answer", onSome: describeAnswer })}`)
            })
        })
      }))
  return { client }
}

/** A call for a story: without the regKey in its path, and with the intent that it is for. */
const describeCall = ({ method, url }: HttpClientRequest.HttpClientRequest, key: string | undefined): string =>
  `${method} ${url.replace(/^https:\/\/[^/]+\/v\d\/payments/, "").replace(/(preapprovedPay\/)[^/]+/, "$1{regKey}")}` +
  (key === undefined ? "" : ` for ${key}`)

/** The parts of an answer for a story: the code, the state, the refunds. */
const describeAnswer = (body: string): string => {
  const found = body.match(/"(?:returnCode|resultCode|payStatus|refundAmount)":[^,}]+/g)
  return found === null ? "no answer of LINE Pay" : found.join(" ").replaceAll("\"", "")
}
