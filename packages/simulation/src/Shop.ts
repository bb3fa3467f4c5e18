/**
 * Simulates the shop's order table, and the handler that writes it: it fails,
 * hangs, dies, or writes late.
 */
import type { News } from "effect-line-pay"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { Orders, Row } from "./Orders.ts"
import type { Scene } from "./Scene.ts"

const troubles = ["fails", "hangs", "dies", "writes, then fails", "slow", "gives up, then writes"] as const

/** All troubles, by the name in a report. */
export const names: ReadonlyArray<string> = troubles.map((trouble) => `tell ${trouble}`)

export interface Shop extends Orders {
  readonly tell: (news: News) => Effect.Effect<void, string>
}

export const make = ({ dice, isTroubled, met, mutation, say, silence: hangs }: Scene): Shop => {
  const rows = new Map<string, Row>()
  const answered = new Set<string>()

  /** `UPDATE orders SET state = :state, seen = :version WHERE key = :key AND seen < :version` */
  const write = ({ answer, attempt: { key }, standing, version }: News) =>
    Effect.sync(() => {
      // Another process may have told the same version without the answer.
      if (Option.isSome(answer)) answered.add(key)
      const seen = rows.get(key)?.seen ?? 0
      if (seen >= version && mutation.writesAnyVersion !== true) return
      say(`  the shop writes ${standing} of ${key}, version ${version}`)
      rows.set(key, { standing, seen: version })
    })

  const tell = (news: News): Effect.Effect<void, string> =>
    Effect.suspend(() => {
      const writes = write(news)
      if (!isTroubled()) return writes
      const trouble = dice.pick(troubles)
      met(`tell ${trouble}`)
      say(`    the shop ${trouble} at the news of ${news.attempt.key}, version ${news.version}`)
      switch (trouble) {
        case "fails":
          return Effect.fail("the shop is closed")
        case "hangs":
          return hangs
        case "dies":
          return Effect.die(new Error("a bug of the shop"))
        case "writes, then fails":
          return Effect.zipRight(writes, Effect.fail("the connection is lost"))
        case "slow":
          return Effect.delay(writes, `${dice.between(1, 4)} seconds`)
        case "gives up, then writes":
          return Effect.zipRight(
            Effect.forkDaemon(Effect.delay(writes, `${dice.between(6, 600)} seconds`)),
            hangs
          )
      }
    })

  return { rows, answered, tell }
}
