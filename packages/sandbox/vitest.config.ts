import { defineProject } from "vitest/config"

export default defineProject({ test: { name: "effect-line-pay-sandbox", include: ["test/**/*.test.ts"] } })
