import { assert, describe, it } from "@effect/vitest"
import { Array as Arr, Chunk, Duration, Effect, Either, FastCheck as fc, type Layer, Option, Stream } from "effect"
import type { Attempt } from "effect-line-pay/Attempt"
import { type AttemptEvent, fold } from "effect-line-pay/AttemptEvent"
import {
  type Append,
  AppendResult,
  AttemptLog,
  type AttemptLogError,
  type Lease,
  type Prune,
  type Query
} from "effect-line-pay/AttemptLog"
import { TransactionId } from "effect-line-pay/TransactionId"
import { isDeepStrictEqual } from "node:util"
import * as A from "./attempts.ts"
import * as Model from "./model.ts"
import { pass, type Time } from "./time.ts"

const { Conflict, GroupMoved, TakenBy } = AppendResult
const { day, get, merchant, minute } = A

const write = (append: Append) => Effect.flatMap(AttemptLog, (log) => log.append(append))
const now = Effect.map(get("nobody"), ({ at }) => at)
const events = (key: string) =>
  Effect.flatMap(AttemptLog, (log) => Effect.map(Stream.runCollect(log.events(key)), Chunk.toReadonlyArray))
const told = (...versions: ReadonlyArray<readonly [string, number]>) =>
  Effect.flatMap(AttemptLog, (log) => log.told(versions))
const prune = (prune: Prune) => Effect.flatMap(AttemptLog, (log) => log.prune(prune))

const readable = <A, E>(found: Either.Either<A, E>): A =>
  Either.getOrThrowWith(found, (unreadable) => new Error(`unreadable: ${JSON.stringify(unreadable)}`))

const lease = (given?: Partial<Lease>) =>
  Effect.flatMap(
    AttemptLog,
    (log) => log.lease({ what: "Due", merchants: [merchant], limit: 100, lease: Duration.minutes(2), ...given })
  ).pipe(
    Effect.map(Arr.map(readable))
  )
const leased = (given?: Partial<Lease>) => Effect.map(lease(given), Arr.map(({ key }) => key))

const find = (query: Query) =>
  Effect.flatMap(AttemptLog, (log) => Stream.runCollect(log.find(query))).pipe(
    Effect.map((found) => Chunk.toReadonlyArray(found).map((one) => readable(one).key))
  )

/** Every field, and in every string what JSON and SQL could stumble over. */
const full: AttemptEvent = {
  _tag: "Opened",
  at: 1_732_252_800_123.5,
  intent: {
    key: `refundPayment:'";--\\\n 訂單 คำสั่งซื้อ 🧾`,
    group: "refundPayment:2023042201206549310",
    merchant: "O'Reilly \"1\"/production",
    operation: "refundPayment",
    fingerprint: "null",
    transactionId: TransactionId.make("9223372036854775807"),
    orderId: "O'Reilly ${1} $1 ? :x %s \\n",
    refundUpTo: 40,
    amount: 0.1 + 0.2,
    currency: "USD",
    capture: false
  }
}

const inAllFields: ReadonlyArray<AttemptEvent> = [
  {
    _tag: "Sent",
    at: 1_732_252_800_124,
    send: { id: "nonce ' \n", at: 1_732_252_800_124, quietUntil: 1_732_252_920_124 },
    amount: 1e21,
    snapshot: { refunds: [{ id: TransactionId.make("1"), amount: 0.3 }], remaining: 1e-7 }
  },
  { _tag: "Answered", at: 2, id: "nonce ' \n", answered: "Timeout", quietUntil: 5 },
  { _tag: "Saw", at: 3, saw: "nothing \u2028", times: 3, swept: true },
  { _tag: "Alarm", at: 4, because: "RefundsNotShown" },
  { _tag: "Closed", at: 5, verdict: { _tag: "NotApplied", because: "ClosedByHand" }, hand: { by: "anna", why: "'" } },
  { _tag: "Reopened", at: 6, hand: { by: "ben", why: "she \"erred\"" } },
  { _tag: "Sent", at: 7, send: { id: "taken", at: 7, quietUntil: 8 } },
  { _tag: "TakenBack", at: 8, id: "taken" }
]

