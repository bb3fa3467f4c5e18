import * as Arr from "effect/Array"
import * as Cause from "effect/Cause"
import type * as Context from "effect/Context"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as ResultCode from "line-pay-protocol/ResultCode"
import { type Attempt, dueAt, isLastLook, isOpen, lastActAt, type SettledOperation } from "../../Attempt.ts"
import type { AttemptEvent } from "../../AttemptEvent.ts"
import type { AttemptLogError, Found } from "../../AttemptLog.ts"
import type { InvalidRequest } from "../../InvalidRequest.ts"
import type { LinePayError } from "../../LinePayError.ts"
import { NotApplied } from "../../NotApplied.ts"
import { isResultCodeError } from "../../ResultCodeError.ts"
import type { Unsettled } from "../../SettlementError.ts"
import { type SettledAnswer, SettlementMismatch } from "../../SettlementMismatch.ts"
import type * as Verdict from "../../Verdict.ts"
import { type Decision, evidenceOf, inDoubt, lookAgain } from "./decision.ts"
import { bounded, type Environment } from "./environment.ts"
import { close, examine, isWaiting, type Step } from "./examination.ts"
import * as Joiner from "./joiner.ts"
import { describe, look } from "./look.ts"
import { beginning, isDoubtful, mark, reclaim } from "./mark.ts"
import * as Now from "./now.ts"
import { withRegionOf } from "./region.ts"
import * as Result from "./result.ts"
import type { Intent, Prepared, Rules, Sending } from "./rules.ts"
import { NotFetched } from "./secret.ts"
import * as Telemetry from "./telemetry.ts"
import { answeredBy, type Closing, type Sent, transmit } from "./transmission.ts"
import { agreed, betweenLooks } from "./twoLooks.ts"

/** The sweeper's result for an attempt. */
export interface Swept {
  readonly attempt: Attempt
  /** `Settled` has a verdict, `StillOpen` is looked at again, `NeedsHuman` is looked at once a day. */
  readonly result: "Settled" | "StillOpen" | "NeedsHuman"
  /** Whether LINE Pay's answer could be read. */
  readonly isReadable: boolean
}

export interface Driver<Answer, Failure> {
  readonly settle: (
    intent: Intent<Answer, Failure, Failure>
  ) => Effect.Effect<Result.Settled<Answer>, Failure | Unsettled | InvalidRequest>
  /** Looks once at an attempt, for which no caller waits. `None` if it is not due, or a caller waits. */
  readonly sweep: (attempt: Attempt, options?: { readonly evenIfNotDue: boolean }) => Effect.Effect<
    Option.Option<Swept>,
    AttemptLogError
  >
  readonly judge: (
    attempt: Attempt,
    group: ReadonlyArray<Attempt>
  ) => Effect.Effect<{ readonly saw: string; readonly decision: Decision }>
}

const minute = 60_000
const day = 1_440 * minute

/** When to look, in seconds after the outcome became unknown. After these, settlement looks once a minute. */
const firstLooks = [2, 5, 15, 45] as const

/** The time of the nth look, in milliseconds after the outcome became unknown. */
const offset = (index: number): number =>
  1_000 * (firstLooks[index] ?? firstLooks[3]) + minute * Math.max(0, index - firstLooks.length + 1)

/** How long to wait for details to show the refunds that the log knows, in milliseconds. */
const untilShown = 5 * minute

/** How many times to look before the first request, until two looks in a row agree. */
const looksBeforeSending = 5

export const make = <
  Answer extends SettledAnswer | void,
  Rejection extends Closing,
  PrepareError = never,
  Busy = never
