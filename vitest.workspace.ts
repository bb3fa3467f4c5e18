import { defineConfig } from "vitest/config"

/**
 * One Vitest run over every package and example.
 *
 * `defineWorkspace` is deprecated or ignored from Vitest 3 on, so this file
 * holds a plain config with `projects` and is named on the command line:
 * `vitest --config vitest.workspace.ts`.
 */
export default defineConfig({
  test: {
    projects: ["packages/*/vitest.config.ts", "examples/*/vitest.config.ts", "scripts"],
    // Loading Effect takes most of a test file's time. Without isolation a worker loads it once, not once per file:
    // a third of the time, as long as no test leaves a global changed.
    isolate: false,
    pool: "threads",
    // Vitest would leave a core to itself, and have one of two.
    maxWorkers: "100%",
    minWorkers: 1
  }
})
