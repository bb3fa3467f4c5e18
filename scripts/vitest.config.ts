import { defineProject } from "vitest/config"

export default defineProject({
  test: {
    name: "scripts",
    include: ["test/**/*.test.ts"],
    // It imports JSON as only a bundler can on Node 20.
    deps: { optimizer: { ssr: { enabled: true, include: ["@actions/workflow-parser"] } } }
  }
})
