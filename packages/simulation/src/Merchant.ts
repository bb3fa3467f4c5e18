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
  seed: number,
  time: VirtualTime,
  index: 0 | 1
): Effect.Effect<Merchant, never, Scope.Scope> =>
  Effect.gen(function*() {
    const clock = new OffsetClock(time, index * 500)
    const channelId = `200000000${index}`
    const host = yield* Effect.withClock(Layer.build(Sandbox.layer({ seed: seed + index, channelId })), clock)
    return {
      index,
      name: `merchant-${index + 1}`,
      sandbox: Context.get(host, Sandbox),
      http: Context.get(host, HttpClient.HttpClient),
      clock
    }
  })

/** Something that happens at LINE Pay without the shop, by its clock. */
export const atLinePay = <A, E>({ clock, sandbox }: Merchant, act: (sandbox: Sandbox.Service) => Effect.Effect<A, E>) =>
  Effect.ignore(Effect.withClock(Effect.suspend(() => act(sandbox)), clock))
