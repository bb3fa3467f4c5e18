import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { execFile } from "node:child_process"
import { promisify } from "node:util"

/** Module hooks that refuse every module of Node, whoever asks for it. */
const hooks = `data:text/javascript,${
  encodeURIComponent(`
    export const resolve = async (specifier, context, next) => {
      const resolved = await next(specifier, context)
      if (resolved.url.startsWith("node:")) throw new Error(specifier + " is imported by " + context.parentURL)
      return resolved
    }
  `)
}`

/** Loads a module as a bundler for a browser would. */
const load = (module: string) =>
  Effect.tryPromise(() => {
    const program = `
      import { register } from "node:module"
      register(${JSON.stringify(hooks)})
      await import(${JSON.stringify(new URL(module, import.meta.url).href)})
    `
    const options = ["--conditions=browser", "--import", "tsx", "--input-type=module", "--eval", program]
    return promisify(execFile)(process.execPath, options)
  })

describe("worker", () => {
  it.live("imports no module of Node, and nothing that does", () => load("../src/worker.ts"), 60_000)

  it.live("as protocol.ts does, which is found out", () =>
    Effect.gen(function*() {
      const error = yield* Effect.flip(load("../src/protocol.ts"))
      assert.match(String(error.error), /node:crypto is imported by/)
    }), 60_000)
})
