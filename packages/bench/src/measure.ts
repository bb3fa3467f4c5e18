/** Runs all measurements; the contestants take turns. */
import * as path from "node:path"
import type { Parsed } from "./answers.ts"
import type {
  ContestantName,
  LogName,
  MeasuredJob,
  MerchantsSample,
  ParserName,
  ReaderName,
  Sample,
  SettledName,
  SignerName
} from "./job.ts"
import * as Processes from "./processes.ts"
import type { Profile } from "./profile.ts"
import { turns } from "./statistics.ts"
import { bench, settles } from "./tree.ts"
import * as TypeCheck from "./typeCheck.ts"

/** The durations and the number of rounds. */
export interface Extent {
  /** In calls, not in time, because the compiler needs many calls for a contestant with much code. */
  readonly warmUp: number
  readonly rounds: number
  /** A turn of calls, one of what needs no other process, and a profile, in milliseconds. */
  readonly slice: number
  readonly shortSlice: number
  readonly profile: number
  readonly imports: number
  readonly typeChecks: number
}

export const full: Extent = {
  warmUp: 6_000,
  rounds: 9,
  slice: 400,
  shortSlice: 150,
  profile: 4_000,
  imports: 7,
  typeChecks: 3
}
export const quick: Extent = {
  warmUp: 50,
  rounds: 1,
  slice: 100,
  shortSlice: 50,
  profile: 100,
  imports: 1,
  typeChecks: 1
}

/** A PostgreSQL for the benchmark, or the reason why there is none. */
export type Postgres = { readonly url: string } | { readonly missing: string }

export interface Trees {
  readonly current: string
  /** The library at another commit, for a comparison. */
  readonly before: string | undefined
}

/** The samples of each round, by measurement and by contestant. */
export type Samples<Name extends string> = ReadonlyMap<Name, ReadonlyArray<Sample>>

/** The same as a contestant of the working tree, but from the tree of another commit. */
export const before = <N extends string>(name: N): `${N}, before` => `${name}, before`

export type Caller = ContestantName | `${ContestantName}, before`

export const levels = [1, 16, 64] as const

/** Of large answers, in megabytes. The client reads up to 4 MiB. */
export const sizes = [1, 2, 4] as const

/** The bodies for the parsers of JSON, and the part of the warm-up that each needs. */
const parsedBodies: ReadonlyArray<readonly [body: Parsed, warmUp: number]> = [
  ["a confirm", 1],
  ["details of 1 payment", 1],
  ["details of 100 payments", 1 / 20],
  ["1 MB of `1e20`", 1 / 1_000]
]

export interface Results {
  readonly confirm: ReadonlyMap<number, Samples<Caller>>
  readonly details: Samples<Caller>
  readonly profiles: ReadonlyMap<Caller, Profile>
  /** Confirms, 16 in flight, with {@link roomyFlag}. */
  readonly roomy: Samples<Caller>
  readonly parse: ReadonlyMap<Parsed, Samples<ParserName | `${ParserName}, before`>>
  /** By megabytes of the answer. */
  readonly read: ReadonlyMap<number, Samples<ReaderName | `${ReaderName}, before`>>
  readonly sign: Samples<SignerName | `${SignerName}, before`>
  readonly imports: ReadonlyMap<string, ReadonlyArray<number>>
  readonly typeChecks: ReadonlyMap<TypeCheck.Program, ReadonlyArray<number>>
}

/** The settled calls of one log, or the reason why they could not be measured. */
export type SettledSamples = ReadonlyMap<SettledName, Samples<LogName | `${LogName}, before`>> | string

export type Settled = ReadonlyMap<LogName, SettledSamples>

const ours: ReadonlyArray<ContestantName> = [
  "effect-line-pay-node",
  "effect-line-pay, fetch",
  "effect-line-pay, HttpClient"
]

const callers: ReadonlyArray<ContestantName> = [
  "bare undici",
  ...ours,
  "Effect HttpClient",
  "fetch, LINE Pay's sample",
  "line-pay-merchant"
]

