/** Runs one contestant in a separate process. It loads that one alone, and measures the jobs that it gets. */
import { large, parsed, transactionId, transactionIds } from "./answers.ts"
import type { Contestant } from "./contestants/contestant.ts"
import type { ContestantName, Extent, Job, LogName, ParserName, ReaderName, Sample, SignerName } from "./job.ts"
import { type Profile, profiled } from "./profile.ts"
import { quantile } from "./statistics.ts"

const [, , kind = "", name = "", origin = ""] = process.argv

const contestants: { readonly [N in ContestantName]: () => Promise<Contestant> } = {
  "bare undici": async () => (await import("./contestants/bareUndici.ts")).make(origin),
  "fetch, LINE Pay's sample": async () => (await import("./contestants/sample.ts")).make(origin),
  "Effect HttpClient": async () => (await import("./contestants/effectHttpClient.ts")).make(origin),
  "line-pay-merchant": async () => (await import("./contestants/linePayMerchant.ts")).make(origin),
  "effect-line-pay-node": async () => (await import("./contestants/effectLinePay.ts")).onNode(origin),
  "effect-line-pay, fetch": async () => (await import("./contestants/effectLinePay.ts")).onFetch(origin),
  "effect-line-pay, HttpClient": async () => (await import("./contestants/effectLinePay.ts")).onHttpClient(origin)
}

/** Measures a job that returns how many calls it made, and how many answers were wrong. */
const measure = async (
  work: (
    goOn: (calls: number) => boolean,
    latencies: Array<number>
  ) => Promise<{ readonly calls: number; readonly wrong: number }>,
  extent: Extent
): Promise<Sample> => {
  const latencies: Array<number> = []
  const cpu = process.cpuUsage()
  const start = performance.now()
  const { calls, wrong } = await work(
    (calls) => calls < extent.calls || performance.now() - start < extent.milliseconds,
    latencies
  )
  const seconds = (performance.now() - start) / 1_000
  const { system, user } = process.cpuUsage(cpu)
  return {
    calls,
    perSecond: calls / seconds,
    cpu: (system + user) / calls,
    p50: latencies.length === 0 ? 0 : quantile(latencies, 0.5),
    p99: latencies.length === 0 ? 0 : quantile(latencies, 0.99),
    wrongIds: wrong,
    peakMemory: process.resourceUsage().maxRSS / 1_024
  }
}

/** Keeps this many calls in flight. */
const inFlight = (count: number, call: () => Promise<boolean>, extent: Extent): Promise<Sample> =>
  measure(async (goOn, latencies) => {
    let wrong = 0
    const lane = async () => {
      while (goOn(latencies.length)) {
        const start = performance.now()
        if (!await call()) wrong++
        latencies.push(performance.now() - start)
      }
    }
    await Promise.all(Array.from({ length: count }, lane))
    return { calls: latencies.length, wrong }
  }, extent)

/** Runs a function without pause, and looks at the clock only from time to time. */
const batches = (size: number, batch: () => Promise<boolean> | boolean, extent: Extent): Promise<Sample> =>
  measure(async (goOn) => {
    let calls = 0
    let wrong = 0
    while (goOn(calls)) {
      if (!await batch()) wrong += size
      calls += size
    }
    return { calls, wrong }
  }, extent)

let stop = async (): Promise<void> => {}

const run: { readonly [kind: string]: () => Promise<(job: Job) => Promise<Sample | Profile>> } = {
  calls: async () => {
    // The bench starts its workers with this `name`.
    const contestant = await contestants[name as ContestantName]()
    const confirm = async () => await contestant.confirm(transactionId) === transactionId
    const lookUp = async () => {
      const ids = await contestant.details(transactionIds)
      return ids.length === transactionIds.length && ids.every((id, index) => id === transactionIds[index])
    }
    return async (job) => {
      switch (job.kind) {
        case "confirm":
          return inFlight(job.inFlight, confirm, job)
        case "details":
          return inFlight(job.inFlight, lookUp, job)
        case "profile":
          return profiled(async () => (await inFlight(job.inFlight, confirm, job)).calls)
        default:
          throw new TypeError(`not for this worker: ${job.kind}`)
      }
    }
  },
  parse: async () => {
    const { parsers } = await import("./contestants/json.ts")
    // As above.
    const parse = parsers[name as ParserName]
    return async (job) => {
      if (job.kind !== "parse") throw new TypeError(`not for this worker: ${job.kind}`)
      const text = parsed[job.body]
      const size = batchSize(text)
      return batches(size, () => {
        let last: unknown
        for (let i = 0; i < size; i++) last = parse(text)
        return String(idIn(last)) === transactionId
      }, job)
    }
  },
  read: async () => {
    const { reader } = await import("./contestants/reading.ts")
    // As above.
    const read = await reader(name as ReaderName)
    return async (job) => {
      if (job.kind !== "read") throw new TypeError(`not for this worker: ${job.kind}`)
      const text = large(transactionId, job.megabytes)
      return batches(1, () => read(text), job)
    }
  },
  sign: async () => {
    const { signing } = await import("./contestants/signers.ts")
    // As above.
    const batch = signing(name as SignerName, 200)
    return async (job) => batches(200, batch, job)
  },
  settle: async () => {
    const { make } = await import("./contestants/settlement.ts")
    // As above.
    const settler = await make(name as LogName, origin)
    stop = settler.stop
    return async (job) => {
      if (job.kind !== "settle") throw new TypeError(`not for this worker: ${job.kind}`)
      return inFlight(job.inFlight, settler[job.settled], job)
    }
  }
}

/** So many that a look at the clock costs little. */
const batchSize = ({ length }: string): number => length < 1_000 ? 500 : length < 1e6 ? 10 : 1

/** The first transaction id of an answer, as the parser returned it. */
const idIn = (answer: unknown): unknown => {
  if (typeof answer !== "object" || answer === null || !("info" in answer)) return undefined
  const info: unknown = Array.isArray(answer.info) ? answer.info[0] : answer.info
  return typeof info === "object" && info !== null && "transactionId" in info ? info.transactionId : undefined
}

const start = run[kind]
if (start === undefined) throw new TypeError(`no such worker: ${kind}`)
const perform = await start()
process.on("message", async (job: Job) => process.send?.(await perform(job)))
process.on("disconnect", () => stop().finally(() => process.exit()))
process.send?.("ready")
