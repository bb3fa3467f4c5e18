import { Effect } from "effect"
import { attemptLogContract } from "./support/attemptLogContract.ts"
import { sqlAttemptLogContract } from "./support/sqlAttemptLogContract.ts"
import * as Sqlite from "./support/sqlite.ts"

const template = await Effect.runPromise(Sqlite.template)
attemptLogContract("SqlAttemptLog on SQLite", Sqlite.copyOf(template))
sqlAttemptLogContract("SqlAttemptLog on SQLite", Sqlite.layer)
