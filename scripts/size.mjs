/**
 * Measures what imports of the packed packages cost a browser, and which modules
 * they load. It leaves out Effect and the platform, which an application has anyway.
 */
import { build } from "esbuild"
import * as path from "node:path"
import { brotliCompressSync, gzipSync } from "node:zlib"
import { unpacked } from "./contents.mjs"
import { modulesOf } from "./pack.mjs"
import { publicPackages, TaskFailed } from "./workspace.mjs"

/**
 * `gzip` is the budget in bytes, minified and compressed. `loads` lists the modules that Node may load, because Node
 * shakes no tree. Any other module is one too many.
 */
const budgets = [
  // Calls, settlement, the confirm handler, regKeys and reconciliation together, which no program needs. The lines below
  // are realistic. Reconciliation is 4 kB of it.
  { code: `export * from "effect-line-pay"`, gzip: 70_000 },
  // Reading answers field by field costs 3 kB more than Schema alone, and decides which answers prove a payment. Sending
  // through an HttpClient, and straight on fetch or undici, is 1.5 kB more than through an HttpClient alone.
  { code: `export { LinePay } from "effect-line-pay"`, gzip: 31_000 },
  // The history of each attempt, its delivery to the shop and the decisions of humans are 13 kB of it.
  { code: `export { Settlement } from "effect-line-pay"`, gzip: 54_500 },
  { code: `export { LinePayError } from "effect-line-pay"`, gzip: 11_000 },
  // Includes the catalogue of calls, because an `InvalidRequest` names its call.
  { code: `export { TransactionId } from "effect-line-pay"`, gzip: 1_500 },
  {
    code: `export * from "effect-line-pay/TransactionId"`,
    gzip: 1_500,
    loads: [
      "effect-line-pay/TransactionId",
      "effect-line-pay/InvalidRequest",
      "effect-line-pay/internal/request/operation",
      "effect-line-pay/internal/request/problem",
      "line-pay-protocol/Operation",
      "line-pay-protocol/FieldLimit"
    ]
  },
  { code: `export { Currency } from "effect-line-pay"`, gzip: 300 },
  // Includes the customer's texts in two languages, and the search for the mistake in a signature. A program that does not
  // import them does not load them.
  { code: `export * from "line-pay-protocol"`, gzip: 15_000 },
  { code: `export { ResultCode } from "line-pay-protocol"`, gzip: 7_000 },
  { code: `export * from "line-pay-protocol/ResultCode"`, gzip: 7_000, loads: ["line-pay-protocol/ResultCode"] },
  { code: `export * from "line-pay-protocol/ExactJson"`, gzip: 900, loads: ["line-pay-protocol/ExactJson"] },
  // Tests the claim in `sideEffects` that an unused import costs nothing.
  ...publicPackages.filter((member) => modulesOf(member).length > 0)
    .map(({ name }) => ({ code: `import "${name}"`, gzip: 0 }))
]

/** Compares every import with its budget, and always prints the table. */
export const size = async () => {
  const results = await Promise.all(budgets.map(measure))
  console.table(Object.fromEntries(results.map(({ code, problems, ...row }) => [
    code,
    { ...row, "": problems.length === 0 ? "" : "over" }
  ])))
  const problems = results.flatMap(({ code, problems }) => problems.map((problem) => `${code}: ${problem}`))
  if (problems.length > 0) {
    throw new TaskFailed(
      `${problems.join("\n")}\nMake it smaller, or raise the budget in scripts/size.mjs and say why.`
    )
  }
}

const measure = async ({ code, gzip: budget, loads }) => {
  const shaken = await bundle(code, { minify: true })
  const whole = await bundle(code, { ignoreAnnotations: true })
  const { contents, text } = shaken.outputFiles[0]
  const minified = text.trim() === "" ? 0 : contents.length
  const gzip = minified === 0 ? 0 : gzipSync(contents).length
  const brotli = minified === 0 ? 0 : brotliCompressSync(contents).length
  const modules = Object.keys(whole.metafile.inputs).filter((file) => file !== "<stdin>")
    .map((file) =>
      path.relative(unpacked, path.resolve(file)).replaceAll(path.sep, "/").replace(/\/dist\/(.*)\.js$/, "/$1")
    )
  const problems = [
    ...(gzip > budget ? [`${gzip} bytes, but the budget is ${budget}`] : []),
    ...modules.filter((module) => loads !== undefined && !loads.includes(module)).map((module) => `loads ${module}`)
  ]
  const effects = new Set(Object.values(whole.metafile.outputs)[0].imports.map((imported) => imported.path))
  return { code, minified, gzip, budget, brotli, "our modules": modules.length, "Effect's": effects.size, problems }
}

const bundle = (code, options) =>
  build({
    stdin: { contents: code, resolveDir: unpacked },
    bundle: true,
    external: ["effect", "@effect/*", "node:*"],
    format: "esm",
    logLevel: "error",
    metafile: true,
    platform: "neutral",
    write: false,
    ...options
  })
