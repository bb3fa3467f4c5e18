/**
 * Describes the history of an attempt, and folds it into the record.
 *
 * @since 0.1.0
 */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { AlarmReason, Attempt, AttemptIntent, Hand, looksAfter, Send, Snapshot } from "./Attempt.ts"
import { Verdict } from "./Verdict.ts"

const optional = <A, I>(schema: Schema.Schema<A, I>) => Schema.optionalWith(schema, { exact: true })

/** Milliseconds since 1970, by the log's clock. */
const at = Schema.Number

/**
 * Describes one event of an attempt's history. The history is append-only.
 *
 * - `Opened`: the intent came in. It is the first event.
 * - `Carried`: the record as an earlier version of this library left it. It is the first event of such a record.
 * - `Sent`: the request is about to leave. `answered` is set if nothing is sent, because it seems to be done.
 * - `TakenBack`: the mark stood, and the request never left.
 * - `Answered`: the outcome of a request is known, or why there is no readable answer.
 * - `Saw`: what looks showed. It is written when it differs from the last time, and after each look of the sweeper.
 * - `Closed`: a rule closed the attempt, or a human did (`hand`).
 * - `Alarm`: a human must look.
 * - `Reopened`: the key was freed, by a human (`hand`), or by calling again after a rule proved that nothing was applied.
 *
 * @since 0.1.0
 * @category models
 */
export const AttemptEvent = Schema.Union(
  Schema.TaggedStruct("Opened", { at, intent: AttemptIntent }),
  Schema.TaggedStruct("Carried", { at, record: Attempt }),
  Schema.TaggedStruct("Sent", {
    at,
    send: Send,
    amount: optional(Schema.Number),
    snapshot: optional(Snapshot)
  }),
  Schema.TaggedStruct("TakenBack", { at, id: Schema.String }),
  Schema.TaggedStruct("Answered", { at, id: Schema.String, answered: Schema.String, quietUntil: Schema.Number }),
  Schema.TaggedStruct("Saw", {
    at,
    saw: Schema.String,
    /** How many looks showed it, since the last event of this kind. */
    times: Schema.Number,
    /** Whether the last of them was a look of the sweeper. */
    swept: Schema.Boolean
  }),
  Schema.TaggedStruct("Closed", { at, verdict: Verdict, hand: optional(Hand) }),
  Schema.TaggedStruct("Alarm", { at, because: AlarmReason }),
  Schema.TaggedStruct("Reopened", { at, intent: optional(AttemptIntent), hand: optional(Hand) })
)

/**
 * @since 0.1.0
 * @category models
 */
export type AttemptEvent = typeof AttemptEvent.Type

/** The record of an attempt of which nothing is known but the intent. */
const opened = (intent: AttemptIntent, at: number): Attempt => ({
  form: 2,
  ...intent,
  openedAt: at,
  round: 0,
  sends: [],
  earlier: [],
  looks: 0,
  version: 0,
  revision: 0
})

/** Whether a rule proved that the attempt moved no money. A human's decision proves nothing. */
const movedNothing = ({ hand, sends, verdict }: Attempt): boolean =>
  sends.length === 0 || (verdict?._tag === "NotApplied" && hand === undefined)

const reopened = (attempt: Attempt, { at, intent }: AttemptEvent & { readonly _tag: "Reopened" }): Attempt => {
  const { alarm: _, amount, closedAt: __, hand: ___, saw: ____, snapshot: _____, verdict, ...kept } = attempt
  const { earlier, sends } = attempt
  const asked = amount === undefined ? {} : { amount }
  const round = { sends, ...asked, ...(verdict === undefined ? {} : { verdict }) }
  return {
    ...kept,
    // A convergent refund finds its amount anew.
    ...(attempt.refundUpTo === undefined ? asked : {}),
    ...intent,
    openedAt: at,
    round: attempt.round + 1,
    sends: [],
    earlier: movedNothing(attempt) ? earlier : [...earlier, round],
    looks: 0
  }
}

/** The record after an event, except for its counters. */
const after = (attempt: Attempt, event: AttemptEvent): Attempt => {
  switch (event._tag) {
    case "Opened":
      return opened(event.intent, event.at)
    case "Carried":
      return event.record
    case "Sent": {
      const { amount, send, snapshot } = event
      return {
        ...attempt,
        ...(amount === undefined ? {} : { amount }),
        ...(snapshot === undefined ? {} : { snapshot }),
        sends: [...attempt.sends, send]
      }
    }
    case "TakenBack":
      return { ...attempt, sends: attempt.sends.filter(({ id }) => id !== event.id) }
    case "Answered": {
      const { answered, id, quietUntil } = event
      return {
        ...attempt,
        sends: attempt.sends.map((send) => send.id === id ? { ...send, answered, quietUntil } : send)
      }
    }
    case "Saw":
      return { ...attempt, saw: event.saw, looks: event.swept ? looksAfter(attempt, event.at) : attempt.looks }
    case "Closed": {
      const { alarm: _, hand: __, ...kept } = attempt
      const { at, hand, verdict } = event
      return { ...kept, verdict, closedAt: at, ...(hand === undefined ? {} : { hand }) }
    }
    case "Alarm":
      return { ...attempt, alarm: event.because }
    case "Reopened":
      return reopened(attempt, event)
  }
}

/**
 * Returns the record after one more event. A log calls it when it appends, and
 * keeps the result beside the events.
 *
 * @since 0.1.0
 * @category folding
 */
export const apply = (attempt: Attempt, event: AttemptEvent): Attempt => {
  const { revision, version } = attempt
  // The carried record has counted its own events.
  if (event._tag === "Carried") return event.record
  return {
    ...after(attempt, event),
    version: event._tag === "Saw" ? version : version + 1,
    revision: revision + 1
  }
}

/**
 * Folds a history into its record. Returns `None` for a history that does not
 * begin with `Opened` or `Carried`.
 *
 * @since 0.1.0
 * @category folding
 */
export const fold = (history: Iterable<AttemptEvent>): Option.Option<Attempt> => {
  let attempt: Attempt | undefined
  for (const event of history) {
    if (attempt !== undefined) attempt = apply(attempt, event)
    else if (event._tag === "Opened") attempt = apply(opened(event.intent, event.at), event)
    else if (event._tag === "Carried") attempt = event.record
    else return Option.none()
  }
  return Option.fromNullable(attempt)
}
