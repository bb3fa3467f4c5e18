import { assert, describe } from "@effect/vitest"
import { Effect, Either } from "effect"
import { LinePay, RegKey, type Settled } from "effect-line-pay"
import { Fault, Sandbox } from "effect-line-pay-sandbox"
import type { Operation } from "line-pay-protocol"
import * as Shop from "../settlement/support/shop.ts"

const always = Infinity

/** Details are odd from now on. */
const oddDetails = (path: string, json: string) =>
  Shop.next("getPaymentDetails", Fault.odd(`[0].${path}`, json), always)

/** Details are as they should be again. */
const repaired = Effect.flatMap(Sandbox, ({ faults }) => faults.clear)

/** The look before the sending, of those who look, is as it should be. */
const firstLook = Shop.next("getPaymentDetails", Fault.delay(0))

/** A call that settlement guards: what has to be there first, and what it leaves in the ledger. */
interface Rule {
  readonly name: string
  readonly operation: Operation.Operation
  readonly settle: Effect.Effect<
    {
      readonly settling: Effect.Effect<Settled<unknown>, { readonly _tag: string }, Shop.World>
      readonly key: string
    },
    unknown,
    Shop.World
  >
  readonly looksFirst: boolean
  readonly ledger: ReadonlyArray<string>
}

const refund = (
  name: string,
  refunds: string,
  settle: (payment: Shop.Payment) => Effect.Effect<Settled<unknown>, { readonly _tag: string }, Shop.World>
): Rule => ({
  name,
  operation: "refundPayment",
  settle: Effect.map(Shop.captured(), (payment) => ({
    settling: settle(payment),
    key: `refundPayment ${payment.transactionId} refund-1`
  })),
  looksFirst: true,
  ledger: ["Capture 100", refunds]
})

const rules: ReadonlyArray<Rule> = [
  {
    name: "confirm",
    operation: "confirmPayment",
    settle: Effect.map(Shop.authenticated(), (payment) => ({
      settling: Shop.confirm(payment),
      key: `confirmPayment ${payment.transactionId}`
    })),
    looksFirst: false,
    ledger: ["Capture 100"]
  },
  {
    name: "capture",
    operation: "capturePayment",
    settle: Effect.map(Shop.authorised(), (payment) => ({
      settling: Shop.capture(payment),
      key: `capturePayment ${payment.transactionId}`
    })),
    looksFirst: false,
    ledger: ["Authorize 100", "Capture 100"]
  },
  {
    name: "void",
    operation: "voidPayment",
    settle: Effect.map(Shop.authorised(), (payment) => ({
      settling: Shop.release(payment),
      key: `voidPayment ${payment.transactionId}`
    })),
    looksFirst: false,
    ledger: ["Authorize 100", "Void 100"]
  },
  refund("a partial refund", "Refund 30", (payment) => Shop.refund(payment, 30)),
  refund("a full refund", "Refund 100", (payment) => Shop.refund(payment, "full")),
  refund("a refund up to a total", "Refund 30", (payment) => Shop.refundUpTo(payment, 30)),
  {
    name: "a pre-approved payment",
    operation: "payPreapproved",
    settle: Effect.map(
      Shop.regKey,
      (regKey) => ({ settling: Shop.charge(regKey), key: "payPreapproved shop charge-1" })
    ),
    looksFirst: true,
    ledger: ["Capture 100", "Capture 50"]
  }
]

/** The harshest choices: whatever may be sent again, is. */
const eager = {
  resendConfirm: "AfterQuietTime",
  resendPartialRefund: "AfterQuietTime",
  resendPreapproved: "AfterQuietTime"
} as const

const evidence: ReadonlyArray<readonly [path: string, json: string]> = [
  ["refundList", "{}"],
  ["refundList", "[null]"],
  ["payInfo", "{}"],
  ["payInfo", `[{"method":"BALANCE","amount":""}]`],
  ["payStatus", `""`],
  ["payStatus", `{"code":"CAPTURE"}`],
  ["payStatus", `"SOMETHING_NEW"`],
  ["transactionType", "{}"],
  ["transactionType", `"SOMETHING_NEW"`],
  ["orderId", "{}"],
  ["orderId", `""`],
  ["currency", "{}"]
]

