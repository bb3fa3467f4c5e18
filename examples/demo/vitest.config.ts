import { defineProject } from "vitest/config"

export default defineProject({ test: { name: "examples/demo", include: ["test/**/*.test.ts"] } })
