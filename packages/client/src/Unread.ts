/**
 * What a success could not read of its answer.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * A field of an answer that this version could not read. It is for people: the
 * call succeeded all the same, and nothing that money depends on rests on it.
 * It names the field and never shows its value.
 *
 * A success lists at most 20.
 *
 * @since 0.1.0
 * @category models
 */
export const Unread = Schema.Struct({
  /** Where, within the success: `packages[0].id`. */
  path: Schema.String,
  /** What was expected there: `a text`. */
  expected: Schema.String
}).annotations({ identifier: "Unread" })

/**
 * @since 0.1.0
 * @category models
 */
export interface Unread extends Schema.Schema.Type<typeof Unread> {}