const oddities: ReadonlyArray<readonly [path: string, json: string]> = [
  ["packages", `[{"id":7,"amount":{},"products":[null,{"name":[]}]}]`],
  ["packages", `"none"`],
  ["productName", "{}"],
  ["merchantName", "[null]"],
  ["shipping", `{"feeAmount":"free","address":[1]}`],
  ["events", "{}"],
  ["surprise", `{"inside":[1]}`]
]

describe("done, and its answer lost", () => {
  for (const rule of rules) {
    for (const [path, json] of oddities) {
      Shop.shop(
        `${rule.name}: ${path} is ${json} in details -> settled as if it were not there`,
        Effect.gen(function*() {
          const { settling } = yield* rule.settle
          yield* oddDetails(path, json)
          yield* Shop.next(rule.operation, Fault.commitThenLose)
          assert.strictEqual((yield* Shop.outcome(settling)).verdict, "Applied")
          assert.deepStrictEqual(yield* Shop.books(rule.operation), { ledger: rule.ledger, sends: 1 })
        }),
        eager
      )
    }

    for (const [path, json] of evidence) {
      // A status that nobody knows is readable: rule R6 says that a charge under it is a mismatch.
      if (rule.operation === "payPreapproved" && path === "payStatus" && json === `"SOMETHING_NEW"`) continue
      Shop.shop(
        `${rule.name}: ${path} is ${json} in details -> never sent again, never "not applied", settled once it is readable`,
        Effect.gen(function*() {
          const { key, settling } = yield* rule.settle
          if (rule.looksFirst) yield* firstLook
          yield* oddDetails(path, json)
          yield* Shop.next(rule.operation, Fault.commitThenLose)
          const { verdict } = yield* Shop.outcome(settling)
          assert.include(["Applied", "Unknown"], verdict)
          yield* Effect.sleep("10 minutes")
          yield* Shop.sweep
          assert.include([undefined, "Applied"], (yield* Shop.attempt(key)).verdict?._tag)
          yield* repaired
          yield* Effect.sleep("30 minutes")
          yield* Shop.sweep
          assert.strictEqual((yield* Shop.attempt(key)).verdict?._tag, "Applied")
          assert.deepStrictEqual(yield* Shop.books(rule.operation), { ledger: rule.ledger, sends: 1 })
        }),
        eager
      )
    }
  }
})

describe("not done, while details cannot be read", () => {
  /** What a rule reads before it sends again or gives up. Who pays, and how much, is nothing to a void. */
  const read: { readonly [name: string]: ReadonlyArray<string> } = {
    capture: ["refundList", "payStatus", "transactionType"],
    void: ["refundList", "payStatus", "transactionType"],
    "a full refund": ["refundList", "payInfo", "transactionType"],
    "a partial refund": ["refundList", "payInfo", "transactionType"],
    "a refund up to a total": ["refundList", "payInfo", "transactionType"]
  }
  for (const rule of rules) {
    for (const [path, json] of evidence.filter(([path]) => read[rule.name]?.includes(path))) {
      Shop.shop(
        `${rule.name}: ${path} is ${json} -> sent once, and open`,
        Effect.gen(function*() {
          const { key, settling } = yield* rule.settle
          if (rule.looksFirst) yield* firstLook
          yield* oddDetails(path, json)
          yield* Shop.next(rule.operation, Fault.resetBefore)
          assert.deepStrictEqual(yield* Shop.outcome(settling), Shop.unknown)
          yield* Effect.sleep("10 minutes")
          assert.deepStrictEqual(yield* Shop.sweep, [`${key}: StillOpen`])
          assert.lengthOf(yield* Shop.sends(rule.operation), 1)
        }),
        eager
      )
    }
  }
})

