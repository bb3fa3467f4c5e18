import { defineProject } from "vitest/config"

export default defineProject({ test: { name: "examples/snippets", include: ["test/**/*.test.ts"] } })
