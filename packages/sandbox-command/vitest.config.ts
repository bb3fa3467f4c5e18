import { defineProject } from "vitest/config"

export default defineProject({
  test: {
    name: "line-pay-sandbox",
    include: ["test/**/*.test.ts"],
    // It starts processes: that takes seconds on a machine that has other work to do, and is no failure.
    testTimeout: 120_000
  }
})
