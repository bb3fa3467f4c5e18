import { Context, Effect, Layer, Scope } from "effect"
import { build } from "esbuild"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import * as path from "node:path"
import { createInterface } from "node:readline"
import type { Readable } from "node:stream"
import { certificate } from "../../transport/support/misbehavingServer.ts"
import type { ClientName, Order, Outcome } from "./order.ts"

export type Family = "Bun" | "Deno" | "workerd" | "Node"

/** As they are called in `scripts/runtimes.mjs`. */
export type Name = "bun" | "bun1_3_13" | "deno" | "deno2_9_5" | "workerd" | "node26"

export const families: { readonly [name in Name]: Family } = {
  bun: "Bun",
  bun1_3_13: "Bun",
  deno: "Deno",
  deno2_9_5: "Deno",
  workerd: "workerd",
  node26: "Node"
}

/** The clients that there are. On Bun, undici is another one, which `effect-line-pay-node` does without. */
export const clients: { readonly [name in Family]: ReadonlyArray<ClientName> } = {
  Bun: ["fetch", "Exchange.layerFetch", "node:http", "effect-line-pay-node"],
  Deno: ["fetch", "Exchange.layerFetch", "node:http", "undici", "effect-line-pay-node"],
  Node: ["fetch", "node:http", "undici", "effect-line-pay-node"],
  workerd: ["fetch", "Exchange.layerFetch"]
}

/** What a runtime makes of the certificate of these tests. */
export type Trust = "no certificate of ours" | "our certificate" | "every certificate"

interface Command {
  readonly args: ReadonlyArray<string>
  readonly env?: { readonly [name: string]: string }
}

/** How a program is started, in a directory where files may be written. */
type Start = (program: string, directory: string, trust: Trust) => Command

const certificateIn = (directory: string): string => {
  const file = path.join(directory, "certificate.pem")
  writeFileSync(file, certificate)
  return file
}

const likeNode = (program: string, directory: string, trust: Trust): Command => ({
  args: [program],
  env: trust === "our certificate"
    ? { NODE_EXTRA_CA_CERTS: certificateIn(directory) }
    : trust === "every certificate"
    ? { NODE_TLS_REJECT_UNAUTHORIZED: "0", NODE_NO_WARNINGS: "1" }
    : {}
})

const starts: { readonly [name in Family]: Start } = {
  Bun: likeNode,
  Node: likeNode,
  Deno: (program, directory, trust) => ({
    args: [
      "run",
      "--allow-all",
      "--no-config",
      ...(trust === "our certificate" ? ["--cert", certificateIn(directory)] : []),
      ...(trust === "every certificate" ? ["--quiet", "--unsafely-ignore-certificate-errors"] : []),
      program
    ]
  }),
  workerd: (program, directory, trust) => {
    const file = path.join(directory, "probe.capnp")
    const trusted = trust === "our certificate" ? `trustedCertificates = [${JSON.stringify(certificate)}]` : ""
    writeFileSync(
      file,
      `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "probe", worker = (
      modules = [(name = "probe.mjs", esModule = embed ${JSON.stringify(path.basename(program))})],
      compatibilityDate = "2025-01-01",
      globalOutbound = "loopback"
    )),
    (name = "loopback", network = (allow = ["private"], tlsOptions = (${trusted})))
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "probe")]
);
`
    )
    // It says on descriptor 3 which port it listens on.
    return { args: ["serve", "--control-fd=3", file] }
  }
}

/** The file of a runtime, which the task names. */
const binary = (name: Name): string => {
  const files: { readonly [name: string]: string } = JSON.parse(process.env["RUNTIMES"] ?? "{}")
  const file = files[name]
  if (file === undefined) throw new Error(`RUNTIMES names no ${name}: run "npm run test:runtimes"`)
  return file
}