export const all = async (trees: Trees, extent: Extent, progress: (part: string) => void): Promise<Results> => {
  progress("calls")
  const calls = await measureCalls(trees, extent)
  progress("exact JSON")
  const parsers: ReadonlyArray<ParserName> = ["JSON.parse", "ExactJson", "lossless-json", "json-bigint"]
  const parsing = await workers(trees, "parse", parsers, ["ExactJson"])
  const parse = new Map<Parsed, Samples<ParserName | `${ParserName}, before`>>()
  for (const [body, warmUp] of parsedBodies) {
    const job: MeasuredJob = { kind: "parse", body, ...turn(extent.shortSlice) }
    parse.set(body, await rounds(parsing, job, extent, extent.warmUp * warmUp))
  }
  stop(parsing)
  progress("large answers")
  const readers: ReadonlyArray<ReaderName> = ["JSON.parse", "effect-line-pay"]
  const reading = await workers(trees, "read", readers, ["effect-line-pay"])
  const read = new Map<number, Samples<ReaderName | `${ReaderName}, before`>>()
  for (const megabytes of sizes) {
    const job: MeasuredJob = { kind: "read", megabytes, ...turn(extent.slice) }
    read.set(megabytes, await rounds(reading, job, extent, extent.warmUp / 200))
  }
  stop(reading)
  progress("signatures")
  const signing = await workers(trees, "sign", ["node:crypto", "WebCrypto"], ["node:crypto", "WebCrypto"])
  const sign = await rounds(signing, { kind: "sign", ...turn(extent.shortSlice) }, extent, extent.warmUp)
  stop(signing)
  progress("imports")
  const imports = await measureImports(trees, extent.imports)
  progress("type checks")
  const typeChecks = await measureTypeChecks(trees.current, extent.typeChecks)
  return { ...calls, parse, read, sign, imports, typeChecks }
}

const measureCalls = async (trees: Trees, extent: Extent) => {
  const server = await Processes.server(trees.current)
  const calling = await workers(trees, "calls", callers, ours, server.origin)
  const confirm = new Map<number, Samples<Caller>>()
  // The busiest first, so that the code is compiled for the others.
  for (const inFlight of [...levels].reverse()) {
    const job: MeasuredJob = { kind: "confirm", inFlight, ...turn(extent.slice) }
    confirm.set(inFlight, await rounds(calling, job, extent, inFlight === 64 ? extent.warmUp : extent.warmUp / 20))
  }
  const job: MeasuredJob = { kind: "details", inFlight: 16, ...turn(extent.slice) }
  const details = await rounds(calling, job, extent, extent.warmUp / 20)
  // Last, because a profiler leaves its traces in the code that it has watched.
  const profiles = new Map<Caller, Profile>()
  for (const name of profiledCallers) {
    const profile = await calling.get(name)?.profile({ kind: "profile", inFlight: 16, ...turn(extent.profile) })
    if (profile !== undefined) profiles.set(name, profile)
  }
  stop(calling)
  const roomyCalling = await workers(trees, "calls", roomyCallers, [], server.origin, [roomyFlag])
  const roomy = await rounds(
    roomyCalling,
    { kind: "confirm", inFlight: 16, ...turn(extent.slice) },
    extent,
    extent.warmUp
  )
  stop(roomyCalling)
  server.stop()
  return { confirm, details, profiles, roomy }
}

export const settledNames: ReadonlyArray<SettledName> = ["confirm", "refund"]

/** The logs one after another, because each contestant of a turn needs the disk and the database for itself. */
export const settledCalls = async (trees: Trees, extent: Extent, postgres: Postgres): Promise<Settled> => {
  const { before, current } = trees
  const comparable = { current, before: before !== undefined && settles(before) ? before : undefined }
  const measured = new Map<LogName, SettledSamples>()
  const logs: ReadonlyArray<LogName> = ["memory", "SQLite", "PostgreSQL"]
  for (const log of logs) {
    if (log === "PostgreSQL" && "missing" in postgres) {
      measured.set(log, postgres.missing)
      continue
    }
    const settling = await workers(comparable, "settle", [log], [log], "url" in postgres ? postgres.url : "")
    const calls = new Map<SettledName, Samples<LogName | `${LogName}, before`>>()
    for (const settled of settledNames) {
      const job: MeasuredJob = { kind: "settle", settled, inFlight: 16, ...turn(extent.slice) }
      calls.set(settled, await rounds(settling, job, extent, extent.warmUp / 4))
    }
    stop(settling)
    measured.set(log, calls)
  }
  return measured
}

/** How many merchants share a log, beside one alone. */
export const merchants = [1, 500] as const

/** How many open attempts the last sweep finds. */
export const openAttempts = 1_000

export type Merchants = ReadonlyMap<LogName, ReadonlyMap<number, ReadonlyArray<MerchantsSample>> | string>

