/**
 * The `line-pay-cli` command as a value.
 *
 * @since 0.1.0
 */
import type { AttemptLogError } from "effect-line-pay/AttemptLog"
import type { HandRefused } from "effect-line-pay/HandRefused"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Fs from "node:fs"
import type { DeskError } from "./DeskError.ts"
import type { Environment } from "./Environment.ts"
import * as Program from "./internal/program.ts"
import type { Invocation } from "./Invocation.ts"
import type { UsageError } from "./UsageError.ts"

/**
 * The parts of the process that the command uses.
 *
 * @since 0.1.0
 * @category models
 */
export interface Process {
  readonly environment: Environment
  /** All of standard input. */
  readonly stdin: Effect.Effect<string>
  /** Prints in colour. */
  readonly colors: boolean
  /** The time zone of local times, such as `Asia/Taipei`; the machine's by default. */
  readonly timeZone?: string | undefined
}

/**
 * Parses arguments, without those for Node and the program.
 *
 * @example
 * ```ts
 * import { Either } from "effect"
 * import { Command } from "line-pay-cli"
 *
 * const invocation = Either.getOrThrow(Command.parse(["doctor"]))
 * assert.equal(invocation._tag, "Doctor")
 * ```
 *
 * @since 0.1.0
 * @category parsing
 */
export const parse = (args: ReadonlyArray<string>): Either.Either<Invocation, UsageError> => Program.parse(args)

/**
 * The output of `--help`.
 *
 * @since 0.1.0
 * @category texts
 */
export const help: string = Program.help()

/**
 * Runs the command and returns its exit code.
 *
 * - 0: all is well
 * - 1: something is wrong, open or different
 * - 2: the arguments or the configuration are invalid
 *
 * @since 0.1.0
 * @category running
 */
export const run = (args: ReadonlyArray<string>, process: Process): Effect.Effect<number> =>
  Effect.flatMap(Effect.either(parse(args)), (parsed) =>
    Either.isLeft(parsed)
      ? unusable(`${parsed.left.message}\nSee line-pay-cli --help.`, 2)
      : Effect.catchAll(
        // The library logs for programs. Each verb prints the facts that an operator needs.
        Logger.withMinimumLogLevel(dispatch(parsed.right, process), LogLevel.None),
        (error) => unusable(error.message, error._tag === "DeskError" && error.kind === "Usage" ? 2 : 1)
      ))

/** Loads the one verb that is needed, because the others would take most of the time to start. */
const verb = <M, E extends DeskErrors>(
  load: () => Promise<M>,
  run: (verb: M) => Effect.Effect<number, E>
): Effect.Effect<number, DeskErrors> => Effect.flatMap(Effect.promise(load), run)

type DeskErrors = DeskError | AttemptLogError | HandRefused

const dispatch = (invocation: Invocation, process: Process): Effect.Effect<number, DeskErrors> => {
  switch (invocation._tag) {
    case "Help":
      return Effect.as(Console.log(invocation.text), 0)
    case "Version":
      return Effect.as(Effect.flatMap(version, Console.log), 0)
    case "Payment":
      return verb(() => import("./internal/verbs/payment.ts"), ({ run }) => run(invocation, process))
    case "Attempts":
      return verb(() => import("./internal/verbs/attempts.ts"), ({ run }) => run(invocation, process))
    case "Attempt":
      return verb(() => import("./internal/verbs/attempt.ts"), ({ run }) => run(invocation, process))
    case "Look":
      return verb(() => import("./internal/verbs/look.ts"), ({ run }) => run(invocation, process))
    case "Close":
      return verb(() => import("./internal/verbs/close.ts"), ({ run }) => run(invocation, process))
    case "Reopen":
      return verb(() => import("./internal/verbs/reopen.ts"), ({ run }) => run(invocation, process))
    case "Refund":
      return verb(() => import("./internal/verbs/moving.ts"), ({ refund }) => refund(invocation, process))
    case "Capture":
      return verb(() => import("./internal/verbs/moving.ts"), ({ capture }) => capture(invocation, process))
    case "Void":
      return verb(() => import("./internal/verbs/moving.ts"), ({ voidHeld }) => voidHeld(invocation, process))
    case "Code":
      return verb(() => import("./internal/verbs/code.ts"), ({ run }) => run(invocation))
    case "Reconcile":
      return verb(() => import("./internal/verbs/reconcile.ts"), ({ run }) => run(invocation, process))
    case "Prune":
      return verb(() => import("./internal/verbs/prune.ts"), ({ run }) => run(invocation, process))
    case "Export":
      return verb(() => import("./internal/verbs/export.ts"), ({ run }) => run(invocation, process))
    case "Completion":
      return verb(
        () => import("./internal/completion.ts"),
        ({ script }) => Effect.as(Console.log(script(invocation.shell)), 0)
      )
    case "Doctor":
      return verb(() => import("./internal/verbs/doctor.ts"), ({ run }) => run(invocation, process))
    case "Probe":
      return verb(() => import("./internal/verbs/probe.ts"), ({ run }) => run(invocation, process))
    case "Explain":
      return verb(() => import("./internal/verbs/explain.ts"), ({ run }) => run(invocation, process))
  }
}

const unusable = (message: string, code: number): Effect.Effect<number> =>
  Effect.as(Console.error(`line-pay-cli: ${message}`), code)

const version: Effect.Effect<string> = Effect.sync(() => {
  const manifest: { readonly version: string } = JSON.parse(
    Fs.readFileSync(new URL("../package.json", import.meta.url), "utf8")
  )
  return manifest.version
})