>(
  environment: Environment,
  operation: SettledOperation,
  rules: Rules<Answer, Busy>,
  /** Recognises the errors of the call that close an intent at once. */
  isConclusive: (error: LinePayError) => error is Rejection
): Driver<Answer, Rejection | PrepareError | Busy> => {
  type Failure = Rejection | PrepareError | Busy | Unsettled | InvalidRequest
  type Settling = Effect.Effect<Result.Untold<Answer>, Failure>
  type Asked = Intent<Answer, PrepareError | Rejection | Busy, PrepareError | Rejection | Busy>

  const { clock, context, delivery, log, scope } = environment
  const joiner = Joiner.make<Result.Untold<Answer>, Failure>(scope)

  /**
   * Runs an intent in the layer's scope and context, or joins the run of the same intent. The run is interruptible only
   * while it waits before the request leaves, and while it looks. Closing the layer therefore waits for answers, and
   * loses none. Then the shop is told.
   */
  const settle = (intent: Asked) =>
    Effect.gen(function*() {
      const { asked, formerKey, secret } = intent
      // Read in the caller's fiber, so that a caller inside a transaction fails before it joins.
      const found = yield* log.get(asked.key, { group: asked.group, formerKey })
      const key = Option.match(found.own, { onNone: () => asked.key, onSome: ({ key }) => key })
      const run = (settling: Settling): Settling =>
        bounded(environment, settling).pipe(
          // The layer was closed before there was a verdict. The attempt stays open in the log.
          Effect.catchAllCause((cause) =>
            Cause.isInterruptedOnly(cause) ? Effect.fail(Result.unknown(asked, "Interrupted")) : Effect.failCause(cause)
          ),
          Effect.mapInputContext((caller: Context.Context<never>) => withRegionOf(caller, context))
        )
      const sameness: Joiner.Sameness<Result.Untold<Answer>, Failure> = {
        request: asked.fingerprint,
        secret: () => secret === undefined ? "" : secret.text(),
        // LINE Pay may have rejected the key of the other call.
        isOfSecret: (error) =>
          error instanceof NotFetched || (isResultCodeError(error) && error.operation === operation),
        otherwise: Effect.suspend(() => otherRequest(asked))
      }
      // After another run, what was read before it is out of date.
      const result = yield* Effect.either(
        joiner.join(key, run(start(intent, found)), sameness, run(Effect.suspend(() => again(intent))))
      )
      const told = yield* delivery.deliver(key)
      return yield* Either.map(result, (settled): Result.Settled<Answer> => ({ ...settled, told }))
    })

  /** The key is in use by a run for another request. Its record says which, once there is one. */
  const otherRequest = (asked: Asked["asked"]): Effect.Effect<never, Failure> =>
    Effect.flatMap(log.get(asked.key), ({ own }) =>
      Effect.fail(Result.taken(
        asked,
        Option.getOrElse(own, () => ({ merchant: asked.merchant, fingerprint: "that is not recorded yet" }))
      )))

  const again = (intent: Asked): Settling =>
    Effect.flatMap(
      Effect.interruptible(log.get(intent.asked.key, { group: intent.asked.group, formerKey: intent.formerKey })),
      (found) => start(intent, found)
    )

  const start = (intent: Asked, found: Found): Settling =>
    Effect.gen(function*() {
      const { asked } = intent
      const own = Option.getOrUndefined(found.own)
      const shut = [...found.group, ...Option.toArray(found.own)].find(({ alarm }) => alarm === "Contradicted")
      if (shut !== undefined) return yield* Effect.fail(Result.contradicted(shut))
      // A mark that is not in the record can no longer be written, once this run has written onto it.
      if (own !== undefined && (yield* reclaim(environment, own.key))) return yield* again(intent)
      if (own === undefined) return yield* begin(intent, found, own)
      if (own.merchant !== asked.merchant) return yield* Effect.fail(Result.taken(asked, own))
      // A request that the client rejected has not used its key.
      const unused = own.verdict?._tag === "NotApplied" && own.verdict.because === "InvalidRequest"
      if (own.fingerprint !== asked.fingerprint && !unused) return yield* Effect.fail(Result.taken(asked, own))
      if (own.verdict === undefined ? own.sends.length > 0 : !mayBegin(own)) {
        if (own.version > found.told) delivery.learn(own)
        return yield* followOther(intent, own)
      }
      return yield* begin(intent, found, own)
    })

  /** Continues an attempt from its record in the log, no matter which process wrote it. */
  const follow = (intent: Asked, attempt: Attempt, doubted?: Result.Doubted<Answer>): Settling => {
    const { asked } = intent
    if (attempt.key !== asked.key && attempt.key !== intent.formerKey) return inFlight(intent, attempt)
    // An earlier mark of this process was written late.
    if (isDoubtful(environment, attempt)) return again(intent)
    if (attempt.fingerprint !== asked.fingerprint) return Effect.fail(Result.taken(asked, attempt))
    if (attempt.verdict !== undefined) return Result.ofVerdict(attempt, attempt.verdict, doubted)
    return attempt.sends.length === 0 ? again(intent) : watch(intent, attempt, undefined, doubted)
  }

  /** Another call may have had another regKey. Its death says nothing about this one, which no record has. */
  const followOther = (intent: Asked, attempt: Attempt): Settling =>
    intent.secret === undefined
      ? follow(intent, attempt)
      : Effect.catchAll(
        follow(intent, attempt),
        (error) => error instanceof NotApplied && killsRegKey(error.because) ? again(intent) : Effect.fail(error)
      )

  const inFlight = (intent: Asked, open: Attempt): Effect.Effect<never, Failure> =>
    Effect.fail(rules.inFlight === undefined ? Result.taken(intent.asked, open) : rules.inFlight(intent.asked, open))

  /** Looks before the first request, then sends it. Of concurrent runs, only one gets its mark into the log. */
  const begin = (intent: Asked, found: Found, own: Attempt | undefined): Settling =>
    Effect.gen(function*() {
      const { asked } = intent
      const started = yield* Now.steady
      let read = found
      let attempt = own
      for (let index = 0;; index++) {
        const open = read.group.find(isOpen)
        if (open !== undefined) return yield* inFlight(intent, open)
        const prepared = yield* Effect.interruptible(agreed(intent.prepare(attempt, read.group), looksBeforeSending))
        if (prepared?._tag !== "NotShown") return yield* proceed(intent, read, attempt, prepared)
        const at = started + offset(index)
        if (at > started + untilShown) return yield* Effect.fail(prepared.error)
        yield* Effect.interruptible(Effect.sleep(Duration.millis(at - (yield* Now.steady))))
        read = yield* log.get(asked.key, { group: asked.group, formerKey: intent.formerKey })
        attempt = Option.getOrUndefined(read.own)
        // Another process may have begun it.
        if (attempt !== undefined && attempt.revision !== own?.revision) return yield* start(intent, read)
      }
    })

  const proceed = (
    intent: Asked,
    { number }: Found,
    attempt: Attempt | undefined,
    prepared: Exclude<Prepared<Busy>, { readonly _tag: "NotShown" }> | undefined
  ): Settling => {
    const { asked } = intent
    switch (prepared?._tag) {
      // No two looks agree. Nothing was sent, and a later call starts over.
      case undefined:
        return Effect.fail(Result.unknown(asked, "Unsettled"))
      case "Settle":
        return settledBefore(intent, attempt, prepared.verdict, prepared.claims[0])
      case "Look":
        return Effect.flatMap(
          Effect.uninterruptible(mark(environment, { asked, attempt, number, answered: "Completed" })),
          (marked) => marked._tag === "Marked" ? watch(intent, marked.attempt) : react(intent, marked)
        )
      case "Ready": {
        const { amount, snapshot } = prepared
        const given = {
          asked,
          attempt,
          number,
          ...(amount === undefined ? {} : { amount }),
          ...(snapshot === undefined ? {} : { snapshot })
        }
        return Effect.interruptible(intent.secret?.fetch ?? Effect.void).pipe(
          Effect.zipRight(transmit(environment, given, intent.sending, isConclusive)),
          Effect.flatMap((sent) => react(intent, sent))
        )
      }
    }
  }

  /** There was no need to send anything. A customer who has not authenticated yet leaves no record. */
  const settledBefore = (
    intent: Asked,
    attempt: Attempt | undefined,
    verdict: Verdict.Verdict,
    evidence: string | undefined
  ): Settling =>
    Effect.gen(function*() {
      const { asked } = intent
      const isKnown = attempt?.verdict?._tag === "NotApplied" && verdict._tag === "NotApplied" &&
        attempt.verdict.because === verdict.because
      const isPassing = verdict._tag === "NotApplied" && verdict.because === "WaitingForCustomer"
      if (isKnown || (isPassing && (attempt === undefined || !isOpen(attempt)))) {
        // Nothing is written, so nothing tells that another process has sent it meanwhile. Stale looks would deny it.
        const found = yield* Effect.interruptible(
          log.get(asked.key, { group: asked.group, formerKey: intent.formerKey })
        )
        const revision = Option.map(found.own, ({ revision }) => revision)
        return Option.getOrUndefined(revision) === attempt?.revision
          ? yield* Result.ofVerdict<Answer>(asked, verdict)
          : yield* start(intent, found)
      }
      const at = yield* clock.atMost
      const result = yield* log.append({
        attempt,
        events: Arr.append(beginning(attempt, asked, at), { _tag: "Closed", at, verdict }),
        tell: delivery.isWanted,
        ...(evidence === undefined ? {} : { evidence })
      })
      switch (result._tag) {
        case "Appended":
          yield* Telemetry.verdict(operation, verdict._tag)
          delivery.learn(result.attempt)
          return yield* Result.ofVerdict<Answer>(asked, verdict)
        case "Conflict":
          return yield* follow(intent, result.attempt)
        case "TakenBy":
          return yield* Effect.fail(
            new SettlementMismatch({ operation, key: asked.key, because: "EvidenceTaken" })
          )
        case "GroupMoved":
          return yield* again(intent)
      }
    })

  const react = (intent: Asked, sent: Sent<Answer, Rejection>): Settling => {
    switch (sent._tag) {
      case "GroupMoved":
        return again(intent)
      case "Conflict":
        return followOther(intent, sent.attempt)
      case "Answered":
        return Effect.succeed(Result.answeredNow(sent.verdict, sent.answer))
      case "Doubted":
        return watch(intent, sent.attempt, undefined, { answer: sent.answer })
      case "Rejected":
        return rejected(sent.attempt, sent.error)
      case "Open":
        return watch(intent, sent.attempt, sent.error)
    }
  }

  /** After some rejections, a look can say more than the code does. */
  const rejected = (attempt: Attempt, error: Rejection): Settling =>
    Effect.gen(function*() {
      if (!rules.looksAfter(answeredBy(error))) return yield* Effect.fail(error)
      // LINE Pay has rejected the only request, so it works on none.
      const quiet = { ...attempt, sends: attempt.sends.map((send) => ({ ...send, quietUntil: 0 })) }
      const looks = Effect.map(look(environment, attempt, rules.lookBy), (observation) => {
        const decision = rules.decide(quiet, observation, environment.choices, new Set())
        // The rejection already says that the capture was cancelled, and in more detail.
        const saysMore = decision._tag === "Settle" &&
          (decision.verdict._tag !== "NotApplied" ||
            (operation === "confirmPayment" && decision.verdict.because !== "WaitingForCustomer"))
        return saysMore ? decision : lookAgain
      })
      // LINE Pay wants a second between two status checks.
      const looked = yield* Effect.exit(Effect.interruptible(Effect.delay(agreed(looks, 2), betweenLooks)))
      const decision = Exit.isSuccess(looked) ? looked.value : undefined
      if (decision?._tag !== "Settle") return yield* Effect.fail(error)
      yield* ignored(close(environment, attempt, decision.verdict, decision.claims[0]))
      return yield* Result.ofVerdict<Answer>(attempt, decision.verdict)
    })

  /** Looks until there is a verdict or the schedule is over. A failure of the log counts as a failed look. */
  const watch = (
    intent: Asked,
    since: Attempt,
    error?: LinePayError,
    doubted?: Result.Doubted<Answer>
  ): Settling =>
    Effect.gen(function*() {
      const { asked } = intent
      const started = yield* Now.steady
      const startedAt = yield* clock.atLeast
      let attempt = since
      let times = 0
      for (let index = 0;; index++) {
        const at = started + offset(index)
        const { sends } = clock.withoutFuture(attempt, yield* clock.atLeast)
        const quietUntil = Math.max(startedAt, ...sends.map((send) => send.quietUntil))
        // Wait a minute at most, so that one look falls into the minute after the quiet time.
        if (at > started + (quietUntil - startedAt) + minute) break
        yield* Effect.interruptible(Effect.sleep(Duration.millis(at - (yield* Now.steady))))
        // Another process may have continued it.
        const found = yield* ignored(log.get(attempt.key, { group: asked.group }))
        attempt = Option.getOrElse(found?.own ?? Option.none(), () => attempt)
        if (!isWaiting(attempt)) return yield* follow(intent, attempt, doubted)
        const step = yield* ignored(examine(environment, rules, attempt, found?.group ?? []))
        if (step === undefined) continue
        attempt = step.attempt
        times++
        if (step._tag === "Known") return yield* follow(intent, attempt, doubted)
        if (step._tag === "LookAgain") {
          if (step.isReadable && step.saw !== attempt.saw) {
            attempt = (yield* ignored(note(attempt, step, times))) ?? attempt
            times = 0
          }
          continue
        }
        const fetched = yield* Effect.either(Effect.interruptible(intent.secret?.fetch ?? Effect.void))
        if (Either.isLeft(fetched)) {
          yield* Effect.logWarning(`The regKey could not be fetched, so the request is not retried [${attempt.key}]`)
          continue
        }
        const sent = yield* ignored(sendAgain(attempt, step, intent.sending))
        if (sent !== undefined) return yield* react(intent, sent)
      }
      // Neither details nor the answer match the request.
      if (doubted !== undefined) {
        const verdict: Verdict.Mismatch = { _tag: "Mismatch", because: "OtherAnswer" }
        const closed = yield* ignored(close(environment, attempt, verdict))
        const current = closed?._tag === "Appended" || closed?._tag === "Conflict" ? closed.attempt : attempt
        return yield* Result.ofVerdict(attempt, current.verdict ?? verdict, doubted)
      }
      yield* Telemetry.verdict(operation, "Unknown")
      return yield* Effect.fail(Result.unknown(asked, "Unsettled", error))
    })

  const sendAgain = (
    attempt: Attempt,
    { amount }: Step,
    sending: (attempt: Attempt) => Sending<Answer>
  ) => {
    const given = { asked: attempt, attempt, ...(amount === undefined ? {} : { amount }) }
    return transmit(environment, given, sending, isConclusive)
  }

  /** Writes what looks have shown, if it differs from the last time. */
  const note = (attempt: Attempt, { saw }: Step, times: number): Effect.Effect<Attempt, AttemptLogError> =>
    Effect.flatMap(clock.atMost, (at) =>
      Effect.map(
        log.append({ attempt, events: [{ _tag: "Saw", at, saw, times, swept: false }], tell: delivery.isWanted }),
        (result) => result._tag === "Appended" || result._tag === "Conflict" ? result.attempt : attempt
      ))

  const sweep: Driver<Answer, Rejection>["sweep"] = (leased, { evenIfNotDue } = { evenIfNotDue: false }) =>
    bounded(
      environment,
      Effect.gen(function*() {
        if (joiner.isRunning(leased.key)) return Option.none()
        yield* reclaim(environment, leased.key)
        const { group, own } = yield* log.get(leased.key, { group: leased.group })
        const attempt = Option.getOrElse(own, () => leased)
        if (!isOpen(attempt)) return swept(attempt)
        const now = yield* clock.atLeast
        const judged = clock.withoutFuture(attempt, now)
        if (!evenIfNotDue && (dueAt(judged) ?? Infinity) > now) return Option.none()
        if (attempt.sends.length === 0) {
          const result = yield* close(environment, attempt, withoutSending(attempt))
          return swept("attempt" in result ? result.attempt : attempt)
        }
        const step = yield* examine(environment, rules, attempt, group)
        if (step._tag === "Known") return swept(step.attempt, step.isReadable)
        const sending = step._tag === "SendAgain" ? rules.resend(step.attempt) : undefined
        // No caller waits, so an unknown outcome can wait for the next sweep.
        if (sending !== undefined) {
          const sent = yield* sendAgain(step.attempt, step, () => sending)
          return swept("attempt" in sent ? sent.attempt : step.attempt, step.isReadable)
        }
        return yield* counted(step, now)
      })
    )

  /** Writes a look that led to nothing, and calls for a human when the schedule is over. */
  const counted = ({ attempt, isReadable, saw }: Step, now: number) =>
    Effect.gen(function*() {
      const isOver = now >= lastActAt(clock.withoutFuture(attempt, now)) + day ||
        (isReadable && isLastLook(attempt.looks))
      const alarms = isOver && attempt.alarm === undefined
      // A look that could not be read does not use up the schedule, until a human must look anyway.
      if (!isReadable && !isOver) return swept(attempt, isReadable)
      const at = yield* clock.atMost
      const looked: AttemptEvent = { _tag: "Saw", at, saw, times: 1, swept: true }
      const alarm: AttemptEvent = { _tag: "Alarm", at, because: isReadable ? "NoEvidence" : "CouldNotLook" }
      const result = yield* log.append({
        attempt,
        events: alarms ? [looked, alarm] : [looked],
        tell: delivery.isWanted
      })
      if (result._tag !== "Appended") return swept("attempt" in result ? result.attempt : attempt, isReadable)
      if (alarms) {
        yield* Telemetry.verdict(operation, "NeedsHuman")
        delivery.learn(result.attempt)
      }
      return swept(result.attempt, isReadable)
    })

  /** Looks once at an attempt in any state, as if it were open, and changes nothing. */
  const judge: Driver<Answer, Rejection>["judge"] = (attempt, group) =>
    bounded(
      environment,
      Effect.map(look(environment, attempt, rules.lookBy), (observation) => {
        const { closedAt: _, verdict: __, ...open } = clock.withoutFuture(attempt, observation.at)
        const decision = attempt.sends.length === 0
          ? lookAgain
          : inDoubt(open, rules.decide(open, observation, environment.choices, new Set(group.flatMap(evidenceOf))))
        return { saw: describe(observation), decision }
      })
    )

  return { settle, sweep, judge }
}

