/**
 * Bundles the command of a package into one file, so that it needs no dependency.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import * as path from "node:path"
import { root, TaskFailed } from "./workspace.mjs"

/**
 * Loads libSQL's client when it is needed. Its binary is in a separate package, and so cannot be in a bundle. An external
 * import would be loaded at the start, also by an operator of PostgreSQL.
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

/** Writes `dist/bin.js` and the notices of what is in it, `dist/NOTICES.txt`. */
export const bundle = async ({ directory, name }) => {
  const dist = path.join(directory, "dist")
  rmSync(dist, { recursive: true, force: true })
  mkdirSync(dist)
  const metafile = await bundleInto(directory, path.join(dist, "bin.js"))
  const notices = noticesOf(metafile)
  writeFileSync(path.join(dist, "NOTICES.txt"), notices.text)
  const [{ bytes }] = Object.values(metafile.outputs)
  console.log(`${name}: one file of ${Math.round(bytes / 1_000)} kB, with ${notices.count} packages in it`)
}

/** Writes the command of a package to a file, and returns what is in it. Modules stay unloaded until they are needed. */
export const bundleInto = async (directory, outfile) => {
  // The tasks install it first.
  const { build } = await import("esbuild")
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [path.join(directory, "src", "bin.ts")],
    outfile,
    allowOverwrite: true,
    bundle: true,
    platform: "node",
    // An addition to PostgreSQL's driver that nobody needs.
    external: ["pg-native"],
    plugins: [lazyLibsql],
    target: "node20",
    format: "esm",
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
    // CommonJS dependencies ask for Node's modules.
    banner: {
      js:
        `import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);`
    }
  })
  return metafile
}

/** The licence texts of all packages that a bundle holds a part of, except this project's. */
const noticesOf = (metafile) => {
  const directories = new Set(
    Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs))
      .map((input) => /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1])
      .filter((directory) => directory !== undefined)
  )
  const notices = [...directories].map((directory) => {
    const { license, name, version } = JSON.parse(readFileSync(path.join(root, directory, "package.json"), "utf8"))
    const file = readdirSync(path.join(root, directory)).find((file) => /^licen[cs]e/i.test(file))
    if (file === undefined && license === undefined) throw new TaskFailed(`${name}: no licence to put into a bundle`)
    const text = file === undefined ? "" : readFileSync(path.join(root, directory, file), "utf8").trim()
    return `${name} ${version} (${license})\n\n${text}\n`
  })
  return { count: notices.length, text: [...notices].sort().join(`\n${"-".repeat(80)}\n\n`) }
}

/** A package that brings a command and needs nothing publishes it as a bundle. */
export const isBundled = ({ bin, dependencies }) => bin !== undefined && dependencies === undefined
