/**
 * Logs attempts to move money, before anything is sent.
 *
 * @since 0.1.0
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Data from "effect/Data"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { type Attempt, isOpen } from "./Attempt.ts"

/**
 * Reports that the log could not be read or written, so the call sent nothing.
 *
 * A log that fails after a request was sent does not hide LINE Pay's answer.
 * The caller gets the answer, and a later look settles the record.
 *
 * @since 0.1.0
 * @category errors
 */
export class AttemptLogError extends Schema.TaggedError<AttemptLogError>("effect-line-pay/AttemptLogError")(
  "AttemptLogError",
  {
    /** The verb that failed: `open`, `advance`, `claim` or `openAttempts`. */
    verb: Schema.Literal("open", "advance", "claim", "openAttempts"),
    /** The reason, in words that hold no secret. */
    reason: Schema.String,
    cause: Schema.optionalWith(Schema.Defect, { exact: true })
  }
) {
  override get message(): string {
    return `The attempt log could not ${this.verb}: ${this.reason}. Nothing is sent to LINE Pay without a record. ` +
      "Fix the log, then retry with the same key"
  }
}

/**
 * Says what `open` found.
 *
 * - `Opened`: the attempt is new, and is in the log now.
 * - `Existing`: the log already has the key, or the group has another open
 *   attempt (then `attempt.key` is the other's key). Nothing was written.
 *
 * @since 0.1.0
 * @category models
 */
export type OpenResult = Data.TaggedEnum<{
  Opened: { readonly attempt: Attempt }
  Existing: { readonly attempt: Attempt }
}>

/**
 * @since 0.1.0
 * @category constructors
 */
export const OpenResult = Data.taggedEnum<OpenResult>()

/**
 * Says what `advance` found.
 *
 * - `Advanced`: the record had the expected version. It was replaced, and its
 *   version is one higher.
 * - `Conflict`: another process was faster. `attempt` is the current record.
 *
 * @since 0.1.0
 * @category models
 */
export type AdvanceResult = Data.TaggedEnum<{
  Advanced: { readonly attempt: Attempt }
  Conflict: { readonly attempt: Attempt }
}>

/**
 * @since 0.1.0
 * @category constructors
 */
export const AdvanceResult = Data.taggedEnum<AdvanceResult>()

/**
 * Says what `claim` found: the evidence belongs to this attempt (now or
 * already), or to another one.
 *
 * @since 0.1.0
 * @category models
 */
export type ClaimResult = Data.TaggedEnum<{
  Claimed: {}
  TakenBy: { readonly key: string }
}>

/**
 * @since 0.1.0
 * @category constructors
 */
export const ClaimResult = Data.taggedEnum<ClaimResult>()

/**
 * Remembers every intent to move money.
 *
 * Each verb is atomic across all processes that share the log. If any number
 * of callers open one key, one of them gets `Opened`. If any number advance
 * from one version, one of them gets `Advanced`.
 *
 * The log in memory protects one process until it ends. Use
 * `effect-line-pay-sql` for more than one process, or for one that may crash.
 *
 * @since 0.1.0
 * @category tags
 */
export class AttemptLog extends Context.Tag("effect-line-pay/AttemptLog")<AttemptLog, AttemptLog.Service>() {
  /**
   * Keeps the log in memory. It never evicts a record, and loses all of them
   * when the process ends.
   *
   * @since 0.1.0
   */
  static readonly layerMemory: Layer.Layer<AttemptLog> = Layer.sync(this, () => makeMemory())
}

/**
 * @since 0.1.0
 */
export declare namespace AttemptLog {
  /**
   * @since 0.1.0
   * @category models
   */
  export interface Service {
    /** Writes a new attempt, unless the log has its key or its group has an open attempt. */
    readonly open: (attempt: Attempt) => Effect.Effect<OpenResult, AttemptLogError>
    /**
     * Replaces the record of `attempt.key`, if it still has this version. The
     * new record's version is one higher; the log ignores `attempt.version`.
     *
     * A closed record that is reopened joins its group again. If the group has
     * another open attempt by then, the result is a `Conflict` with that one.
     */
    readonly advance: (expectedVersion: number, attempt: Attempt) => Effect.Effect<AdvanceResult, AttemptLogError>
    /** Reserves evidence (the id of a refund or a payment) for the attempt that it proves. */
    readonly claim: (evidenceId: string, key: string) => Effect.Effect<ClaimResult, AttemptLogError>
    /**
     * Streams the open attempts that don't need a human yet, oldest first, and
     * leases each one. Another sweeper does not get it until the lease expires.
     */
    readonly openAttempts: (lease: Duration.DurationInput) => Stream.Stream<Attempt, AttemptLogError>
  }
}

const makeMemory = (): AttemptLog.Service => {
  const attempts = new Map<string, Attempt>()
  const openByGroup = new Map<string, string>()
  const claims = new Map<string, string>()
  const leases = new Map<string, number>()

  const openInGroup = ({ group, key }: Attempt): Attempt | undefined => {
    const other = group === undefined ? undefined : openByGroup.get(group)
    return other === undefined || other === key ? undefined : attempts.get(other)
  }

  const write = (attempt: Attempt): void => {
    attempts.set(attempt.key, attempt)
    if (attempt.group === undefined) return
    if (isOpen(attempt)) openByGroup.set(attempt.group, attempt.key)
    else if (openByGroup.get(attempt.group) === attempt.key) openByGroup.delete(attempt.group)
  }

  return {
    open: (attempt) =>
      Effect.sync(() => {
        const existing = attempts.get(attempt.key) ?? openInGroup(attempt)
        if (existing !== undefined) return OpenResult.Existing({ attempt: existing })
        write(attempt)
        return OpenResult.Opened({ attempt })
      }),
    advance: (expectedVersion, attempt) =>
      Effect.suspend((): Effect.Effect<AdvanceResult, AttemptLogError> => {
        const current = attempts.get(attempt.key)
        if (current === undefined) {
          return new AttemptLogError({ verb: "advance", reason: `there is no attempt with the key ${attempt.key}` })
        }
        const other = isOpen(attempt) ? openInGroup(attempt) : undefined
        if (current.version !== expectedVersion || other !== undefined) {
          return Effect.succeed(AdvanceResult.Conflict({ attempt: other ?? current }))
        }
        const advanced = { ...attempt, version: expectedVersion + 1 }
        write(advanced)
        return Effect.succeed(AdvanceResult.Advanced({ attempt: advanced }))
      }),
    claim: (evidenceId, key) =>
      Effect.sync(() => {
        const holder = claims.get(evidenceId) ?? key
        claims.set(evidenceId, holder)
        return holder === key ? ClaimResult.Claimed() : ClaimResult.TakenBy({ key: holder })
      }),
    openAttempts: (lease) =>
      Stream.unwrap(Effect.map(Clock.currentTimeMillis, (now) => {
        const until = now + Duration.toMillis(lease)
        const due = [...attempts.values()]
          .filter((attempt) => isOpen(attempt) && attempt.needsHuman !== true && (leases.get(attempt.key) ?? 0) <= now)
          .sort((left, right) => left.openedAt - right.openedAt)
        for (const { key } of due) leases.set(key, until)
        return Stream.fromIterable(due)
      }))
  }
}
