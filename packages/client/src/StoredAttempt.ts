/**
 * Reads and writes the texts in which a log keeps attempts and their histories.
 * Use it to write a log on a database or on files.
 *
 * @since 0.1.0
 */
import * as Arr from "effect/Array"
import * as Either from "effect/Either"
import * as ParseResult from "effect/ParseResult"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import { Attempt, AttemptIntent, type Hand, Send, type Unreadable } from "./Attempt.ts"
import { AttemptEvent } from "./AttemptEvent.ts"

// A record may hold fields of a newer version. Reading and writing keeps them, or an older process would drop them.
const preserve = { onExcessProperty: "preserve" } as const

// -----------------------------------------------------------------------------
// Form 1
// -----------------------------------------------------------------------------

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

const { merchant: _, ...intent } = AttemptIntent.fields
const { id: __, ...sent } = Send.fields

/** The records of the version before this one. They have no field `form`. */
const FormOne = Schema.encodedSchema(Schema.Struct({
  ...intent,
  openedAt: Schema.Number,
  sends: Schema.Array(Schema.Struct(sent)),
  sweeps: Schema.Number,
  verdict: optional(Schema.Struct({
    evidence: optional(Schema.String),
    because: optional(Schema.String)
  })),
  needsHuman: optional(Schema.Boolean),
  version: Schema.Number
}))

type FormOne = typeof FormOne.Type

const decodeFormOne = Schema.decodeUnknownEither(FormOne, preserve)

/** Form 1 did not record who closed an attempt. Without a hand it would count as closed by a rule, which proves something. */
const unknownHand: Hand = { by: "unknown", why: "An earlier version, which recorded no name, closed it by hand." }

const byHand = "LookedUpByHand"

/** The same record in form 2, before it is decoded. */
const toFormTwo = (merchant: string, record: FormOne): unknown => {
  const { needsHuman, sends, sweeps, verdict, ...kept } = record
  const ids = new Set<string>()
  const times = sends.map(({ at }) => at)
  const renamed = Object.entries({ ...verdict }).map((
    [name, value]
  ) => [name, value === byHand ? "ClosedByHand" : value])
  return {
    ...kept,
    form: 2,
    merchant,
    round: 0,
    sends: sends.map((send, index) => {
      const id = ids.has(String(send.at)) ? `${send.at}-${index}` : String(send.at)
      ids.add(id)
      return { ...send, id }
    }),
    earlier: [],
    looks: sweeps,
    ...(verdict === undefined
      ? needsHuman === true ? { alarm: "NoEvidence" } : {}
      : { verdict: Object.fromEntries(renamed), closedAt: Math.max(record.openedAt, ...times) }),
    ...(verdict?.evidence === byHand || verdict?.because === byHand ? { hand: unknownHand } : {}),
    revision: record.version
  }
}

// -----------------------------------------------------------------------------
// Records
// -----------------------------------------------------------------------------

const decodeFormTwo = Schema.decodeUnknownEither(Attempt, preserve)
const encodeRecord = Schema.encodeEither(Schema.parseJson(Attempt), preserve)
const parse = Schema.decodeUnknownEither(Schema.parseJson())

/** Reads a record of form 1; `undefined` if no merchant adopts it. */
const decodeOld = (merchant: string | null | undefined, record: unknown) =>
  Either.flatMap(
    decodeFormOne(record),
    (old) => Predicate.isNullable(merchant) ? Either.right(undefined) : decodeFormTwo(toFormTwo(merchant, old))
  )

/** The paths that do not fit, without the values, which may be private. */
const misfit = (error: ParseResult.ParseError): string =>
  `it does not fit the schema of an attempt (${
    Arr.dedupe(ParseResult.ArrayFormatter.formatErrorSync(error).map(({ path }) => path.join(".") || "record")).join(
      ", "
    )
  })`

/**
 * Describes a record as it is stored.
 *
 * @since 0.1.0
 * @category models
 */
