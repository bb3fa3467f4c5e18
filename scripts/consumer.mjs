/**
 * Uses the packed packages as a user does. It installs them with npm in an
 * empty project, type-checks programs against them, and runs them.
 */
import { execFile } from "node:child_process"
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import * as path from "node:path"
import { promisify } from "node:util"
import { commands } from "./consumer/commands.mjs"
import { edge } from "./consumer/edge.mjs"
import { elsewhere } from "./consumer/elsewhere.mjs"
import { firstPayment } from "./consumer/firstPayment.mjs"
import { transactionId, withLinePay } from "./consumer/linePay.mjs"
import { modulesOf, tarballOf } from "./pack.mjs"
import { installedVersion, output, publicPackages, quietNpm, root, run, TaskFailed } from "./workspace.mjs"

const nodeNext = { module: "NodeNext", moduleResolution: "NodeNext" }
const bundler = { module: "Preserve", moduleResolution: "Bundler" }
const typescript7 = "7.0.2"

export const consumer = async () => {
  const installed = Object.assign(
    {},
    ...publicPackages.map(({ directory, ...member }) =>
      Object.fromEntries(Object.keys(outsidersOf(member)).map((name) => [name, installedVersion(directory, name)]))
    )
  )
  await project("the workspace's versions of the peers", publicPackages, installed, async (directory, packages) => {
    copySnippet("worker.ts", directory)
    await typeCheck(directory, bundler)
    await check(directory, packages)
    await newestTypeScript(directory)
    await edge(directory)
    await firstPayment(directory)
    await elsewhere(directory)
  })
  for (const { members, peers } of lowest()) {
    const title = Object.keys(peers).map((name) => `${name} ${peers[name]}`).join(", ")
    await project(`the lowest peers of ${members[0].name}: ${title}`, withOwnPeers(members), peers, check)
  }
  await highest(installed)
  await commands()
}

/** Checks everything that must work with every version of the peers. */
const check = async (directory, packages) => {
  const withNode = packages.some(({ name }) => name === "effect-line-pay-node")
  if (withNode) copySnippet("readme.ts", directory)
  await typeCheck(directory, nodeNext)
  await importAlone(directory, packages.flatMap(modulesOf))
  if (withNode) await call(directory)
  for (const { name, bin = {} } of packages) {
    for (const command of Object.keys(bin)) {
      console.log(`-- a command of ${name}`)
      await run("npx", ["--no", "--", command, "--help"], { cwd: directory, env: quietNpm })
    }
  }
}

const copySnippet = (file, directory) =>
  copyFileSync(path.join(root, "examples", "snippets", "src", file), path.join(directory, file))

/** Lists the peers and dependencies that are not ours. npm installs one copy of both when the ranges allow it. */
const outsidersOf = ({ dependencies, peerDependencies }) =>
  Object.fromEntries(
    Object.entries({ ...dependencies, ...peerDependencies }).filter(([, range]) => !range.startsWith("workspace:"))
  )

/** Packages, and those of the workspace that they need. */
const withOwnPeers = (members) => {
  const names = members.flatMap((member) => Object.keys({ ...member.dependencies, ...member.peerDependencies }))
  const all = publicPackages.filter((member) => members.includes(member) || names.includes(member.name))
  return all.length === members.length ? all : withOwnPeers(all)
}

const byVersion = (left, right) => left.localeCompare(right, "en", { numeric: true })

/**
 * The lowest versions of the peers that the lowest @effect/platform-node needs. By itself, npm would install the
 * highest, which do not work with the lowest versions of the rest.
 */
const peersOfPlatformNode = {
  "@effect/cluster": "0.48.0",
  "@effect/experimental": "0.54.4",
  "@effect/platform-node-shared": "0.49.0",
  "@effect/rpc": "0.69.0",
  "@effect/sql": "0.44.1",
  "@effect/workflow": "0.9.1"
}

/** Groups the packages by the peers that they name, with the lowest versions that all of the group allow. */
const lowest = () => {
  const groups = new Map()
  for (const member of publicPackages) {
    const peers = outsidersOf(member)
    const key = Object.keys(peers).join()
    if (key === "") continue
    const group = groups.get(key) ?? { members: [], peers: peers["@effect/platform-node"] ? peersOfPlatformNode : {} }
    const floors = Object.entries(peers).map(([name, range]) => {
      const floors = [range.match(/\d+\.\d+\.\d+/)[0], group.peers[name] ?? "0.0.0"]
      return [name, floors.toSorted(byVersion)[1]]
    })
    groups.set(key, { members: [...group.members, member], peers: { ...group.peers, ...Object.fromEntries(floors) } })
  }
  return groups.values()
}

