import * as Arr from "effect/Array"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Option from "effect/Option"
import * as Schedule from "effect/Schedule"
import { type Attempt, type AttemptIntent, isOpen, type Send, type Snapshot } from "../../Attempt.ts"
import type { AttemptEvent } from "../../AttemptEvent.ts"
import { AttemptLogError } from "../../AttemptLog.ts"
import { type Environment, readTimeout } from "./environment.ts"
import * as Now from "./now.ts"

/** A request that is about to leave. */
export interface Mark {
  /** The record as it was read; `undefined` for a new one. */
  readonly attempt: Attempt | undefined
  readonly asked: AttemptIntent
  /** The group's number that the snapshot was taken at. An open attempt has its group, and needs none. */
  readonly number?: number
  readonly amount?: number
  readonly snapshot?: Snapshot
  /** Set when nothing is sent, because it seems to be done. */
  readonly answered?: string
}

export type Marked =
  | { readonly _tag: "Marked"; readonly attempt: Attempt; readonly send: Send; readonly leaveBefore: number }
  /** Another process was faster with this key, or has another attempt of the group open. */
  | { readonly _tag: "Conflict"; readonly attempt: Attempt }
  /** Another attempt of the group has begun since the snapshot. */
  | { readonly _tag: "GroupMoved" }

/** How long the request may take from the beginning of the mark to its first byte, in milliseconds. */
const untilFirstByte = 10_000

/** How often a mark that came back too late is made anew. */
const tries = 3

/**
 * Writes the mark of a request, and the record with it if it is new. Quiet time counts from the latest moment at which
 * the bytes may leave. If the mark takes too long, it is taken back and made anew.
 */
export const mark = (environment: Environment, given: Mark): Effect.Effect<Marked, AttemptLogError> =>
  Effect.gen(function*() {
    const { clock, delivery, log, margin, nonce } = environment
    const { amount, answered, asked, number, snapshot } = given
    let { attempt } = given
    for (let turn = 0; turn < tries; turn++) {
      const begun = yield* Now.steady
      const at = yield* clock.atMost
      const timeout = yield* readTimeout(environment, asked.operation)
      const quietUntil = at + untilFirstByte + Duration.toMillis(timeout) + Duration.toMillis(margin)
      const send = { id: yield* nonce, at, quietUntil, ...(answered === undefined ? {} : { answered }) }
      const sent: AttemptEvent = {
        _tag: "Sent",
        at,
        send,
        ...(amount === undefined ? {} : { amount }),
        ...(snapshot === undefined ? {} : { snapshot })
      }
      const written = yield* log.append({
        attempt,
        events: Arr.append(beginning(attempt, asked, at), sent),
        tell: delivery.isWanted,
        ...(asked.group !== undefined && number !== undefined && (attempt === undefined || !isOpen(attempt))
          ? { number }
          : {})
      }).pipe(Effect.catchAll((error) => readBack(environment, asked, attempt, send.id, error)))
      if (written._tag === "GroupMoved") return written
      // No evidence was given.
      if (written._tag === "TakenBy") return { _tag: "GroupMoved" }
      if (written._tag === "Conflict") return written
      // The shop must not be told any more how the attempt stood before.
      delivery.learn(written.attempt)
      const leaveBefore = begun + untilFirstByte
      if ((yield* Now.steady) < leaveBefore) return { _tag: "Marked", attempt: written.attempt, send, leaveBefore }
      attempt = yield* takeBack(environment, written.attempt, send.id)
      if (!isOpen(attempt)) return { _tag: "Conflict", attempt }
    }
    return yield* new AttemptLogError({
      verb: "append",
      reason: `it took longer than ${untilFirstByte / 1_000} seconds, ${tries} times`
    })
  })

