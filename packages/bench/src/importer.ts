/** Imports one module into a fresh process, and reports the CPU time in milliseconds. */
const [, , module = ""] = process.argv
const before = process.cpuUsage()
await import(module)
const { system, user } = process.cpuUsage(before)
console.log((system + user) / 1_000)
process.exit()
