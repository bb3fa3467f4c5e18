import { defineProject } from "vitest/config"

export default defineProject({ test: { name: "effect-line-pay-node", include: ["test/**/*.test.ts"] } })
