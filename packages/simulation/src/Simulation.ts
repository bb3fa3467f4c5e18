/**
 * Runs world after world and adds up the findings.
 */
import * as Invariants from "./Invariants.ts"
import type { Mutation } from "./Mutation.ts"
import * as World from "./World.ts"

/** The settings of all worlds of a run. */
export interface WorldOptions {
  readonly ordersPerWorld: number
  readonly faults: number
  /** Whether the rare and the odd happen too; see `World.Settings`. */
  readonly edges?: boolean | undefined
  readonly mutation?: Mutation | undefined
}

export interface Options extends WorldOptions {
  /** The first world's seed; each further world counts it up. */
  readonly seed: number
  readonly worlds: number
}

export type Counts = Readonly<Record<string, number>>

/** The findings of some worlds, as plain data that workers can send. */
export interface Report {
  readonly orders: number
  readonly movements: number
  readonly calls: number
  readonly crashes: number
  readonly clockJumps: number
  readonly takenForOurs: number
  readonly undecidable: Counts
  readonly verdicts: Counts
  readonly faults: Counts
  readonly violations: ReadonlyArray<Invariants.Violation>
}

export const empty: Report = {
  orders: 0,
  movements: 0,
  calls: 0,
  crashes: 0,
  clockJumps: 0,
  takenForOurs: 0,
  undecidable: {},
  verdicts: {},
  faults: {},
  violations: []
}

/** Runs one world. One that breaks down, by a defect or a deadlock, is a violation too. */
export const world = (seed: number, options: WorldOptions): Report => {
  const { edges, faults, mutation, ordersPerWorld: orders } = options
  let history: World.History
  try {
    history = World.run({ seed, orders, faults, edges, mutation })
  } catch (error) {
    return { ...empty, orders, violations: [{ seed, about: everything, what: String(error) }] }
  }
  const { takenForOurs, undecidable, verdicts, violations } = Invariants.judge(history)
  return {
    orders,
    movements: history.ledger.length,
    calls: history.requests.size,
    crashes: history.crashes,
    clockJumps: history.clockJumps,
    takenForOurs,
    undecidable: Object.fromEntries(undecidable),
    verdicts: Object.fromEntries(verdicts),
    faults: Object.fromEntries(history.faultsMet),
    violations
  }
}

export const add = (left: Report, right: Report): Report => ({
  orders: left.orders + right.orders,
  movements: left.movements + right.movements,
  calls: left.calls + right.calls,
  crashes: left.crashes + right.crashes,
  clockJumps: left.clockJumps + right.clockJumps,
  takenForOurs: left.takenForOurs + right.takenForOurs,
  undecidable: addCounts(left.undecidable, right.undecidable),
  verdicts: addCounts(left.verdicts, right.verdicts),
  faults: addCounts(left.faults, right.faults),
  violations: [...left.violations, ...right.violations]
})

const addCounts = (left: Counts, right: Counts): Counts => {
  const total = { ...left }
  for (const [name, count] of Object.entries(right)) total[name] = (total[name] ?? 0) + count
  return total
}

/** The report after each world. A world is forgotten when the next begins, so that memory stays flat. */
export function* simulate(options: Options): Generator<Report> {
  let report = empty
  for (let index = 0; index < options.worlds; index++) {
    report = add(report, world(options.seed + index, options))
    yield report
  }
}

/** The subject of a violation when the world broke down. */
const everything = "the world"

/** The command that replays a violation. */
export const replay = (
  { seed }: Invariants.Violation,
  { edges, faults, mutation, ordersPerWorld }: WorldOptions
): string =>
  `npm run simulate -- --payments ${ordersPerWorld} --seed ${seed} --faults ${faults}` +
  (edges === true ? " --edges" : "") +
  (mutation === undefined ? "" : ` --break "${mutation.name}"`)

/**
 * Tells the story of a violation to a human: the lines of its world about the payment, and those of the ledger. For a
 * world that broke down, it returns the last lines.
 */
export const story = (
  { about, seed }: Invariants.Violation,
  { edges, faults, mutation, ordersPerWorld: orders }: WorldOptions
): ReadonlyArray<string> => {
  const lines: Array<string> = []
  let history: World.History
  try {
    history = World.run({ seed, orders, faults, edges, mutation, tell: (line) => lines.push(line) })
  } catch {
    return lines.slice(-100)
  }
  const attempt = history.attempts.get(about)
  const named = new Set([about, attempt?.transactionId ?? about, attempt?.orderId ?? about])
  for (const { orderId, transactionId } of [...history.attempts.values(), ...history.ledger]) {
    if (orderId === undefined || transactionId === undefined) continue
    if (named.has(orderId) || named.has(transactionId)) named.add(orderId).add(transactionId)
  }
  const isAbout = (line: string) => [...named].some((id) => mentions(line, id))
  return [...lines, ...history.ledger.map(entry)]
    .filter((line) => isAbout(line) || /crashes|is back|jumps|no more faults/.test(line))
    // Sort by the time at the start of each line. The sort is stable within a millisecond.
    .sort((left, right) =>
      left.slice(0, stamp) < right.slice(0, stamp) ? -1 : left.slice(0, stamp) > right.slice(0, stamp) ? 1 : 0
    )
}

const stamp = "2026-01-01T00:00:00.000Z".length

/** Whether a line names an id, and not only a longer one that begins with it: order-1 is not order-17. */
const mentions = (line: string, id: string): boolean => {
  const at = line.indexOf(id)
  return at !== -1 && !/[\w-]/.test(line.charAt(at + id.length))
}

const entry = ({ amount, at, cause, currency, kind, orderId, transactionId }: World.Movement): string =>
  `${new Date(at).toISOString()} LEDGER ${kind} ${amount} ${currency} of ${orderId} ${transactionId}, by ${
    "operation" in cause ? `${cause.operation}${cause._tag === "LateCommit" ? ", applied late" : ""}` : cause._tag
  }`