const foldOf = (history: ReadonlyArray<AttemptEvent>): Attempt => Option.getOrThrow(fold(history))

/**
 * What every `AttemptLog` must do. The layer is built anew for each test, and
 * for each run of a property: its log is empty then.
 */
export const attemptLogContract = <E>(name: string, layer: Layer.Layer<AttemptLog | Time, E>) => {
  describe(name, () => {
    const test = (title: string, effect: Effect.Effect<void, AttemptLogError, AttemptLog | Time>) =>
      it.effect(title, () => Effect.provide(effect, layer))

    describe("get", () => {
      test(
        "knows nothing of a new key",
        Effect.gen(function*() {
          const { at, ...found } = yield* get("new", { group: "payment" })
          assert.isNumber(at)
          assert.deepStrictEqual(found, { own: Option.none(), told: 0, group: [], number: 0 })
        })
      )

      test(
        "finds the record under the key that an earlier version gave to it",
        Effect.gen(function*() {
          yield* A.open({ key: "former", group: "payment" })
          const former = foldOf([A.opened({ key: "former", group: "payment" })])
          const { group, own } = yield* get("new", { formerKey: "former", group: "payment" })
          assert.deepStrictEqual([own, group], [Option.some(former), []])
          yield* A.append("former", [A.closed()])
          yield* A.open({ key: "new", group: "payment" })
          const both = yield* get("new", { formerKey: "former", group: "payment" })
          assert.deepStrictEqual(Option.map(both.own, ({ key }) => key), Option.some("new"))
          assert.deepStrictEqual(both.group.map(({ key }) => key), ["former"])
        })
      )

      test(
        "gives the rest of the group, and a number that changes whenever one of it begins",
        Effect.gen(function*() {
          const number = Effect.map(get("1", { group: "payment" }), ({ number }) => number)
          const numbers = [yield* number]
          yield* A.open({ key: "1", group: "payment" })
          numbers.push(yield* number)
          yield* A.append("1", [A.sent("a")])
          yield* A.append("1", [A.closed()])
          assert.strictEqual(yield* number, numbers[1])
          yield* A.open({ key: "2", group: "payment" })
          yield* A.append("2", [A.closed()])
          numbers.push(yield* number)
          yield* A.append("1", [A.reopened(), A.sent("b")], { number: yield* number })
          yield* A.append("1", [A.closed()])
          numbers.push(yield* number)
          assert.lengthOf(Arr.dedupe(numbers), 4)
          const { group } = yield* get("1", { group: "payment" })
          assert.deepStrictEqual(group.map(({ key }) => key), ["2"])
          assert.lengthOf((yield* get("3", { group: "payment" })).group, 2)
          assert.deepStrictEqual((yield* get("1")).group, [])
        })
      )
    })

    describe("append", () => {
      test(
        "keeps every field, and a history whose fold is the record",
        Effect.gen(function*() {
          const { intent } = full
          const first = AppendResult.Appended({ attempt: foldOf([full]) })
          assert.deepStrictEqual(yield* write({ events: [full], number: 0, tell: false }), first)
          for (const [index, event] of inAllFields.entries()) {
            const attempt = foldOf([full, ...inAllFields.slice(0, index + 1)])
            assert.deepStrictEqual(yield* A.append(intent.key, [event]), AppendResult.Appended({ attempt }))
            assert.deepStrictEqual((yield* get(intent.key)).own, Option.some(attempt))
          }
          assert.deepStrictEqual(yield* events(intent.key), [full, ...inAllFields])
          assert.deepStrictEqual(yield* events("nobody"), [])
        })
      )

      test(
        "writes several events in one commit",
        Effect.gen(function*() {
          yield* write({ events: [A.opened({ key: "1" }), A.sent("a")], tell: false })
          yield* A.append("1", [A.saw("nothing"), A.closed(5)])
          const { own } = yield* get("1")
          assert.deepStrictEqual(Option.map(own, ({ revision, version }) => [revision, version]), Option.some([4, 3]))
          assert.lengthOf(yield* events("1"), 4)
        })
      )

      test(
        "refuses a key that is there, and a revision that is not the last",
        Effect.gen(function*() {
          const first = A.written(yield* A.open({ key: "1" }))
          const again = yield* write({ events: [A.opened({ key: "1", fingerprint: "another" })], tell: false })
          assert.deepStrictEqual(again, Conflict({ attempt: first }))
          const second = A.written(yield* write({ attempt: first, events: [A.sent("a")], tell: false }))
          const late = yield* write({ attempt: first, events: [A.sent("b")], tell: false })
          assert.deepStrictEqual(late, Conflict({ attempt: second }))
          assert.lengthOf(yield* events("1"), 2)
        })
      )

      test(
        "refuses a second open attempt of a group, until the first is closed",
        Effect.gen(function*() {
          const first = A.written(yield* A.open({ key: "1", group: "payment" }))
          assert.deepStrictEqual(yield* A.open({ key: "2", group: "payment" }), Conflict({ attempt: first }))
          yield* A.append("1", [A.alarm])
          assert.strictEqual((yield* A.open({ key: "2", group: "payment" }))._tag, "Conflict")
          yield* A.append("1", [A.closed()])
          const second = A.written(yield* A.open({ key: "2", group: "payment" }))
          assert.deepStrictEqual(yield* A.append("1", [A.reopened()]), Conflict({ attempt: second }))
          yield* A.append("2", [A.closed()])
          assert.strictEqual((yield* A.append("1", [A.reopened()]))._tag, "Appended")
        })
      )

      test(
        "lets attempts without a group be",
        Effect.gen(function*() {
          yield* A.open({ key: "1" })
          assert.strictEqual((yield* A.open({ key: "2" }))._tag, "Appended")
        })
      )

      test(
        "refuses to begin at a number that the group has left",
        Effect.gen(function*() {
          const { number } = yield* get("2", { group: "payment" })
          yield* A.open({ key: "1", group: "payment" })
          yield* A.append("1", [A.closed()])
          const late = yield* write({ events: [A.opened({ key: "2", group: "payment" })], number, tell: false })
          assert.deepStrictEqual(late, GroupMoved())
          assert.deepStrictEqual((yield* get("2")).own, Option.none())
          yield* A.open({ key: "2", group: "payment" })
          yield* A.append("2", [A.closed()])
          const read = yield* get("1", { group: "payment" })
          yield* A.open({ key: "3", group: "payment" })
          yield* A.append("3", [A.closed()])
          const reopening = { events: [A.reopened()], tell: false, number: read.number } as const
          assert.deepStrictEqual(yield* A.append("1", reopening.events, reopening), GroupMoved())
        })
      )

      test(
        "lets a piece of evidence prove one attempt, for ever",
        Effect.gen(function*() {
          for (const key of ["1", "2"]) yield* A.open({ key })
          const close = (key: string, evidence: string) => A.append(key, [A.closed()], { evidence })
          assert.strictEqual((yield* close("1", "refund 1"))._tag, "Appended")
          assert.deepStrictEqual(yield* close("2", "refund 1"), TakenBy({ key: "1" }))
          assert.lengthOf(yield* events("2"), 1)
          yield* A.append("1", [A.reopened()])
          assert.strictEqual((yield* close("1", "refund 2"))._tag, "Appended")
          assert.strictEqual((yield* close("1", "refund 1"))._tag, "Appended")
          for (const evidence of ["refund 1", "refund 2"]) {
            assert.deepStrictEqual(yield* close("2", evidence), TakenBy({ key: "1" }))
          }
          assert.strictEqual((yield* close("2", "refund 3"))._tag, "Appended")
        })
      )

      test(
        "has one winner per key, revision, group, number and piece of evidence",
        Effect.gen(function*() {
          const winner = (race: (n: number) => Effect.Effect<AppendResult, AttemptLogError, AttemptLog>) =>
            Effect.gen(function*() {
              const results = yield* Effect.forEach(Arr.range(1, 20), race, { concurrency: "unbounded" })
              const winners = results.filter(({ _tag }) => _tag === "Appended").map(A.written)
              assert.lengthOf(winners, 1)
              return winners[0]
            })
          const first = yield* winner((n) =>
            write({ events: [A.opened({ key: "1", fingerprint: String(n) })], tell: false })
          )
          yield* winner((n) => write({ attempt: first, events: [A.sent(String(n))], tell: false }))
          yield* winner((n) =>
            write({ events: [A.opened({ key: `group ${n}`, group: "payment" })], number: 0, tell: false })
          )
          // Nothing but the number keeps them apart: those that win close at once.
          yield* winner((n) =>
            write({
              events: [A.opened({ key: `number ${n}`, group: "another" }), A.closed()],
              number: 0,
              tell: false
            })
          )
          yield* winner((n) => write({ events: [A.opened({ key: `e ${n}` }), A.closed()], evidence: "e", tell: false }))
        })
      )
    })

    describe("lease", () => {
      test(
        "gives what is due",
        Effect.gen(function*() {
          const at = yield* now
          yield* A.open({ key: "early" }, at)
          yield* A.open({ key: "due" }, at - 10 * minute)
          yield* A.open({ key: "older" }, at - 20 * minute)
          yield* A.open({ key: "closed" }, at - 10 * minute)
          yield* A.append("closed", [A.closed(at)])
          yield* A.open({ key: "given up" }, at - 90 * day)
          yield* A.append("given up", Arr.map(Arr.range(1, 35), () => A.saw("nothing", true, at)))
          yield* A.open({ key: "for a human" }, at - 3 * day)
          const looked = Arr.map([5, 30, 120, 1_440], (after) => A.saw("nothing", true, at - 3 * day + after * minute))
          yield* A.append("for a human", Arr.append(looked, A.alarm))
          yield* A.open({ key: "another's", merchant: "another" }, at - 10 * minute)
          assert.deepStrictEqual(yield* leased({ limit: 0 }), [])
          assert.deepStrictEqual(yield* leased({ merchants: [] }), [])
          assert.deepStrictEqual(yield* leased(), ["for a human", "older", "due"])
          assert.deepStrictEqual(yield* leased(), [])
          assert.deepStrictEqual(yield* leased({ merchants: ["another"] }), ["another's"])
        })
      )

      test(
        "gives none that is leased, however it has changed, before the lease is over",
        Effect.gen(function*() {
          const at = yield* now
          yield* A.open({ key: "1" }, at - 10 * minute)
          assert.deepStrictEqual(yield* leased(), ["1"])
          yield* A.append("1", [A.sent("a", at - 9 * minute)])
          assert.deepStrictEqual(yield* leased(), [])
          yield* pass(minute)
          assert.deepStrictEqual(yield* leased(), [])
          yield* pass(2 * minute)
          assert.deepStrictEqual(yield* leased({ lease: Duration.infinity }), ["1"])
          yield* pass(36_500 * day)
          assert.deepStrictEqual(yield* leased(), [])
        })
      )

      test(
        "takes merchants in turn, and shares among sweepers that come at once",
        Effect.gen(function*() {
          const at = yield* now
          const merchants = ["many", "few", "one"]
          const open = (merchant: string, count: number) =>
            Effect.forEach(Arr.range(1, count), (n) => A.open({ key: `${merchant} ${n}`, merchant }, at - day + n), {
              concurrency: 10
            })
          yield* open("many", 40)
          yield* open("few", 3)
          yield* open("one", 1)
          const first = yield* leased({ merchants, limit: 5 })
          assert.sameMembers(first.slice(0, 3), ["many 1", "few 1", "one 1"])
          assert.sameMembers(first.slice(3), ["many 2", "few 2"])
          const rest: Array<string> = []
          while (rest.length < 39) {
            const shares = yield* Effect.all(Arr.makeBy(5, () => leased({ merchants, limit: 10 })), {
              concurrency: "unbounded"
            })
            assert.isNotEmpty(shares.flat())
            rest.push(...shares.flat())
          }
          assert.lengthOf(Arr.dedupe([...first, ...rest]), 44)
          assert.deepStrictEqual(yield* leased({ merchants }), [])
        })
      )

      test(
        "gives what is untold, less and less often",
        Effect.gen(function*() {
          const at = yield* now
          const untold = leased({ what: "Untold" })
          yield* A.open({ key: "1" }, at - 10 * minute, { tell: true })
          yield* A.append("1", [A.sent("a", at)], { tell: true })
          yield* pass(61 * minute)
          assert.deepStrictEqual(yield* untold, [])
          yield* A.append("1", [A.alarm], { tell: true })
          assert.deepStrictEqual(yield* untold, [])
          yield* pass(minute)
          assert.deepStrictEqual(yield* untold, ["1"])
          // A look changes nothing of what the shop has to be told.
          yield* A.append("1", [A.saw("nothing", true, at)], { tell: true })
          for (const wait of [2, 4, 8, 16, 32, 60, 60]) {
            yield* pass((wait - 1) * minute)
            assert.deepStrictEqual(yield* untold, [])
            yield* pass(minute)
            assert.deepStrictEqual(yield* untold, ["1"])
          }
          // Something new is told soon again.
          yield* A.append("1", [A.closed(at)], { tell: true })
          yield* pass(minute)
          assert.deepStrictEqual(yield* untold, ["1"])
          yield* told(["1", 4])
          yield* pass(60 * minute)
          assert.deepStrictEqual(yield* untold, [])
        })
      )

      test(
        "does not tell what is in progress again, or need not be told",
        Effect.gen(function*() {
          yield* A.open({ key: "1" })
          yield* A.append("1", [A.closed()], { tell: true })
          yield* A.append("1", [A.reopened()])
          yield* A.open({ key: "2" })
          yield* A.append("2", [A.closed()])
          yield* pass(minute)
          assert.deepStrictEqual(yield* leased({ what: "Untold" }), [])
        })
      )
    })

    describe("told", () => {
      test(
        "raises, and never lowers",
        Effect.gen(function*() {
          for (const key of ["1", "2", "3"]) {
            yield* A.open({ key })
            yield* A.append(key, [A.closed()], { tell: true })
          }
          const versions = Effect.forEach(["1", "2", "3"], (key) => Effect.map(get(key), ({ told }) => told))
          yield* told()
          yield* told(["1", 1], ["2", 2], ["2", 1], ["nobody", 7])
          assert.deepStrictEqual(yield* versions, [1, 2, 0])
          yield* told(["1", 2], ["2", 1])
          assert.deepStrictEqual(yield* versions, [2, 2, 0])
          assert.deepStrictEqual(yield* find({ untold: true }), ["3"])
          assert.deepStrictEqual(yield* find({ untold: false }), ["1", "2"])
        })
      )
    })

    describe("find", () => {
      test(
        "finds by every field, in the order of opening",
        Effect.gen(function*() {
          const other = TransactionId.make("1")
          yield* A.open({ key: "c", orderId: "o" }, 3)
          yield* A.open({ key: "b", orderId: "p" }, 2)
          yield* A.open({ key: "a", merchant: "another", transactionId: other }, 1)
          yield* A.open({ key: "d", orderId: "o" }, 4)
          yield* A.open({ key: "e", orderId: "o" }, 5)
          yield* A.append("c", [A.closed(6)], { tell: true })
          yield* A.append("d", [A.closed(6, { _tag: "Mismatch", because: "OtherAmount" })])
          yield* A.append("e", [A.closed(6, { _tag: "NotApplied", because: "NeverSent" })])
          yield* A.append("b", [A.alarm])
          const found = {
            "a b c d e": [{}],
            "b c d e": [{ merchant }, { transactionId: A.transactionId }],
            "a": [{ merchant: "another" }, { transactionId: other }, { state: "Open" }, { openedBetween: [0, 2] }],
            "b": [{ state: "NeedsHuman" }, { orderId: "p" }, { state: "NeedsHuman", merchant }],
            "c": [{ state: "Applied" }, { untold: true }, {
              orderId: "o",
              transactionId: A.transactionId,
              untold: true
            }],
            "d": [{ state: "Mismatch" }, { state: "Mismatch", merchant }, { orderId: "o", state: "Mismatch" }],
            "e": [{ state: "NotApplied" }, { state: "NotApplied", merchant, openedBetween: [5, 6] }],
            "c d e": [{ orderId: "o" }, { orderId: "o", merchant }],
            "b c d": [{ merchant, openedBetween: [2, 5] }],
            "a b d e": [{ untold: false }],
            "": [
              { orderId: "x" },
              { merchant: "x" },
              { state: "Open", merchant },
              { state: "Applied", merchant: "another" },
              { transactionId: other, orderId: "o" },
              { orderId: "p", untold: true }
            ]
          } satisfies Record<string, ReadonlyArray<Query>>
          for (const [keys, queries] of Object.entries(found)) {
            for (const query of queries) {
              assert.deepStrictEqual((yield* find(query)).join(" "), keys, JSON.stringify(query))
            }
          }
        })
      )

      test(
        "finds more than a page, each once, also those opened together",
        Effect.gen(function*() {
          const keys = Arr.makeBy(250, (n) => `key ${n}`)
          yield* Effect.forEach(keys, (key, n) => A.open({ key, orderId: "o" }, Math.floor(n / 120)), {
            concurrency: 10
          })
          for (const query of [{}, { merchant }, { orderId: "o" }, { state: "Open" }] as const) {
            assert.sameMembers([...yield* find(query)], keys)
          }
        })
      )
    })

    describe("prune", () => {
      test(
        "keeps what is open, untold, for a human, or a refund of a payment that may be refunded",
        Effect.gen(function*() {
          const at = yield* now
          const confirm = (key: string) => A.open({ key, operation: "confirmPayment" }, at - 40 * day)
          for (const key of ["old", "young", "open", "untold", "told", "contradicted"]) yield* confirm(key)
          yield* A.append("old", [A.closed(at - 31 * day)], { evidence: "e" })
          yield* A.append("young", [A.closed(at - 29 * day)])
          yield* A.append("untold", [A.closed(at - 31 * day)], { tell: true })
          yield* A.append("told", [A.closed(at - 31 * day)], { tell: true })
          yield* told(["told", 2])
          yield* A.append("contradicted", [A.closed(at - 31 * day), { _tag: "Alarm", at, because: "Contradicted" }])
          for (const [key, days] of [["refund", 31], ["old refund", 364], ["older refund", 366]] as const) {
            yield* A.open({ key, group: "payment" }, at - 400 * day)
            yield* A.append(key, [A.closed(at - days * day)])
          }
          const closedBefore = at - 30 * day
          assert.strictEqual(yield* prune({ closedBefore, step: 2 }), 3)
          const kept = ["contradicted", "old refund", "open", "refund", "untold", "young"]
          assert.deepStrictEqual((yield* find({})).toSorted(), kept)
          assert.strictEqual(yield* prune({ closedBefore, refundableFor: "60 days" }), 1)
          assert.deepStrictEqual((yield* find({})).toSorted(), kept.filter((key) => key !== "old refund"))
          // What it has proved, it has proved.
          const taken = yield* A.append("untold", [A.closed(at)], { evidence: "e" })
          assert.deepStrictEqual(taken, TakenBy({ key: "old" }))
        })
      )

      test(
        "does not let a reader bring back what was deleted since",
        Effect.gen(function*() {
          const at = yield* now
          yield* A.open({ key: "1", operation: "confirmPayment" }, at - 40 * day)
          const attempt = A.written(yield* A.append("1", [A.closed(at - 31 * day)]))
          assert.strictEqual(yield* prune({ closedBefore: at - 30 * day }), 1)
          const result = yield* Effect.either(write({ attempt, events: [A.reopened(at)], tell: false }))
          const said = Either.match(result, {
            onLeft: ({ verb, reason }) => [verb, reason],
            onRight: ({ _tag }) => [_tag]
          })
          assert.deepStrictEqual(said, ["append", "there is no attempt with the key 1"])
          assert.deepStrictEqual([yield* find({}), yield* events("1")], [[], []])
        })
      )

      test(
        "deletes any number, in steps",
        Effect.gen(function*() {
          const at = yield* now
          const keys = Arr.makeBy(60, (n) => `key ${n}`)
          yield* Effect.forEach(keys, (key) =>
            write({
              events: [A.opened({ key, operation: "voidPayment" }, at - 9 * day), A.closed(at - 8 * day)],
              tell: false
            }), { concurrency: 10 })
          assert.strictEqual(yield* prune({ closedBefore: at - day, step: 7 }), 60)
          assert.deepStrictEqual(yield* find({}), [])
        })
      )
    })

    it.effect.prop(
      "gives results that some order of the appends explains, and histories whose folds are the records",
      [fc.array(fc.array(commands, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 8 })],
      ([history]) =>
        Effect.gen(function*() {
          let states: ReadonlyArray<Model.State> = [Model.empty]
          for (const together of history) {
            const appends = yield* Effect.forEach(together, (command) => appendOf(command))
            const results = yield* Effect.forEach(
              appends,
              ({ append, yields }) =>
                Effect.map(
                  Effect.zipRight(Effect.yieldNow().pipe(Effect.repeatN(yields)), write(append)),
                  (result) => [append, { ...result }] as const
                ),
              { concurrency: "unbounded" }
            )
            states = Model.explain(states, results)
            assert.isNotEmpty(states)
          }
          for (const key of Object.keys(groups)) {
            const { own } = yield* get(key)
            const stored = yield* events(key)
            assert.deepStrictEqual(fold(stored), own)
            assert.isTrue(states.some(({ entries }) => isDeepStrictEqual(entries[key]?.history ?? [], stored)))
          }
        }).pipe(Effect.provide(layer)),
      { fastCheck: { numRuns: 30 } }
    )
  })
}

