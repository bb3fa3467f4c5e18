import { defineConfig } from "vitest/config"

/** What needs a browser has a run of its own: `npm run test:browser`. */
export default defineConfig({
  test: {
    name: "examples/checkout in Chromium",
    root: import.meta.dirname,
    include: ["test/browser/**/*.browser.ts"],
    // Nobody waits for it but a browser that hangs.
    testTimeout: 240_000
  }
})
