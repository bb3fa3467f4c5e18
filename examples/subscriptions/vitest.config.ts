import { defineProject } from "vitest/config"

export default defineProject({
  test: {
    name: "examples/subscriptions",
    include: ["test/**/*.test.ts"],
    // Processes and databases take seconds on a machine that has other work to do: that is no failure.
    testTimeout: 120_000
  }
})