/** Tests the newest peers on npm that the packages claim to work with. */
const highest = async (installed) => {
  const ranges = Object.assign({}, ...publicPackages.map(outsidersOf))
  const newest = Object.fromEntries(
    await Promise.all(
      Object.entries(ranges).map(async ([name, range]) => {
        const view = ["view", `${name}@${range}`, "version", "--json", "--prefer-online"]
        const { stdout } = await promisify(execFile)("npm", view, { env: { ...process.env, ...quietNpm } }).catch(
          ({ message }) => {
            throw new TaskFailed(`npm did not list the versions of a peer: ${message}`)
          }
        )
        return [name, [JSON.parse(stdout)].flat().toSorted(byVersion).at(-1)]
      })
    )
  )
  const newer = Object.keys(newest).filter((name) => newest[name] !== installed[name])
  if (newer.length === 0) return console.log("-- the highest versions of the peers: the workspace has them")
  const title = newer.map((name) => `${name} ${newest[name]}`).join(", ")
  try {
    await project(`the highest versions of the peers: ${title}`, publicPackages, newest, check)
  } catch (error) {
    if (!(error instanceof TaskFailed)) throw error
    const have = newer.map((name) => `${name} ${installed[name]}`).join(", ")
    throw new TaskFailed(
      `${error.message}\nThe peer ranges allow ${title}, and the packages do not work with it. The workspace has ` +
        `${have}. Update pnpm-workspace.yaml and fix what fails, or narrow the ranges.`
    )
  }
}

/** Installs packages beside their peers in a new project, and calls `work` there. */
const project = async (title, packages, peers, work) => {
  console.log(`-- ${title}`)
  const directory = mkdtempSync(path.join(tmpdir(), "effect-line-pay-consumer-"))
  const dependencies = {
    typescript: installedVersion(root, "typescript"),
    "@types/node": installedVersion(root, "@types/node"),
    ...peers,
    ...Object.fromEntries(packages.map((member) => [member.name, `file:${tarballOf(member)}`]))
  }
  writeFileSync(path.join(directory, "package.json"), JSON.stringify({ private: true, type: "module", dependencies }))
  const imports = packages.flatMap(modulesOf).map((module, index) => `export * as m${index} from "${module}"\n`)
  writeFileSync(path.join(directory, "everything.ts"), imports.join(""))
  const install = ["install", "--strict-peer-deps", "--prefer-offline", "--no-audit", "--no-fund"]
  await run("npm", install, { cwd: directory, env: quietNpm })
  await work(directory, packages)
  // After a failure the project stays, so that you can look at it.
  rmSync(directory, { recursive: true })
}

const typeCheck = async (directory, resolution) => {
  const strictest = { strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false }
  const compilerOptions = { target: "ES2022", types: ["node"], outDir: "build", ...strictest, ...resolution }
  const imports = { allowImportingTsExtensions: true, rewriteRelativeImportExtensions: true }
  writeFileSync(
    path.join(directory, "tsconfig.json"),
    JSON.stringify({ include: ["*.ts"], compilerOptions: { ...compilerOptions, ...imports } })
  )
  console.log(`-- ${resolution.moduleResolution}`)
  await run("npx", ["--no", "tsc"], { cwd: directory, env: quietNpm })
}

/** Type-checks with the newest TypeScript, which users may have. The workspace's tools need an older one. */
const newestTypeScript = async (directory) => {
  console.log("-- TypeScript 7")
  const install = ["install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"]
  await run("npm", [...install, `typescript-7@npm:typescript@${typescript7}`], { cwd: directory, env: quietNpm })
  await run("node", [path.join("node_modules", "typescript-7", "bin", "tsc"), "--noEmit"], { cwd: directory })
}

const importAlone = async (directory, modules) => {
  copyFileSync(path.join(root, "scripts", "consumer", "alone.mjs"), path.join(directory, "alone.mjs"))
  writeFileSync(path.join(directory, "modules.json"), JSON.stringify(modules))
  await run("node", ["alone.mjs", "modules.json"], { cwd: directory })
}

/** Runs the first program of effect-line-pay-node's README, unchanged. */
const call = (directory) =>
  withLinePay(async (variables) => {
    const printed = await output("node", [path.join("build", "readme.js")], { cwd: directory, env: variables })
    if (!printed.includes(transactionId)) throw new TaskFailed(`the call did not print ${transactionId}`)
  })
