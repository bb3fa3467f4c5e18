/**
 * The rows of the attempts, as the database returns them.
 */
import type { Attempt, Unreadable } from "effect-line-pay/Attempt"
import { AttemptLogError, type Verb } from "effect-line-pay/AttemptLog"
import * as StoredAttempt from "effect-line-pay/StoredAttempt"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Schema from "effect/Schema"

export const columnNames = [
  "key",
  "group_key",
  "group_number",
  "state",
  "version",
  "merchant",
  "opened_at",
  "told_version",
  "record"
] as const

/** A number, which some drivers return as a bigint or a text if they are told to. */
export const Figure = Schema.transform(
  Schema.Union(Schema.Number, Schema.BigIntFromSelf, Schema.String),
  Schema.Number,
  { strict: true, decode: Number, encode: (number) => number }
)

const Row = Schema.Struct({
  key: Schema.String,
  group_key: Schema.NullOr(Schema.String),
  group_number: Schema.NullOr(Figure),
  state: Schema.String,
  version: Figure,
  merchant: Schema.NullOr(Schema.String),
  opened_at: Figure,
  told_version: Figure,
  record: Schema.String,
  /** Whether the first edition wrote the record: it has no history. SQLite has no booleans. */
  old: Schema.Union(
    Schema.Boolean,
    Schema.transform(Figure, Schema.Boolean, {
      strict: true,
      decode: (number) => number !== 0,
      encode: Number
    })
  )
})

export interface Row extends Schema.Schema.Type<typeof Row> {}

export const decodeRows = Schema.decodeUnknown(Schema.Array(Row))

/** The attempt of a row. */
export const attemptOf = (row: Row): Either.Either<Attempt, Unreadable> => StoredAttempt.decode(row)

/** The attempt of a row, for a verb that cannot do without it. */
export const readable = (verb: Verb, row: Row): Effect.Effect<Attempt, AttemptLogError> =>
  Either.match(attemptOf(row), {
    onLeft: ({ key, reason }) =>
      new AttemptLogError({ verb, reason: `the record of ${key} is unreadable, because ${reason}` }),
    onRight: Effect.succeed
  })

export const isOpen = (row: Row): boolean => row.state !== "Settled"

/**
 * The group's number: how many attempts of it have begun. A row without a number was begun by the first edition, which
 * may begin it again and count its version up.
 */
export const numberOf = (group: ReadonlyArray<Row>): number =>
  Math.max(0, ...group.map(({ group_number }) => group_number ?? 0)) +
  group.reduce((sum, { group_number, version }) => sum + (group_number === null ? version + 1 : 0), 0)
