/** Turns samples into the README's tables and the plot. */
import { readFileSync, writeFileSync } from "node:fs"
import * as os from "node:os"
import * as path from "node:path"
import type { Parsed } from "./answers.ts"
import type { ContestantName, MerchantsSample, ParserName, ReaderName, Sample } from "./job.ts"
import {
  before,
  type Caller,
  importBase,
  levels,
  type Merchants,
  openAttempts,
  type Results,
  roomyFlag,
  type Samples,
  type Settled,
  sizes
} from "./measure.ts"
import * as Plot from "./plot.ts"
import { parts } from "./profile.ts"
import { median, ratio } from "./statistics.ts"
import { bench, version } from "./tree.ts"
import { programs } from "./typeCheck.ts"

export interface Circumstances {
  readonly against: string | undefined
  readonly loadBefore: string
  readonly loadAfter: string
}

export interface Report {
  readonly text: string
  /** The contestants that kept the ids that LINE Pay sent, in a confirm and in details. */
  readonly ids: ReadonlyArray<{ readonly name: string; readonly confirmIds: YesNo; readonly detailsIds: YesNo }>
  /** The parsers that kept the id of a confirm. */
  readonly parsers: { readonly [name: string]: YesNo }
  /** Writes the README's figures and the plot. */
  readonly write: () => void
}

type YesNo = "yes" | "no"

const limit: ContestantName = "bare undici"

export const make = (results: Results, circumstances: Circumstances): Report => {
  const sections = {
    machine: machine(circumstances),
    aims: aims(results),
    calls: `${calls(results)}\n\n![CPU per confirm, as a multiple of bare undici](calls.svg)`,
    details: details(results),
    profile: profile(results),
    roomy: roomy(results),
    json: json(results),
    large: large(results),
    signatures: signatures(results),
    imports: imports(results),
    types: types(results)
  }
  return {
    text: Object.values(sections).join("\n\n"),
    ids: [...levelOf(results, 16).keys()].map((name) => ({
      name,
      confirmIds: intact(samplesOf(levelOf(results, 16), name)),
      detailsIds: intact(samplesOf(results.details, name))
    })),
    parsers: Object.fromEntries(
      [...parseOf(results, "a confirm")].map(([name, samples]) => [name, intact(samples)])
    ),
    write: () => {
      const readme = path.join(bench, "README.md")
      writeFileSync(readme, fill(readFileSync(readme, "utf8"), sections))
      writeFileSync(path.join(bench, "calls.svg"), Plot.bars(plotted(results)))
    }
  }
}

export interface SettledReport {
  readonly text: string
  /** Whether LINE Pay's answer settled each call. */
  readonly areSettled: boolean
  readonly write: () => void
}

/** The part that `--only settled` measures. */
export const ofSettled = (settled: Settled, circumstances: Circumstances): SettledReport => {
  const { against, loadAfter, loadBefore } = circumstances
  const versions = ["@effect/sql", "@effect/sql-libsql", "@effect/sql-pg"]
  const sections = {
    settled: `${settledTable(settled)}\n\nLoad average before ${loadBefore}, after ${loadAfter}. ` +
      `${versions.map((name) => `${name} ${version(name)}`).join(", ")}.` +
      (against === undefined ? "" : ` "Before" is commit ${against}, measured in the same run.`)
  }
  return {
    text: sections.settled,
    areSettled: [...settled.values()].every((calls) =>
      typeof calls === "string" ||
      [...calls.values()].every((samples) => [...samples.values()].every((own) => intact(own) === "yes"))
    ),
    write: () => {
      const readme = path.join(bench, "README.md")
      writeFileSync(readme, fill(readFileSync(readme, "utf8"), sections))
    }
  }
}

export interface MerchantsReport {
  readonly text: string
  /** Whether each sweep looked at what it had to. */
  readonly areSettled: boolean
  readonly write: () => void
}