/** Whether the same intent may be retried, because a rule proved that it was not applied. */
const mayBegin = ({ hand, verdict }: Attempt): boolean =>
  verdict?._tag === "NotApplied" && hand === undefined &&
  // LINE Pay's documentation says to void it then, and never to capture it.
  verdict.because !== "AuthorizationStands"

/**
 * The verdict when nobody has called again. An earlier round may have moved money, so what a human decided about it
 * stands again. "Never sent" would be said of the payment, not of the round.
 */
const withoutSending = ({ earlier }: Attempt): Verdict.Verdict =>
  earlier.at(-1)?.verdict ?? { _tag: "NotApplied", because: "NeverSent" }

/** Whether LINE Pay rejected the request because of its regKey. */
const killsRegKey = (because: Verdict.NotAppliedReason): boolean => {
  const code = ResultCode.find(because)
  return code !== undefined && ResultCode.row(code).regKey === "Dies"
}

const swept = (attempt: Attempt, isReadable = true): Option.Option<Swept> =>
  Option.some({
    attempt,
    isReadable,
    result: isOpen(attempt) ? attempt.alarm === undefined ? "StillOpen" : "NeedsHuman" : "Settled"
  })

/** Once a request has left, a failure of the log must not end its run. Returns `undefined` if it failed. */
const ignored = <A>(self: Effect.Effect<A, AttemptLogError>): Effect.Effect<A | undefined> =>
  Effect.catchAll(
    self,
    (error) =>
      Effect.as(
        Effect.logError("The attempt log failed. The attempt stays open in the log until a later look", error),
        undefined
      )
  )