/** Sweeps the logs of one merchant and of many, each in a fresh process with new tables. */
export const manyMerchants = async (trees: Trees, times: number, postgres: Postgres): Promise<Merchants> => {
  const measured = new Map<LogName, ReadonlyMap<number, ReadonlyArray<MerchantsSample>> | string>()
  for (const log of ["SQLite", "PostgreSQL"] as const) {
    if (log === "PostgreSQL" && "missing" in postgres) {
      measured.set(log, postgres.missing)
      continue
    }
    const samples = new Map<number, Array<MerchantsSample>>(merchants.map((count) => [count, []]))
    for (let time = 0; time < times; time++) {
      for (const count of merchants) {
        const args = [log, String(count), String(openAttempts), "url" in postgres ? postgres.url : ""]
        const program = path.join(trees.current, "bench", "contestants", "merchants.js")
        // merchants.ts prints this type.
        const sample = JSON.parse(
          await Processes.output(process.execPath, [program, ...args], trees.current)
        ) as MerchantsSample
        samples.get(count)?.push(sample)
      }
    }
    measured.set(log, samples)
  }
  return measured
}

/** Makes the young generation four times as large. */
export const roomyFlag = "--max-semi-space-size=64"

const roomyCallers: ReadonlyArray<ContestantName> = ["bare undici", "effect-line-pay-node", "line-pay-merchant"]

const profiledCallers: ReadonlyArray<Caller> = [
  "bare undici",
  "effect-line-pay-node",
  before("effect-line-pay-node"),
  "line-pay-merchant"
]

const turn = (milliseconds: number) => ({ milliseconds, calls: 1 })

type Workers<Name extends string> = ReadonlyMap<Name, Processes.Worker>

const workers = async <N extends string>(
  trees: Trees,
  kind: string,
  names: ReadonlyArray<N>,
  ours: ReadonlyArray<N>,
  origin?: string,
  flags?: ReadonlyArray<string>
): Promise<Workers<N | `${N}, before`>> => {
  const started = new Map<N | `${N}, before`, Processes.Worker>()
  for (const name of names) {
    started.set(name, await Processes.worker(trees.current, kind, name, origin, flags))
    if (trees.before !== undefined && ours.includes(name)) {
      try {
        started.set(before(name), await Processes.worker(trees.before, kind, name, origin))
      } catch {
        leftOut(before(name))
      }
    }
  }
  return started
}

const leftOut = (name: string): void => console.log(`       ${name} fails at this part, and is left out of it`)

const stop = (workers: Workers<string>): void => workers.forEach((worker) => worker.stop())

const rounds = async <N extends string>(
  workers: Workers<N>,
  job: MeasuredJob,
  { rounds }: Extent,
  warmUp: number
): Promise<Samples<N>> => {
  const samples = new Map<N, Array<Sample>>()
  for (const [name, worker] of workers) {
    try {
      await worker.measure({ ...job, milliseconds: 0, calls: warmUp })
      samples.set(name, [])
    } catch (error) {
      // An older commit may fail at what is measured.
      if (!name.endsWith(", before")) throw error
      leftOut(name)
    }
  }
  const able = [...workers].filter(([name]) => samples.has(name))
  for (let round = 0; round < rounds; round++) {
    for (const [name, worker] of turns(able, round)) {
      samples.get(name)?.push(await worker.measure(job))
    }
  }
  return samples
}

/** The baseline for imports. */
export const importBase = "@effect/platform/HttpClient"

const imported: ReadonlyArray<string> = [
  importBase,
  "effect-line-pay/LinePay",
  "effect-line-pay",
  "effect-line-pay-node/LinePayNode",
  "@effect/platform-node/NodeHttpClient",
  "line-pay-protocol",
  "line-pay-merchant",
  "undici"
]

const ownPackage = /^effect-line-pay/

const measureImports = async (trees: Trees, count: number): Promise<ReadonlyMap<string, ReadonlyArray<number>>> => {
  const entries = imported.flatMap((module) => [
    { name: module, tree: trees.current, module },
    ...(trees.before !== undefined && ownPackage.test(module)
      ? [{ name: before(module), tree: trees.before, module }]
      : [])
  ])
  const times = new Map<string, Array<number>>(entries.map(({ name }) => [name, []]))
  for (let round = 0; round < count; round++) {
    for (const { module, name, tree } of turns(entries, round)) {
      const printed = await Processes.output(process.execPath, [path.join(tree, "bench", "importer.js"), module], tree)
      times.get(name)?.push(Number(printed))
    }
  }
  return times
}

const measureTypeChecks = async (
  tree: string,
  count: number
): Promise<ReadonlyMap<TypeCheck.Program, ReadonlyArray<number>>> => {
  TypeCheck.prepare(tree)
  const tsc = path.join(bench, "..", "..", "node_modules", "typescript", "bin", "tsc")
  const times = new Map<TypeCheck.Program, Array<number>>(TypeCheck.programs.map((name) => [name, []]))
  for (let round = 0; round < count; round++) {
    for (const name of turns(TypeCheck.programs, round)) {
      times.get(name)?.push(await TypeCheck.seconds(tree, name, tsc))
    }
  }
  return times
}
