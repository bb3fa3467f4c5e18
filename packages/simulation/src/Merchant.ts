/**
 * Sets up the merchants, and LINE Pay as each of them sees it.
 */
import * as HttpClient from "@effect/platform/HttpClient"
import { Sandbox } from "effect-line-pay-sandbox"
import type * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import { OffsetClock } from "./Clocks.ts"
import type { Dice } from "./Dice.ts"
import type { VirtualTime } from "./VirtualTime.ts"

/** A merchant, and LINE Pay as it sees it. */
export interface Merchant {
  readonly index: 0 | 1
  readonly name: string
  readonly sandbox: Sandbox.Service
  readonly http: HttpClient.HttpClient
  readonly clock: Clock.Clock
}

/** LINE Pay's ids are unique over merchants, so the second one's are made half a second ahead. */
export const make = (
  { edges, seed }: { readonly edges: Dice | undefined; readonly seed: number },
  time: VirtualTime,
  index: 0 | 1
): Effect.Effect<Merchant, never, Scope.Scope> =>
  Effect.gen(function*() {
    const clock = new OffsetClock(time, index * 500)
    const channelId = `200000000${index}`
    const host = yield* Effect.withClock(
      Layer.build(Sandbox.layer({ seed: seed + index, channelId, ...lifetimes(edges) })),
      clock
    )
    return {
      index,
      name: `merchant-${index + 1}`,
      sandbox: Context.get(host, Sandbox),
      http: Context.get(host, HttpClient.HttpClient),
      clock
    }
  })

/** In some worlds with edges, authorisations and regKeys expire while somebody uses them. */
const lifetimes = (edges: Dice | undefined) =>
  edges === undefined || !edges.chance(0.4) ? {} : {
    authorizationLifetime: `${edges.between(3, 30)} minutes`,
    regKeyLifetime: `${edges.between(3, 30)} minutes`
  } as const

/** Something that happens at LINE Pay without the shop, by its clock. */
export const atLinePay = <A, E>({ clock, sandbox }: Merchant, act: (sandbox: Sandbox.Service) => Effect.Effect<A, E>) =>
  Effect.ignore(Effect.withClock(Effect.suspend(() => act(sandbox)), clock))
