import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import type { Process } from "../../Command.ts"
import * as Customer from "../../Customer.ts"
import { DeskError } from "../../DeskError.ts"
import type { InvocationOf } from "../../Invocation.ts"
import * as Probe from "../../Probe.ts"

export const run = (
  { currency, json, patience, stories }: InvocationOf<"Probe">,
  { colors, environment }: Process
): Effect.Effect<number, DeskError> =>
  Probe.run({
    environment,
    stories,
    currency,
    // Goes to standard error, so that you can pipe the report.
    customer: patience === undefined ? undefined : Customer.human({ patience, tell: Console.error }),
    onStory: (story) => Console.error(`… ${story}`)
  }).pipe(
    Effect.tap((report) => Console.log(json ? JSON.stringify(report, undefined, 2) : Probe.render(report, { colors }))),
    Effect.map((report) => Probe.agrees(report) ? 0 : 1),
    Effect.mapError((error) =>
      new DeskError({
        kind: "Usage",
        message: error instanceof Probe.ProductionRefused ? error.message : String(error)
      })
    )
  )
