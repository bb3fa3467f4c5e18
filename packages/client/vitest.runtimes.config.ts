import { defineConfig } from "vitest/config"

/** What needs other runtimes has a run of its own: `npm run test:runtimes`. */
export default defineConfig({
  test: {
    name: "effect-line-pay on other runtimes",
    root: import.meta.dirname,
    include: ["test/runtimes/**/*.runtimes.ts"],
    // Mostly, they wait for each other: for a request, for an answer, for what would be too much of either.
    sequence: { concurrent: true },
    maxConcurrency: 8,
    // Nobody waits for it but a runtime that hangs.
    testTimeout: 120_000,
    hookTimeout: 120_000
  }
})
