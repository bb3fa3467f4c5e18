import { assert, describe, it } from "@effect/vitest"
import { Either, FastCheck as fc, Option } from "effect"
import type { Attempt } from "effect-line-pay/Attempt"
import { type AttemptEvent, fold } from "effect-line-pay/AttemptEvent"
import * as StoredAttempt from "effect-line-pay/StoredAttempt"

const merchant = "shop/sandbox"

const old = {
  key: "refundPayment 1",
  group: "refundPayment 1",
  operation: "refundPayment",
  fingerprint: "{}",
  transactionId: "1",
  amount: 30,
  snapshot: { refunds: [{ id: "2", amount: 30 }], remaining: 70 },
  openedAt: 1,
  sends: [{ at: 2, quietUntil: 3, answered: "Timeout" }, { at: 4, quietUntil: 5 }],
  sweeps: 2,
  version: 6
}

const decode = (record: object) => StoredAttempt.decode({ key: old.key, record: JSON.stringify(record), merchant })

const readable = (record: object): Attempt => Either.getOrThrowWith(decode(record), ({ reason }) => new Error(reason))

const reason = (record: object) =>
  Either.match(decode(record), { onLeft: ({ reason }) => reason, onRight: () => "it is readable" })

describe("StoredAttempt", () => {
  it("reads a record of form 1 as one of form 2", () => {
    const { sweeps: _, ...kept } = old
    assert.deepStrictEqual<unknown>(readable(old), {
      ...kept,
      form: 2,
      merchant,
      round: 0,
      sends: [{ ...old.sends[0], id: "2" }, { ...old.sends[1], id: "4" }],
      earlier: [],
      looks: 2,
      revision: 6
    })
  })

  it("gives each sending an id, also if two have the same time", () => {
    const sends = [{ at: 2, quietUntil: 3 }, { at: 2, quietUntil: 3 }]
    assert.deepStrictEqual(readable({ ...old, sends }).sends.map(({ id }) => id), ["2", "2-1"])
  })

  it("keeps that a human has to look, as long as the attempt is open", () => {
    const verdict = { _tag: "NotApplied", because: "NeverSent" }
    assert.strictEqual(readable({ ...old, needsHuman: true }).alarm, "NoEvidence")
    assert.notProperty(readable({ ...old, needsHuman: false }), "alarm")
    assert.notProperty(readable({ ...old, needsHuman: true, verdict }), "alarm")
  })

  it("keeps that a human closed it, so that it does not count as proved by a rule", () => {
    const applied = {
      _tag: "Applied",
      settledBy: "Details",
      transactionId: "1",
      refunded: 0,
      evidence: "LookedUpByHand"
    }
    for (const verdict of [applied, { _tag: "NotApplied", because: "LookedUpByHand" }]) {
      const attempt = readable({ ...old, verdict })
      assert.include(JSON.stringify(attempt.verdict), "ClosedByHand")
      assert.strictEqual(attempt.hand?.by, "unknown")
      assert.strictEqual(attempt.closedAt, 4)
    }
    const byRule = readable({ ...old, sends: [], verdict: { _tag: "NotApplied", because: "NeverSent" } })
    assert.strictEqual(byRule.closedAt, 1)
    assert.notProperty(byRule, "hand")
  })

  it("writes form 2, which the version before cannot read", () => {
    const record = JSON.parse(Either.getOrThrow(StoredAttempt.encode(readable(old))))
    assert.strictEqual(record.form, 2)
    assert.notProperty(record, "sweeps")
    assert.deepStrictEqual(readable(record), readable(old))
  })

  it("says why it cannot read a record, and nothing of what it holds", () => {
    const unread = (record: string) =>
      Either.match(StoredAttempt.decode({ key: "1", record, merchant }), {
        onLeft: ({ key, reason }) => `${key}: ${reason}`,
        onRight: () => "it is readable"
      })
    const { sends: _, ...broken } = old
    const reasons = [
      [reason({ ...old, form: 3 }), "a newer version wrote it (form 3): update this process"],
      [reason({ form: "secret" }), "it does not fit the schema of an attempt (form)"],
      [reason(broken), "it does not fit the schema of an attempt (sends)"],
      [reason({ ...old, transactionId: "secret" }), "it does not fit the schema of an attempt (transactionId)"],
      [reason({ ...old, key: "another" }), "it has another key"],
      [unread("{"), "1: it is not JSON"],
      [unread("null"), "1: it does not fit the schema of an attempt (record)"]
    ] as const
    for (const [actual, expected] of reasons) {
      assert.deepStrictEqual<unknown>(actual, expected)
    }
    const orphan = StoredAttempt.decode({ key: old.key, record: JSON.stringify(old) })
    assert.include(JSON.stringify(orphan), "name the one that adopts old records")
  })

  it("keeps fields and reasons that this version does not know", () => {
    const verdict = { _tag: "NotApplied", because: "OfAnotherVersion", seen: [1] }
    const record = JSON.parse(
      Either.getOrThrow(StoredAttempt.encode(readable({ ...old, verdict, new: { deep: [2] } })))
    )
    assert.deepStrictEqual(record.new, { deep: [2] })
    assert.deepStrictEqual(record.verdict, verdict)
    const line = `{"_tag":"Saw","at":1,"saw":"nothing","times":1,"swept":true,"new":3}\n`
    const events = Either.getOrThrow(StoredAttempt.decodeHistory(line))
    assert.deepStrictEqual(JSON.parse(Either.getOrThrow(StoredAttempt.encodeHistory(events))), JSON.parse(line))
  })

  it("fails for an event of an unknown kind, and for a text that is too long", () => {
    assert.isTrue(Either.isLeft(StoredAttempt.decodeHistory(`{"_tag":"New","at":1}\n`)))
    const hand = { by: "anna", why: "a".repeat(501) }
    assert.isTrue(Either.isLeft(StoredAttempt.encodeHistory([{ _tag: "Reopened", at: 1, hand }])))
    assert.isTrue(Either.isLeft(StoredAttempt.encode({ ...readable(old), hand })))
  })

  it("reads back every history that it wrote, joined from any parts", () => {
    const text = fc.string({ unit: "binary" })
    const events: fc.Arbitrary<AttemptEvent> = fc.oneof(
      fc.record({
        _tag: fc.constant("TakenBack" as const),
        at: fc.integer(),
        id: text
      }),
      fc.record({ _tag: fc.constant("Alarm" as const), at: fc.integer(), because: fc.constant("NoEvidence" as const) }),
      fc.record({
        _tag: fc.constant("Carried" as const),
        at: fc.integer(),
        record: text.map((saw) => ({ ...readable(old), saw }))
      })
    )
    fc.assert(
      fc.property(fc.array(fc.array(events, { maxLength: 4 }), { maxLength: 4 }), (parts) => {
        const history = parts.map((part) => Either.getOrThrow(StoredAttempt.encodeHistory(part))).join("")
        const read = Either.getOrThrow(StoredAttempt.decodeHistory(history))
        assert.deepStrictEqual(read, parts.flat())
      }),
      { numRuns: 30 }
    )
  })

  it("begins a history with the record that it had", () => {
    const attempt = readable(old)
    const carried = StoredAttempt.carried(attempt)
    assert.strictEqual(carried.at, 4)
    const history = Either.getOrThrow(StoredAttempt.encodeHistory([carried]))
    assert.deepStrictEqual(fold(Either.getOrThrow(StoredAttempt.decodeHistory(history))), Option.some(attempt))
  })
})
