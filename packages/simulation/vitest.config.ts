import { defineProject } from "vitest/config"

export default defineProject({ test: { name: "line-pay-simulation", include: ["test/**/*.test.ts"] } })
