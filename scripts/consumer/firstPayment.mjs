import { spawn } from "node:child_process"
import { once } from "node:events"
import { copyFileSync, readFileSync } from "node:fs"
import { createServer } from "node:net"
import * as path from "node:path"
import { root, TaskFailed } from "../workspace.mjs"

/** Runs the program and the commands of the README's "First payment", in a project that has the packages. */
export const firstPayment = async (directory) => {
  copyFileSync(path.join(root, "examples", "snippets", "src", "firstPayment.ts"), path.join(directory, "pay.mjs"))
  const readme = readFileSync(path.join(root, "README.md"), "utf8")
  const [, commands] = readme.match(/^## First payment$[^]*?^```sh\n([^]*?)^```$/m)
  // Another process may use the port that the README names.
  const port = await freePort()
  const script = commands.replaceAll("8787", port)
  console.log(script.replace(/^/gm, "$ "))
  const child = spawn("bash", ["-c", script], {
    cwd: directory,
    env: { ...process.env, LINE_PAY_SANDBOX_PORT: port },
    stdio: ["ignore", "pipe", "inherit"],
    // The sandbox outlives the script, so both run in one process group, which can be killed.
    detached: true
  })
  const end = () => {
    try {
      process.kill(-child.pid)
    } catch (error) {
      // All processes of the group have ended already.
      if (error.code !== "ESRCH") throw error
    }
  }
  const tooLate = setTimeout(end, 120_000)
  let output = ""
  try {
    for await (const chunk of child.stdout.setEncoding("utf8")) {
      process.stdout.write(chunk)
      output += chunk
      if (output.includes("Paid TWD 100")) return
    }
    throw new TaskFailed("the README's first payment did not print that it is paid")
  } finally {
    clearTimeout(tooLate)
    end()
  }
}

const freePort = async () => {
  const server = createServer()
  await once(server.listen(0, "127.0.0.1"), "listening")
  const { port } = server.address()
  server.close()
  await once(server, "close")
  return String(port)
}