describe("the order of a confirm was paid by another id", () => {
  for (const [path, json] of evidence) {
    Shop.shop(
      `${path} of that record is ${json} -> not sent again, and not "not applied" until it is readable`,
      Effect.gen(function*() {
        const first = yield* Shop.authenticated()
        const second = yield* Shop.authenticated()
        yield* Shop.confirmByHand(first)
        yield* Shop.forget
        yield* oddDetails(path, json)
        yield* Shop.next("confirmPayment", Fault.resetBefore)
        assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(second)), Shop.unknown)
        assert.lengthOf(yield* Shop.sends("confirmPayment"), 1)
        yield* repaired
        yield* Effect.sleep("10 minutes")
        yield* Shop.sweep
        assert.deepStrictEqual((yield* Shop.attempt(`confirmPayment ${second.transactionId}`)).verdict, {
          _tag: "NotApplied",
          because: "OrderPaidByOther",
          orderPaidBy: first.transactionId
        })
        assert.deepStrictEqual(yield* Shop.books("confirmPayment"), { ledger: ["Capture 100"], sends: 1 })
      }),
      eager
    )
  }
})

describe("the look before a pre-approved payment", () => {
  const hidden = evidence.filter(([path, json]) =>
    ["refundList", "transactionType", "orderId"].includes(path) || (path === "payStatus" && json !== `"SOMETHING_NEW"`)
  )
  for (const [path, json] of hidden) {
    Shop.shop(
      `${path} of an earlier charge is ${json} -> the error of the look: nothing is sent, nothing is said of the order`,
      Effect.gen(function*() {
        const regKey = yield* Shop.regKey
        const linePay = yield* LinePay
        yield* linePay.payPreapproved({
          regKey,
          orderId: "charge-1",
          productName: "Tea",
          amount: 50,
          currency: "TWD"
        })
        yield* Shop.forget
        yield* oddDetails(path, json)
        assert.deepStrictEqual(yield* Shop.outcome(Shop.charge(regKey)), Shop.error("ResponseError"))
        assert.deepStrictEqual(yield* Shop.sends("payPreapproved"), [])
      }),
      eager
    )
  }
})

