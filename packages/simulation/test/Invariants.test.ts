import { assert, describe, it } from "@effect/vitest"
import { type Attempt, TransactionId, type Verdict } from "effect-line-pay"
import type { Ledger } from "effect-line-pay-sandbox"
import { Invariants, type World } from "line-pay-simulation"
import { history } from "./fixtures/refundShownUnderAnothersId.ts"

/**
 * Our refund of 16 never arrives. Staff refund 16 of the same payment two minutes later. Details then show all refunds
 * under the id of the first, which was one of 14, and the refund of staff is taken for ours.
 */
const payment = "2026010100061400010"
const key = `refundPayment ${payment} r2`

const found = <A>(value: A | undefined): A => {
  if (value === undefined) throw new Error("the recorded history lacks it")
  return value
}

const attempt = found(history.attempts.get(key))
const request = found([...history.requests.values()].find((sent) => sent.key === key))
const byStaff = found(
  history.ledger.find(({ amount, cause, transactionId }) =>
    transactionId === payment && amount === 16 && cause._tag === "MerchantCentre"
  )
)
const [one, two] = history.ledger.filter(({ kind, transactionId }) => transactionId === payment && kind === "Refund")
const [first, second] = [found(one), found(two)]

/** The shop has taken them, too. */
const withAttempts = (...more: ReadonlyArray<Attempt.Attempt>): World.History => ({
  ...history,
  attempts: new Map([...history.attempts, ...more.map((attempt) => [attempt.key, attempt] as const)]),
  orders: {
    ...history.orders,
    rows: new Map([
      ...history.orders.rows,
      ...more.map(({ key, version }) => [key, { standing: "Applied", seen: version }] as const)
    ])
  }
})

/** The attempt, settled by something else. */
const settled = (change: Partial<Verdict.Applied>): Attempt.Attempt => {
  if (attempt.verdict?._tag !== "Applied") throw new Error("it was not applied")
  return { ...attempt, verdict: { ...attempt.verdict, ...change } }
}

const idOf = ({ refundTransactionId }: Ledger.Movement) => TransactionId.make(found(refundTransactionId))

const withStaffsRefund = (change: Partial<Ledger.Movement>): World.History => ({
  ...history,
  ledger: history.ledger.map((movement) => movement === byStaff ? { ...movement, ...change } : movement)
})

/** Our refund has arrived, too, as often as it says. */
const withOurRefund = (...ids: ReadonlyArray<string>): World.History => ({
  ...history,
  ledger: [
    ...history.ledger,
    ...ids.map((refundTransactionId): World.Movement => ({
      ...byStaff,
      refundTransactionId,
      at: request.at,
      cause: { _tag: "Call", operation: "refundPayment", nonce: `${request.sequence}` }
    }))
  ]
})

const problems = (history: World.History): ReadonlyArray<string> =>
  Invariants.judge(history).violations.map(({ about, what }) => `${about}: ${what}`)

/** What is said of the attempt when no refund of 16 can have been shown under this id. */
const isNowhere = (id = first.refundTransactionId) =>
  `${key}: applied by refund ${id} of 16, which the ledger does not have`

