/**
 * Runs world after world and adds up what was found.
 */
import * as Invariants from "./Invariants.ts"
import type { Mutation } from "./Mutation.ts"
import * as World from "./World.ts"

export interface Options {
  /** The first world's seed; each further world counts it up. */
  readonly seed: number
  readonly worlds: number
  readonly ordersPerWorld: number
  readonly faults: number
  readonly mutation?: Mutation | undefined
}

export interface Violation extends Invariants.Finding {
  readonly seed: number
}

/** The sum of the worlds so far. */
export interface Report {
  readonly orders: number
  readonly movements: number
  readonly crashes: number
  readonly undecidable: number
  readonly takenForOurs: number
  readonly verdicts: ReadonlyMap<string, number>
  readonly faults: ReadonlyMap<string, number>
  readonly violations: ReadonlyArray<Violation>
}

export const empty: Report = {
  orders: 0,
  movements: 0,
  crashes: 0,
  undecidable: 0,
  takenForOurs: 0,
  verdicts: new Map(),
  faults: new Map(),
  violations: []
}

/** The report after each world. A world is forgotten when the next begins, so that memory stays flat. */
export function* simulate(options: Options): Generator<Report> {
  let report = empty
  for (let world = 0; world < options.worlds; world++) {
    const seed = options.seed + world
    const history = World.run({
      seed,
      orders: options.ordersPerWorld,
      faults: options.faults,
      mutation: options.mutation
    })
    const judgement = Invariants.judge(history)
    report = {
      orders: report.orders + options.ordersPerWorld,
      movements: report.movements + history.ledger.length,
      crashes: report.crashes + history.crashes,
      undecidable: report.undecidable + judgement.undecidable,
      takenForOurs: report.takenForOurs + judgement.takenForOurs,
      verdicts: sum(report.verdicts, judgement.verdicts),
      faults: sum(report.faults, history.faultsMet),
      violations: [...report.violations, ...judgement.violations.map((finding) => ({ ...finding, seed }))]
    }
    yield report
  }
}

const sum = (left: ReadonlyMap<string, number>, right: ReadonlyMap<string, number>): ReadonlyMap<string, number> => {
  const total = new Map(left)
  for (const [key, count] of right) total.set(key, (total.get(key) ?? 0) + count)
  return total
}

/** The lines of one world that are about an order, for a human. */
export const story = (
  { about, seed }: Violation,
  options: Pick<Options, "ordersPerWorld" | "faults" | "mutation">
): ReadonlyArray<string> => {
  const lines: Array<string> = []
  const history = World.run({
    seed,
    orders: options.ordersPerWorld,
    faults: options.faults,
    mutation: options.mutation,
    tell: (line) => lines.push(line)
  })
  const attempt = history.attempts.get(about)
  const names = history.ledger.filter(({ orderId, transactionId }) =>
    orderId === about || transactionId === about || transactionId === attempt?.transactionId ||
    orderId === attempt?.orderId
  ).flatMap(({ orderId, transactionId }) => [orderId, transactionId])
  const wanted = [...new Set([about, ...names])]
  return lines.filter((line) => wanted.some((name) => line.includes(name)))
}
