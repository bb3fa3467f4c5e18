import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FiberId from "effect/FiberId"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import { type Applied, type Attempt, isOpen, type SettledOperation, type Verdict } from "../../Attempt.ts"
import type { AttemptLog, AttemptLogError } from "../../AttemptLog.ts"
import { InvalidRequest } from "../../InvalidRequest.ts"
import type { LinePay } from "../../LinePay.ts"
import type { LinePayError } from "../../LinePayError.ts"
import { NotApplied } from "../../NotApplied.ts"
import { type Lookup, OutcomeUnknown } from "../../OutcomeUnknown.ts"
import * as Policy from "../../Policy.ts"
import type { Unsettled } from "../../SettlementError.ts"
import { SettlementMismatch } from "../../SettlementMismatch.ts"
import type { Choices, Decision, Observation } from "./decision.ts"
import { look } from "./look.ts"
import type { Intent, Rules, Sending } from "./plan.ts"
import * as Telemetry from "./telemetry.ts"

/** Applied, with or without the answer to the call. */
export type Settled<Answer> =
  | Omit<Applied, "_tag" | "settledBy"> & { readonly settledBy: "Answer"; readonly answer: Answer }
  | Omit<Applied, "_tag" | "settledBy"> & { readonly settledBy: "Details" }

/** What all drivers of a layer share. */
export interface Environment {
  readonly linePay: LinePay.Service
  readonly log: AttemptLog.Service
  /** The layer's: attempts live in it, callers only join them. */
  readonly scope: Scope.Scope
  readonly choices: Choices
  /** How much longer than the read timeout LINE Pay may take to apply what it was sent. */
  readonly margin: Duration.Duration
}

/** What the sweeper has found out about an attempt. */
export type Swept = "Settled" | "StillOpen" | "NeedsHuman"

export interface Driver<Answer, Failure> {
  readonly settle: (intent: Intent<Answer, Failure>) => Effect.Effect<Settled<Answer>, Failure | Unsettled | InvalidRequest>
  readonly sweep: (attempt: Attempt) => Effect.Effect<Option.Option<readonly [Attempt, Swept]>, AttemptLogError>
}

/** Seconds after the outcome became unknown at which to look, before it becomes once a minute. */
const firstLooks = [2, 5, 15, 45]
const minute = 60_000

/** The nth look, in milliseconds after the first moment. */
const offset = (looks: ReadonlyArray<number>, index: number): number => {
  const beyond = index - looks.length + 1
  return 1_000 * (looks[Math.min(index, looks.length - 1)] ?? 0) + minute * Math.max(0, beyond)
}

/** When the sweeper looks, in milliseconds after the last sending; then a human has to. */
const sweeps = [5 * minute, 30 * minute, 120 * minute, 1_440 * minute]

