import * as LinePayNode from "effect-line-pay-node/LinePayNode"
import type { AttemptLog } from "effect-line-pay/AttemptLog"
import type { LinePay } from "effect-line-pay/LinePay"
import * as Policy from "effect-line-pay/Policy"
import { Settlement } from "effect-line-pay/Settlement"
import type * as ConfigError from "effect/ConfigError"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { DeskError } from "../DeskError.ts"
import type { Environment } from "../Environment.ts"
import type { DeskOptions } from "../Invocation.ts"
import * as configProvider from "./configProvider.ts"
import * as Database from "./database.ts"
import { allowed } from "./writing.ts"

/** The log alone, for verbs that ask LINE Pay nothing. */
export const logOnly = (options: DeskOptions, environment: Environment): Layer.Layer<AttemptLog, DeskError> =>
  Database.layer(options, environment)

/** LINE Pay alone. */
export const linePay = (environment: Environment): Layer.Layer<LinePay, DeskError> =>
  LinePayNode.layerConfig().pipe(
    Layer.provide(Layer.setConfigProvider(configProvider.of(environment))),
    Layer.mapError((error) =>
      new DeskError({
        kind: "Usage",
        message: `The configuration is incomplete: ${describe(error)}. "line-pay-cli doctor" checks all of it`
      })
    ),
    Layer.merge(Policy.layer(Policy.recommended))
  )

const describe = (error: ConfigError.ConfigError): string =>
  error._op === "And" || error._op === "Or"
    ? `${describe(error.left)}; ${describe(error.right)}`
    : `${error.path.join("_")}: ${error.message}`

/**
 * The log, LINE Pay and settlement. This process cannot tell the shop, and must not take the news from it either. A
 * `tell` that always fails leaves them in the log, where the shop's own sweeper finds them.
 */
export const layer = (
  options: DeskOptions,
  environment: Environment
): Layer.Layer<AttemptLog | LinePay | Settlement, DeskError> =>
  Settlement.layerWith({ tell: () => Effect.fail("the shop's own sweeper tells it") }).pipe(
    Layer.provideMerge(Layer.merge(Database.layer(options, environment), linePay(environment)))
  )

/** Runs a verb that writes on {@link layer}. In read-only mode it is refused before the log is opened. */
export const writing =
  (verb: string, options: DeskOptions, environment: Environment) =>
  <A, E>(run: Effect.Effect<A, E, AttemptLog | LinePay | Settlement>): Effect.Effect<A, E | DeskError> =>
    Effect.zipRight(allowed(options, environment, verb), Effect.provide(run, layer(options, environment)))
