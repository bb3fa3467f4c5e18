import { Data, Effect } from "effect"
import { type PostgresServer, withPgBouncer, withPostgres } from "../../../../scripts/postgres.mjs"

class ServerFailed extends Data.TaggedError("ServerFailed")<{ readonly cause: unknown }> {}

/** Gives what a function gives to its callback, as long as the scope is open. */
const during = <A>(run: (work: (value: A) => Promise<void>) => Promise<unknown>) =>
  Effect.map(
    Effect.acquireRelease(
      Effect.async<{ readonly value: A; readonly end: () => Promise<unknown> }, ServerFailed>((resume) => {
        const running: Promise<unknown> = run((value) =>
          new Promise((resolve) => {
            const end = () => {
              resolve()
              return running
            }
            resume(Effect.succeed({ value, end }))
          })
        )
        running.catch((cause: unknown) => resume(new ServerFailed({ cause })))
      }),
      ({ end }) => Effect.promise(end)
    ),
    ({ value }) => value
  )

/** A PostgreSQL that no other test uses, to stop and suspend. */
export const own = during<{ readonly url: string; readonly server: PostgresServer }>((work) =>
  withPostgres((url, server) => work({ url, server }))
)

/** A PgBouncer before it; `undefined` where it is not installed. */
export const pooled = (url: string) => during<string | undefined>((work) => withPgBouncer(url, work))
