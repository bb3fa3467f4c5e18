/**
 * Names the unreadable fields of a successful answer.
 *
 * @since 0.1.0
 */
import * as Schema from "effect/Schema"

/**
 * Names a field of an answer that this version could not read, and never shows
 * its value. It is for people. The call succeeded all the same, and no
 * conclusion about money depends on the field.
 *
 * A success lists at most 20.
 *
 * @since 0.1.0
 * @category models
 */
export const Unread = Schema.Struct({
  /** Where, within the success: `packages[0].id`. */
  path: Schema.String,
  /** The expectation: `a text`. */
  expected: Schema.String
}).annotations({ identifier: "Unread" })

/**
 * @since 0.1.0
 * @category models
 */
export interface Unread extends Schema.Schema.Type<typeof Unread> {}