/** The part that `--only merchants` measures. */
export const ofMerchants = (merchants: Merchants, { loadAfter, loadBefore }: Circumstances): MerchantsReport => {
  const rows = [...merchants].flatMap(([log, counts]) =>
    typeof counts === "string"
      ? [[log, `not measured: ${counts}`, "", "", ""]]
      : [...counts].map(([count, samples]) => {
        const of = (figure: (sample: MerchantsSample) => number) => `${median(samples.map(figure)).toFixed(0)} ms`
        const name = `${log}, ${count === 1 ? "1 merchant" : `${count} merchants`}`
        return [name, of((one) => one.start), of((one) => one.first), of((one) => one.empty), of((one) => one.full)]
      })
  )
  const sections = {
    merchants: `${
      table(["", "start", "first sweep, of nothing", "next one", `sweep of ${openAttempts} open attempts`], rows)
    }\n\nLoad average before ${loadBefore}, after ${loadAfter}.`
  }
  return {
    text: sections.merchants,
    areSettled: [...merchants.values()].every((counts) =>
      typeof counts === "string" || [...counts.values()].every((samples) => samples.every(({ isRight }) => isRight))
    ),
    write: () => {
      const readme = path.join(bench, "README.md")
      writeFileSync(readme, fill(readFileSync(readme, "utf8"), sections))
    }
  }
}

const settledTable = (settled: Settled): string =>
  table(
    ["settled calls, 16 in flight", "calls/s", "CPU"],
    [...settled].flatMap(([log, calls]) =>
      typeof calls === "string"
        ? [[log, `not measured: ${calls}`, ""]]
        : [...calls].map(([call, samples]) => [
          `${call}, ${log}`,
          besideBefore(samplesOf(samples, log), samplesOf(samples, before(log)), perSecond, ""),
          besideBefore(samplesOf(samples, log), samplesOf(samples, before(log)), cpu, "µs")
        ])
    )
  )

/** The ratio to the commit before, and in brackets both figures. */
const besideBefore = (
  own: ReadonlyArray<Sample>,
  earlier: ReadonlyArray<Sample>,
  figure: (sample: Sample) => number,
  unit: string
): string => {
  const [figures, others] = [own.map(figure), earlier.map(figure)]
  const suffix = unit === "" ? "" : ` ${unit}`
  return others.length === 0
    ? `${median(figures).toFixed(0)}${suffix}`
    : `**${ratio(figures, others).toFixed(2)}** (${median(figures).toFixed(0)} : ${median(others).toFixed(0)}${suffix})`
}

/** Puts texts between their `begin` and `end` comments. */
export const fill = (text: string, sections: { readonly [name: string]: string }): string =>
  Object.entries(sections).reduce(
    (text, [name, content]) =>
      text.replace(
        new RegExp(`(<!-- begin ${name} -->\n)[^]*(<!-- end ${name} -->)`),
        (_, begin: string, end: string) => `${begin}${content}\n${end}`
      ),
    text
  )

const table = (heads: ReadonlyArray<string>, rows: ReadonlyArray<ReadonlyArray<string>>): string =>
  [heads, heads.map((_, column) => column === 0 ? "---" : "--:"), ...rows]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n")

const machine = ({ against, loadAfter, loadBefore }: Circumstances): string => {
  const [cpu] = os.cpus()
  const versions = ["effect", "@effect/platform", "@effect/platform-node", "undici", "line-pay-merchant"]
  return `Node ${process.version} on ${os.platform()} ${os.arch()}, ${os.cpus().length} × ${
    cpu?.model.trim() ?? "?"
  }; ` +
    `load average before ${loadBefore}, after ${loadAfter}. ` +
    `${versions.map((name) => `${name} ${version(name)}`).join(", ")}.` +
    (against === undefined ? "" : ` "Before" is commit ${against}, measured in the same run.`)
}

const own: ContestantName = "effect-line-pay-node"