/** The client and the program around it, in one file. */
const bundle = async (family: Family): Promise<string> => {
  const onNode = family !== "workerd"
  const { outputFiles: [file] } = await build({
    entryPoints: [path.join(import.meta.dirname, onNode ? "probeOnNode.ts" : "probeOnFetch.ts")],
    write: false,
    bundle: true,
    format: "esm",
    target: "es2022",
    logLevel: "error",
    platform: onNode ? "node" : "browser",
    // Bun's own one, as it is for a program that is not bundled.
    external: family === "Bun" ? ["undici"] : [],
    // For undici, which is CommonJS.
    ...(onNode
      ? {
        banner: { js: `import { createRequire } from "node:module"\nconst require = createRequire(import.meta.url)` }
      }
      : {})
  })
  if (file === undefined) throw new Error("esbuild has written nothing")
  return file.text
}

const bundles = new Map<Family, Promise<string>>()

const bundled = (family: Family): Promise<string> => {
  const bundling = bundles.get(family) ?? bundle(family)
  bundles.set(family, bundling)
  return bundling
}

const portOf = (line: string): number | undefined => {
  const message: unknown = line.startsWith("{") ? JSON.parse(line) : undefined
  return typeof message === "object" && message !== null && "port" in message ? Number(message.port) : undefined
}

const open = async (name: Name, trust: Trust) => {
  const family = families[name]
  const directory = mkdtempSync(path.join(tmpdir(), "line-pay-runtime-"))
  const program = path.join(directory, "probe.mjs")
  writeFileSync(program, await bundled(family))
  const { args, env } = starts[family](program, directory, trust)
  // workerd has a line in its log for every connection that fails, and Deno a warning for what it is told to ignore.
  const quiet = family === "workerd" || trust === "every certificate"
  const stdio = ["ignore", "pipe", quiet ? "ignore" : "inherit", "pipe"] as const
  const child = spawn(binary(name), args, { env: { ...process.env, ...env }, stdio: [...stdio] })
  const port = await new Promise<number>((resolve, reject) => {
    for (const stream of [child.stdout, child.stdio[3]]) {
      // With "pipe" in their places, both are there to be read.
      createInterface({ input: stream as Readable }).on("line", (line) => {
        const port = portOf(line)
        if (port !== undefined) resolve(port)
      })
    }
    child.once("error", reject)
    child.once("exit", (code) => reject(new Error(`${name} has ended with ${code}`)))
  })
  const close = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill()
      await once(child, "exit")
    }
    rmSync(directory, { recursive: true, force: true })
  }
  return { port, close }
}

/** A process of a runtime, which carries out orders. */
const start = (name: Name, trust: Trust) =>
  Effect.acquireRelease(Effect.promise(() => open(name, trust)), ({ close }) => Effect.promise(close)).pipe(
    Effect.map(({ port }) => (order: Order) =>
      Effect.promise(async (signal): Promise<ReadonlyArray<Outcome>> => {
        const request = { method: "POST", body: JSON.stringify(order), signal }
        const response = await fetch(`http://127.0.0.1:${port}`, request)
        const body = await response.text()
        if (!response.ok) throw new Error(`${name}: ${body}`)
        return JSON.parse(body)
      })
    )
  )

/** A runtime that carries out orders, in processes of its own. */
export class Runtime extends Context.Tag("test/Runtime")<Runtime, {
  readonly carryOut: (order: Order, trust?: Trust) => Effect.Effect<ReadonlyArray<Outcome>>
}>() {
  static readonly layer = (name: Name): Layer.Layer<Runtime> =>
    Layer.scoped(
      Runtime,
      Effect.gen(function*() {
        const scope = yield* Effect.scope
        const started = yield* Effect.cachedFunction((trust: Trust) => Scope.extend(start(name, trust), scope))
        return {
          carryOut: (order, trust = "no certificate of ours") =>
            Effect.flatMap(started(trust), (carryOut) => carryOut(order))
        }
      })
    )
}