describe("an answer that says something else than what was asked", () => {
  const answers = [["orderId", `"order-of-another"`], ["payInfo", `[{"method":"BALANCE","amount":1}]`]] as const

  for (const [path, json] of answers) {
    Shop.shop(
      `confirm, ${path}: details agree -> Applied by Details, with what arrived`,
      Effect.gen(function*() {
        const payment = yield* Shop.authenticated({ payType: "PREAPPROVED" })
        yield* Shop.next("confirmPayment", Fault.odd(path, json))
        const settled = yield* Shop.confirm(payment)
        assert(settled.settledBy === "Details")
        assert.isTrue(RegKey.is(settled.answer?.regKey))
        assert.deepStrictEqual(yield* Shop.books("confirmPayment"), { ledger: ["Capture 100"], sends: 1 })
      }),
      eager
    )

    Shop.shop(
      `confirm, ${path}: details show nothing -> a mismatch, with what arrived`,
      Effect.gen(function*() {
        const payment = yield* Shop.authenticated({ payType: "PREAPPROVED" })
        yield* Shop.next("confirmPayment", Fault.odd(path, json))
        yield* Shop.next("getPaymentDetails", Fault.resultCode("1150"), always)
        const error = yield* Effect.flip(Shop.confirm(payment))
        assert(error._tag === "SettlementMismatch")
        assert.strictEqual(error.because, "OtherAnswer")
        assert(error.answer !== undefined && "regKey" in error.answer)
        assert.isTrue(RegKey.is(error.answer.regKey))
        assert.deepStrictEqual(yield* Shop.books("confirmPayment"), { ledger: ["Capture 100"], sends: 1 })
      }),
      eager
    )
  }

  Shop.shop(
    "capture of another sum: details agree -> Applied by Details",
    Effect.gen(function*() {
      const payment = yield* Shop.authorised()
      yield* Shop.next("capturePayment", Fault.odd("payInfo", `[{"method":"BALANCE","amount":1}]`))
      const settled = yield* Shop.capture(payment)
      assert.strictEqual(settled.settledBy, "Details")
      assert.isDefined(settled.answer)
    })
  )

  for (const amount of [30, 20]) {
    Shop.shop(
      `a refund of ${amount} that is answered with the id of an earlier one of 30 -> Applied by Details, under its own id`,
      Effect.gen(function*() {
        const payment = yield* Shop.captured()
        const first = yield* Shop.refund(payment, 30)
        const id = first.refundTransactionId ?? assert.fail("no id")
        yield* Shop.next("refundPayment", Fault.odd("refundTransactionId", id))
        const second = yield* Shop.refund(payment, amount, "refund-2")
        assert.strictEqual(second.settledBy, "Details")
        assert.notStrictEqual(second.refundTransactionId, id)
        assert.strictEqual(second.refunded, 30 + amount)
        assert.deepStrictEqual(yield* Shop.books("refundPayment"), {
          ledger: ["Capture 100", "Refund 30", `Refund ${amount}`],
          sends: 2
        })
      }),
      eager
    )
  }

  for (const json of ["null", "{}", `""`, "[]", "5", `"NEW"`]) {
    Shop.shop(
      `evidence in a confirm's answer that is ${json} does not stand in the way of the charge`,
      Effect.gen(function*() {
        for (const path of ["payInfo", "authorizationExpireDate", ...(json === `"NEW"` ? [] : ["orderId"])]) {
          const payment = yield* Shop.authenticated({ orderId: path })
          yield* Shop.next("confirmPayment", Fault.odd(path, json))
          const settled = yield* Effect.either(Shop.confirm(payment))
          assert(Either.isRight(settled), path)
        }
      })
    )
  }

  const compared: ReadonlyArray<readonly [Rule["name"], path: string, json: string]> = [
    ["confirm", "transactionId", "2023042201206549399"],
    ["capture", "transactionId", "2023042201206549399"],
    ["a pre-approved payment", "orderId", `"order-of-another"`]
  ]
  for (const [name, path, json] of compared) {
    Shop.shop(
      `${name}: another ${path} -> details decide`,
      Effect.gen(function*() {
        const rule = rules.find((rule) => rule.name === name) ?? assert.fail("no such rule")
        const { settling } = yield* rule.settle
        yield* Shop.next(rule.operation, Fault.odd(path, json))
        const outcome = yield* Shop.outcome(settling)
        assert(outcome.verdict === "Applied")
        assert.strictEqual(outcome.by, "Details")
        assert.deepStrictEqual(yield* Shop.books(rule.operation), { ledger: rule.ledger, sends: 1 })
      }),
      eager
    )
  }

  for (const original of ["{}", `""`, "[]"]) {
    Shop.shop(
      `a record of another payment, whose originalTransactionId is ${original}, is no answer, and proves no absence`,
      Effect.gen(function*() {
        const payment = yield* Shop.authenticated()
        const record = `[{"transactionId":2023042201206549399,"transactionType":"PAYMENT_REFUND",` +
          `"originalTransactionId":${original}}]`
        const foreign = Fault.raw(`{"returnCode":"0000","returnMessage":"Success.","info":${record}}`)
        yield* Shop.next("getPaymentDetails", foreign, always)
        yield* Shop.next("confirmPayment", Fault.resetBefore)
        assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), Shop.unknown)
        assert.lengthOf(yield* Shop.sends("confirmPayment"), 1)
        const linePay = yield* LinePay
        const error = yield* Effect.flip(linePay.getPaymentDetails({ transactionIds: [payment.transactionId] }))
        assert(error._tag === "ResponseError")
        assert.strictEqual(error.reason, "OtherPayment")
      }),
      eager
    )
  }

  Shop.shop(
    "details of another payment prove no absence: nothing is sent again while they come",
    Effect.gen(function*() {
      const payment = yield* Shop.authorised()
      yield* Shop.next("getPaymentDetails", Fault.odd("[0].transactionId", "2023042201206549399"), always)
      yield* Shop.next("voidPayment", Fault.resetBefore)
      assert.deepStrictEqual(yield* Shop.outcome(Shop.release(payment)), Shop.unknown)
      assert.lengthOf(yield* Shop.sends("voidPayment"), 1)
    })
  )
})
