/**
 * `npm run chaos -- --minutes 5 --seed 7 --db postgres`
 */
import { parseArgs } from "node:util"
import { type PostgresServer, withPostgres } from "../../../scripts/postgres.mjs"
import * as Break from "./Break.ts"
import * as Database from "./Database.ts"
import { story } from "./Judgement.ts"
import * as Plan from "./Plan.ts"
import { build } from "./Processes.ts"
import * as Round from "./Round.ts"

const usage = `npm run chaos -- [options]

  --db <name>      sqlite or postgres; both in turn by default
  --minutes <n>    begins no round after these; 2 by default
  --rounds <n>     how many rounds at most
  --seed <n>       the first round's seed; each further round counts it up; 1 by default
  --break <name>   break the library or the shop on purpose, to see what is noticed; one of:
${Break.breaks.map(({ name }) => `                     ${name}`).join("\n")}
`

const refuse = (problem: string): never => {
  console.error(`${problem}\n\n${usage}`)
  process.exit(2)
}

const readOptions = () => {
  try {
    return parseArgs({
      options: {
        db: { type: "string" },
        minutes: { type: "string", default: "2" },
        rounds: { type: "string" },
        seed: { type: "string", default: "1" },
        break: { type: "string" },
        help: { type: "boolean", default: false }
      }
    }).values
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error))
  }
}

const values = readOptions()
if (values.help) {
  console.log(usage)
  process.exit(0)
}

const number = (name: "minutes" | "rounds" | "seed", text: string, from: number, to: number): number => {
  const value = Number(text)
  return value >= from && value <= to && text !== ""
    ? value
    : refuse(`--${name} must be a number from ${from} to ${to}, but is "${text}"`)
}

const budget = number("minutes", values.minutes, 0, 100_000) * 60_000
const rounds = values.rounds === undefined ? Infinity : number("rounds", values.rounds, 1, 1_000_000)
const seed = number("seed", values.seed, 0, 0xffff_ffff)
const broken = values.break
if (broken !== undefined && Break.find(broken) === undefined) {
  refuse(`There is no way to break the library called "${broken}"`)
}
const isDatabase = (name: string): name is Plan.DatabaseName => Object.hasOwn(Plan.databaseTroubles, name)
const databases: ReadonlyArray<Plan.DatabaseName> = values.db === undefined
  ? ["sqlite", "postgres"]
  : isDatabase(values.db)
  ? [values.db]
  : refuse(`--db must be sqlite or postgres, but is "${values.db}"`)

const startedAt = performance.now()
const totals: Round.Counts = new Map()
const verdicts = new Map<string, number>()
const undecidable = new Map<string, number>()
let done = 0
let violations = 0

const add = (to: Map<string, number>, from: ReadonlyMap<string, number>) => {
  for (const [name, value] of from) to.set(name, (to.get(name) ?? 0) + value)
}

const sumOf = (prefix: string) =>
  [...totals].reduce((sum, [name, value]) => name.startsWith(prefix) ? sum + value : sum, 0)

const progress = (database: string) => {
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(0)
  console.log(
    `${seconds.padStart(5)} s  ${done} rounds (${database})  ${sumOf("killed")} kills  ${
      sumOf("restarts")
    } restarts  ` +
      `${sumOf("database: ")} database troubles  ${sumOf("calls")} calls  ${violations} violations`
  )
}

const table = (title: string, counts: ReadonlyMap<string, number>) => {
  if (counts.size === 0) return
  console.log(`\n${title}`)
  const width = Math.max(...[...counts.keys()].map((name) => name.length)) + 2
  for (const [name, value] of [...counts].sort(([left], [right]) => left < right ? -1 : 1)) {
    console.log(`  ${name.padEnd(width)}${String(value).padStart(7)}`)
  }
}

const replay = (seed: number, database: Plan.DatabaseName) =>
  `npm run chaos -- --seed ${seed} --rounds 1 --db ${database}${broken === undefined ? "" : ` --break "${broken}"`}`

const round = async (database: Plan.DatabaseName, index: number, open: () => Promise<Database.Database>) => {
  const plan = Plan.make(seed + index, database)
  const result = await Round.run(plan, await open(), broken)
  done++
  violations += result.violations.length
  add(totals, result.counts)
  add(verdicts, result.verdicts)
  add(undecidable, result.undecidable)
  progress(database)
  const [violation] = result.violations
  if (violation === undefined) return true
  for (const { about, what } of result.violations) console.error(`\nSeed ${plan.seed}, ${database}: ${about}: ${what}`)
  console.error(`\nThe story:\n`)
  for (const line of story(violation, result.evidence)) console.error(line)
  console.error(`\nThe same plan, whose processes may race to another end: ${replay(plan.seed, database)}`)
  return false
}

/** Runs rounds until the time is over, or one finds something. */
const runAll = async (
  database: Plan.DatabaseName,
  millis: number,
  open: (name: string) => Promise<Database.Database>
) => {
  const until = performance.now() + millis
  for (let index = 0; index < rounds && (index === 0 || performance.now() < until); index++) {
    if (!await round(database, index, () => open(`round_${index}`))) return false
  }
  return true
}

const runOn = async (database: Plan.DatabaseName): Promise<boolean> => {
  const millis = budget / databases.length
  if (database === "sqlite") return await runAll(database, millis, Database.sqlite)
  let isClean = true
  await withPostgres(async (url: string, server: PostgresServer) => {
    isClean = await runAll(database, millis, (name) => Database.postgres(url, server, name))
  })
  return isClean
}

await build()
for (const database of databases) {
  if (!await runOn(database)) {
    process.exitCode = 1
    break
  }
}
table("Verdicts", verdicts)
table("For a human, each of a kind that docs/settlement.md declares undecidable", undecidable)
table("What happened", totals)
console.log(`\n${done} rounds from seed ${seed} on: ${violations === 0 ? "nothing wrong" : `${violations} violations`}`)
