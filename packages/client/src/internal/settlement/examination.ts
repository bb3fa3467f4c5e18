import type * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import { type Attempt, isOpen } from "../../Attempt.ts"
import type { AttemptEvent } from "../../AttemptEvent.ts"
import type { AttemptLogError } from "../../AttemptLog.ts"
import type * as Verdict from "../../Verdict.ts"
import { type Decision, evidenceOf, inDoubt } from "./decision.ts"
import type { Environment } from "./environment.ts"
import { describe, isReadable, look } from "./look.ts"
import type { Rules } from "./rules.ts"
import * as Telemetry from "./telemetry.ts"
import { agree, betweenLooks, needsSecondLook } from "./twoLooks.ts"

/** The result of a look, and the record as it is now. */
export interface Step {
  readonly _tag: "Known" | "LookAgain" | "SendAgain"
  readonly attempt: Attempt
  /** The amount of the retry, if it differs from the record's. */
  readonly amount?: number
  /** Whether LINE Pay's answer could be read. */
  readonly isReadable: boolean
  /** The result of the look, in a few words. */
  readonly saw: string
}

/** A request was sent and there is no verdict, so a look can find the outcome. */
export const isWaiting = (attempt: Attempt): boolean => isOpen(attempt) && attempt.sends.length > 0

/**
 * Looks once, or twice where one look does not suffice, and closes the attempt if there is a verdict. If two looks
 * disagree, the attempt does not change.
 */
export const examine = <Answer, Busy>(
  environment: Environment,
  { decide, lookBy }: Pick<Rules<Answer, Busy>, "decide" | "lookBy">,
  since: Attempt,
  group: ReadonlyArray<Attempt>
): Effect.Effect<Step, AttemptLogError> =>
  Effect.gen(function*() {
    const { choices, clock } = environment
    const looks = look(environment, since, lookBy)
    let observation = yield* Effect.interruptible(looks)
    let before: Decision | undefined
    const taken = new Set(group.flatMap(evidenceOf))
    let attempt = since
    while (isWaiting(attempt)) {
      const seen = { attempt, isReadable: isReadable(observation), saw: describe(observation) }
      const judged = clock.withoutFuture(attempt, observation.at)
      const decision = inDoubt(judged, decide(judged, observation, choices, taken))
      if (decision._tag === "LookAgain") return { _tag: "LookAgain", ...seen }
      if (needsSecondLook(decision)) {
        if (before === undefined) {
          before = decision
          observation = yield* Effect.interruptible(Effect.delay(looks, betweenLooks))
          continue
        }
        if (!agree(before, decision)) return { _tag: "LookAgain", ...seen }
      }
      if (decision._tag === "SendAgain") {
        return { _tag: "SendAgain", ...seen, ...(decision.amount === undefined ? {} : { amount: decision.amount }) }
      }
      const [evidence] = decision.claims
      const closed = yield* close(environment, attempt, decision.verdict, evidence, describe(observation))
      // Write only onto the record of this look. After another request meanwhile, decide anew.
      if (closed._tag === "TakenBy") taken.add(evidence ?? "")
      else if (closed._tag !== "GroupMoved") attempt = closed.attempt
    }
    return { _tag: "Known", attempt, isReadable: isReadable(observation), saw: describe(observation) }
  })

/** Closes an attempt, with what the last look showed. */
export const close = (
  { clock, delivery, log }: Environment,
  attempt: Attempt,
  verdict: Verdict.Verdict,
  evidence?: string,
  saw?: string
) =>
  Effect.gen(function*() {
    const at = yield* clock.atMost
    const closed: AttemptEvent = { _tag: "Closed", at, verdict }
    const events: Arr.NonEmptyReadonlyArray<AttemptEvent> = saw === undefined || saw === attempt.saw
      ? [closed]
      : [{ _tag: "Saw", at, saw, times: 1, swept: false }, closed]
    const result = yield* log.append({
      attempt,
      events,
      tell: delivery.isWanted,
      ...(evidence === undefined ? {} : { evidence })
    })
    if (result._tag === "Appended") {
      yield* Telemetry.verdict(attempt.operation, verdict._tag)
      delivery.learn(result.attempt)
    }
    return result
  })