/** Few keys, groups, numbers and pieces of evidence, so that appends meet. */
const groups: Record<string, string | undefined> = { a: "g", b: "g", c: "g", d: undefined }

interface Command {
  readonly key: string
  readonly kind: "open" | "send" | "look" | "close" | "reopen"
  /** How far the number is from the one that is read, if it is given. */
  readonly off: number | undefined
  readonly evidence: string | undefined
  /** Whether it takes the record as it was read for the first command of this key. */
  readonly isNew: boolean
  readonly yields: number
}

const commands: fc.Arbitrary<Command> = fc.record({
  key: fc.constantFrom("a", "b", "c", "d"),
  kind: fc.constantFrom("open", "send", "look", "close", "close", "reopen"),
  off: fc.constantFrom(0, 0, 0, -1, undefined),
  evidence: fc.constantFrom(undefined, undefined, "x", "y"),
  isNew: fc.boolean(),
  yields: fc.nat(6)
})

const appendOf = ({ evidence, isNew, key, kind, off, yields }: Command) =>
  Effect.gen(function*() {
    const group = groups[key]
    const { number, own } = yield* get(key, { group })
    const attempt = isNew && kind === "open" ? undefined : Option.getOrUndefined(own)
    const event = {
      open: A.sent("n"),
      send: A.sent("m"),
      look: A.saw("nothing"),
      close: A.closed(),
      reopen: A.reopened()
    }[kind]
    const append: Append = {
      attempt,
      events: attempt === undefined ? [A.opened({ key, ...(group === undefined ? {} : { group }) }), event] : [event],
      // An attempt of a group begins at a number.
      number: off === undefined ? attempt === undefined ? number : undefined : number + off,
      evidence,
      tell: false
    }
    return { append, yields }
  })