export const make = <Answer, Rejection extends LinePayError, PrepareError = never, Busy = never>(
  { choices, linePay, log, margin, scope }: Environment,
  operation: SettledOperation,
  rules: Rules<Answer, Busy>,
  /** Tells the errors of the call that close an intent by themselves. */
  isConclusive: (error: LinePayError) => error is Rejection
): Driver<Answer, Rejection | PrepareError | Busy> => {
  type Failure = Rejection | PrepareError | Busy | Unsettled | InvalidRequest
  type Result = Effect.Effect<Settled<Answer>, Failure>

  const running = new Map<string, {
    readonly fingerprint: string
    readonly result: Deferred.Deferred<Settled<Answer>, Failure>
  }>()

  /** Runs an intent in the layer's scope, or joins the run of the same intent. */
  const settle = (intent: Intent<Answer, PrepareError | Rejection | Busy>): Result =>
    Effect.uninterruptibleMask((restore) =>
      Effect.suspend((): Result => {
        const { fingerprint, key } = intent.attempt
        const joined = running.get(key)
        if (joined !== undefined) {
          return joined.fingerprint === fingerprint ? restore(Deferred.await(joined.result)) : keyOfAnother(intent.attempt)
        }
        const result = Deferred.unsafeMake<Settled<Answer>, Failure>(FiberId.none)
        running.set(key, { fingerprint, result })
        const run = Effect.interruptible(start(intent)).pipe(
          // The layer is closed before there was a verdict: the attempt stays open in the log.
          Effect.catchAllCause((cause) =>
            Cause.isInterruptedOnly(cause) ? Effect.fail(unknown(intent.attempt)) : Effect.failCause(cause)
          ),
          Effect.exit,
          Effect.flatMap((exit) => {
            running.delete(key)
            return Deferred.done(result, exit)
          })
        )
        return Effect.zipRight(Effect.forkIn(run, scope), restore(Deferred.await(result)))
      })
    )

  const start = (intent: Intent<Answer, PrepareError | Rejection | Busy>): Result =>
    Effect.gen(function*() {
      const now = yield* Clock.currentTimeMillis
      const fresh = { ...intent.attempt, openedAt: now }
      const opened = yield* log.open(fresh)
      if (opened._tag === "Opened") return yield* begin(intent, opened.attempt)
      const { attempt } = opened
      if (attempt.key !== fresh.key) return yield* inFlight(fresh, attempt)
      if (attempt.fingerprint !== fresh.fingerprint) return yield* keyOfAnother(fresh)
      if (attempt.verdict === undefined) {
        // Somebody recorded it and has not sent it yet: whoever marks it first sends it.
        return yield* attempt.sends.length === 0 ? begin(intent, attempt) : watch(intent, attempt)
      }
      if (attempt.verdict._tag !== "NotApplied") return yield* conclude(attempt, attempt.verdict)
      // Proved not done: the same intent may be tried again.
      const reopened = yield* log.advance(attempt.version, fresh)
      if (reopened._tag === "Advanced") return yield* begin(intent, reopened.attempt)
      return yield* reopened.attempt.key === fresh.key ? start(intent) : inFlight(fresh, reopened.attempt)
    })

  /** Looks before the first sending, then sends. */
  const begin = (intent: Intent<Answer, PrepareError | Rejection | Busy>, attempt: Attempt): Result =>
    Effect.gen(function*() {
      const prepared = yield* intent.prepare.pipe(
        Effect.tapError(() => close(attempt, { _tag: "NotApplied", because: "NotPrepared" }))
      )
      switch (prepared._tag) {
        case "Refused": {
          const { because, orderPaidBy } = prepared
          const verdict: Verdict = { _tag: "NotApplied", because, ...(orderPaidBy === undefined ? {} : { orderPaidBy }) }
          return yield* conclude(yield* close(attempt, verdict), verdict)
        }
        case "Look":
          return yield* watch(intent, attempt, [0, ...firstLooks])
        case "Ready": {
          const { amount, snapshot } = prepared
          return yield* dispatch(intent, {
            ...attempt,
            ...(snapshot === undefined ? {} : { snapshot }),
            ...(amount === undefined ? {} : { amount })
          })
        }
      }
    })

  /** Marks the sending in the log, and sends if the mark is ours: of all who try, one does. */
  const dispatch = (intent: Intent<Answer, PrepareError | Rejection | Busy>, attempt: Attempt): Result =>
    Effect.uninterruptibleMask((restore) =>
      Effect.gen(function*() {
        const marked = yield* mark(attempt)
        if (marked._tag === "Conflict") return yield* restore(watch(intent, marked.attempt))
        // The bytes leave: from here on nothing stops the listening, up to the read timeout of the call.
        const { applied, send } = intent.sending(marked.attempt)
        const exit = yield* Effect.exit(send)
        if (Exit.isSuccess(exit)) {
          const verdict = applied(exit.value)
          yield* record(marked.attempt, verdict)
          return { ...known(verdict), settledBy: "Answer" as const, answer: exit.value }
        }
        const error = Option.getOrUndefined(Cause.failureOption(exit.cause))
        const only = marked.attempt.sends.length === 1
        if (error !== undefined && only && isConclusive(error)) {
          return yield* restore(reject(marked.attempt, error))
        }
        const noted = yield* note(marked.attempt, answeredBy(error))
        return yield* restore(watch(intent, noted, firstLooks, error))
      })
    )

  /** A rejection that closes the intent; for some, one look can say more. */
  const reject = (attempt: Attempt, error: Rejection): Result =>
    Effect.gen(function*() {
      const code = answeredBy(error)
      if (rules.lookOnceAfter(code)) {
        const decision = rules.decide(attempt, yield* look(linePay, attempt, rules.lookBy), choices)
        const says = decision._tag === "Settle" ? decision.verdict : undefined
        if (says !== undefined && (says._tag !== "NotApplied" || operation === "confirmPayment")) {
          return yield* conclude(yield* close(attempt, says), says)
        }
      }
      yield* close(attempt, { _tag: "NotApplied", because: code })
      return yield* Effect.fail(error)
    })

  /** Looks until there is a verdict or the schedule is over. */
  const watch = (
    intent: Intent<Answer, PrepareError | Rejection | Busy>,
    since: Attempt,
    looks: ReadonlyArray<number> = firstLooks,
    error?: LinePayError
  ): Result =>
    Effect.gen(function*() {
      const started = yield* Clock.currentTimeMillis
      let attempt = since
      for (let index = 0;; index++) {
        const at = started + offset(looks, index)
        // Steps of a minute at most: one look falls into the minute after the quiet time.
        if (at > Math.max(started, ...attempt.sends.map(({ quietUntil }) => quietUntil)) + minute) break
        yield* Effect.sleep(Duration.millis(at - (yield* Clock.currentTimeMillis)))
        // Another process may have found out meanwhile.
        attempt = yield* current(attempt)
        if (attempt.verdict !== undefined) return yield* conclude(attempt, attempt.verdict)
        const step = yield* examine(attempt)
        if (step._tag === "Settled") return yield* conclude(step.attempt, step.verdict)
        if (step._tag === "SendAgain") return yield* dispatch(intent, withAmount(attempt, step.amount))
      }
      return yield* Effect.fail(error instanceof OutcomeUnknown ? error : unknown(attempt))
    })

  /** Looks once, and records the verdict if there is one. */
  const examine = (attempt: Attempt): Effect.Effect<Step, AttemptLogError> =>
    Effect.gen(function*() {
      const observation = yield* look(linePay, attempt, rules.lookBy)
      const taken = new Set<string>()
      for (;;) {
        const decision = rules.decide(attempt, without(observation, taken), choices)
        if (decision._tag !== "Settle") return decision
        const rival = yield* Effect.findFirst(decision.claims, (evidence) =>
          Effect.map(log.claim(evidence, attempt.key), (result) => result._tag === "TakenBy"))
        if (Option.isNone(rival)) {
          const { verdict } = decision
          const closed = yield* close(attempt, verdict)
          return { _tag: "Settled", attempt: closed, verdict: closed.verdict ?? verdict }
        }
        // It proves another attempt. A refund among several is passed over; a payment is all there is.
        if (taken.has(rival.value) || operation !== "refundPayment") {
          const verdict: Verdict = { _tag: "Mismatch", because: "EvidenceTaken" }
          return { _tag: "Settled", attempt: yield* close(attempt, verdict), verdict }
        }
        taken.add(rival.value)
      }
    })

  const sweep: Driver<Answer, Rejection>["sweep"] = (attempt) =>
    Effect.gen(function*() {
      const now = yield* Clock.currentTimeMillis
      const due = (attempt.sends.at(-1)?.at ?? attempt.openedAt) + (sweeps[attempt.sweeps] ?? 0)
      if (running.has(attempt.key) || now < due) return Option.none()
      if (attempt.sends.length === 0) {
        return Option.some([yield* close(attempt, { _tag: "NotApplied", because: "NeverSent" }), "Settled"] as const)
      }
      const step = yield* examine(attempt)
      if (step._tag === "Settled") return Option.some([step.attempt, "Settled"] as const)
      if (step._tag === "SendAgain") {
        const again = withAmount(attempt, step.amount)
        const sending = rules.resend(again)
        if (sending !== undefined) return Option.some(yield* dispatchOnce(again, sending))
      }
      const sweptOut = attempt.sweeps + 1 >= sweeps.length
      const noted = yield* update(attempt, (current) => ({
        ...current,
        sweeps: current.sweeps + 1,
        ...(sweptOut ? { needsHuman: true } : {})
      }))
      return Option.some([noted, sweptOut ? "NeedsHuman" : "StillOpen"] as const)
    })

  /** Sends again for the sweeper, which has nobody to answer to: what stays unknown is looked at next time. */
  const dispatchOnce = (attempt: Attempt, { applied, send }: Sending<Answer>) =>
    Effect.uninterruptible(Effect.gen(function*() {
      const marked = yield* mark(attempt)
      if (marked._tag === "Conflict") return [marked.attempt, sweptAs(marked.attempt)] as const
      const exit = yield* Effect.exit(send)
      if (Exit.isSuccess(exit)) {
        return [yield* record(marked.attempt, applied(exit.value)), "Settled"] as const
      }
      const error = Option.getOrUndefined(Cause.failureOption(exit.cause))
      return [yield* note(marked.attempt, answeredBy(error)), "StillOpen"] as const
    }))

  // ---------------------------------------------------------------------------
  // The log
  // ---------------------------------------------------------------------------

  const mark = (attempt: Attempt) =>
    Effect.gen(function*() {
      const at = yield* Clock.currentTimeMillis
      const policy = Option.getOrElse(yield* Policy.CurrentPolicy, () => Policy.timeouts)
      const timeout = Duration.toMillis(policy.readTimeouts[operation])
      const wait = Number.isFinite(timeout) ? timeout : Duration.toMillis(Policy.timeouts.readTimeouts[operation])
      return yield* log.advance(attempt.version, {
        ...attempt,
        sends: [...attempt.sends, { at, quietUntil: at + wait + Duration.toMillis(margin) }]
      })
    })

  /** What the last sending was answered. LINE Pay may still be at work for the margin from now on. */
  const note = (attempt: Attempt, answered: string) =>
    Effect.flatMap(Clock.currentTimeMillis, (now) =>
      update(attempt, (current) => ({
        ...current,
        sends: current.sends.map((send, index) =>
          index === attempt.sends.length - 1
            ? { ...send, answered, quietUntil: Math.max(send.quietUntil, now + quietAfter(answered, margin)) }
            : send
        )
      })))

  const close = (attempt: Attempt, verdict: Verdict) =>
    Effect.zipLeft(
      update(attempt, (current) => ({ ...current, verdict })),
      Telemetry.verdict(operation, verdict)
    )

  /** Writes what LINE Pay answered. If the log fails now, the answer still stands; the sweeper settles the record. */
  const record = (attempt: Attempt, verdict: Applied): Effect.Effect<Attempt> =>
    Effect.gen(function*() {
      if (verdict.refundTransactionId !== undefined) {
        yield* log.claim(`refund ${verdict.refundTransactionId}`, attempt.key)
      } else if (operation === "payPreapproved") {
        yield* log.claim(`payment ${verdict.transactionId}`, attempt.key)
      }
      return yield* close(attempt, verdict)
    }).pipe(
      Effect.catchAll((error) => Effect.as(Effect.logError(`${operation} was applied, but not recorded`, error), attempt))
    )

  /** Changes a record, unless somebody else has closed it first. */
  const update = (attempt: Attempt, change: (current: Attempt) => Attempt): Effect.Effect<Attempt, AttemptLogError> =>
    Effect.flatMap(log.advance(attempt.version, change(attempt)), (result) =>
      result._tag === "Advanced" || result.attempt.key !== attempt.key || !isOpen(result.attempt)
        ? Effect.succeed(result.attempt)
        : update(result.attempt, change))

  const current = (attempt: Attempt): Effect.Effect<Attempt, AttemptLogError> =>
    Effect.map(log.open(attempt), (opened) => opened.attempt)

  // ---------------------------------------------------------------------------
  // Results
  // ---------------------------------------------------------------------------

  const conclude = (
    { key }: Attempt,
    verdict: Verdict
  ): Effect.Effect<Settled<Answer>, NotApplied | SettlementMismatch> => {
    switch (verdict._tag) {
      case "Applied":
        return Effect.succeed({ ...known(verdict), settledBy: "Details" })
      case "NotApplied": {
        const { because, orderPaidBy } = verdict
        const by = orderPaidBy === undefined ? {} : { orderPaidBy }
        return Effect.fail(new NotApplied({ operation, key, because, ...by }))
      }
      case "Mismatch":
        return Effect.fail(new SettlementMismatch({ operation, key, because: verdict.because }))
    }
  }

  const inFlight = (attempt: Attempt, open: Attempt): Effect.Effect<never, Busy | InvalidRequest> =>
    rules.inFlight === undefined ? keyOfAnother(attempt) : Effect.fail(rules.inFlight(attempt, open))

  const keyOfAnother = (attempt: Attempt): Effect.Effect<never, InvalidRequest> =>
    Effect.fail(
      new InvalidRequest({
        operation,
        problems: [{
          path: "",
          expected: `what was asked before under the key "${attempt.key}": a key belongs to one intent`,
          actual: "something else"
        }]
      })
    )

  const unknown = (attempt: Attempt): OutcomeUnknown =>
    new OutcomeUnknown({
      operation,
      reason: "Unsettled",
      lookup: lookupOf(attempt),
      money: "MayHaveMoved",
      ...(attempt.transactionId === undefined ? {} : { transactionId: attempt.transactionId }),
      ...(attempt.orderId === undefined ? {} : { orderId: attempt.orderId })
    })

  return { settle, sweep }
}