const aims = (results: Results): string => {
  const confirm = levelOf(results, 16)
  const of = (name: Caller, figure: (sample: Sample) => number) => samplesOf(confirm, name).map(figure)
  const hundred = parseOf(results, "details of 100 payments")
  const parsing = (name: ParserName) => samplesOf(hundred, name).map(cpu)
  const importing = (module: string) => results.imports.get(module) ?? []
  const rows: ReadonlyArray<readonly [aim: string, bound: string, figure: number, reached: boolean]> = [
    atLeast(
      "calls per second of an SDK's, at 16 in flight",
      2,
      ratio(of(own, perSecond), of("line-pay-merchant", perSecond))
    ),
    atMost("CPU of bare undici's, at 16 in flight", 3, ratio(of(own, cpu), of(limit, cpu))),
    atMost(
      "CPU of LINE Pay's sample, on fetch, at 16 in flight",
      1.3,
      ratio(of("effect-line-pay, fetch", cpu), of("fetch, LINE Pay's sample", cpu))
    ),
    atMost(
      "CPU of bare undici's, details of 100 payments",
      3,
      ratio(samplesOf(results.details, own).map(cpu), samplesOf(results.details, limit).map(cpu))
    ),
    atMost(
      "exact JSON of `JSON.parse`, details of 100 payments",
      1.3,
      ratio(parsing("ExactJson"), parsing("JSON.parse"))
    ),
    atMost(
      "import of the Node layer of `HttpClient`'s",
      1.15,
      ratio(importing("effect-line-pay-node/LinePayNode"), importing(importBase))
    )
  ]
  return table(
    ["aim", "bound", "measured", "reached"],
    rows.map(([aim, bound, figure, reached]) => [aim, bound, figure.toFixed(2), reached ? "yes" : "no"])
  )
}

const atLeast = (aim: string, bound: number, figure: number) =>
  [aim, `at least ${bound}`, figure, figure >= bound] as const

const atMost = (aim: string, bound: number, figure: number) =>
  [aim, `at most ${bound}`, figure, figure <= bound] as const

const cpu = ({ cpu }: Sample): number => cpu

const perSecond = ({ perSecond }: Sample): number => perSecond

const calls = (results: Results): string =>
  table(
    [
      "confirm",
      ...levels.map((level) => `CPU, ${level} in flight`),
      ...levels.map((level) => `calls/s, ${level}`),
      "p50, p99 ms at 16",
      "peak MiB",
      "id intact"
    ],
    [...levelOf(results, 16).keys()].map((name) => {
      const at = levels.map((level) => levelOf(results, level))
      const own = samplesOf(levelOf(results, 16), name)
      return [
        name,
        ...at.map((samples) => compared(samples, name, cpu, "µs")),
        ...at.map((samples) => compared(samples, name, perSecond, "")),
        `${median(own.map(({ p50 }) => p50)).toFixed(1)}, ${median(own.map(({ p99 }) => p99)).toFixed(1)}`,
        peak(samplesOf(results.details, name)),
        intact(own)
      ]
    })
  )

const details = (results: Results): string =>
  table(
    ["details of 100 payments, 16 in flight", "CPU", "calls/s", "id intact"],
    [...results.details.keys()].map((name) => [
      name,
      compared(results.details, name, cpu, "µs"),
      compared(results.details, name, perSecond, ""),
      intact(samplesOf(results.details, name))
    ])
  )

const profile = ({ profiles }: Results): string => {
  const names = [...profiles.keys()]
  const total = (name: Caller) => parts.reduce((sum, part) => sum + (profiles.get(name)?.[part] ?? 0), 0)
  return table(
    ["µs of the main thread per confirm, 16 in flight", ...names],
    [
      ...parts.map((part) => [part, ...names.map((name) => (profiles.get(name)?.[part] ?? 0).toFixed(0))]),
      ["together", ...names.map((name) => total(name).toFixed(0))]
    ]
  )
}

const roomy = (results: Results): string =>
  table(
    [`confirm, 16 in flight, \`${roomyFlag}\``, "CPU", "calls/s"],
    [...results.roomy.keys()].map((name) => [
      name,
      compared(results.roomy, name, cpu, "µs"),
      compared(results.roomy, name, perSecond, "")
    ])
  )

