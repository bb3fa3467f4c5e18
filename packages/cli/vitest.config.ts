import { defineProject } from "vitest/config"

export default defineProject({
  test: {
    name: "line-pay-cli",
    include: ["test/**/*.test.ts"],
    // Property tests take seconds on a machine that has other work to do: that is no failure.
    testTimeout: 120_000
  }
})
