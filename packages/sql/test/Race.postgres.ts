import { describe, it } from "@effect/vitest"
import { run } from "./support/processes.ts"

describe("8 processes on one PostgreSQL", () => {
  it.scopedLive("win each prize once", () =>
    run(["tables", "open", "group", "number", "append", "evidence", "lease", "tell"], {}, []))
})
