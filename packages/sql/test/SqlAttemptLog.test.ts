import { Effect } from "effect"
import { attemptLogContract } from "./support/attemptLogContract.ts"
import * as Sqlite from "./support/sqlite.ts"

const template = await Effect.runPromise(Sqlite.template)
attemptLogContract("SqlAttemptLog.layer on SQLite", Sqlite.copyOf(template))
