/**
 * Installs each command from its tarball in an empty project, as `npx` does.
 * Then one command serves a LINE Pay, and the other examines it.
 */
import { execFile, spawn } from "node:child_process"
import { createHmac, randomUUID } from "node:crypto"
import { once } from "node:events"
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import * as path from "node:path"
import { promisify } from "node:util"
import { tarballOf } from "../pack.mjs"
import { publicPackages, quietNpm, run, TaskFailed } from "../workspace.mjs"

export const commands = async () => {
  const [sandbox, cli] = [await installAlone("line-pay-sandbox"), await installAlone("line-pay-cli")]
  await serving(sandbox, async (variables) => {
    await call(variables)
    const { stdout } = await promisify(execFile)(commandOf(cli), ["doctor"], { env: { ...process.env, ...variables } })
      .catch(({ message, stdout }) => {
        throw new TaskFailed(`line-pay-cli doctor: ${message}\n${stdout}`)
      })
    process.stdout.write(stdout)
    if (!stdout.includes("✓ signature")) {
      throw new TaskFailed("line-pay-cli doctor stopped before it checked the signature")
    }
  })
  // After a failure the project stays, so that you can look at it.
  for (const { directory } of [sandbox, cli]) rmSync(directory, { recursive: true })
}

const commandOf = ({ directory, name }) => path.join(directory, "node_modules", ".bin", name)

/** Installs one package in a project that names nothing else. The package must bring everything that it needs. */
const installAlone = async (name) => {
  console.log(`-- ${name}, alone`)
  const directory = mkdtempSync(path.join(tmpdir(), "effect-line-pay-command-"))
  const tarballs = Object.fromEntries(publicPackages.map((member) => [member.name, `file:${tarballOf(member)}`]))
  const { [name]: tarball, ...overrides } = tarballs
  // npm does not have this version of our other packages. The overrides say where they are, and install nothing.
  writeFileSync(
    path.join(directory, "package.json"),
    JSON.stringify({ private: true, dependencies: { [name]: tarball }, overrides })
  )
  const install = ["install", "--strict-peer-deps", "--prefer-offline", "--no-audit", "--no-fund"]
  await run("npm", install, { cwd: directory, env: quietNpm })
  const copies = copiesOfEffect(path.join(directory, "node_modules"))
  if (copies.length > 1) throw new TaskFailed(`${name} brings several copies of Effect: ${copies.join(", ")}`)
  const { version } = publicPackages.find((member) => member.name === name)
  const { stdout } = await promisify(execFile)(commandOf({ directory, name }), ["--version"])
  if (stdout.trim() !== version) throw new TaskFailed(`${name} ${version} says that it is ${stdout.trim()}`)
  return { directory, name }
}

/** Finds every copy of Effect. Two copies in one process do not recognise each other's values. */
const copiesOfEffect = (modules) =>
  readdirSync(modules, { recursive: true }).filter((file) => /(?:^|node_modules\/)effect$/.test(file))
    .filter((file) => existsSync(path.join(modules, file, "package.json")))

/** Starts the command, calls `work` with the variables that it prints, and stops it as Ctrl+C does. */
const serving = async (command, work) => {
  console.log(`$ ${command.name} --port 0`)
  const child = spawn(commandOf(command), ["--port", "0"], { stdio: ["ignore", "pipe", "inherit"] })
  const exit = once(child, "exit")
  try {
    let output = ""
    await Promise.race([
      exit.then(() => {
        throw new TaskFailed(`${command.name} did not serve: ${output}`)
      }),
      (async () => {
        for await (const chunk of child.stdout.setEncoding("utf8")) {
          output += chunk
          if (output.includes("LINE_PAY_CHANNEL_SECRET=")) return
        }
      })()
    ])
    await work(Object.fromEntries(Array.from(output.matchAll(/^ +(LINE_PAY_\w+)=(\S+)$/gm), ([, ...pair]) => pair)))
  } finally {
    child.kill("SIGINT")
  }
  const [code, signal] = await exit
  if (code !== 0) throw new TaskFailed(`${command.name} ended with ${signal ?? code} when it was interrupted`)
}

/** Makes one signed call without our code, as a client in any language would. */
const call = async (variables) => {
  const target = "/v3/payments/request"
  const body = JSON.stringify({
    amount: 100,
    currency: "TWD",
    orderId: "order-1",
    packages: [{ id: "1", amount: 100, products: [{ name: "Tea", quantity: 1, price: 100 }] }],
    redirectUrls: { confirmUrl: "https://shop.example/confirm", cancelUrl: "https://shop.example/cancel" }
  })
  const nonce = randomUUID()
  const secret = variables.LINE_PAY_CHANNEL_SECRET
  const response = await fetch(variables.LINE_PAY_ENVIRONMENT + target, {
    method: "POST",
    body,
    headers: {
      "Content-Type": "application/json",
      "X-LINE-ChannelId": variables.LINE_PAY_CHANNEL_ID,
      "X-LINE-Authorization-Nonce": nonce,
      "X-LINE-Authorization": createHmac("sha256", secret).update(secret + target + body + nonce).digest("base64")
    }
  })
  const answer = await response.text()
  console.log(`POST ${target}\n${answer}`)
  if (!answer.includes(`"returnCode":"0000"`)) throw new TaskFailed("line-pay-sandbox rejected a signed request")
}
