import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Record from "effect/Record"
import type * as Scope from "effect/Scope"
import { type Attempt, isOpen, type SettledOperation } from "../../Attempt.ts"
import { AdvanceResult, type AttemptLog, type AttemptLogError } from "../../AttemptLog.ts"
import { InvalidRequest } from "../../InvalidRequest.ts"
import type { LinePay } from "../../LinePay.ts"
import type { LinePayError } from "../../LinePayError.ts"
import { NotApplied } from "../../NotApplied.ts"
import { type Lookup, OutcomeUnknown } from "../../OutcomeUnknown.ts"
import * as Policy from "../../Policy.ts"
import type { ByTag } from "../../ResultCodeErrors.ts"
import type { Unsettled } from "../../SettlementError.ts"
import { type SettledAnswer, SettlementMismatch } from "../../SettlementMismatch.ts"
import type { TransportError } from "../../TransportError.ts"
import type * as Verdict from "../../Verdict.ts"
import { type Choices, type Decision, inDoubt, lookAgain } from "./decision.ts"
import * as Joiner from "./joiner.ts"
import { look } from "./look.ts"
import * as Now from "./now.ts"
import type { Intent, Rules, Sending } from "./plan.ts"
import * as Telemetry from "./telemetry.ts"
import { agree, agreed, betweenLooks, needsSecondLook } from "./twoLooks.ts"

/** Applied, with or without the answer to the call. */
export type Settled<Answer> =
  | Omit<Verdict.Applied, "_tag" | "settledBy"> & { readonly settledBy: "Answer"; readonly answer: Answer }
  | Omit<Verdict.Applied, "_tag" | "settledBy"> & {
    readonly settledBy: "Details"
    /** What the call was answered, if that was about something else than what was asked. */
    readonly answer?: Answer
  }

/** What all drivers of a layer share. */
export interface Environment {
  readonly linePay: LinePay.Service
  readonly log: AttemptLog.Service
  /** The layer's: attempts live in it, callers only join them. */
  readonly scope: Scope.Scope
  readonly choices: Choices
  /** How much longer than the read timeout LINE Pay may take to apply what it was sent. */
  readonly margin: Duration.Duration
  /** For calls from outside of any region with a policy. */
  readonly policy: Policy.Policy
}

/** The errors that may close an intent by themselves. */
type Closing = ByTag[keyof ByTag] | TransportError | InvalidRequest

/** What the sweeper has found out about an attempt. */
export type Swept = "Settled" | "StillOpen" | "NeedsHuman"

export interface Driver<Answer, Failure> {
  readonly settle: (
    intent: Intent<Answer, Failure>
  ) => Effect.Effect<Settled<Answer>, Failure | Unsettled | InvalidRequest>
  readonly sweep: (attempt: Attempt) => Effect.Effect<Option.Option<readonly [Attempt, Swept]>, AttemptLogError>
}

const minute = 60_000

/** Seconds after the outcome became unknown at which to look, before it becomes once a minute. */
const firstLooks = [2, 5, 15, 45] as const

/** The nth look, in milliseconds after the outcome became unknown. */
const offset = (index: number): number =>
  1_000 * (firstLooks[index] ?? firstLooks[3]) + minute * Math.max(0, index - firstLooks.length + 1)

/** How often to look before the first sending until two looks in a row agree. */
const looksBeforeSending = 5

/** When the sweeper looks, in milliseconds after the last sending; then a human has to. */
const sweeps = [5 * minute, 30 * minute, 120 * minute, 1_440 * minute]

