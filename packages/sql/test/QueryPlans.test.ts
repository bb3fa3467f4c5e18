import { queryPlans } from "./support/queryPlans.ts"
import * as Sqlite from "./support/sqlite.ts"

// `npm run test:postgres` has more of them.
queryPlans("SQLite", 5_000, Sqlite.layer())
