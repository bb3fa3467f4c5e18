/**
 * Folds appended events, for a log that keeps nothing.
 */
import { type Attempt, AttemptEvent } from "effect-line-pay"
import type { Append } from "effect-line-pay/AttemptLog"

/** The record that a history of appends leads to, for a log that keeps nothing. */
export const folded = ({ attempt, events }: Append): Attempt.Attempt => {
  let record = attempt
  if (record !== undefined) {
    for (const event of events) record = AttemptEvent.apply(record, event)
    return record
  }
  const [first] = events
  if (first._tag !== "Opened") throw new Error(`a history that begins with ${first._tag}`)
  const opened = AttemptEvent.fold(events)
  if (opened._tag === "None") throw new Error("a history that cannot be folded")
  return opened.value
}
