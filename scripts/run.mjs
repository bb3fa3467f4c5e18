/**
 * Runs tasks of the workspace: `node scripts/run.mjs <task>… [arguments of the last one]`.
 *
 * It needs only Node and npm. It installs the dependencies first when they are
 * missing, or differ from the lockfile.
 */
import { listOfTasks, tasks } from "./tasks.mjs"
import { install, TaskFailed } from "./workspace.mjs"

const words = process.argv.slice(2)
if (words.length === 0) {
  console.log(`${listOfTasks()}\n\nArguments follow "--": npm run test -- packages/client`)
  process.exit(0)
}

const refuse = (message) => {
  console.error(`${message}\n\n${listOfTasks()}`)
  process.exit(2)
}

const firstArgument = words.findIndex((word) => !Object.hasOwn(tasks, word))
const names = firstArgument === -1 ? words : words.slice(0, firstArgument)
const args = words.slice(names.length)
if (names.length === 0) refuse(`There is no task ${words[0]}. The tasks are:`)
// Without this, a misspelt second task would count as an argument of the first, and would not run.
if (args.length > 0 && tasks[names.at(-1)].args === undefined) {
  refuse(`${args[0]} is no task, and ${names.at(-1)} takes no arguments. The tasks are:`)
}

try {
  await install()
  for (const [index, name] of names.entries()) {
    console.log(`\n== ${name}`)
    const start = performance.now()
    await tasks[name].run(index === names.length - 1 ? args : [])
    console.log(`== ${name}: ${((performance.now() - start) / 1_000).toFixed(1)} s`)
  }
} catch (error) {
  if (!(error instanceof TaskFailed)) throw error
  console.error(`\nFailed: ${error.message}`)
  process.exit(1)
}