export const make = <Answer extends SettledAnswer | void, Rejection extends Closing, PrepareError = never, Busy = never>(
  { choices, linePay, log, margin, policy, scope }: Environment,
  operation: SettledOperation,
  rules: Rules<Answer, Busy>,
  /** Tells the errors of the call that close an intent by themselves. */
  isConclusive: (error: LinePayError) => error is Rejection
): Driver<Answer, Rejection | PrepareError | Busy> => {
  type Failure = Rejection | PrepareError | Busy | Unsettled | InvalidRequest
  type Result = Effect.Effect<Settled<Answer>, Failure>
  type Asked = Intent<Answer, PrepareError | Rejection | Busy>

  /** What became of a sending. */
  type Sent =
    /** Somebody else has gone on with the attempt. */
    | { readonly _tag: "Conflict"; readonly attempt: Attempt }
    | {
      readonly _tag: "Answered"
      readonly attempt: Attempt
      readonly verdict: Verdict.Applied
      readonly answer: Answer
    }
    /** LINE Pay says that it is done, and means something else than what was asked. */
    | { readonly _tag: "Doubted"; readonly attempt: Attempt; readonly answer: Answer }
    /** A rejection that closes the intent. */
    | { readonly _tag: "Rejected"; readonly attempt: Attempt; readonly error: Rejection }
    /** Nobody knows yet. */
    | { readonly _tag: "Open"; readonly attempt: Attempt; readonly error: LinePayError | undefined }

  const joiner = Joiner.make<Settled<Answer>, Failure>(scope)

  /**
   * Runs an intent in the layer's scope, or joins the run of the same intent. The run is uninterruptible but for where
   * it waits before the bytes leave, and where it looks: closing the layer waits for answers, and loses none.
   */
  const settle = (intent: Asked): Result => {
    const { fingerprint, key } = intent.attempt
    const run = bounded(start(intent)).pipe(
      // The layer is closed before there was a verdict: the attempt stays open in the log.
      Effect.catchAllCause((cause) =>
        Cause.isInterruptedOnly(cause) ? Effect.fail(unknown(intent.attempt)) : Effect.failCause(cause)
      )
    )
    return joiner.join(key, run, { fingerprint, otherwise: keyOfAnother(key) })
  }

  const start = (intent: Asked): Result =>
    Effect.gen(function*() {
      const fresh = { ...intent.attempt, openedAt: yield* Clock.currentTimeMillis }
      const { attempt } = yield* Effect.interruptible(log.open(fresh))
      if (attempt.key !== fresh.key) return yield* inFlight(fresh, attempt)
      const { verdict } = attempt
      // What was refused before it left has not used its key up.
      const unused = verdict?._tag === "NotApplied" && verdict.because === "InvalidRequest"
      if (attempt.fingerprint !== fresh.fingerprint && !unused) return yield* keyOfAnother(fresh.key)
      if (verdict?._tag !== "NotApplied") return yield* follow(intent, attempt)
      // Proved not done: the same intent may be tried again.
      const reopened = yield* log.advance(attempt.version, fresh)
      if (reopened._tag === "Advanced") return yield* begin(intent, reopened.attempt)
      return yield* reopened.attempt.key === fresh.key ? start(intent) : inFlight(fresh, reopened.attempt)
    })

  /** Goes on with an attempt as it stands in the log, whoever has brought it there. */
  const follow = (intent: Asked, attempt: Attempt, doubted?: Doubted<Answer>): Result => {
    if (attempt.verdict !== undefined) return conclude(attempt, attempt.verdict, doubted)
    return attempt.sends.length === 0 ? begin(intent, attempt) : watch(intent, attempt, undefined, doubted)
  }

  /** Looks before the first sending, then sends. Of all who do so at once, one gets its mark into the log. */
  const begin = (intent: Asked, attempt: Attempt): Result =>
    Effect.gen(function*() {
      const prepared = yield* Effect.interruptible(agreed(intent.prepare, looksBeforeSending)).pipe(
        Effect.tapError(() => Effect.ignoreLogged(close(attempt, { _tag: "NotApplied", because: "NotPrepared" })))
      )
      switch (prepared?._tag) {
        // LINE Pay says something else each time. Nothing was sent, and a later call begins anew.
        case undefined:
          return yield* Effect.fail(unknown(attempt))
        case "Settle":
          return yield* follow(intent, (yield* close(attempt, prepared.verdict)).attempt)
        case "Look":
          return yield* follow(intent, (yield* mark(attempt, "Completed")).attempt)
        case "Ready": {
          const { amount, snapshot } = prepared
          const ready = { ...withAmount(attempt, amount), ...(snapshot === undefined ? {} : { snapshot }) }
          return yield* react(intent, yield* transmit(ready, intent.sending))
        }
      }
    })

  /**
   * Marks the sending in the log, and sends if the mark is ours. From there on nothing stops the listening up to the
   * read timeout, and a log that fails does not hide what was answered.
   */
  const transmit = (
    attempt: Attempt,
    sending: (attempt: Attempt) => Sending<Answer>
  ): Effect.Effect<Sent, AttemptLogError> =>
    Effect.uninterruptible(Effect.gen(function*() {
      const marked = yield* mark(attempt)
      if (marked._tag === "Conflict") return marked
      const { applied, send } = sending(marked.attempt)
      const exit = yield* Effect.exit(once(send))
      if (Exit.isSuccess(exit)) {
        const answer = exit.value
        const proved = applied(answer)
        // An answer that proves another attempt was not for this one: something on the way has sent an old one again.
        const rival = proved === undefined ? undefined : yield* recorded(takenIn(proved.claims, attempt.key))
        if (proved === undefined || (rival !== undefined && Option.isSome(rival))) {
          const noted = yield* recorded(note(marked.attempt, "0000"))
          return { _tag: "Doubted", attempt: noted ?? marked.attempt, answer }
        }
        const { verdict } = proved
        const noted = yield* recorded(note(marked.attempt, "0000", verdict))
        return { _tag: "Answered", attempt: noted ?? marked.attempt, verdict, answer }
      }
      const error = Option.getOrUndefined(Cause.failureOption(exit.cause))
      const code = answeredBy(error)
      // A rejection closes only the sending that received it.
      if (error !== undefined && marked.attempt.sends.length === 1 && isConclusive(error)) {
        const noted = yield* recorded(note(marked.attempt, code, { _tag: "NotApplied", because: reasonOf(error) }))
        return noted === undefined || noted.verdict?._tag === "NotApplied"
          ? { _tag: "Rejected", attempt: noted ?? marked.attempt, error }
          : { _tag: "Conflict", attempt: noted }
      }
      const noted = yield* recorded(note(marked.attempt, code))
      return { _tag: "Open", attempt: noted ?? marked.attempt, error }
    }))

  const react = (intent: Asked, sent: Sent): Result => {
    switch (sent._tag) {
      case "Conflict":
        return follow(intent, sent.attempt)
      case "Answered":
        return Effect.succeed({ ...known(sent.verdict), settledBy: "Answer", answer: sent.answer })
      case "Doubted":
        return watch(intent, sent.attempt, undefined, { answer: sent.answer })
      case "Rejected":
        return rejected(sent.attempt, sent.error)
      case "Open":
        return watch(intent, sent.attempt, sent.error)
    }
  }

  /** After some rejections, a look can say more than the code does. */
  const rejected = (attempt: Attempt, error: Rejection): Result =>
    Effect.gen(function*() {
      if (!rules.looksAfter(answeredBy(error))) return yield* Effect.fail(error)
      const looks = Effect.map(look(linePay, attempt, rules.lookBy), (observation) => {
        const decision = rules.decide(attempt, observation, choices, new Set())
        // That a capture was cancelled is what its rejection says already, and in more words.
        const saysMore = decision._tag === "Settle" &&
          (decision.verdict._tag !== "NotApplied" || operation === "confirmPayment")
        return saysMore ? decision : lookAgain
      })
      // LINE Pay wants a second between two status checks.
      const looked = yield* Effect.exit(Effect.interruptible(Effect.delay(agreed(looks, 2), betweenLooks)))
      const decision = Exit.isSuccess(looked) ? looked.value : undefined
      if (decision?._tag !== "Settle") return yield* Effect.fail(error)
      yield* recorded(close(attempt, decision.verdict))
      return yield* conclude(attempt, decision.verdict)
    })

  /** Looks until there is a verdict or the schedule is over. A log that fails meanwhile is like a look that fails. */
  const watch = (intent: Asked, since: Attempt, error?: LinePayError, doubted?: Doubted<Answer>): Result =>
    Effect.gen(function*() {
      const started = yield* Now.steady
      let attempt = since
      for (let index = 0;; index++) {
        const at = started + offset(index)
        // Steps of a minute at most: one look falls into the minute after the quiet time.
        if (at > Math.max(started, ...attempt.sends.map(({ quietUntil }) => quietUntil)) + minute) break
        yield* Effect.interruptible(Effect.sleep(Duration.millis(at - (yield* Now.steady))))
        // Another process may have gone on with it.
        attempt = (yield* recorded(current(attempt))) ?? attempt
        if (!isWaiting(attempt)) return yield* follow(intent, attempt, doubted)
        const step = yield* recorded(examine(attempt))
        if (step === undefined) continue
        attempt = step.attempt
        if (step._tag === "LookAgain") continue
        if (step._tag === "Known") return yield* follow(intent, attempt, doubted)
        const sent = yield* recorded(transmit(attempt, intent.sending))
        if (sent !== undefined) return yield* react(intent, sent)
      }
      // Details do not agree with what was asked, and the answer did not either.
      if (doubted !== undefined) {
        const closed = yield* recorded(close(attempt, { _tag: "Mismatch", because: "OtherAnswer" }))
        return yield* conclude(
          attempt,
          closed?.attempt.verdict ?? { _tag: "Mismatch", because: "OtherAnswer" },
          doubted
        )
      }
      yield* Telemetry.verdict(operation, "Unknown")
      return yield* Effect.fail(unknown(attempt, error))
    })

  /**
   * Looks once, or twice where one look is too little, and closes the attempt if that gives a verdict. Two looks that do
   * not agree leave it as it is.
   */
  const examine = (since: Attempt): Effect.Effect<Step, AttemptLogError> =>
    Effect.gen(function*() {
      const looks = look(linePay, since, rules.lookBy)
      let observation = yield* Effect.interruptible(looks)
      let before: Decision | undefined
      const taken = new Set<string>()
      let attempt = since
      while (isWaiting(attempt)) {
        const decision = inDoubt(attempt, rules.decide(attempt, observation, choices, taken))
        if (decision._tag === "LookAgain") return { _tag: "LookAgain", attempt }
        if (needsSecondLook(decision)) {
          if (before === undefined) {
            before = decision
            observation = yield* Effect.interruptible(Effect.delay(looks, betweenLooks))
            continue
          }
          if (!agree(before, decision)) return { _tag: "LookAgain", attempt }
        }
        if (decision._tag === "SendAgain") {
          return { _tag: "SendAgain", attempt: withAmount(attempt, decision.amount) }
        }
        const rival = yield* takenIn(decision.claims, attempt.key)
        if (Option.isSome(rival)) {
          taken.add(rival.value)
          continue
        }
        // Only onto the record that was looked at: one that was sent meanwhile has to be decided on anew.
        attempt = (yield* close(attempt, decision.verdict)).attempt
      }
      return { _tag: "Known", attempt }
    })

  const sweep: Driver<Answer, Rejection>["sweep"] = (attempt) =>
    bounded(Effect.gen(function*() {
      const due = (attempt.sends.at(-1)?.at ?? attempt.openedAt) + (sweeps[attempt.sweeps] ?? 0)
      if (joiner.isRunning(attempt.key) || (yield* Clock.currentTimeMillis) < due) return Option.none()
      if (attempt.sends.length === 0) {
        return swept((yield* close(attempt, { _tag: "NotApplied", because: "NeverSent" })).attempt)
      }
      const step = yield* examine(attempt)
      if (step._tag === "Known") return swept(step.attempt)
      const sending = step._tag === "SendAgain" ? rules.resend(step.attempt) : undefined
      // Nobody waits for the answer: what stays unknown is looked at next time.
      if (step._tag === "SendAgain" && sending !== undefined) {
        return swept((yield* transmit(step.attempt, () => sending)).attempt)
      }
      const isLast = attempt.sweeps + 1 >= sweeps.length
      const counted = yield* advance(attempt, {
        ...attempt,
        sweeps: attempt.sweeps + 1,
        ...(isLast ? { needsHuman: true } : {})
      })
      if (!isLast || counted._tag === "Conflict") return swept(counted.attempt)
      yield* Telemetry.verdict(operation, "NeedsHuman")
      return Option.some([counted.attempt, "NeedsHuman"])
    }))

  // ---------------------------------------------------------------------------
  // Calls
  // ---------------------------------------------------------------------------

  /** No call may go on for ever: closing the layer waits for it. */
  const bounded = <A, E>(self: Effect.Effect<A, E>): Effect.Effect<A, E> =>
    Effect.flatMap(Policy.CurrentPolicy, (region) => withPolicy(self, finite(Option.getOrElse(region, () => policy))))

  /** Sends a request once per mark, whatever the policy would repeat. */
  const once = <A, E>(send: Effect.Effect<A, E>): Effect.Effect<A, E> =>
    Effect.flatMap(
      readTimeout,
      (timeout) => withPolicy(send, Policy.unsafeWithReadTimeout(Policy.timeouts, operation, timeout))
    )

  const readTimeout = Effect.map(
    Policy.CurrentPolicy,
    (region) => Option.getOrElse(region, () => policy).readTimeouts[operation]
  )

  // ---------------------------------------------------------------------------
  // The log
  // ---------------------------------------------------------------------------

  /** Replaces a record, if it is as it was read. In a conflict it gives the record as it is by now. */
  const advance = (attempt: Attempt, next: Attempt): Effect.Effect<AdvanceResult, AttemptLogError> =>
    Effect.flatMap(log.advance(attempt.version, next), (result) =>
      result.attempt.key === attempt.key
        ? Effect.succeed(result)
        : Effect.map(current(attempt), (attempt) => AdvanceResult.Conflict({ attempt })))

  const current = (attempt: Attempt): Effect.Effect<Attempt, AttemptLogError> =>
    Effect.map(log.open(attempt), (opened) => opened.attempt)

  /** Claims evidence for an attempt, up to a piece that proves another one already, and gives that. */
  const takenIn = (claims: ReadonlyArray<string>, key: string): Effect.Effect<Option.Option<string>, AttemptLogError> =>
    Effect.findFirst(claims, (evidence) => Effect.map(log.claim(evidence, key), ({ _tag }) => _tag === "TakenBy"))

  const mark = (attempt: Attempt, answered?: string) =>
    Effect.gen(function*() {
      const at = yield* Clock.currentTimeMillis
      const quietUntil = (yield* Now.atMost) + Duration.toMillis(yield* readTimeout) + Duration.toMillis(margin)
      const send = { at, quietUntil, ...(answered === undefined ? {} : { answered }) }
      return yield* advance(attempt, { ...attempt, sends: [...attempt.sends, send] })
    })

  const close = (attempt: Attempt, verdict: Verdict.Verdict): Effect.Effect<AdvanceResult, AttemptLogError> =>
    Effect.tap(
      advance(attempt, { ...attempt, verdict }),
      ({ _tag }) => _tag === "Advanced" ? Telemetry.verdict(operation, verdict._tag) : Effect.void
    )

  /**
   * Writes what the last sending was answered, whatever else has happened to the record meanwhile. That it was applied
   * outranks what anybody has concluded from looking; that it was rejected says nothing of other sendings.
   */
  const note = (
    marked: Attempt,
    answered: string,
    verdict?: Verdict.Verdict
  ): Effect.Effect<Attempt, AttemptLogError> =>
    Effect.gen(function*() {
      const now = yield* Now.atMost
      const sentAt = marked.sends.at(-1)?.at
      let attempt = marked
      for (;;) {
        const sends = attempt.sends.map((send) =>
          send.at === sentAt
            ? { ...send, answered, quietUntil: Math.max(send.quietUntil, now + quietAfter(answered, margin)) }
            : send
        )
        const closes = verdict !== undefined && (verdict._tag === "Applied"
          ? attempt.verdict?._tag !== "Applied"
          : isOpen(attempt) && sends.length === 1)
        const next = { ...attempt, sends }
        const result = yield* closes ? close(next, verdict) : advance(attempt, next)
        if (result._tag === "Advanced") return result.attempt
        attempt = result.attempt
      }
    })

  /** Once the bytes have left, a log that fails changes nothing of what is known. `undefined`: it failed. */
  const recorded = <A>(self: Effect.Effect<A, AttemptLogError>): Effect.Effect<A | undefined> =>
    Effect.catchAll(
      self,
      (error) => Effect.as(Effect.logError(`${operation} was sent, and the attempt log fails`, error), undefined)
    )

  // ---------------------------------------------------------------------------
  // Results
  // ---------------------------------------------------------------------------

  const conclude = (
    { key }: Attempt,
    verdict: Verdict.Verdict,
    doubted?: Doubted<Answer>
  ): Effect.Effect<Settled<Answer>, NotApplied | SettlementMismatch> => {
    switch (verdict._tag) {
      case "Applied":
        return Effect.succeed({ ...known(verdict), settledBy: "Details", ...doubted })
      case "NotApplied": {
        const { _tag: _, ...why } = verdict
        return Effect.fail(new NotApplied({ operation, key, ...why }))
      }
      case "Mismatch": {
        const { _tag: _, ...why } = verdict
        const answer: SettledAnswer | void = doubted?.answer
        return Effect.fail(
          new SettlementMismatch({ operation, key, ...why, ...(answer === undefined ? {} : { answer }) })
        )
      }
    }
  }

  const inFlight = (attempt: Attempt, open: Attempt): Effect.Effect<never, Busy | InvalidRequest> =>
    rules.inFlight === undefined ? keyOfAnother(attempt.key) : Effect.fail(rules.inFlight(attempt, open))

  const keyOfAnother = (key: string): Effect.Effect<never, InvalidRequest> =>
    Effect.failSync(() =>
      new InvalidRequest({
        operation,
        problems: [{
          path: "",
          expected: `what was asked before under the key "${key}": a key belongs to one intent`,
          actual: "something else"
        }]
      })
    )

  const unknown = (attempt: Attempt, error?: LinePayError): OutcomeUnknown =>
    new OutcomeUnknown({
      operation,
      reason: "Unsettled",
      lookup: lookupOf(attempt),
      money: "MayHaveMoved",
      ...(attempt.transactionId === undefined ? {} : { transactionId: attempt.transactionId }),
      ...(attempt.orderId === undefined ? {} : { orderId: attempt.orderId }),
      ...(error !== undefined && "nonce" in error && error.nonce !== undefined ? { nonce: error.nonce } : {})
    })

  return { settle, sweep }
}

