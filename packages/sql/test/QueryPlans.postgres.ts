import * as Postgres from "./support/postgres.ts"
import { queryPlans } from "./support/queryPlans.ts"
import * as Sqlite from "./support/sqlite.ts"

queryPlans("PostgreSQL", 1_000_000, Postgres.layer())
queryPlans("SQLite", 100_000, Sqlite.layer())
