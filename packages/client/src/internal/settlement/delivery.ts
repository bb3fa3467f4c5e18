import * as Arr from "effect/Array"
import type * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FiberId from "effect/FiberId"
import * as FiberRef from "effect/FiberRef"
import * as Option from "effect/Option"
import type * as Scope from "effect/Scope"
import { type Attempt, standing } from "../../Attempt.ts"
import type { AttemptLog, AttemptLogError } from "../../AttemptLog.ts"
import type { News } from "../../News.ts"
import type { SettledAnswer } from "../../SettlementMismatch.ts"
import * as Now from "./now.ts"
import { withSpanOf } from "./region.ts"

/** Tells the shop how attempts stand, at least once each, until it has taken it. */
export interface Delivery {
  /** Whether the shop wants to be told. */
  readonly isWanted: boolean
  /** Notes how an attempt stands, and LINE Pay's answer, which no log has. */
  readonly learn: (attempt: Attempt, answer?: SettledAnswer) => void
  /** Notes that an outcome of this key is not in the log yet, so the shop cannot have been told of it. */
  readonly withhold: (key: string) => void
  /** Tells the shop what it has not taken of this key, once, and says whether it knows now. */
  readonly deliver: (key: string) => Effect.Effect<boolean>
  /** Tells the shop about attempts of these merchants that it has not taken, from the log. */
  readonly tellUntold: (merchants: ReadonlyArray<string>) => Effect.Effect<number, AttemptLogError>
  /** Tries once more before the process ends, because answers end with it. */
  readonly close: Effect.Effect<void>
}

/** News that the shop has not taken. */
interface Untold {
  readonly attempt: Attempt
  answer: SettledAnswer | undefined
  tries: number
  nextAt: number
}

const minute = 60_000
const day = 1_440 * minute

/** How long one try may take. */
const patience = "5 seconds"

/** How many attempts are told at a time. */
const atATime = 8

/** The keys that this fiber is telling the shop about. A handler that makes the same call must not wait for itself. */
const telling = FiberRef.unsafeMake<ReadonlySet<string>>(new Set<string>())

/** Without a handler, nobody is told. */
export const nobody: Delivery = {
  isWanted: false,
  learn: () => {},
  withhold: () => {},
  deliver: () => Effect.succeed(false),
  tellUntold: () => Effect.succeed(0),
  close: Effect.void
}

