/**
 * Runs a temporary PostgreSQL, a new cluster in a temporary folder on a free
 * port of the loopback interface. A PgBouncer can stand before it.
 */
import { execFileSync, spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { chownSync, existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { connect, createServer } from "node:net"
import { tmpdir } from "node:os"
import * as path from "node:path"
import { setTimeout } from "node:timers/promises"
import { TaskFailed } from "./workspace.mjs"

/**
 * Calls `work` with the URL of a database that nobody else uses, and with what
 * can happen to its server. Unless told to, it does not wait for the disk.
 */
export const withPostgres = async (work, { fsync = false } = {}) => {
  const bin = binaries()
  const user = unprivileged()
  const directory = mkdtempSync(path.join(tmpdir(), "effect-line-pay-postgres-"))
  if (user.uid !== undefined) chownSync(directory, user.uid, user.gid)
  const data = path.join(directory, "data")
  const options = { cwd: directory, ...user }
  try {
    const initdb = ["-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync"]
    const made = spawnSync(path.join(bin, "initdb"), initdb, { ...options, encoding: "utf8" })
    if (made.status !== 0) throw new TaskFailed(`initdb: ${made.error?.message ?? made.stderr}`)

    const port = await freePort()
    const settings = [
      `port=${port}`,
      "listen_addresses=127.0.0.1",
      "unix_socket_directories=",
      `fsync=${fsync ? "on" : "off"}`
    ]
    const log = path.join(directory, "log")
    let server
    let closed
    const ready = () => spawnSync(path.join(bin, "pg_isready"), ["-q", "-h", "127.0.0.1", "-p", port]).status === 0
    const start = async () => {
      server = spawn(path.join(bin, "postgres"), ["-D", data, ...settings.flatMap((setting) => ["-c", setting])], {
        ...options,
        stdio: ["ignore", "ignore", openSync(log, "a")]
      })
      closed = once(server, "close")
      for (let tries = 0; !ready(); tries++) {
        if (tries === 300 || server.exitCode !== null) throw new TaskFailed(`postgres:\n${readFileSync(log, "utf8")}`)
        await setTimeout(100)
      }
    }
    // Stops at once, as a crash does: connections are cut, and the next start replays the log of the database.
    const stop = async () => {
      server.kill("SIGQUIT")
      await closed
    }
    const signal = (name) => {
      const children = spawnSync("pgrep", ["-P", String(server.pid)], { encoding: "utf8" }).stdout.split("\n")
      for (const pid of [server.pid, ...children.filter((line) => line !== "").map(Number)]) {
        try {
          process.kill(pid, name)
        } catch {
          // It has ended since.
        }
      }
    }
    try {
      await start()
      const [version] = execFileSync(path.join(bin, "postgres"), ["--version"], { encoding: "utf8" }).split("\n")
      console.log(`-- ${version}, port ${port}`)
      await work(`postgres://postgres@127.0.0.1:${port}/postgres`, {
        start,
        stop,
        suspend: () => signal("SIGSTOP"),
        resume: () => signal("SIGCONT")
      })
    } finally {
      // Nobody needs its data. A process that is suspended would not stop.
      signal("SIGCONT")
      await stop()
    }
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

/**
 * Calls `work` with the URL of the same database behind PgBouncer, whose every
 * transaction may get another connection; with `undefined` where it is not
 * installed.
 */
export const withPgBouncer = async (url, work) => {
  const program = [...(process.env.PATH ?? "").split(path.delimiter), "/usr/sbin"]
    .map((folder) => path.join(folder, "pgbouncer")).find((file) => existsSync(file))
  if (program === undefined) {
    console.log(`-- without PgBouncer: on Debian, "apt-get install pgbouncer"`)
    return await work(undefined)
  }
  const user = unprivileged()
  const directory = mkdtempSync(path.join(tmpdir(), "effect-line-pay-pgbouncer-"))
  const { hostname, pathname, port: behind, username } = new URL(url)
  const port = await freePort()
  const settings = path.join(directory, "pgbouncer.ini")
  const users = path.join(directory, "users")
  const log = path.join(directory, "log")
  const lines = [
    "[databases]",
    `* = host=${hostname} port=${behind}`,
    "[pgbouncer]",
    "listen_addr = 127.0.0.1",
    `listen_port = ${port}`,
    "unix_socket_dir =",
    "auth_type = trust",
    `auth_file = ${users}`,
    "pool_mode = transaction",
    "default_pool_size = 4",
    "max_client_conn = 200"
  ]
  writeFileSync(settings, lines.join("\n"))
  writeFileSync(users, `"${username}" ""\n`)
  if (user.uid !== undefined) { for (const file of [directory, settings, users]) chownSync(file, user.uid, user.gid) }
  const pooler = spawn(program, [settings], {
    cwd: directory,
    ...user,
    stdio: ["ignore", "ignore", openSync(log, "a")]
  })
  const closed = once(pooler, "close")
  try {
    for (let tries = 0; !(await accepts(port)); tries++) {
      if (tries === 100 || pooler.exitCode !== null) throw new TaskFailed(`pgbouncer:\n${readFileSync(log, "utf8")}`)
      await setTimeout(100)
    }
    console.log(`-- PgBouncer, port ${port}`)
    return await work(`postgres://${username}@127.0.0.1:${port}${pathname}`)
  } finally {
    pooler.kill("SIGKILL")
    await closed
    rmSync(directory, { recursive: true, force: true })
  }
}

const accepts = async (port) => {
  const socket = connect(Number(port), "127.0.0.1")
  try {
    await once(socket, "connect")
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

/** Finds the folder of the programs. Debian keeps one per version; other systems have them on the path. */
const binaries = () => {
  const debian = "/usr/lib/postgresql"
  const versions = existsSync(debian) ? readdirSync(debian).toSorted((left, right) => Number(right) - Number(left)) : []
  const folders = [
    ...versions.map((version) => path.join(debian, version, "bin")),
    ...(process.env.PATH ?? "").split(path.delimiter)
  ]
  const bin = folders.find((folder) =>
    ["initdb", "postgres", "pg_isready"].every((name) => existsSync(path.join(folder, name)))
  )
  if (bin === undefined) {
    throw new TaskFailed(`PostgreSQL's server is not installed. On Debian, run "apt-get install postgresql".`)
  }
  return bin
}

/** PostgreSQL refuses to run as root. Debian's package comes with a user for it. */
const unprivileged = () => {
  if (process.getuid?.() !== 0) return {}
  const id = (option) => Number(execFileSync("id", [option, "postgres"], { encoding: "utf8" }))
  return { uid: id("-u"), gid: id("-g") }
}

const freePort = async () => {
  const server = createServer()
  await once(server.listen(0, "127.0.0.1"), "listening")
  const { port } = server.address()
  await once(server.close(), "close")
  return String(port)
}
