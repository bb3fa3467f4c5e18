/**
 * Makes the nonce of each request.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { quick } from "./internal/call/quick.ts"

/**
 * Makes the value of `X-LINE-Authorization-Nonce`: a UUID of version 1 or 4,
 * or a timestamp, fresh for each request (Online API document). Every attempt
 * takes a new one, including a retry below the client.
 *
 * The three makers below never return a nonce twice within one layer, even
 * under a `TestClock` that does not advance.
 *
 * @example
 * ```ts
 * import { Effect, Layer } from "effect"
 * import { Nonce } from "effect-line-pay"
 *
 * // A nonce for a test, in one line.
 * const NonceTest = Layer.succeed(Nonce, { next: Effect.succeed("00000000-0000-4000-8000-000000000000") })
 * ```
 *
 * @since 0.1.0
 * @category tags
 */
export class Nonce extends Context.Tag("effect-line-pay/Nonce")<Nonce, Nonce.Service>() {
  /**
   * Makes UUIDs of version 1 from Effect's `Clock`, in strictly increasing
   * ticks of 100 ns. Node and clock sequence are random, and are drawn when the
   * layer is built.
   *
   * @since 0.1.0
   */
  static readonly layerUuidV1: Layer.Layer<Nonce> = Layer.sync(this, () => {
    const identity = crypto.getRandomValues(new Uint8Array(8))
    // RFC 9562: a random node has the multicast bit set, so that it is no real network card's.
    const node = hex(identity.subarray(0, 6).map((byte, index) => index === 0 ? byte | 0x01 : byte))
    const sequence = hex(identity.subarray(6).map((byte, index) => index === 0 ? (byte & 0x3f) | 0x80 : byte))
    return {
      next: quick(Effect.map(increasing(ticksSinceGregorianCalendar), (ticks) => {
        const digits = ticks.toString(16).padStart(15, "0").slice(-15)
        return `${digits.slice(7)}-${digits.slice(3, 7)}-1${digits.slice(0, 3)}-${sequence}-${node}`
      }))
    }
  })

  /**
   * Makes random UUIDs of version 4.
   *
   * @since 0.1.0
   */
  static readonly layerUuidV4: Layer.Layer<Nonce> = Layer.sync(this, () => ({
    next: quick(Effect.sync(() => crypto.randomUUID()))
  }))

  /**
   * Makes strictly increasing timestamps, in milliseconds since 1970, from
   * Effect's `Clock`. Two processes can draw the same timestamp, so use a UUID
   * if you have more than one process.
   *
   * @since 0.1.0
   */
  static readonly layerTimestamp: Layer.Layer<Nonce> = Layer.sync(this, () => ({
    next: quick(Effect.map(increasing(Effect.map(Clock.currentTimeMillis, (time) => BigInt(Math.floor(time)))), String))
  }))

  /**
   * Returns the same nonce each time, for tests that compare signatures.
   *
   * @since 0.1.0
   */
  static readonly layerFixed = (nonce: string): Layer.Layer<Nonce> =>
    Layer.succeed(this, { next: quick(Effect.succeed(nonce)) })
}

/**
 * @since 0.1.0
 */
export declare namespace Nonce {
  /**
   * @since 0.1.0
   * @category models
   */
  export interface Service {
    /** Makes a nonce that it never made before. */
    readonly next: Effect.Effect<string>
  }
}

/** `max(now, last + 1)`: increases even when the clock stops or is set back. */
const increasing = (now: Effect.Effect<bigint>): Effect.Effect<bigint> => {
  let last = -1n
  return Effect.map(now, (time) => last = time > last ? time : last + 1n)
}

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")

// RFC 9562 counts 100 ns ticks from 1582-10-15.
const ticksBefore1970 = 0x01b21dd213814000n

// Not from `Clock.currentTimeNanos`: a `TestClock` throws there after a jittered delay, at a fraction of a millisecond.
const ticksSinceGregorianCalendar = Effect.map(
  Clock.currentTimeMillis,
  (time) => BigInt(Math.floor(time)) * 10_000n + ticksBefore1970
)
