/**
 * The error of a regKey that seems dead while too many others do, too.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * LINE Pay says of too many regKeys that it does not know them (1190), or that
 * there is something wrong with the account (1141). That is a
 * misconfiguration, not a mass death: the channel id of another merchant, the
 * sandbox's keys on production or the reverse, a contract that was changed.
 * Stop the batch and forget no key.
 *
 * Nothing was forgotten for this key. The guard believes LINE Pay again when
 * enough of the keys that it hears of are known; see `RegKeyGuard`.
 *
 * @since 0.1.0
 * @category errors
 */
export class MassRegKeyDeath extends Schema.TaggedError<MassRegKeyDeath>("effect-line-pay/MassRegKeyDeath")(
  "MassRegKeyDeath",
  {
    /** How many keys were answered 1190 or 1141, this one among them. */
    dead: Schema.Number,
    /** Of how many different keys, the latest ones. */
    of: Schema.Number
  }
) {
  override get message(): string {
    return `${this.dead} of the last ${this.of} regKeys were answered 1190 or 1141: that is a misconfiguration, not ` +
      `${this.dead} dead keys. Nothing was forgotten. Check channel id, environment (sandbox or production) and the ` +
      "contract for pre-approved payments, then try a key that was charged lately"
  }
}
