import type * as Arr from "effect/Array"
import * as Cause from "effect/Cause"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import { type Attempt, isOpen, type Send } from "../../Attempt.ts"
import type { AttemptEvent } from "../../AttemptEvent.ts"
import type { AttemptLogError } from "../../AttemptLog.ts"
import type { InvalidRequest } from "../../InvalidRequest.ts"
import type { LinePayError } from "../../LinePayError.ts"
import type { ByTag } from "../../ResultCodeErrors.ts"
import type { SettledAnswer } from "../../SettlementMismatch.ts"
import type { TransportError } from "../../TransportError.ts"
import type * as Verdict from "../../Verdict.ts"
import { currentSending } from "../call/sending.ts"
import { type Environment, once } from "./environment.ts"
import { type Mark, mark, type Marked } from "./mark.ts"
import type { Sending } from "./rules.ts"
import * as Telemetry from "./telemetry.ts"

/** The errors that may close an intent at once. */
export type Closing = ByTag[keyof ByTag] | TransportError | InvalidRequest

/** The outcome of a request. */
export type Sent<Answer, Rejection> =
  | Exclude<Marked, { readonly _tag: "Marked" }>
  | {
    readonly _tag: "Answered"
    readonly attempt: Attempt
    readonly verdict: Verdict.Applied
    readonly answer: Answer
  }
  /** LINE Pay answered with success, but about another payment or amount. */
  | { readonly _tag: "Doubted"; readonly attempt: Attempt; readonly answer: Answer }
  /** A rejection that closes the intent. */
  | { readonly _tag: "Rejected"; readonly attempt: Attempt; readonly error: Rejection }
  /** The outcome is unknown. */
  | { readonly _tag: "Open"; readonly attempt: Attempt; readonly error: LinePayError | undefined }

/**
 * Marks the request in the log, and sends it if the mark is ours. From then on nothing interrupts the wait for the
 * answer, up to the read timeout, and a log that fails does not hide the answer.
 */
export const transmit = <Answer extends SettledAnswer | void, Rejection extends Closing>(
  environment: Environment,
  given: Mark,
  sending: (attempt: Attempt) => Sending<Answer>,
  isConclusive: (error: LinePayError) => error is Rejection
): Effect.Effect<Sent<Answer, Rejection>, AttemptLogError> =>
  Effect.uninterruptible(Effect.gen(function*() {
    const { operation } = given.asked
    const marked = yield* mark(environment, given)
    if (marked._tag !== "Marked") return marked
    const { attempt, leaveBefore, send: sent } = marked
    const { applied, send } = sending(attempt)
    const exit = yield* Effect.exit(
      Effect.locally(once(environment, operation, send), currentSending, { nonce: sent.id, leaveBefore })
    )
    const record = (answered: string, verdict?: Verdict.Verdict, evidence?: string, answer?: SettledAnswer) =>
      recorded(environment, { attempt, sent, answered, verdict, evidence, answer })
    if (Exit.isSuccess(exit)) {
      const answer = exit.value
      const proved = applied(answer)
      const given: SettledAnswer | void = answer
      const noted = proved === undefined
        ? yield* record("0000")
        : yield* record("0000", proved.verdict, proved.claims[0], given ?? undefined)
      // An answer that proves another attempt is not for this one. A proxy has delivered an old answer.
      if (proved === undefined || noted?._tag === "Taken") {
        return { _tag: "Doubted", attempt: noted?.attempt ?? asNoted(attempt, sent, "0000"), answer }
      }
      return { _tag: "Answered", attempt: noted?.attempt ?? attempt, verdict: proved.verdict, answer }
    }
    const error = Option.getOrUndefined(Cause.failureOption(exit.cause))
    const code = answeredBy(error)
    // A rejection closes only the request that received it.
    if (error !== undefined && attempt.sends.length === 1 && isConclusive(error)) {
      const noted = yield* record(code, { _tag: "NotApplied", because: reasonOf(error) })
      return noted === undefined || noted.attempt.verdict?._tag === "NotApplied"
        ? { _tag: "Rejected", attempt: noted?.attempt ?? asNoted(attempt, sent, code), error }
        : { _tag: "Conflict", attempt: noted.attempt }
    }
    const noted = yield* record(code)
    return { _tag: "Open", attempt: noted?.attempt ?? asNoted(attempt, sent, code), error }
  }))

/** The record as this process knows it, while the log fails. */
const asNoted = (attempt: Attempt, { id }: Send, answered: string): Attempt => ({
  ...attempt,
  sends: attempt.sends.map((send) => send.id === id ? { ...send, answered } : send)
})

interface Note {
  readonly attempt: Attempt
  readonly sent: Send
  readonly answered: string
  readonly verdict: Verdict.Verdict | undefined
  readonly evidence: string | undefined
  readonly answer: SettledAnswer | undefined
}

interface Noted {
  readonly _tag: "Noted" | "Taken"
  readonly attempt: Attempt
}

/** Writes the outcome of a request. If the log fails, writes it in the background, and returns `undefined`. */
const recorded = (environment: Environment, given: Note): Effect.Effect<Noted | undefined> =>
  Effect.catchAll(note(environment, given), (error) => {
    environment.delivery.owe(given.attempt.key)
    return Effect.logError(
      `${describe(given)}, but the attempt log failed. It is written in the background`,
      error
    ).pipe(
      Effect.zipRight(Effect.forkIn(recordLater(environment, given), environment.scope)),
      Effect.as(undefined)
    )
  })

