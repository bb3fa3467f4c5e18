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

/** The success of a call, with or without LINE Pay's answer. */
export type Settled<Answer> =
  | Omit<Verdict.Applied, "_tag" | "settledBy"> & { readonly settledBy: "Answer"; readonly answer: Answer }
  | Omit<Verdict.Applied, "_tag" | "settledBy"> & {
    readonly settledBy: "Details"
    /** LINE Pay's answer, if it was about something other than the request. */
    readonly answer?: Answer
  }

/** The parts that all drivers of a layer share. */
export interface Environment {
  readonly linePay: LinePay.Service
  readonly log: AttemptLog.Service
  /** The layer's scope. Attempts run in it; callers only join them. */
  readonly scope: Scope.Scope
  readonly choices: Choices
  /** How much longer than the read timeout LINE Pay may take to apply a request. */
  readonly margin: Duration.Duration
  /** The policy for calls outside of any region with a policy. */
  readonly policy: Policy.Policy
}

/** The errors that may close an intent at once. */
type Closing = ByTag[keyof ByTag] | TransportError | InvalidRequest

/** The sweeper's result for an attempt. */
export type Swept = "Settled" | "StillOpen" | "NeedsHuman"

export interface Driver<Answer, Failure> {
  readonly settle: (
    intent: Intent<Answer, Failure>
  ) => Effect.Effect<Settled<Answer>, Failure | Unsettled | InvalidRequest>
  readonly sweep: (attempt: Attempt) => Effect.Effect<Option.Option<readonly [Attempt, Swept]>, AttemptLogError>
}

const minute = 60_000

/** When to look, in seconds after the outcome became unknown. After these, settlement looks once a minute. */
const firstLooks = [2, 5, 15, 45] as const

/** The time of the nth look, in milliseconds after the outcome became unknown. */
const offset = (index: number): number =>
  1_000 * (firstLooks[index] ?? firstLooks[3]) + minute * Math.max(0, index - firstLooks.length + 1)

/** How many times to look before the first request, until two looks in a row agree. */
const looksBeforeSending = 5

/** When the sweeper looks, in milliseconds after the last request. After these, a human must look. */
const sweeps = [5 * minute, 30 * minute, 120 * minute, 1_440 * minute]

export const make = <
  Answer extends SettledAnswer | void,
  Rejection extends Closing,
  PrepareError = never,
  Busy = never