describe("A refund by staff that details showed under the id of another refund", () => {
  it("is counted among those that were taken for ours, and violates nothing", () => {
    assert.strictEqual(first.amount, 14)
    assert.strictEqual(attempt.amount, 16)
    if (attempt.verdict?._tag !== "Applied") return assert.fail("it was not applied")
    assert.strictEqual(attempt.verdict.evidence, "NewRefundEntry")
    assert.strictEqual(attempt.verdict.refundTransactionId, first.refundTransactionId)
    assert.isTrue(history.ledger.every(({ cause }) => !("nonce" in cause) || cause.nonce !== `${request.sequence}`))
    const { takenForOurs, violations } = Invariants.judge(history)
    assert.deepStrictEqual(violations, [])
    assert.strictEqual(takenForOurs, 1)
  })

  it("is not counted when our refund has arrived", () => {
    const { takenForOurs, violations } = Invariants.judge(withOurRefund("ours"))
    assert.deepStrictEqual(violations, [])
    assert.strictEqual(takenForOurs, 0)
  })

  it("is told from a refund of the same amount for another intent of ours", () => {
    const cause = { _tag: "Call", operation: "refundPayment", nonce: "another" } as const
    const other = { ...byStaff, refundTransactionId: "another", cause }
    const { takenForOurs, violations } = Invariants.judge({
      ...history,
      ledger: history.ledger.flatMap((movement) => movement === byStaff ? [other, movement] : [movement]),
      requests: new Map([...history.requests, ["another", { ...request, key: `${key} other` }]])
    })
    assert.strictEqual(takenForOurs, 1)
    assert.isFalse(violations.some(({ about }) => about === key))
  })

  it("excuses no refund of ours that was applied twice", () => {
    assert.deepStrictEqual(problems(withOurRefund("ours", "ours, again")), [`${key}: the intent was applied 2 times`])
  })

  it("proves one intent only, under the same id", () => {
    const again = { ...attempt, key: `${key} again` }
    assert.deepStrictEqual(problems(withAttempts(again)), [`${key} again: proved by the refund that proves ${key}`])
  })

  it("proves one intent only, even if staff have refunded twice", () => {
    const again = { ...attempt, key: `${key} again` }
    const ledger = [...history.ledger, { ...byStaff, refundTransactionId: "another" }]
    assert.deepStrictEqual(problems({ ...withAttempts(again), ledger }), [
      `${key} again: proved by the refund that proves ${key}`
    ])
  })

  it("proves one intent only, under its own id", () => {
    const again = { ...settled({ refundTransactionId: idOf(byStaff) }), key: `${key} again` }
    assert.deepStrictEqual(problems(withAttempts(again)), [`${key} again: proved by the refund that proves ${key}`])
  })

  it("was made by staff, not by another intent of ours", () => {
    const cause = { _tag: "Call", operation: "refundPayment", nonce: "another" } as const
    const other = { ...request, key: `${key} other` }
    const { violations } = Invariants.judge({
      ...withStaffsRefund({ cause }),
      requests: new Map([...history.requests, ["another", other]])
    })
    assert.deepInclude(violations, {
      seed: history.seed,
      about: key,
      what: "applied by a refund of another intent"
    })
  })

  it("was not there when ours was sent", () => {
    assert.deepStrictEqual(problems(withStaffsRefund({ at: request.at - 60_000 })), [
      `${key}: applied by a refund that was there before it was sent`
    ])
  })

  it.each([
    ["details never repeated an id", { ...history, repeatedRefundIds: new Map() }],
    [
      "details repeated an id only before it was sent",
      { ...withStaffsRefund({ at: request.at - 30_000 }), repeatedRefundIds: new Map([[payment, request.at - 1]]) }
    ],
    [
      "details repeated an id only of another payment",
      { ...history, repeatedRefundIds: new Map([["2026010100061400011", byStaff.at]]) }
    ],
    ["it was made after details were shown", withStaffsRefund({ at: byStaff.at + 24 * 3_600_000 })],
    ["it has another amount", withStaffsRefund({ amount: 17 })],
    ["it is of another payment", withStaffsRefund({ transactionId: "2026010100061400011" })]
  ])("is a violation if %s", (_, history) => {
    assert.include(problems(history), isNowhere())
  })

  it("was not shown under the id of any other refund than the first", () => {
    const history = withAttempts(settled({ refundTransactionId: idOf(second) }))
    assert.deepStrictEqual(problems(history), [isNowhere(second.refundTransactionId)])
  })

  it("was not in the answer to our refund: no answer names another refund", () => {
    assert.deepStrictEqual(problems(withAttempts(settled({ settledBy: "Answer" }))), [isNowhere()])
  })
})

describe("A human's decision", () => {
  it("is undone by nothing", () => {
    const what = "a rule changed what a human had decided"
    assert.deepStrictEqual(problems({ ...history, trespasses: [{ key, what }] }), [`${key}: ${what}`])
  })

  it("is lawful only when no request of the attempt can be applied any more", () => {
    const { at, cause } = second
    if (!("nonce" in cause)) return assert.fail("it was made by hand")
    const closedAt = (time: number): World.History => ({
      ...history,
      denialsByHand: [{ key, at: time, nonces: [cause.nonce] }]
    })
    assert.deepStrictEqual(problems(closedAt(at)), [])
    const [problem, ...others] = problems(closedAt(at - 60_000))
    assert.match(problem ?? "", /after a human could close it as not applied$/)
    assert.deepStrictEqual(others, [])
    assert.deepStrictEqual(problems({ ...closedAt(at - 60_000), databaseOff: 60_000 }), [])
  })
})

describe("The sums of a payment", () => {
  const ofPayment = history.ledger.filter(({ cause, kind, transactionId }) =>
    transactionId === payment && kind === "Refund" && "nonce" in cause
  )
  const refunded = ofPayment.reduce((total, { amount }) => total + amount, 0)
  const askedFor = (amount: number): World.History => ({
    ...history,
    asked: [...history.asked.filter(({ transactionId }) => transactionId !== payment), {
      key,
      transactionId: payment,
      amount,
      isTotal: false
    }]
  })

  it("are no more than was asked for", () => {
    assert.isAbove(refunded, 0)
    assert.deepStrictEqual(problems(askedFor(refunded)), [])
    assert.deepStrictEqual(problems(askedFor(refunded - 1)), [
      `${payment}: calls refunded ${refunded}, where ${refunded - 1} and up to 0 were asked for`
    ])
  })
})
