/** Imports one module into a fresh process, and says what that cost in CPU time, in milliseconds. */
const [, , module = ""] = process.argv
const before = process.cpuUsage()
await import(module)
const { system, user } = process.cpuUsage(before)
console.log((system + user) / 1_000)
process.exit()
