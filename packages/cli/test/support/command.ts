import { Effect, Fiber } from "effect"
import { Options } from "effect-line-pay-sandbox"
import { Command, type Environment } from "line-pay-cli"

/** The variables that point at a server with the sandbox's own credentials. */
export const configured = (origin: string): Record<string, string> => ({
  LINE_PAY_CHANNEL_ID: Options.defaultCredentials.channelId,
  LINE_PAY_CHANNEL_SECRET: Options.defaultCredentials.channelSecret,
  LINE_PAY_ENVIRONMENT: origin
})

/** Runs the command in this process; what it prints can be read while it runs. */
export const start = (
  args: ReadonlyArray<string>,
  environment: Environment.Environment = {},
  process: Partial<Command.Process> = {}
) =>
  Effect.gen(function*() {
    const console = yield* Effect.console
    const out: Array<string> = []
    const error: Array<string> = []
    const to = (lines: Array<string>) => (line: unknown) => Effect.sync(() => void lines.push(String(line)))
    const fiber = yield* Effect.fork(Effect.withConsole(
      Command.run(args, { environment, stdin: Effect.succeed(""), colors: false, ...process }),
      { ...console, log: to(out), error: to(error) }
    ))
    return { fiber, out: () => out.join("\n"), error: () => error.join("\n") }
  })

/** Runs the command to its end. */
export const run = (...args: Parameters<typeof start>) =>
  Effect.gen(function*() {
    const { error, fiber, out } = yield* start(...args)
    const code = yield* Fiber.join(fiber)
    return { code, out: out(), error: error() }
  })
