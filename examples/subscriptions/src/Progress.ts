/**
 * Shows the progress of a run on the terminal.
 */
import { Clock, Context, Duration, Effect, Layer, Schedule } from "effect"
import { clock, number, paint, rate } from "./format.ts"
import * as Tally from "./Tally.ts"

export class Progress extends Context.Tag("subscriptions/Progress")<Progress, {
  /** Shows a tally for as long as some work takes. */
  readonly during: (
    tally: Effect.Effect<Tally.Tally>
  ) => <A, E, R>(work: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
}>() {
  static readonly layerSilent = Layer.succeed(Progress, { during: () => (work) => work })

  /** One line that a terminal overwrites; in a log, a line every five seconds. */
  static readonly layerTerminal = Layer.sync(Progress, () => {
    const { isTTY } = process.stdout
    const write = (text: string) => Effect.sync(() => process.stdout.write(isTTY ? `\r\u001b[2K${text}` : `${text}\n`))
    const interval = isTTY ? Duration.millis(200) : Duration.seconds(5)
    return {
      during: (tally) => (work) =>
        Effect.gen(function*() {
          const startedAt = yield* Clock.currentTimeMillis
          const show = Effect.gen(function*() {
            const passed = Duration.millis((yield* Clock.currentTimeMillis) - startedAt)
            const now = yield* tally
            if (now.due > 0) yield* write(line(now, passed))
          })
          const shown = Effect.repeat(show, Schedule.spaced(interval))
          const result = yield* Effect.raceFirst(work, Effect.zipRight(shown, Effect.never))
          yield* isTTY ? write("") : Effect.void
          return result
        })
    }
  })
}

const width = 24

/** `━━━━━━╸      3,120 of 10,000   131/s   2,990 paid · 119 refused · 11 checking   0:24` */
export const line = (tally: Tally.Tally, passed: Duration.Duration): string => {
  const done = Tally.done(tally)
  const filled = tally.due === 0 ? width : Math.min(width, Math.round(width * done / tally.due))
  const parts: ReadonlyArray<readonly [number, string]> = [
    [tally.paid, "paid"],
    [Tally.refused(tally), "refused"],
    [tally.checking, "checking"],
    [Tally.notCharged(tally), "not charged"],
    [tally.needsHuman, "for a human"]
  ]
  return [
    paint("green", "━".repeat(filled)) + paint("dim", "━".repeat(width - filled)),
    `${number(done)} of ${number(tally.due)}`.padStart(16),
    rate(done, passed).padStart(6),
    parts.filter(([count]) => count > 0).map(([count, what]) => `${number(count)} ${what}`).join(" · "),
    paint("dim", clock(passed))
  ].join("  ")
}
