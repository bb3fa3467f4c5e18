/**
 * Tells dead regKeys from a misconfiguration.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { MassRegKeyDeath } from "./MassRegKeyDeath.ts"
import type { RegKey } from "./RegKey.ts"

/**
 * Remembers what LINE Pay said about the latest regKeys. With a wrong channel
 * id or host, LINE Pay answers 1190 or 1141 for every key. The guard keeps you
 * from deleting them all.
 *
 * The more it hears, the better it judges, so wrap charges with
 * `RegKeys.guarded`, too. It belongs to one process, and forgets everything
 * when that ends. The default limits are a guess at what is no coincidence;
 * LINE Pay does not say how many keys die.
 *
 * @example
 * ```ts
 * import { RegKeyGuard } from "effect-line-pay"
 *
 * // A merchant with few customers: three dead keys in a row are suspicious.
 * export const Guard = RegKeyGuard.layerWith({ tolerated: 2, sample: 10, window: "7 days" })
 * ```
 *
 * @since 0.1.0
 * @category tags
 */
export class RegKeyGuard extends Context.Tag("effect-line-pay/RegKeyGuard")<RegKeyGuard, RegKeyGuard.Service>() {
  /**
   * Provides a guard with your limits.
   *
   * @since 0.1.0
   */
  static readonly layerWith = (limits: RegKeyGuard.Limits): Layer.Layer<RegKeyGuard> =>
    Layer.sync(this, () => make(limits))

  /**
   * Provides a guard that trusts LINE Pay as long as at most 10 of the last 50
   * keys of a day seem dead.
   *
   * @since 0.1.0
   */
  static readonly layer: Layer.Layer<RegKeyGuard> = Layer.sync(this, () => make({}))
}

/**
 * @since 0.1.0
 */
export declare namespace RegKeyGuard {
  /**
   * @since 0.1.0
   * @category models
   */
  export interface Service {
    /** Notes that LINE Pay knows the key. */
    readonly known: (regKey: RegKey) => Effect.Effect<void>
    /** Notes that LINE Pay answered 1190 or 1141. Fails when it did so for too many keys. */
    readonly dead: (regKey: RegKey) => Effect.Effect<void, MassRegKeyDeath>
  }

  /**
   * @since 0.1.0
   * @category models
   */
  export interface Limits {
    /**
     * How many keys of the sample may be dead; 10 by default. A misconfiguration
     * can cost you this many keys per window. With 0 no key counts as dead.
     */
    readonly tolerated?: number | undefined
    /** How many different keys count, the latest ones; 50 by default. If it is at most `tolerated`, the guard never fails. */
    readonly sample?: number | undefined
    /** How long the guard remembers a key; 1 day by default. */
    readonly window?: Duration.DurationInput | undefined
  }
}

const make = ({ sample = 50, tolerated = 10, window = "1 day" }: RegKeyGuard.Limits): RegKeyGuard.Service => {
  // The latest answer about each key, the newest at the end. The texts are secrets and stay in this closure.
  const words = new Map<string, { readonly at: number; readonly dead: boolean }>()
  const remembered = Duration.toMillis(window)

  const note = (regKey: RegKey, dead: boolean) =>
    Effect.map(Clock.currentTimeMillis, (now) => {
      const key = Redacted.value(regKey)
      words.delete(key)
      words.set(key, { at: now, dead })
      for (const [oldest, { at }] of words) {
        if (words.size <= sample && now - at < remembered) break
        words.delete(oldest)
      }
    })

  return {
    known: (regKey) => note(regKey, false),
    dead: (regKey) =>
      Effect.flatMap(note(regKey, true), () => {
        const dead = Array.from(words.values()).filter(({ dead }) => dead).length
        return dead > tolerated ? new MassRegKeyDeath({ dead, of: words.size }) : Effect.void
      })
  }
}