/** An answer that was about something else than what was asked. What it says stands nowhere else. */
interface Doubted<Answer> {
  readonly answer: Answer
}

/** What a look has come to, and the record as it is by now. */
interface Step {
  readonly _tag: "Known" | "LookAgain" | "SendAgain"
  readonly attempt: Attempt
}

/** Sent, and without a verdict: looking can say what became of it. */
const isWaiting = (attempt: Attempt): boolean => isOpen(attempt) && attempt.sends.length > 0

const swept = (attempt: Attempt): Option.Option<readonly [Attempt, Swept]> =>
  Option.some([attempt, isOpen(attempt) ? "StillOpen" : "Settled"])

const withAmount = (attempt: Attempt, amount: number | undefined): Attempt =>
  amount === undefined ? attempt : { ...attempt, amount }

/** The policy with the default in place of a read timeout without end. */
const finite = (policy: Policy.Policy): Policy.Policy => ({
  ...policy,
  readTimeouts: Record.map(
    policy.readTimeouts,
    (timeout, operation) => Duration.isFinite(timeout) ? timeout : Policy.timeouts.readTimeouts[operation]
  )
})

const withPolicy = <A, E>(self: Effect.Effect<A, E>, policy: Policy.Policy): Effect.Effect<A, E> =>
  Effect.provideService(self, Policy.CurrentPolicy, Option.some(policy))

const known = ({ _tag: _, settledBy: __, ...verdict }: Verdict.Applied): Omit<Verdict.Applied, "_tag" | "settledBy"> =>
  verdict

const lookupOf = ({ orderId, transactionId }: Attempt): Lookup =>
  transactionId !== undefined
    ? { _tag: "ByTransaction", transactionId }
    : { _tag: "ByOrder", orderId: orderId ?? "" }

/** What the log keeps of a rejection. */
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

const answeredBy = (error: LinePayError | undefined): string => {
  if (error === undefined) return "Defect"
  return "code" in error ? error.code : "reason" in error ? error.reason : error._tag
}

/** After 1198 LINE Pay is at work on the same call; on a capture that may take minutes. */
const quietAfter = (answered: string, margin: Duration.Duration): number =>
  answered === "1198" ? Math.max(Duration.toMillis(margin), 5 * minute) : Duration.toMillis(margin)
