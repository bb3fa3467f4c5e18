/**
 * Bundles the operator's command into one file, so that an operator installs one package.
 */
import { build } from "esbuild"
import * as path from "node:path"
import { root } from "./workspace.mjs"

/** The package that is published as one file. */
export const bundled = "line-pay-cli"

/**
 * Loads libSQL's client when it is needed. Its binary is in a separate package, and so cannot be in the bundle.
 * An external import would be loaded at the start, also by an operator of PostgreSQL.
 */
const lazyLibsql = {
  name: "lazy-libsql",
  setup: ({ onLoad, onResolve }) => {
    onResolve(
      { filter: /^@libsql\/client$/ },
      ({ kind, path }) => kind === "require-call" ? { path, external: true } : { path, namespace: "lazy" }
    )
    onLoad({ filter: /.*/, namespace: "lazy" }, ({ path }) => ({ contents: `module.exports = require("${path}")` }))
  }
}

/** Writes the command to a file. Each verb stays unloaded until it is needed. */
export const bundle = async (outfile) => {
  await build({
    entryPoints: [path.join(root, "packages", "cli", "src", "bin.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    // An addition to PostgreSQL's driver that nobody needs.
    external: ["pg-native"],
    plugins: [lazyLibsql],
    minifySyntax: true,
    legalComments: "none",
    logLevel: "warning",
    // PostgreSQL's driver is CommonJS, and asks for Node's modules with `require`.
    banner: {
      js:
        `import { createRequire as __createRequire } from "node:module"\nconst require = __createRequire(import.meta.url)`
    }
  })
}
