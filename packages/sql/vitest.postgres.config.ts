import { defineConfig } from "vitest/config"

/** What needs a server has a run of its own: `npm run test:postgres`. */
export default defineConfig({
  test: {
    name: "on PostgreSQL",
    include: ["packages/{sql,cli}/test/**/*.postgres.ts", "examples/*/test/**/*.postgres.ts"],
    // Eight processes take their time to start. Nobody waits for it but one that hangs.
    testTimeout: 300_000
  }
})
