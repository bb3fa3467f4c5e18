import { defineProject } from "vitest/config"

export default defineProject({ test: { name: "line-pay-protocol", include: ["test/**/*.test.ts"] } })
