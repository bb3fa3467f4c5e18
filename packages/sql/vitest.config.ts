import { defineProject } from "vitest/config"

export default defineProject({ test: { name: "effect-line-pay-sql", include: ["test/**/*.test.ts"] } })