>(
  { choices, linePay, log, margin, policy, scope }: Environment,
  operation: SettledOperation,
  rules: Rules<Answer, Busy>,
  /** Recognises the errors of the call that close an intent at once. */
  isConclusive: (error: LinePayError) => error is Rejection
): Driver<Answer, Rejection | PrepareError | Busy> => {
  type Failure = Rejection | PrepareError | Busy | Unsettled | InvalidRequest
  type Result = Effect.Effect<Settled<Answer>, Failure>
  type Asked = Intent<Answer, PrepareError | Rejection | Busy>

  /** The outcome of a request. */
  type Sent =
    /** Another process has continued the attempt. */
    | { readonly _tag: "Conflict"; readonly attempt: Attempt }
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

  const joiner = Joiner.make<Settled<Answer>, Failure>(scope)

  /**
   * Runs an intent in the layer's scope, or joins the run of the same intent. The run is interruptible only while it
   * waits before the request leaves, and while it looks. Closing the layer therefore waits for answers, and loses none.
   */
  const settle = (intent: Asked): Result => {
    const { fingerprint, key } = intent.attempt
    const run = bounded(start(intent)).pipe(
      // The layer was closed before there was a verdict. The attempt stays open in the log.
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
      // A request that the client rejected has not used its key.
      const unused = verdict?._tag === "NotApplied" && verdict.because === "InvalidRequest"
      if (attempt.fingerprint !== fresh.fingerprint && !unused) return yield* keyOfAnother(fresh.key)
      if (verdict?._tag !== "NotApplied") return yield* follow(intent, attempt)
      // It was provably not applied, so the same intent may be retried.
      const reopened = yield* log.advance(attempt.version, fresh)
      if (reopened._tag === "Advanced") return yield* begin(intent, reopened.attempt)
      return yield* reopened.attempt.key === fresh.key ? start(intent) : inFlight(fresh, reopened.attempt)
    })

  /** Continues an attempt from its record in the log, no matter which process wrote it. */
  const follow = (intent: Asked, attempt: Attempt, doubted?: Doubted<Answer>): Result => {
    if (attempt.verdict !== undefined) return conclude(attempt, attempt.verdict, doubted)
    return attempt.sends.length === 0 ? begin(intent, attempt) : watch(intent, attempt, undefined, doubted)
  }

  /** Looks before the first request, then sends it. Of concurrent runs, only one gets its mark into the log. */
  const begin = (intent: Asked, attempt: Attempt): Result =>
    Effect.gen(function*() {
      const prepared = yield* Effect.interruptible(agreed(intent.prepare, looksBeforeSending)).pipe(
        Effect.tapError(() => Effect.ignoreLogged(close(attempt, { _tag: "NotApplied", because: "NotPrepared" })))
      )
      switch (prepared?._tag) {
        // No two looks agree. Nothing was sent, and a later call starts over.
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
   * Marks the request in the log, and sends it if the mark is ours. From then on nothing interrupts the wait for the
   * answer, up to the read timeout, and a log that fails does not hide the answer.
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
        // An answer that proves another attempt is not for this one. A proxy has delivered an old answer.
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
      // A rejection closes only the request that received it.
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
        // The rejection already says that the capture was cancelled, and in more detail.
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

  /** Looks until there is a verdict or the schedule is over. A failure of the log counts as a failed look. */
  const watch = (intent: Asked, since: Attempt, error?: LinePayError, doubted?: Doubted<Answer>): Result =>
    Effect.gen(function*() {
      const started = yield* Now.steady
      let attempt = since
      for (let index = 0;; index++) {
        const at = started + offset(index)
        // Wait a minute at most, so that one look falls into the minute after the quiet time.
        if (at > Math.max(started, ...attempt.sends.map(({ quietUntil }) => quietUntil)) + minute) break
        yield* Effect.interruptible(Effect.sleep(Duration.millis(at - (yield* Now.steady))))
        // Another process may have continued it.
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
      // Neither details nor the answer match the request.
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
   * Looks once, or twice where one look does not suffice, and closes the attempt if there is a verdict. If two looks
   * disagree, the attempt does not change.
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
        // Write only onto the record of this look. After another request meanwhile, decide anew.
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
      // No caller waits, so an unknown outcome can wait for the next sweep.
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

  /** Every call must end, because closing the layer waits for it. */
  const bounded = <A, E>(self: Effect.Effect<A, E>): Effect.Effect<A, E> =>
    Effect.flatMap(Policy.CurrentPolicy, (region) => withPolicy(self, finite(Option.getOrElse(region, () => policy))))

  /** Sends one request per mark, without the retries of the policy. */
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

  /** Replaces a record if it has not changed since it was read. A conflict returns the current record. */
  const advance = (attempt: Attempt, next: Attempt): Effect.Effect<AdvanceResult, AttemptLogError> =>
    Effect.flatMap(log.advance(attempt.version, next), (result) =>
      result.attempt.key === attempt.key
        ? Effect.succeed(result)
        : Effect.map(current(attempt), (attempt) => AdvanceResult.Conflict({ attempt })))

  const current = (attempt: Attempt): Effect.Effect<Attempt, AttemptLogError> =>
    Effect.map(log.open(attempt), (opened) => opened.attempt)

  /** Claims evidence for an attempt. Stops at evidence that already proves another attempt, and returns it. */
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
   * Writes the answer to the last request, even if the record has changed meanwhile. A success outranks any conclusion
   * from looking. A rejection says nothing about other requests.
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

  /** After the request has left, a failure of the log must not hide the answer. Returns `undefined` if it failed. */
  const recorded = <A>(self: Effect.Effect<A, AttemptLogError>): Effect.Effect<A | undefined> =>
    Effect.catchAll(
      self,
      (error) =>
        Effect.as(
          Effect.logError(
            `${operation} was sent, but the attempt log failed. The attempt stays open in the log until a later look`,
            error
          ),
          undefined
        )
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
          expected: `the same as the first request with the key "${key}" (each key belongs to one request)`,
          actual: "a different request"
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

/** An answer about something other than the request. No other answer has its content. */
interface Doubted<Answer> {
  readonly answer: Answer
}

/** The result of a look, and the current record. */
interface Step {
  readonly _tag: "Known" | "LookAgain" | "SendAgain"
  readonly attempt: Attempt
}

/** A request was sent and there is no verdict, so a look can find the outcome. */
const isWaiting = (attempt: Attempt): boolean => isOpen(attempt) && attempt.sends.length > 0

const swept = (attempt: Attempt): Option.Option<readonly [Attempt, Swept]> =>
  Option.some([attempt, isOpen(attempt) ? "StillOpen" : "Settled"])

const withAmount = (attempt: Attempt, amount: number | undefined): Attempt =>
  amount === undefined ? attempt : { ...attempt, amount }

/** The policy, with the default in place of an infinite read timeout. */
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

const answeredBy = (error: LinePayError | undefined): string => {
  if (error === undefined) return "Defect"
  return "code" in error ? error.code : "reason" in error ? error.reason : error._tag
}

/** After 1198, LINE Pay is processing the same call, which may take minutes for a capture. */
const quietAfter = (answered: string, margin: Duration.Duration): number =>
  answered === "1198" ? Math.max(Duration.toMillis(margin), 5 * minute) : Duration.toMillis(margin)
