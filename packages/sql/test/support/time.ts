import { SqlClient } from "@effect/sql"
import { Context, Effect, Layer, TestClock } from "effect"

/** Lets time pass for a log, by its own clock. */
export class Time extends Context.Tag("test/Time")<Time, { readonly pass: (millis: number) => Effect.Effect<void> }>() {
  static readonly test = Layer.succeed(this, { pass: (millis) => TestClock.adjust(millis) })

  /** A database's clock goes on by itself. Instead, what the log has noted moves into the past. */
  static readonly sql = (prefix = "line_pay") =>
    Layer.effect(
      this,
      Effect.map(SqlClient.SqlClient, (sql) => ({
        pass: (millis) =>
          Effect.orDie(
            sql`UPDATE ${
              sql(`${prefix}_attempts`)
            } SET due_at = due_at - ${millis}, lease_ends = lease_ends - ${millis},
              tell_after = tell_after - ${millis}`
          )
      }))
    )
}

export const pass = (millis: number) => Effect.flatMap(Time, (time) => time.pass(millis))
