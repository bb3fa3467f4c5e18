import { defineProject } from "vitest/config"

export default defineProject({
  test: {
    name: "scripts",
    include: ["test/**/*.test.ts"],
    // Processes are slow to start on a machine that has other work to do, and that is no failure.
    testTimeout: 120_000,
    // It imports JSON as only a bundler can on Node 20.
    deps: { optimizer: { ssr: { enabled: true, include: ["@actions/workflow-parser"] } } }
  }
})
