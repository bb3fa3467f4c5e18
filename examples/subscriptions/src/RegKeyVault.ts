/**
 * Encrypts the regKeys in the database with AES-256-GCM, under keys that are not in it.
 */
import { Array as Arr, Config, ConfigError, Data, Effect, Either, Option, Redacted, Schema } from "effect"
import { RegKey } from "effect-line-pay"
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto"

/** The text of a regKey that is sealed: key id, nonce, and what is encrypted with its tag. */
export const SealedRegKey = Schema.String.pipe(Schema.brand("SealedRegKey"))

export type SealedRegKey = typeof SealedRegKey.Type

/** A sealed regKey that cannot be opened: another vault key, another subscriber's, or altered. */
export class RegKeyUnreadable extends Data.TaggedError("RegKeyUnreadable")<{
  readonly subscriberId: string
  readonly because: string
}> {
  override get message() {
    return `The regKey of subscriber ${this.subscriberId} cannot be read: ${this.because}`
  }
}

interface VaultKey {
  readonly id: string
  readonly bytes: Redacted.Redacted<Buffer>
}

const variable = "SUBSCRIPTIONS_VAULT_KEYS"
const expected = "id:key, or several with commas between them, where a key is 32 bytes in Base64: " +
  `2026a:$(openssl rand -base64 32)`

/**
 * `SUBSCRIPTIONS_VAULT_KEYS=2026b:…,2026a:…`: the first key seals, all of them open. To rotate, put a new one in front,
 * run `rotate`, and take the old one away.
 */
const vaultKeys = Config.option(Config.redacted(variable)).pipe(Config.mapOrFail((text) => {
  if (Option.isNone(text)) return Either.left(ConfigError.MissingData([variable], `Expected ${expected}`))
  const entries = Redacted.value(text.value).split(",")
  const keys = entries.flatMap((entry): ReadonlyArray<VaultKey> => {
    const [, id, base64 = ""] = /^(\w{1,20}):([A-Za-z0-9+/]{43}=)$/.exec(entry.trim()) ?? []
    return id === undefined ? [] : [{ id, bytes: Redacted.make(Buffer.from(base64, "base64")) }]
  })
  return Arr.isNonEmptyArray(keys) && keys.length === entries.length
    ? Either.right(keys)
    : Either.left(ConfigError.InvalidData([variable], `Expected ${expected}`))
}))

export class RegKeyVault extends Effect.Service<RegKeyVault>()("subscriptions/RegKeyVault", {
  effect: Effect.map(vaultKeys, (keys) => ({
    /** The subscriber is sealed in: a row that is copied to another subscriber does not open. */
    seal: (subscriberId: string, regKey: RegKey): Effect.Effect<SealedRegKey> =>
      Effect.sync(() => {
        const [{ bytes, id }] = keys
        const nonce = randomBytes(12)
        const cipher = createCipheriv("aes-256-gcm", Redacted.value(bytes), nonce).setAAD(Buffer.from(subscriberId))
        const sealed = Buffer.concat([
          cipher.update(Redacted.value(regKey), "utf8"),
          cipher.final(),
          cipher.getAuthTag()
        ])
        return SealedRegKey.make([id, nonce.toString("base64url"), sealed.toString("base64url")].join("."))
      }),

    open: (subscriberId: string, sealed: SealedRegKey): Effect.Effect<RegKey, RegKeyUnreadable> =>
      Effect.gen(function*() {
        const unreadable = (because: string) => new RegKeyUnreadable({ subscriberId, because })
        const [id = "", nonce = "", text = ""] = sealed.split(".")
        const key = Option.getOrUndefined(Arr.findFirst(keys, (key) => key.id === id))
        if (key === undefined) return yield* unreadable(`${variable} has no key "${id}"`)
        return yield* Effect.try({
          try: () => {
            const bytes = Buffer.from(text, "base64url")
            const decipher = createDecipheriv(
              "aes-256-gcm",
              Redacted.value(key.bytes),
              Buffer.from(nonce, "base64url"),
              { authTagLength: 16 }
            ).setAAD(Buffer.from(subscriberId)).setAuthTag(bytes.subarray(-16))
            return RegKey.make(
              Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]).toString("utf8")
            )
          },
          // The message of node:crypto reveals no secret, but does not help either.
          catch: () => unreadable(`it was not sealed for this subscriber with the key "${id}"`)
        })
      })
  }))
}) {}

/** A vault key for a database that nobody needs again. */
export const throwAwayKey: Effect.Effect<readonly [variable: string, value: string]> = Effect.sync(() => [
  variable,
  `demo:${randomBytes(32).toString("base64")}`
])