export const make = <E, R>(
  tell: (news: News) => Effect.Effect<void, E, R>,
  { context, log, scope }: {
    readonly log: AttemptLog.Service
    readonly scope: Scope.Scope
    /** The layer's. A handler never runs in a caller's context, which may hold a transaction. */
    readonly context: Context.Context<R>
  }
): Delivery => {
  const untold = new Map<string, Untold>()
  const running = new Map<string, Deferred.Deferred<boolean>>()
  const busy = new Set<string>()
  const withheld = new Set<string>()
  /** The versions that the shop has taken. The log may not know them yet. */
  const taken = new Map<string, number>()
  let isFlushing = false
  let isRetrying = false

  const learn: Delivery["learn"] = (attempt, answer) => {
    const { key, version } = attempt
    withheld.delete(key)
    if (answer === undefined && (taken.get(key) ?? -1) >= version) return
    const known = untold.get(key)
    if (known !== undefined && known.attempt.version >= version) {
      // No record has the answer, so a newer one must not push it out. A caller that asks again is no new try.
      known.answer ??= answer
      return
    }
    // An attempt that is in progress again has no standing. The shop must not learn the old one.
    if (standing(attempt) === undefined) untold.delete(key)
    else untold.set(key, { attempt, answer: answer ?? known?.answer, tries: 0, nextAt: 0 })
  }

  /** Tries once. The handler may run longer in the background, but delays nobody. */
  const tellNow = (key: string, news: Untold): Effect.Effect<boolean> =>
    Effect.suspend(() => {
      const { answer, attempt } = news
      const state = standing(attempt)
      if (state === undefined) return Effect.succeed(true)
      const { version } = attempt
      busy.add(key)
      // It may throw, too.
      return Effect.suspend(() => tell({ attempt, version, standing: state, answer: Option.fromNullable(answer) }))
        .pipe(
          Effect.zipRight(Effect.suspend(() => {
            taken.set(key, version)
            if (untold.get(key)?.attempt.version === version) untold.delete(key)
            return flushSoon
          })),
          Effect.interruptible,
          Effect.ensuring(Effect.sync(() => busy.delete(key))),
          Effect.as(true)
        )
    }).pipe(
      Effect.disconnect,
      Effect.timeoutFail({ duration: patience, onTimeout: () => `the shop took longer than ${patience}` }),
      Effect.catchAllCause((cause) =>
        Effect.as(
          Effect.logWarning(
            `The shop has not taken how ${key} stands (version ${news.attempt.version}). It is told again`,
            cause
          ),
          false
        )
      ),
      Effect.interruptible,
      Effect.locallyWith(telling, (keys) => new Set([...keys, key])),
      Effect.mapInputContext((caller: Context.Context<never>) => withSpanOf(caller, context))
    )

  /** Tells what is untold of a key, and what becomes known meanwhile. */
  const tellAll = (key: string): Effect.Effect<boolean> =>
    Effect.suspend(() => {
      const news = untold.get(key)
      return news === undefined
        ? Effect.succeed(true)
        : Effect.flatMap(tellNow(key, news), (isTold) => isTold ? tellAll(key) : Effect.succeed(false))
    })

  const deliver: Delivery["deliver"] = (key) =>
    Effect.flatMap(FiberRef.get(telling), (keys) => {
      if (withheld.has(key)) return Effect.succeed(false)
      if (!untold.has(key)) return Effect.succeed(true)
      if (keys.has(key)) return Effect.succeed(false)
      const joined = running.get(key)
      if (joined !== undefined) return Deferred.await(joined)
      // The handler has not come back from the last try.
      return busy.has(key) ? Effect.succeed(false) : start(key)
    })

  const start = (key: string): Effect.Effect<boolean> =>
    // In a scope that is closed, the fiber must still begin, or nobody would ever complete the result.
    Effect.uninterruptibleMask((restore) =>
      Effect.suspend(() => {
        const result = Deferred.unsafeMake<boolean>(FiberId.none)
        running.set(key, result)
        const run = Effect.flatMap(Effect.exit(tellAll(key)), (exit) => {
          running.delete(key)
          const told = exit._tag === "Success" && exit.value
          const left = untold.get(key)
          return Effect.zipRight(
            left === undefined ? Effect.void : retryLater(left),
            Deferred.succeed(result, told)
          )
        })
        return Effect.zipRight(Effect.forkIn(run, scope), restore(Deferred.await(result)))
      })
    )

  /** After 1, 2, 4 … 60 minutes. */
  const retryLater = (news: Untold): Effect.Effect<void> =>
    Effect.flatMap(Now.steady, (now) => {
      news.nextAt = now + minute * Math.min(60, 2 ** news.tries++)
      if (isRetrying) return Effect.void
      isRetrying = true
      // It may be started from within a handler, and is part of none.
      return Effect.asVoid(Effect.forkIn(Effect.interruptible(Effect.locally(retryAll, telling, new Set())), scope))
    })

  const retryAll: Effect.Effect<void> = Effect.gen(function*() {
    while (untold.size > 0) {
      yield* Effect.sleep("30 seconds")
      const now = yield* Now.steady
      const due = [...untold].filter(([, { nextAt }]) => nextAt <= now).map(([key]) => key)
      yield* Effect.forEach(due, deliver, { concurrency: atATime, discard: true })
    }
    isRetrying = false
  })

  // Marks go to the log many at a time. A mark that is lost only tells the shop once more.
  const flush = Effect.suspend(() => {
    const marks = [...taken]
    return marks.length === 0 ? Effect.void : Effect.matchEffect(log.told(marks), {
      onFailure: (error) => Effect.logWarning("The attempt log could not record what the shop has taken", error),
      onSuccess: () =>
        Effect.sync(() => {
          for (const [key, version] of marks) if (taken.get(key) === version) taken.delete(key)
        })
    })
  })

  const flushSoon = Effect.suspend(() => {
    if (isFlushing) return Effect.void
    isFlushing = true
    return Effect.forkIn(
      Effect.interruptible(Effect.sleep("1 second")).pipe(
        Effect.ensuring(Effect.sync(() => {
          isFlushing = false
        })),
        Effect.zipRight(flush)
      ),
      scope
    )
  })

  return {
    isWanted: true,
    learn,
    withhold: (key) => {
      withheld.add(key)
    },
    deliver,
    tellUntold: (merchants) =>
      Effect.gen(function*() {
        let count = 0
        for (;;) {
          const found = yield* log.lease({ what: "Untold", merchants, limit: 64, lease })
          const attempts = found.flatMap((each) => each._tag === "Right" ? [each.right] : [])
          for (const attempt of attempts) learn(attempt)
          const told = yield* Effect.forEach(
            attempts,
            (attempt) =>
              Effect.tap(deliver(attempt.key), (isTold) => isTold ? Effect.void : alarmAfterADay(log, attempt)),
            { concurrency: atATime }
          )
          count += told.filter(Boolean).length
          if (found.length < 64) return count
        }
      }),
    close: Effect.suspend(() => {
      const answered = [...untold].flatMap(([key, { answer }]) => answer === undefined ? [] : [key])
      // A try may be running that began before. Two at once would be one too many.
      const tryOnceMore = (key: string) =>
        Effect.flatMap(
          running.has(key) ? deliver(key) : Effect.succeed(false),
          (told) => told ? Effect.void : deliver(key)
        )
      return Effect.zipRight(
        Effect.forEach(answered, tryOnceMore, { concurrency: atATime, discard: true }),
        Effect.suspend(() => flush)
      )
    })
  }
}

const lease = Duration.minutes(1)

/** A verdict that the shop has not taken for a day is a human's. */
const alarmAfterADay = (log: AttemptLog.Service, attempt: Attempt): Effect.Effect<void, AttemptLogError> =>
  Effect.gen(function*() {
    const { alarm, closedAt } = attempt
    if (closedAt === undefined || alarm !== undefined) return
    const { at } = yield* log.get(attempt.key)
    if (at < closedAt + day) return
    // If another process was faster, it has changed how the attempt stands, and the shop is told of that.
    yield* log.append({ attempt, events: Arr.of({ _tag: "Alarm", at, because: "Undelivered" }), tell: true })
  })
