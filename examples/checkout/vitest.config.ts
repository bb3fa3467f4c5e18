import { defineProject } from "vitest/config"

export default defineProject({
  test: {
    name: "examples/checkout",
    include: ["test/**/*.test.ts"],
    // Databases and processes take seconds on a machine that has other work to do: that is no failure.
    testTimeout: 240_000
  }
})
