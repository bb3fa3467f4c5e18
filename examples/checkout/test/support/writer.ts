/** A process that writes to a database for half a second: `writer.ts <file>`. It says when it has begun. */
import { SqlClient } from "@effect/sql"
import { LibsqlClient } from "@effect/sql-libsql"
import { Console, Effect } from "effect"

await Effect.flatMap(
  SqlClient.SqlClient,
  (sql) => sql.withTransaction(Effect.zipRight(Console.log("begun"), Effect.sleep("500 millis")))
).pipe(
  Effect.provide(LibsqlClient.layer({ url: `file:${process.argv[2]}` })),
  Effect.runPromise
)