type Step =
  | { readonly _tag: "Settled"; readonly attempt: Attempt; readonly verdict: Verdict }
  | Exclude<Decision, { readonly _tag: "Settle" }>

const withAmount = (attempt: Attempt, amount: number | undefined): Attempt =>
  amount === undefined ? attempt : { ...attempt, amount }

const sweptAs = (attempt: Attempt): Swept => isOpen(attempt) ? "StillOpen" : "Settled"

const known = ({ _tag: _, settledBy: __, ...verdict }: Applied): Omit<Applied, "_tag" | "settledBy"> => verdict

const lookupOf = ({ orderId, transactionId }: Attempt): Lookup =>
  transactionId !== undefined
    ? { _tag: "ByTransaction", transactionId }
    : { _tag: "ByOrder", orderId: orderId ?? "" }

const answeredBy = (error: LinePayError | undefined): string =>
  error === undefined ? "Defect" : "code" in error ? error.code : "reason" in error ? error.reason : error._tag

/** After 1198 LINE Pay is at work on the same call; on a capture that may take minutes. */
const quietAfter = (answered: string, margin: Duration.Duration): number =>
  answered === "1198" ? Math.max(Duration.toMillis(margin), 5 * minute) : Duration.toMillis(margin)

/** An observation without the refunds that prove other attempts. */
const without = (observation: Observation, claims: ReadonlySet<string>): Observation =>
  claims.size === 0 ? observation : {
    ...observation,
    byTransaction: observation.byTransaction?.map((payment) => ({
      ...payment,
      ...(payment.refundList === undefined ? {} : {
        refundList: payment.refundList.filter(({ refundTransactionId }) => !claims.has(`refund ${refundTransactionId}`))
      })
    }))
  }
