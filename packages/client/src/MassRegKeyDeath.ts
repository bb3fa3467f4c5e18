/**
 * Reports a regKey that seems dead while too many others do, too.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * Reports that LINE Pay rejected too many regKeys as unknown (1190) or for the
 * status of their account (1141). Stop the batch and delete no key.
 *
 * The cause is a misconfiguration, not that many dead keys: the channel id of
 * another merchant, sandbox keys on production or the reverse, or a changed
 * contract.
 *
 * This key was not forgotten. The guard trusts LINE Pay again once it hears of
 * enough keys that LINE Pay knows; see `RegKeyGuard`.
 *
 * @since 0.1.0
 * @category errors
 */
export class MassRegKeyDeath extends Schema.TaggedError<MassRegKeyDeath>("effect-line-pay/MassRegKeyDeath")(
  "MassRegKeyDeath",
  {
    /** How many keys were answered 1190 or 1141, including this one. */
    dead: Schema.Number,
    /** How many different keys the guard looked at, the latest ones. */
    of: Schema.Number
  }
) {
  override get message(): string {
    return `${this.dead} of the last ${this.of} regKeys were answered 1190 or 1141: that is a misconfiguration, not ` +
      `${this.dead} dead keys. Nothing was forgotten. Check channel id, environment (sandbox or production) and the ` +
      "contract for pre-approved payments, then try a key that was charged lately"
  }
}