const json = (results: Results): string => {
  const bodies = [...results.parse.keys()]
  const base = "JSON.parse"
  return table(
    ["parser", ...bodies, "id intact"],
    [...parseOf(results, "a confirm").keys()].map((name) => [
      name,
      ...bodies.map((body) => {
        const samples = parseOf(results, body)
        const used = samplesOf(samples, name).map(cpu)
        return shown(ratio(used, samplesOf(samples, base).map(cpu)), median(used), "µs")
      }),
      intact(samplesOf(parseOf(results, "details of 100 payments"), name))
    ])
  )
}

/** Per megabyte: where the cost is linear, the last column is about 1. */
const large = ({ read }: Results): string => {
  const perMegabyte = (name: ReaderName | `${ReaderName}, before`, megabytes: number) =>
    (read.get(megabytes)?.get(name) ?? []).map((sample) => cpu(sample) / 1_000 / megabytes)
  return table(
    ["CPU per MB of an answer", ...sizes.map((megabytes) => `${megabytes} MB`), "4 MB beside 1 MB"],
    [...(read.get(1) ?? new Map()).keys()].map((name) => [
      name,
      ...sizes.map((megabytes) => {
        const own = perMegabyte(name, megabytes)
        return shown(ratio(own, perMegabyte("JSON.parse", megabytes)), median(own), "ms")
      }),
      ratio(perMegabyte(name, 4), perMegabyte(name, 1)).toFixed(2)
    ])
  )
}

const signatures = (results: Results): string =>
  table(
    ["signer", "CPU", "µs"],
    [...results.sign].map(([name, samples]) => {
      const used = samples.map(cpu)
      const base = samplesOf(results.sign, "node:crypto").map(cpu)
      return [
        name,
        shown(ratio(used, base), median(used), "µs"),
        median(samples.map((s) => 1e6 / s.perSecond)).toFixed(1)
      ]
    })
  )

const imports = (results: Results): string =>
  table(
    ["import", "CPU"],
    [...results.imports].map(([module, times]) => [
      `\`${module}\``,
      shown(ratio(times, results.imports.get(importBase) ?? []), median(times), "ms")
    ])
  )

const types = (results: Results): string =>
  table(
    ["a program that", "tsc"],
    programs.map((program) => {
      const times = results.typeChecks.get(program) ?? []
      return [program, shown(ratio(times, results.typeChecks.get("imports Effect") ?? []), median(times), "s")]
    })
  )

/** The ratio first, and in brackets the figure itself. */
const shown = (ratio: number, figure: number, unit: string): string =>
  `**${ratio.toFixed(2)}** (${figure < 10 ? figure.toFixed(1) : figure.toFixed(0)}${unit === "" ? "" : ` ${unit}`})`

const compared = (
  samples: Samples<Caller>,
  name: Caller,
  figure: (sample: Sample) => number,
  unit: string
): string => {
  const own = samplesOf(samples, name).map(figure)
  return shown(ratio(own, samplesOf(samples, limit).map(figure)), median(own), unit)
}

const intact = (samples: ReadonlyArray<Sample>): YesNo => samples.every(({ wrongIds }) => wrongIds === 0) ? "yes" : "no"

const peak = (samples: ReadonlyArray<Sample>): string =>
  Math.max(...samples.map(({ peakMemory }) => peakMemory)).toFixed(0)

const samplesOf = <N extends string>(samples: Samples<N>, name: N): ReadonlyArray<Sample> => samples.get(name) ?? []

const levelOf = (results: Results, level: number): Samples<Caller> => results.confirm.get(level) ?? new Map()

const parseOf = (results: Results, body: Parsed) => results.parse.get(body) ?? new Map()

const plotted = (results: Results): ReadonlyArray<Plot.Panel> =>
  levels.map((level) => {
    const samples = levelOf(results, level)
    const base = samplesOf(samples, limit).map(cpu)
    return {
      title: `${level} in flight`,
      bars: [...samples].map(([name, own]) => ({
        name,
        value: ratio(own.map(cpu), base),
        emphasis: name === "effect-line-pay-node",
        faint: name.endsWith(", before")
      }))
    }
  })
