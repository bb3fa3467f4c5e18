import { defineConfig } from "vitest/config"

/**
 * Processes that share a database, each test by itself: they take every core, and nothing that another file has left in
 * a worker may have a part in it.
 */
export default defineConfig({
  test: {
    name: "examples/subscriptions, processes",
    root: import.meta.dirname,
    include: ["test/**/*.processes.ts"],
    pool: "forks",
    testTimeout: 240_000
  }
})
