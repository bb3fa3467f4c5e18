import { defineProject } from "vitest/config"

export default defineProject({
  test: {
    name: "scripts",
    include: ["test/**/*.test.ts"],
    // Processes start slowly on a busy machine, and that is no failure.
    testTimeout: 120_000,
    // It imports JSON in a way that only a bundler supports on Node 20.
    deps: { optimizer: { ssr: { enabled: true, include: ["@actions/workflow-parser"] } } }
  }
})