export interface Stored {
  /** The key under which the record is stored. */
  readonly key: string
  /** The text, as {@link encode} returned it. */
  readonly record: string
  /**
   * The merchant that adopts records of form 1, which name none. Without one,
   * such a record is unreadable.
   */
  readonly merchant?: string | null | undefined
}

/**
 * Reads a record of this form, or of the form before it. It keeps fields that
 * this version does not know.
 *
 * A record of form 1 gets the merchant that it is given, and an id for each
 * sending from its time.
 *
 * @example
 * ```ts
 * import { StoredAttempt } from "effect-line-pay"
 * import { Either } from "effect"
 *
 * const read = StoredAttempt.decode({ key: "voidPayment 1", record: "{\"form\":3}" })
 *
 * assert.deepStrictEqual(
 *   read,
 *   Either.left({
 *     key: "voidPayment 1",
 *     reason: "a newer version wrote it (form 3): update this process"
 *   })
 * )
 * ```
 *
 * @since 0.1.0
 * @category records
 */
export const decode = ({ key, merchant, record }: Stored): Either.Either<Attempt, Unreadable> => {
  const unreadable = (reason: string) => Either.left({ key, reason })
  const parsed = parse(record)
  if (Either.isLeft(parsed)) return unreadable("it is not JSON")
  const form = Predicate.hasProperty(parsed.right, "form") ? parsed.right.form : undefined
  if (Predicate.isNumber(form) && form > 2) {
    return unreadable(`a newer version wrote it (form ${form}): update this process`)
  }
  const decoded = form === undefined ? decodeOld(merchant, parsed.right) : decodeFormTwo(parsed.right)
  if (Either.isLeft(decoded)) return unreadable(misfit(decoded.left))
  if (decoded.right === undefined) {
    return unreadable(
      "an earlier version wrote it, and it belongs to no merchant: name the one that adopts old records"
    )
  }
  return decoded.right.key === key ? Either.right(decoded.right) : unreadable("it has another key")
}

/**
 * Writes a record as one line of JSON. Processes of the version before this one
 * cannot read it, and send nothing for its key.
 *
 * Fails when a text is longer than the schema allows, such as a human's reason.
 *
 * @since 0.1.0
 * @category records
 */
export const encode = (attempt: Attempt): Either.Either<string, ParseResult.ParseError> => encodeRecord(attempt)

// -----------------------------------------------------------------------------
// Histories
// -----------------------------------------------------------------------------

const Line = Schema.parseJson(AttemptEvent)
const encodeLine = Schema.encodeEither(Line, preserve)
const decodeLines = Schema.decodeUnknownEither(Schema.Array(Line), preserve)

/**
 * Writes events as lines of JSON. Every line ends with `\n`, so histories can be
 * joined.
 *
 * Fails when a text is longer than the schema allows.
 *
 * @since 0.1.0
 * @category histories
 */
export const encodeHistory = (events: Iterable<AttemptEvent>): Either.Either<string, ParseResult.ParseError> =>
  Either.map(
    Either.all(Array.from(events, (event) => encodeLine(event))),
    (lines) => lines.map((line) => `${line}\n`).join("")
  )

/**
 * Reads a history that {@link encodeHistory} wrote. It keeps fields that this
 * version does not know.
 *
 * Fails when a newer version has written an event of an unknown kind.
 *
 * @since 0.1.0
 * @category histories
 */
export const decodeHistory = (history: string): Either.Either<ReadonlyArray<AttemptEvent>, ParseResult.ParseError> =>
  decodeLines(history.split("\n").filter((line) => line !== ""))

/**
 * Returns the first event in the history of a record of form 1, which has none.
 * A log writes it before the first event that it appends to such a record.
 *
 * @since 0.1.0
 * @category histories
 */
export const carried = (record: Attempt): AttemptEvent => ({
  _tag: "Carried",
  at: record.closedAt ?? Math.max(record.openedAt, ...record.sends.map(({ at }) => at)),
  record
})
