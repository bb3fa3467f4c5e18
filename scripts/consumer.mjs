/**
 * What a user does: installs the packed packages with npm in an empty project,
 * type-checks a program against them, and runs it.
 */
import { execFile } from "node:child_process"
import { createHmac } from "node:crypto"
import { once } from "node:events"
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import { tmpdir } from "node:os"
import * as path from "node:path"
import { promisify } from "node:util"
import { subpaths, tarballOf } from "./pack.mjs"
import { installedVersion, publicPackages, quietNpm, root, run, TaskFailed } from "./workspace.mjs"

export const consumer = async () => {
  await project("the workspace's versions of the peers", publicPackages, installedVersion, async (directory) => {
    // The README's first program, as it stands there.
    copyFileSync(path.join(root, "examples", "snippets", "src", "readme.ts"), path.join(directory, "call.ts"))
    await typeCheck(directory, { module: "Preserve", moduleResolution: "Bundler" })
    await typeCheck(directory, { module: "NodeNext", moduleResolution: "NodeNext" })
    await run("node", ["build/everything.js"], { cwd: directory })
    await call(directory)
  })
  const lowest = (_directory, _name, range) => range.match(/\d+\.\d+\.\d+/)[0]
  // Not what stands on more of Effect: the peers of those peers ask for more than the lowest.
  const lowestPeers = new Set(["effect", "@effect/platform"])
  const packages = publicPackages.filter((member) =>
    Object.keys(member.peerDependencies ?? {}).every((name) => lowestPeers.has(name))
  )
  await project("the lowest versions of the peers", packages, lowest, async (directory) => {
    await typeCheck(directory, { module: "NodeNext", moduleResolution: "NodeNext" })
    await run("node", ["build/everything.js"], { cwd: directory })
  })
}

/** Installs packages beside their peers in a project of its own, and goes to work there. */
const project = async (title, packages, versionOf, work) => {
  console.log(`-- ${title}`)
  const directory = mkdtempSync(path.join(tmpdir(), "effect-line-pay-consumer-"))
  const dependencies = {
    typescript: installedVersion(root, "typescript"),
    "@types/node": installedVersion(root, "@types/node")
  }
  for (const { directory, peerDependencies = {} } of packages) {
    for (const [name, range] of Object.entries(peerDependencies)) {
      if (!range.startsWith("workspace:")) dependencies[name] = versionOf(directory, name, range)
    }
  }
  for (const member of packages) dependencies[member.name] = `file:${tarballOf(member)}`
  writeFileSync(path.join(directory, "package.json"), JSON.stringify({ private: true, type: "module", dependencies }))
  const modules = packages.flatMap((member) => [
    member.name,
    ...subpaths(member).map((subpath) => `${member.name}/${subpath}`)
  ])
  const imports = modules.map((module, index) => `export * as m${index} from "${module}"\n`)
  writeFileSync(path.join(directory, "everything.ts"), imports.join(""))
  await run("npm", ["install", "--no-audit", "--no-fund"], { cwd: directory, env: quietNpm })
  await work(directory)
  // Kept when something fails, to look at.
  rmSync(directory, { recursive: true })
}

const typeCheck = async (directory, resolution) => {
  const strictest = { strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false }
  const compilerOptions = { target: "ES2022", types: ["node"], outDir: "build", ...strictest, ...resolution }
  writeFileSync(path.join(directory, "tsconfig.json"), JSON.stringify({ include: ["*.ts"], compilerOptions }))
  await run("npx", ["--no", "tsc"], { cwd: directory, env: quietNpm })
}

const credentials = { LINE_PAY_CHANNEL_ID: "1234567890", LINE_PAY_CHANNEL_SECRET: "a consumer's secret" }
const transactionId = "2023042201206549310"

/** Runs the program against a server that answers like LINE Pay when the request is signed, and only then. */
const call = async (directory) => {
  const server = createServer(async (request, response) => {
    let body = ""
    for await (const chunk of request.setEncoding("utf8")) body += chunk
    const [pathname, query = ""] = request.url.split("?")
    const payload = request.method === "GET" ? query : body
    const secret = credentials.LINE_PAY_CHANNEL_SECRET
    const signature = createHmac("sha256", secret)
      .update(secret + pathname + payload + request.headers["x-line-authorization-nonce"]).digest("base64")
    const signed = request.headers["x-line-authorization"] === signature &&
      request.headers["x-line-channelid"] === credentials.LINE_PAY_CHANNEL_ID
    const info = `{"transactionId":${transactionId},"paymentAccessToken":"056579816895",` +
      `"paymentUrl":{"web":"https://example.com/","app":"line://pay/payment/1"}}`
    response.setHeader("Content-Type", "application/json")
    response.end(
      signed
        ? `{"returnCode":"0000","returnMessage":"Success.","info":${info}}`
        : `{"returnCode":"1106","returnMessage":"Header information error."}`
    )
  })
  await once(server.listen(0, "127.0.0.1"), "listening")
  const environment = { LINE_PAY_ENVIRONMENT: `http://127.0.0.1:${server.address().port}` }
  console.log("$ node call.js")
  const { stdout } = await promisify(execFile)(process.execPath, [path.join("build", "call.js")], {
    cwd: directory,
    env: { ...process.env, ...credentials, ...environment }
  }).finally(() => server.close())
  process.stdout.write(stdout)
  if (!stdout.includes(transactionId)) throw new TaskFailed(`the call did not print ${transactionId}`)
}