/** Tries until it is written. When the layer closes, it tries once more, and then leaves it to the log output. */
const recordLater = (environment: Environment, given: Note): Effect.Effect<void> =>
  Effect.uninterruptible(Effect.gen(function*() {
    for (let delay = 1;; delay = Math.min(60, delay * 2)) {
      const slept = yield* Effect.exit(Effect.interruptible(Effect.sleep(Duration.seconds(delay))))
      const written = yield* Effect.either(note(environment, given))
      if (written._tag === "Right") {
        yield* Effect.interruptible(environment.delivery.deliver(written.right.attempt.key)).pipe(Effect.exit)
        return
      }
      if (Exit.isFailure(slept)) {
        return yield* Effect.logError(
          `${describe(given)}, and nobody has written it to the attempt log. The attempt stays open there`,
          written.left
        )
      }
    }
  }))

const describe = ({ answered, attempt: { key }, sent: { id } }: Note): string =>
  `The request ${key} with the nonce ${id} was answered ${answered}`

/**
 * Writes the answer to a request, even if the record has changed meanwhile. A success outranks any conclusion from
 * looking. A rejection says nothing about other requests. Nothing outranks a human.
 */
const note = (
  { clock, delivery, log, margin }: Environment,
  { answer, answered, attempt: marked, evidence, sent, verdict }: Note
): Effect.Effect<Noted, AttemptLogError> =>
  Effect.gen(function*() {
    let attempt = marked
    let claim = evidence
    for (;;) {
      const at = yield* clock.atMost
      const known = attempt.sends.find(({ id }) => id === sent.id) ?? sent
      const quietUntil = Math.max(known.quietUntil, at + quietAfter(answered, margin))
      const isTaken = claim === undefined && evidence !== undefined
      const closing = isTaken ? undefined : conclusion(attempt, sent, verdict, at)
      // It was written already, and the acknowledgement was lost.
      if (closing === undefined && known.answered === answered) {
        delivery.learn(attempt, answerTo(attempt, verdict, answer))
        return { _tag: isTaken ? "Taken" : "Noted", attempt }
      }
      const events: Arr.NonEmptyReadonlyArray<AttemptEvent> = [
        { _tag: "Answered", at, id: sent.id, answered, quietUntil },
        ...closing === undefined ? [] : [closing]
      ]
      const closes = closing?._tag === "Closed"
      const result = yield* log.append({
        attempt,
        events,
        tell: delivery.isWanted,
        ...(closes && claim !== undefined ? { evidence: claim } : {})
      })
      switch (result._tag) {
        case "Appended": {
          if (closes) yield* Telemetry.verdict(marked.operation, closing.verdict._tag)
          delivery.learn(result.attempt, isTaken ? undefined : answerTo(result.attempt, verdict, answer))
          return { _tag: isTaken ? "Taken" : "Noted", attempt: result.attempt }
        }
        case "TakenBy":
          claim = undefined
          break
        case "Conflict":
          attempt = result.attempt
          break
        // No number was given.
        case "GroupMoved":
          break
      }
    }
  })

/** The answer belongs to the news if it says what the record says. A look may have closed the record first. */
const answerTo = (
  attempt: Attempt,
  verdict: Verdict.Verdict | undefined,
  answer: SettledAnswer | undefined
): SettledAnswer | undefined => verdict?._tag === "Applied" && attempt.verdict?._tag === "Applied" ? answer : undefined

/** Returns what the outcome of a request means for the record as it is now. */
const conclusion = (
  attempt: Attempt,
  sent: Send,
  verdict: Verdict.Verdict | undefined,
  at: number
): Extract<AttemptEvent, { readonly _tag: "Closed" | "Alarm" }> | undefined => {
  if (verdict === undefined) return undefined
  const isKnown = attempt.verdict?._tag === verdict._tag
  // A request of an earlier round was applied after all, against a human's decision.
  const isEarlier = !attempt.sends.some(({ id }) => id === sent.id)
  if (attempt.hand !== undefined || isEarlier) {
    return isKnown || verdict._tag !== "Applied" ? undefined : { _tag: "Alarm", at, because: "Contradicted" }
  }
  const closes = verdict._tag === "Applied" ? !isKnown : isOpen(attempt) && attempt.sends.length === 1
  return closes ? { _tag: "Closed", at, verdict } : undefined
}

/** The text of a rejection in the log. */
const reasonOf = (error: Closing): Verdict.NotAppliedReason => {
  switch (error._tag) {
    case "InvalidRequest":
      return error._tag
    case "TransportError":
      return error.reason
    default:
      return error.code
  }
}

export const answeredBy = (error: LinePayError | undefined): string => {
  if (error === undefined) return "Defect"
  return "code" in error ? error.code : "reason" in error ? error.reason : error._tag
}

/** After 1198, LINE Pay is processing the same call, which may take minutes for a capture. */
const quietAfter = (answered: string, margin: Duration.Duration): number =>
  answered === "1198" ? Math.max(Duration.toMillis(margin), 300_000) : Duration.toMillis(margin)
