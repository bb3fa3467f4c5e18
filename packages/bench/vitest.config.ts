import { defineProject } from "vitest/config"

export default defineProject({ test: { name: "line-pay-bench", include: ["test/**/*.test.ts"] } })
