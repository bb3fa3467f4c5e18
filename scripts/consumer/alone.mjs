/**
 * Imports every module that a file lists with none of the packages' modules
 * loaded before it, and checks that this changes nothing in the process.
 *
 * A separate process for each import would load Effect each time. A hook gives
 * each import its own instances of our modules instead, which share Effect's.
 */
import { readFileSync } from "node:fs"
import { register } from "node:module"

const modules = JSON.parse(readFileSync(process.argv[2], "utf8"))
const packages = [...new Set(modules.map((module) => module.split("/")[0]))]

const resolve = async (specifier, context, next) => {
  const [, alone, name] = specifier.match(/^alone:(\d+):(.*)$/) ??
    [null, context.parentURL?.match(/\?alone=(\d+)$/)?.[1], specifier]
  const resolved = await next(name, context)
  const [, owner] = resolved.url.match(/\/node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*\/node_modules\/)/) ?? []
  return alone !== undefined && packages.includes(owner)
    ? { ...resolved, url: `${resolved.url}?alone=${alone}` }
    : resolved
}
const hook = `const packages = ${JSON.stringify(packages)}\nexport const resolve = ${resolve}`
register(`data:text/javascript,${encodeURIComponent(hook)}`, import.meta.url)

// Effect keeps one global and undici two, for values that must exist only once in a process.
const traces = () => [
  ...Reflect.ownKeys(globalThis).map(String).filter((key) => !/effect|undici/.test(key)),
  ...[Object, Array, String, Number, BigInt, Function, Promise, Map, Set, Date, RegExp, Error].flatMap((builtIn) =>
    [builtIn, builtIn.prototype].flatMap((owner) =>
      Reflect.ownKeys(owner).map((key) => `${builtIn.name}.${String(key)}`)
    )
  ),
  ...process.eventNames().map((event) => `a listener for ${String(event)}`),
  ...process.getActiveResourcesInfo().filter((resource) => /Timeout|Immediate|TCP|UDP/.test(resource))
]

const problems = []
for (const [index, module] of modules.entries()) {
  const before = traces()
  try {
    const { default: unwanted, ...exports } = await import(`alone:${index}:${module}`)
    if (unwanted !== undefined) problems.push(`${module}: has a default export`)
    for (const name of Object.keys(exports)) {
      if (exports[name] === undefined) problems.push(`${module}: ${name} is undefined`)
    }
  } catch (error) {
    problems.push(`${module}: ${error.stack}`)
  }
  problems.push(...traces().filter((trace) => !before.includes(trace)).map((trace) => `${module}: leaves ${trace}`))
}
console.log([...problems, `${modules.length} modules, each imported alone`].join("\n"))
process.exitCode = problems.length === 0 ? 0 : 1
