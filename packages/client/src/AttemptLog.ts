/**
 * The log of attempts to move money, written before anything is sent.
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
 * The log could not be read or written, so the call sent nothing. Once
 * something was sent, a log that fails hides nothing of what is known: the
 * answer stands, and the record is settled by a later look.
 *
 * @since 0.1.0
 * @category errors
 */
export class AttemptLogError extends Schema.TaggedError<AttemptLogError>("effect-line-pay/AttemptLogError")(
  "AttemptLogError",
  {
    /** What was being done: `open`, `advance`, `claim` or `openAttempts`. */
    verb: Schema.Literal("open", "advance", "claim", "openAttempts"),
    /** What went wrong, in words that hold no secret. */
    reason: Schema.String,
    cause: Schema.optionalWith(Schema.Defect, { exact: true })
  }
) {
  override get message(): string {
    return `The attempt log could not ${this.verb}: ${this.reason}`
  }
}

/**
 * What `open` found.
 *
 * - `Opened`: the attempt is new, and is in the log now.
 * - `Existing`: the key is there already, or its group has another open
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
 * What `advance` found.
 *
 * - `Advanced`: the record was as expected and is now the new one, its
 *   version one higher.
 * - `Conflict`: somebody was faster; the record as it is.
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
 * What `claim` found: the evidence is ours (now or already), or another
 * attempt's.
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
 * Remembers every intent to move money. Each verb is atomic, over all
 * processes that share the log: of any number of callers with one key, one
 * gets `Opened`; of any number that advance from one version, one gets
 * `Advanced`.
 *
 * In memory it protects one process until it ends. More than one process, or
 * one that may be killed, needs `effect-line-pay-sql`.
 *
 * @since 0.1.0
 * @category tags
 */
export class AttemptLog extends Context.Tag("effect-line-pay/AttemptLog")<AttemptLog, AttemptLog.Service>() {
  /**
   * A log in memory. It forgets everything when the process ends, and keeps
   * everything until then.
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
    /** Writes a new attempt, unless its key is there or its group has an open one. */
    readonly open: (attempt: Attempt) => Effect.Effect<OpenResult, AttemptLogError>
    /**
     * Replaces the record of `attempt.key`, if it still has this version. The
     * version of the new record is one higher, whatever `attempt` says. A
     * record that is not open and is reopened joins its group again: if the
     * group has another open attempt by then, the answer is a `Conflict` with
     * that one.
     */
    readonly advance: (expectedVersion: number, attempt: Attempt) => Effect.Effect<AdvanceResult, AttemptLogError>
    /** Reserves a piece of evidence (a refund's or a payment's id) for the attempt that it proves. */
    readonly claim: (evidenceId: string, key: string) => Effect.Effect<ClaimResult, AttemptLogError>
    /**
     * The open attempts that no human has to look at yet, oldest first. Each
     * is leased: another sweeper does not get it before the lease is over.
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