/** The events that begin a round: of a new record, or of one that a rule or a human has closed. */
export const beginning = (
  attempt: Attempt | undefined,
  intent: AttemptIntent,
  at: number
): ReadonlyArray<AttemptEvent> => {
  if (attempt === undefined) return [{ _tag: "Opened", at, intent }]
  // A record of an earlier version keeps its key.
  return isOpen(attempt) ? [] : [{ _tag: "Reopened", at, intent: { ...intent, key: attempt.key } }]
}

/**
 * Reads the record after a mark whose end is unknown. The acknowledgement may have been lost, and then the mark stands.
 * Otherwise it may still be written, by a database that has only been stopped.
 */
const readBack = (
  environment: Environment,
  { group, key: asked }: AttemptIntent,
  attempt: Attempt | undefined,
  id: string,
  error: AttemptLogError
) =>
  Effect.gen(function*() {
    const { doubtful, log, scope } = environment
    // A record of an earlier version keeps its key.
    const key = attempt?.key ?? asked
    const found = yield* Effect.either(log.get(key, { group }))
    const own = Either.isRight(found) ? Option.getOrUndefined(found.right.own) : undefined
    if (own?.sends.some((send) => send.id === id) === true) {
      return isOpen(own) ? { _tag: "Appended" as const, attempt: own } : { _tag: "Conflict" as const, attempt: own }
    }
    doubtful.set(key, (doubtful.get(key) ?? new Map()).set(id, attempt?.revision ?? unrecorded))
    yield* Effect.forkIn(Effect.interruptible(reclaimLater(environment, key)), scope)
    return yield* Effect.fail(error)
  })

/** How often to ask a database that answers for a mark that it may still write. */
const lateMarks = 10

/** Waits for the log as long as the layer lives. */
const reclaimLater = (environment: Environment, key: string): Effect.Effect<void> =>
  Effect.retry(reclaim(environment, key), Schedule.union(Schedule.exponential("1 second"), Schedule.spaced("1 minute")))
    .pipe(
      Effect.repeat({
        schedule: Schedule.exponential("1 second").pipe(Schedule.intersect(Schedule.recurs(lateMarks))),
        while: () => environment.doubtful.has(key)
      }),
      Effect.ignore
    )

/** In place of the revision of a record that did not exist. */
const unrecorded = -1

/** Whether the record has a mark that was written although nobody said so. */
export const isDoubtful = ({ doubtful }: Environment, { key, sends }: Attempt): boolean =>
  sends.some(({ id }) => doubtful.get(key)?.has(id) === true)

/** Takes back the marks of a key that were written although nobody said so. Says whether there were any. */
export const reclaim = (environment: Environment, key: string): Effect.Effect<boolean, AttemptLogError> =>
  Effect.suspend(() => {
    const marks = environment.doubtful.get(key)
    if (marks === undefined) return Effect.succeed(false)
    return Effect.flatMap(environment.log.get(key), ({ own }) =>
      Effect.gen(function*() {
        if (Option.isNone(own)) return false
        let isTaken = false
        for (const [id, revision] of marks) {
          const isWritten = own.value.sends.some((send) => send.id === id)
          // As long as the record has not changed, the mark may still be written.
          if (!isWritten && own.value.revision === revision) continue
          if (isWritten) yield* takeBack(environment, own.value, id)
          isTaken ||= isWritten
          marks.delete(id)
        }
        if (marks.size === 0) environment.doubtful.delete(key)
        return isTaken
      }))
  })

/** Takes a mark back whose request never left. */
export const takeBack = (
  { clock, delivery, log }: Environment,
  since: Attempt,
  id: string
): Effect.Effect<Attempt, AttemptLogError> =>
  Effect.gen(function*() {
    let attempt = since
    while (attempt.sends.some((send) => send.id === id)) {
      const at = yield* clock.atMost
      const result = yield* log.append({
        attempt,
        events: Arr.of({ _tag: "TakenBack", at, id }),
        tell: delivery.isWanted
      })
      if (result._tag === "Appended") return result.attempt
      if (result._tag !== "Conflict") break
      attempt = result.attempt
    }
    return attempt
  })
