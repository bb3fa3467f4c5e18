/**
 * Tests the packed packages on every supported Node, and on Bun, Deno and workerd.
 */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { copyFileSync, writeFileSync } from "node:fs"
import * as path from "node:path"
import { createInterface } from "node:readline"
import { runtimes } from "../runtimes.mjs"
import { output, root, run, TaskFailed } from "../workspace.mjs"
import { transactionId, withLinePay } from "./linePay.mjs"
import { testInWorkerd } from "./workerd.mjs"

/** The arguments of each runtime before the name of a program, and the HttpClients that it is tested with. */
const programs = {
  node20: { args: [], clients: ["LinePayNode"] },
  node22: { args: [], clients: ["LinePayNode"] },
  node24: { args: [], clients: ["LinePayNode"] },
  node26: { args: [], clients: ["LinePayNode", "fetch"] },
  bun: { args: [], clients: ["LinePayNode", "fetch"] },
  // Deno would write its own lockfile.
  deno: { args: ["run", "--allow-all", "--no-lock"], clients: ["LinePayNode", "fetch"] }
}

/**
 * Runs two programs that a user's project has compiled, the README's and one that imports everything. Then it loses the
 * answers of two refunds.
 */
export const elsewhere = async (directory) => {
  const binaries = await runtimes(...Object.keys(programs))
  const story = path.join(root, "scripts", "consumer", "lostAnswers.mjs")
  copyFileSync(story, path.join(directory, path.basename(story)))
  writeFileSync(path.join(directory, "lostInProcess.mjs"), lostInProcess)
  writeFileSync(path.join(directory, "lostInWorker.mjs"), lostInWorker)

  await withSandbox(directory, async (sandbox) => {
    for (const [name, { args, clients }] of Object.entries(programs)) {
      console.log(`-- ${name}`)
      const start = (file, env) => output(binaries[name], [...args, file], { cwd: directory, env })
      await start(path.join("build", "everything.js"))
      await withLinePay(async (variables) => {
        expect(await start(path.join("build", "readme.js"), variables), transactionId)
      })
      for (const client of clients) {
        expect(await start("lostInProcess.mjs", { ...sandbox, HTTP_CLIENT: client }), ending)
      }
    }
    console.log("-- the types, with Deno's own TypeScript")
    await run(binaries.deno, ["check", "--no-lock", "readme.ts", "everything.ts"], { cwd: directory })
    console.log("-- workerd")
    expect(await testInWorkerd(directory, "lostInWorker.mjs", sandbox), ending)
  })
}

const ending = "OutcomeUnknown, settled by Details, refunds of 30 and 20"

const expect = (printed, text) => {
  if (!printed.includes(text)) throw new TaskFailed(`the program did not print "${text}"`)
}

const lostInProcess = `
import { FetchHttpClient } from "@effect/platform"
import { Effect, Layer } from "effect"
import { AttemptLog, LinePay, Settlement } from "effect-line-pay"
import { LinePayNode } from "effect-line-pay-node"
import { story } from "./lostAnswers.mjs"

const client = process.env.HTTP_CLIENT === "fetch"
  ? LinePay.layerConfig().pipe(Layer.provide(FetchHttpClient.layer))
  : LinePayNode.layerConfig()
const live = Settlement.layer.pipe(Layer.provide(AttemptLog.layerMemory), Layer.provideMerge(client))
console.log(await Effect.runPromise(Effect.provide(story(process.env.LINE_PAY_ENVIRONMENT), live)))
`

// `workerd test` calls the function `test` of this module.
const lostInWorker = `
import { FetchHttpClient } from "@effect/platform"
import { ConfigProvider, Effect, Layer } from "effect"
import { AttemptLog, LinePay, Settlement } from "effect-line-pay"
import { story } from "./lostAnswers.mjs"

const client = LinePay.layerConfig().pipe(Layer.provide(FetchHttpClient.layer))
const live = Settlement.layer.pipe(Layer.provide(AttemptLog.layerMemory), Layer.provideMerge(client))
export default {
  test: async (_controller, variables) => {
    const program = story(variables.LINE_PAY_ENVIRONMENT).pipe(
      Effect.provide(live),
      Effect.withConfigProvider(ConfigProvider.fromJson(variables))
    )
    console.log(await Effect.runPromise(program))
  }
}
`

/** Calls `work` with the variables of a sandbox, which the project's installed command serves. */
const withSandbox = async (directory, work) => {
  const command = path.join("node_modules", ".bin", "line-pay-sandbox")
  const sandbox = spawn(process.execPath, [command, "--port", "0"], {
    cwd: directory,
    stdio: ["ignore", "pipe", "inherit"]
  })
  try {
    const variables = {}
    for await (const line of createInterface({ input: sandbox.stdout })) {
      const [, name, value] = line.match(/^\s*(LINE_PAY_\w+)=(\S+)$/) ?? []
      if (name !== undefined) variables[name] = value
      if (Object.keys(variables).length === 4) return await work(variables)
    }
    throw new TaskFailed("the sandbox did not start")
  } finally {
    sandbox.kill()
    if (sandbox.exitCode === null && sandbox.signalCode === null) await once(sandbox, "exit")
  }
}
