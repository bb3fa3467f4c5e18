/**
 * What a round does, and what happens to it, from a seed. Processes race, so the
 * same plan can end in another way.
 */
import { Fault } from "effect-line-pay-sandbox"
import { PCGRandom } from "effect/Utils"
import { type Call, type Death, type Point, points } from "./Message.ts"
import { latestCommit, longestLag } from "./Times.ts"

/** How long pods die, and databases fail, in milliseconds. */
export const storm = 25_000

export interface Step {
  readonly call: Call
  /** In major units; the total, for `refundUpTo`. */
  readonly amount: number
  readonly full: boolean
  readonly refundId: string
  /** How many pods make the call at once. */
  readonly callers: number
}

/** An order. Each step begins when the one before has been applied; the calls of a step begin together. */
export interface Flow {
  readonly orderId: string
  readonly payment: "Captured" | "Authorized" | "Preapproved"
  readonly amount: number
  /** When it begins, in milliseconds after the round did. */
  readonly at: number
  readonly steps: ReadonlyArray<ReadonlyArray<Step>>
}

export const podTroubles = ["kill", "suspend"] as const

export const databaseTroubles = {
  sqlite: ["hold the write lock"],
  postgres: [
    "suspend the server",
    "suspend a backend",
    "crash and restart",
    "terminate the connections",
    "cut off an acknowledgement",
    "stall the network"
  ]
} as const

export type DatabaseName = keyof typeof databaseTroubles
export type DatabaseTrouble = (typeof databaseTroubles)[DatabaseName][number]

export interface Trouble<Kind> {
  readonly kind: Kind
  /** How long to wait after the trouble before, in milliseconds. */
  readonly after: number
  readonly millis: number
  /** A number to choose a pod, a backend or a statement by. */
  readonly which: number
}

export interface Plan {
  readonly seed: number
  readonly database: DatabaseName
  readonly pods: number
  readonly flows: ReadonlyArray<Flow>
  /** Where the pods die, in the order in which they start: each tries several places, one after the other. */
  readonly deaths: ReadonlyArray<ReadonlyArray<Death>>
  readonly podTroubles: ReadonlyArray<Trouble<(typeof podTroubles)[number]>>
  readonly databaseTroubles: ReadonlyArray<Trouble<DatabaseTrouble>>
  readonly faults: Fault.Mix
  /** Whether the pods that are left end as in a deployment, or are killed. */
  readonly isDeployed: boolean
}

export const price = 1_000

export const make = (seed: number, database: DatabaseName): Plan => {
  const random = new PCGRandom(seed)
  const below = (limit: number) => random.integer(limit)
  const chance = (percent: number) => below(100) < percent
  const oneOf = <A>(first: A, ...others: ReadonlyArray<A>): A => [first, ...others][below(others.length + 1)] ?? first
  const from = <A>(items: ReadonlyArray<A>): A => {
    const item = items[below(items.length)]
    if (item === undefined) throw new Error("there is nothing to choose from")
    return item
  }
  const many = <A>(length: number, make: (index: number) => A) => Array.from({ length }, (_, index) => make(index))

  const step = (call: Call, amount: number, given: Partial<Step> = {}): Step => ({
    call,
    amount,
    full: false,
    refundId: "",
    callers: chance(30) ? 2 : 1,
    ...given
  })
  // No two refunds of a payment have the same amount, so the ledger says which is which.
  const part = (n: number) => step("refundPayment", 100 + 10 * n + below(9), { refundId: `part-${n}` })
  const full = () => step("refundPayment", price, { full: true, refundId: "full" })
  const upTo = (total: number) => (n: number) => step("refundUpTo", total, { refundId: `up-${n}` })
  const refunds = (): ReadonlyArray<ReadonlyArray<Step>> =>
    from([
      () => [[part(1)], [part(2)]],
      () => [[part(1), part(2)], [full()]],
      () => [[full()]],
      () => many(2, upTo(100 + 10 * below(20))).map((one) => [one]),
      () => [many(3, upTo(100 + 10 * below(80)))],
      () => [[part(1), ...many(2, upTo(500))]]
    ])()

  const flow = (index: number): Flow => {
    const orderId = `order-${seed}-${index}`
    const at = below(storm - 10_000)
    const confirm = [step("confirmPayment", price)]
    switch (below(5)) {
      case 0:
        return {
          orderId,
          at,
          amount: price,
          payment: "Authorized",
          steps: [confirm, [step("capturePayment", chance(50) ? price : 400 + below(500))]]
        }
      case 1:
        return { orderId, at, amount: price, payment: "Authorized", steps: [confirm, [step("voidPayment", price)]] }
      case 2:
        return { orderId, at, amount: price, payment: "Preapproved", steps: [[step("payPreapproved", price)]] }
      default:
        return { orderId, at, amount: price, payment: "Captured", steps: [confirm, ...refunds()] }
    }
  }

  const death = (point: Point): Death => ({ point, nth: 1 + below(2), when: oneOf("before", "after") })
  const trouble = <Kind>(kind: Kind, after: number, longest: number): Trouble<Kind> => ({
    kind,
    after: 200 + below(after),
    millis: 300 + below(longest),
    which: below(1_000)
  })

  return {
    seed,
    database,
    pods: 3,
    flows: many(48, flow),
    deaths: many(100, () => many(8, () => death(from(points)))),
    podTroubles: many(12, () => {
      const kind = oneOf("kill", "suspend", ...podTroubles)
      return trouble(kind, 2_500, kind === "suspend" && chance(15) ? 12_000 : 2_500)
    }),
    databaseTroubles: many(20, () => trouble(from<DatabaseTrouble>(databaseTroubles[database]), 2_000, 4_000)),
    faults: {
      probability: from([0.1, 0.2, 0.35]),
      faults: [
        { fault: Fault.commitThenLose, weight: 3 },
        { fault: Fault.resetBefore, weight: 2 },
        { fault: Fault.commitLate(latestCommit) },
        { fault: Fault.commitLate(latestCommit / 3, { connection: "Hang" }) },
        { fault: Fault.commitLate(latestCommit / 2, { locked: true }) },
        { fault: Fault.hang({ applied: true }) },
        { fault: Fault.hang() },
        { fault: Fault.delay("400 millis"), weight: 2 },
        { fault: Fault.cutBody(20) },
        { fault: Fault.stallBody(20) },
        { fault: Fault.resultCode("9000") },
        { fault: Fault.resultCode("9000", { applied: true }) },
        { fault: Fault.resultCode("1198") },
        { fault: Fault.resultCode("1199") },
        { fault: Fault.raw("<html>Bad Gateway</html>", { status: 502 }) },
        { fault: Fault.flawedDetails("MissingPayStatus") },
        { fault: Fault.lag(longestLag), weight: 4 }
      ]
    },
    isDeployed: chance(50)
  }
}
