import { defineProject } from "vitest/config"

export default defineProject({ test: { name: "effect-line-pay", include: ["test/**/*.test.ts"] } })
