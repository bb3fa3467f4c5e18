import { assert, describe } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { Fault, Sandbox } from "effect-line-pay-sandbox"
import { ResultCode } from "line-pay-protocol"
import * as Shop from "./support/shop.ts"

const key = ({ transactionId }: Shop.Payment) => `confirmPayment ${transactionId}`

/** Codes after which LINE Pay has to be asked. */
const doubtful = ["1145", "1152", "1172", "1198", "1199", "9000", "1902", "7777"]

/** No readable answer to a confirm that was carried out. */
const lost: ReadonlyArray<readonly [name: string, fault: Fault.Fault]> = [
  ["the connection breaks", Fault.commitThenLose],
  ["the read timeout runs out", Fault.hang({ applied: true })],
  ["the body stalls", Fault.stallBody(40)],
  ["the body is cut", Fault.cutBody(40)],
  ["the body is empty", Fault.emptyBody({ applied: true })],
  ["a proxy answers 502", Fault.badGateway({ applied: true })],
  ...doubtful.map((code) => [`answered ${code}`, Fault.resultCode(code, { applied: true })] as const)
]

const always = Infinity
const onceCaptured = { ledger: ["Capture 100"], sends: 1 }
const nothing = (sends: number) => ({ ledger: [], sends })

/** Checks say what they said long ago, from the second on: the first is the one before the sending. */
const checksLag = Effect.zipRight(
  Shop.next("checkPaymentStatus", Fault.delay(0)),
  Shop.next("checkPaymentStatus", Fault.lag("1 hour"), always)
)

describe("confirm: check first", () => {
  Shop.shop(
    "0110, answered: applied by the answer, which has what is nowhere else",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated({ payType: "PREAPPROVED" })
      const settled = yield* Shop.confirm(payment)
      if (settled.settledBy !== "Answer") return assert.fail("settled by details")
      assert.isDefined(settled.answer.regKey)
      assert.strictEqual(settled.payStatus, "CAPTURE")
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), onceCaptured)
      assert.strictEqual((yield* Shop.attempt(key(payment))).verdict?._tag, "Applied")
    })
  )

  Shop.shop(
    "0000: not applied and not sent, since that would kill the request; sent when the customer is ready",
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const payment = yield* Shop.requested()
      assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), Shop.notApplied("WaitingForCustomer"))
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), nothing(0))
      yield* sandbox.approve(payment.transactionId)
      yield* Effect.sleep("1 second")
      assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), Shop.applied("Answer"))
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), onceCaptured)
      assert.deepStrictEqual(yield* sandbox.lint, [])
    })
  )

  Shop.shop(
    "0121: not applied and not sent",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Effect.flatMap(Sandbox, ({ decline }) => decline(payment.transactionId))
      assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), Shop.notApplied("CanceledOrExpired"))
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), nothing(0))
    })
  )

  Shop.shop(
    "0122: not applied and not sent",
    Effect.gen(function*() {
      const payment = yield* Shop.requested()
      yield* Shop.confirmByHand(payment)
      yield* Shop.forget
      assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), Shop.notApplied("Failed"))
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), nothing(0))
    })
  )

  Shop.shop(
    "0123, by a confirm that is not in the log: details are looked at, and nothing is sent",
    Effect.gen(function*() {
      const payment = yield* Shop.captured()
      assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), Shop.applied("Details", "Details:CAPTURE"))
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), { ledger: ["Capture 100"], sends: 0 })
    })
  )

  Shop.shop(
    "1159, or no answer: the error of the check, and nothing is sent",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      for (const [code, tag] of [["1159", "PaymentRequestNotFound"], ["9000", "InternalError"]] as const) {
        yield* Shop.next("checkPaymentStatus", Fault.resultCode(code))
        assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), Shop.error(tag))
      }
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), nothing(0))
      // The key is as good as new.
      yield* Effect.sleep("1 second")
      assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), Shop.applied("Answer"))
    })
  )
})

describe("confirm: 0123", () => {
  for (const [name, fault] of lost) {
    Shop.shop(
      `our id, order, currency and sum -> Applied: ${name}`,
      Effect.gen(function*() {
        const payment = yield* Shop.authenticated()
        yield* Shop.next("confirmPayment", fault)
        assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), Shop.applied("Details", "Details:CAPTURE"))
        assert.deepStrictEqual(yield* Shop.books("confirmPayment"), onceCaptured)
      })
    )
  }

  Shop.shop(
    "AUTHORIZATION -> Applied, authorised",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated({ capture: false })
      yield* Shop.next("confirmPayment", Fault.commitThenLose)
      assert.deepStrictEqual(
        yield* Shop.outcome(Shop.confirm(payment)),
        Shop.applied("Details", "Details:AUTHORIZATION", { payStatus: "AUTHORIZATION" })
      )
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), { ledger: ["Authorize 100"], sends: 1 })
    })
  )

  Shop.shop(
    "payStatus unstated -> Applied, because check says completed",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.commitThenLose)
      yield* Shop.next("getPaymentDetails", Fault.flawedDetails("MissingPayStatus"), always)
      assert.deepStrictEqual(
        yield* Shop.outcome(Shop.confirm(payment)),
        Shop.applied("Details", "Check:Completed", { payStatus: undefined })
      )
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), onceCaptured)
    })
  )

  Shop.shop(
    "payStatus unstated and check lagging -> look again, until check says completed",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.commitThenLose)
      yield* Shop.next("getPaymentDetails", Fault.flawedDetails("MissingPayStatus"), always)
      yield* Shop.next("checkPaymentStatus", Fault.lag("10 seconds"), always)
      yield* Effect.sleep("10 seconds")
      assert.deepStrictEqual(
        yield* Shop.outcome(Shop.confirm(payment)),
        Shop.applied("Details", "Check:Completed", { payStatus: undefined })
      )
      assert.deepStrictEqual(yield* Shop.sends("checkPaymentStatus"), [10_000, 12_000, 15_000, 25_000])
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), onceCaptured)
    })
  )

  Shop.shop(
    "payInfo absent -> Applied, because LINE Pay refuses another amount with 1153",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.commitThenLose)
      yield* Shop.next("getPaymentDetails", Fault.flawedDetails("MissingPayInfo"), always)
      assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), Shop.applied("Details", "Details:CAPTURE"))
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), onceCaptured)
    })
  )

  Shop.shop(
    "VOIDED -> Mismatch: it was confirmed, and holds nothing now",
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const payment = yield* Shop.authenticated({ capture: false })
      yield* Shop.next("confirmPayment", Fault.commitThenLose)
      const fiber = yield* Effect.fork(Shop.outcome(Shop.confirm(payment)))
      yield* Effect.sleep("1 second")
      yield* sandbox.merchantCentre.void(payment.transactionId)
      assert.deepStrictEqual(yield* Fiber.join(fiber), Shop.mismatch("Released"))
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), { ledger: ["Authorize 100", "Void 100"], sends: 1 })
      // A human looks; the key is closed for good.
      assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), Shop.mismatch("Released"))
    })
  )

  Shop.shop(
    "EXPIRED -> Mismatch",
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const payment = yield* Shop.authenticated({ capture: false })
      yield* Shop.next("confirmPayment", Fault.commitThenLose)
      const fiber = yield* Effect.fork(Shop.outcome(Shop.confirm(payment)))
      yield* Effect.sleep("1 second")
      yield* sandbox.advance("31 days")
      assert.deepStrictEqual(yield* Fiber.join(fiber), Shop.mismatch("Released"))
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), { ledger: ["Authorize 100", "Expire 100"], sends: 1 })
    })
  )

  // The sandbox confirms nothing but what was requested, so details are altered on the way.
  const others = [
    ["sum", "OtherAmount", { payInfo: [{ method: "BALANCE", amount: 60 }, { method: "POINT", amount: 30 }] }],
    ["currency", "OtherCurrency", { currency: "USD" }],
    ["order", "OtherOrder", { orderId: "order-2" }]
  ] as const
  for (const [what, because, difference] of others) {
    Shop.shop(
      `another ${what} -> Mismatch`,
      Effect.gen(function*() {
        const payment = yield* Shop.authenticated()
        yield* Shop.next("confirmPayment", Fault.commitThenLose)
        const { run } = yield* Shop.pod({ details: Shop.differing(difference) })
        assert.deepStrictEqual(yield* run(Shop.outcome(Shop.confirm(payment))), Shop.mismatch(because))
        assert.deepStrictEqual(yield* Shop.books("confirmPayment"), onceCaptured)
      })
    )
  }

  Shop.shop(
    "absent -> lag: look again",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.commitThenLose)
      yield* Shop.next("getPaymentDetails", Fault.lag("20 seconds"), always)
      assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), Shop.applied("Details", "Details:CAPTURE"))
      assert.deepStrictEqual(yield* Shop.sends("checkPaymentStatus"), [0, 2_000, 5_000, 15_000, 45_000])
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), onceCaptured)
    })
  )

  Shop.shop(
    "absent to the end -> Unknown, never NotApplied; the attempt stays open",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.commitThenLose)
      yield* Shop.next("getPaymentDetails", Fault.lag("1 hour"), always)
      assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), Shop.unknown)
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), onceCaptured)
      assert.isUndefined((yield* Shop.attempt(key(payment))).verdict)
    })
  )
})

describe("confirm: 0110", () => {
  Shop.shop(
    "absent before the quiet time -> look again: LINE Pay applies it late",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.commitLate("100 seconds"))
      assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), Shop.applied("Details", "Details:CAPTURE"))
      assert.deepStrictEqual(yield* Shop.sends("checkPaymentStatus"), [0, 2_000, 5_000, 15_000, 45_000, 105_000])
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), onceCaptured)
    })
  )

  Shop.shop(
    "absent after it -> confirm again: the first never arrived",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.resetBefore)
      assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), Shop.applied("Answer"))
      // 60 s of read timeout, 60 s of margin, and the two looks that follow.
      assert.deepStrictEqual(yield* Shop.sends("confirmPayment"), [0, 166_000])
      assert.deepStrictEqual(yield* Shop.ledger, ["Capture 100"])
    })
  )

  for (const code of doubtful) {
    Shop.shop(
      `absent after it -> confirm again: the first was answered ${code}, and not applied`,
      Effect.gen(function*() {
        const payment = yield* Shop.authenticated()
        yield* Shop.next("confirmPayment", Fault.resultCode(code))
        assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), Shop.applied("Answer"))
        assert.deepStrictEqual(yield* Shop.books("confirmPayment"), { ledger: ["Capture 100"], sends: 2 })
      })
    )
  }

  Shop.shop(
    "absent after it -> confirm again, at most twice; then Unknown",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.resetBefore, always)
      assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), Shop.unknown)
      assert.deepStrictEqual(yield* Shop.sends("confirmPayment"), [0, 166_000, 332_000])
      assert.deepStrictEqual(yield* Shop.ledger, [])
    })
  )

  Shop.shop(
    "absent after it, for the strict -> Unknown",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.resetBefore)
      assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), Shop.unknown)
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), nothing(1))
    }),
    { resendConfirm: "Never" }
  )

  Shop.shop(
    "a first confirm that is applied after the second: LINE Pay guards the id, one capture",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.commitLate("170 seconds"))
      assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), Shop.applied("Answer"))
      yield* Effect.sleep("1 hour")
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), { ledger: ["Capture 100"], sends: 2 })
    })
  )

  Shop.shop(
    "a second confirm while LINE Pay works on the first is answered 1145 -> look again, Applied",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.commitLate("200 seconds", { locked: true }))
      assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), Shop.applied("Details", "Details:CAPTURE"))
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), { ledger: ["Capture 100"], sends: 2 })
    })
  )

  Shop.shop(
    "a second confirm that is rejected says nothing of the first -> Unknown",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.resetBefore)
      yield* Shop.next("confirmPayment", Fault.resultCode("1142"), always)
      assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), Shop.unknown)
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), nothing(3))
    })
  )

  Shop.shop(
    "check and details lag beyond the quiet time: the second confirm is answered 1172 -> Applied",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.commitThenLose)
      yield* Shop.next("checkPaymentStatus", Fault.lag("200 seconds"), always)
      yield* Shop.next("getPaymentDetails", Fault.lag("200 seconds"), always)
      yield* Effect.sleep("200 seconds")
      assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), Shop.applied("Details", "Details:CAPTURE"))
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), { ledger: ["Capture 100"], sends: 2 })
    })
  )
})

describe("confirm: other statuses", () => {
  Shop.shop(
    "0000, absent after the quiet time -> NotApplied: back to waiting",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.resetBefore)
      yield* checksLag
      assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), Shop.notApplied("WaitingForCustomer"))
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), nothing(1))
      assert.strictEqual((yield* Shop.sends("checkPaymentStatus")).at(-1), 166_000)
    })
  )

  Shop.shop(
    "0121, absent -> NotApplied, final",
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.resetBefore)
      const fiber = yield* Effect.fork(Shop.outcome(Shop.confirm(payment)))
      yield* Effect.sleep("1 second")
      yield* sandbox.decline(payment.transactionId)
      assert.deepStrictEqual(yield* Fiber.join(fiber), Shop.notApplied("CanceledOrExpired"))
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), nothing(1))
    })
  )

  Shop.shop(
    "0122, absent -> NotApplied, final",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.resetBefore)
      yield* Shop.next("confirmPayment", Fault.resultCode("1281"))
      const fiber = yield* Effect.fork(Shop.outcome(Shop.confirm(payment)))
      yield* Effect.sleep("1 second")
      // Which the customer's card ends.
      yield* Shop.confirmByHand(payment)
      assert.deepStrictEqual(yield* Fiber.join(fiber), Shop.notApplied("Failed"))
      assert.deepStrictEqual(yield* Shop.sends("confirmPayment"), [0, 1_000])
      assert.deepStrictEqual(yield* Shop.ledger, [])
    })
  )

  Shop.shop(
    "any, and our id is there and consistent -> Applied: a record beats a status that lags",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.commitThenLose)
      yield* checksLag
      assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), Shop.applied("Details", "Details:CAPTURE"))
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), onceCaptured)
    })
  )

  Shop.shop(
    "1159, absent -> Unknown: a wrong host answers the same",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.resetBefore)
      yield* Shop.next("checkPaymentStatus", Fault.delay(0))
      yield* Shop.next("checkPaymentStatus", Fault.resultCode("1159"), always)
      assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), Shop.unknown)
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), nothing(1))
    })
  )

  for (const operation of ["checkPaymentStatus", "getPaymentDetails"] as const) {
    Shop.shop(
      `an error of ${operation} -> look again`,
      Effect.gen(function*() {
        const payment = yield* Shop.authenticated({ capture: false })
        yield* Shop.next("confirmPayment", Fault.resetBefore)
        if (operation === "checkPaymentStatus") yield* Shop.next(operation, Fault.delay(0))
        // To the last look before the schedule is over.
        yield* Shop.next(operation, Fault.resultCode("9000"), 5)
        assert.deepStrictEqual(
          yield* Shop.outcome(Shop.confirm(payment)),
          Shop.applied("Answer", "Answer", { payStatus: "AUTHORIZATION" })
        )
        assert.deepStrictEqual(yield* Shop.sends("confirmPayment"), [0, 166_000])
        assert.deepStrictEqual(yield* Shop.ledger, ["Authorize 100"])
      })
    )
  }
})

describe("confirm: the order was paid by another id", () => {
  /** Two tabs: two requests of one order, both authenticated. */
  const twoTabs = (second: { readonly amount?: number; readonly currency?: "USD" } = {}) =>
    Effect.zip(Shop.authenticated(), Shop.authenticated(second))

  Shop.shop(
    "one tab after the other: 1172 -> NotApplied, with the id that paid",
    Effect.gen(function*() {
      const [first, second] = yield* twoTabs()
      assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(first)), Shop.applied("Answer"))
      assert.deepStrictEqual(
        yield* Shop.outcome(Shop.confirm(second)),
        Shop.notApplied("OrderPaidByOther", first.transactionId)
      )
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), { ledger: ["Capture 100"], sends: 2 })
    })
  )

  Shop.shop(
    "both tabs at once, and both answers lost: one is applied, the other is told by which",
    Effect.gen(function*() {
      const [first, second] = yield* twoTabs()
      yield* Shop.next("confirmPayment", Fault.commitThenLose, 2)
      const outcomes = yield* Effect.all([Shop.outcome(Shop.confirm(first)), Shop.outcome(Shop.confirm(second))], {
        concurrency: "unbounded"
      })
      assert.deepStrictEqual(outcomes, [
        Shop.applied("Details", "Details:CAPTURE"),
        Shop.notApplied("OrderPaidByOther", first.transactionId)
      ])
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), { ledger: ["Capture 100"], sends: 2 })
    })
  )

  for (const difference of [{ amount: 200 }, { currency: "USD" }] as const) {
    Shop.shop(
      `with another ${Object.keys(difference).join()} -> Mismatch`,
      Effect.gen(function*() {
        const [first, second] = yield* twoTabs(difference)
        yield* Shop.confirm(first)
        assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(second)), Shop.mismatch("OrderPaidByOtherAmount"))
        assert.deepStrictEqual(yield* Shop.books("confirmPayment"), { ledger: ["Capture 100"], sends: 2 })
      })
    )
  }

  Shop.shop(
    "and released since: that pays nothing -> confirm again",
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const first = yield* Shop.authenticated({ capture: false })
      const second = yield* Shop.authenticated()
      yield* Shop.confirm(first)
      yield* sandbox.merchantCentre.void(first.transactionId)
      // The sandbox's order id stays used up: 1172 each time.
      assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(second)), Shop.unknown)
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), { ledger: ["Authorize 100", "Void 100"], sends: 4 })
    })
  )
})

describe("confirm: rejections", () => {
  const looked = ["1142", "1169", "1170"]
  const plain = ResultCode.errorCodes.filter((code) =>
    ResultCode.meaning(code, "confirmPayment")?.outcome === "NotApplied" && !looked.includes(code)
  )
  for (const code of plain) {
    Shop.shop(
      `${code} -> the typed rejection at once`,
      Effect.gen(function*() {
        const payment = yield* Shop.authenticated()
        yield* Shop.next("confirmPayment", Fault.resultCode(code))
        assert.deepStrictEqual(
          yield* Shop.outcome(Shop.confirm(payment)),
          Shop.error(ResultCode.row(code).tag ?? "")
        )
        assert.deepStrictEqual(yield* Shop.books("confirmPayment"), nothing(1))
        // The one check is the one before.
        assert.strictEqual((yield* Shop.sends("checkPaymentStatus")).length, 1)
        assert.strictEqual((yield* Shop.sends("getPaymentDetails")).length, 0)
      })
    )
  }

  for (const [code, tag] of [["1142", "InsufficientBalance"], ["1170", "BalanceChanged"]] as const) {
    Shop.shop(
      `${code}, and one look says 0110 -> the typed rejection; the customer may go on`,
      Effect.gen(function*() {
        const payment = yield* Shop.authenticated()
        yield* Shop.next("confirmPayment", Fault.resultCode(code))
        assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), Shop.error(tag))
        assert.deepStrictEqual(yield* Shop.sends("checkPaymentStatus"), [0, 1_000])
        assert.strictEqual((yield* Shop.attempt(key(payment))).verdict?._tag, "NotApplied")
        yield* Effect.sleep("1 second")
        assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), Shop.applied("Answer"))
        assert.deepStrictEqual(yield* Shop.books("confirmPayment"), { ledger: ["Capture 100"], sends: 2 })
        assert.deepStrictEqual(yield* Effect.flatMap(Sandbox, ({ lint }) => lint), [])
      })
    )
  }

  Shop.shop(
    "1169, and two looks say 0122 -> NotApplied: start again",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.resultCode("1169"))
      assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), Shop.notApplied("Failed"))
      assert.deepStrictEqual(yield* Shop.sends("checkPaymentStatus"), [0, 1_000, 2_000])
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), nothing(1))
    })
  )

  Shop.shop(
    "1142, and one look shows our payment -> Applied: evidence beats a code",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.resultCode("1142", { applied: true }))
      assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), Shop.applied("Details", "Details:CAPTURE"))
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), onceCaptured)
      assert.strictEqual((yield* Shop.attempt(key(payment))).verdict?._tag, "Applied")
    })
  )
})

describe("confirm: refused with a code of the Offline API", () => {
  for (const code of Shop.offlineCodes("confirmPayment")) {
    Shop.shop(
      `${code}, 0110 and absent after the quiet time in two looks -> NotApplied, because ${code}; sent once`,
      Effect.gen(function*() {
        const payment = yield* Shop.authenticated()
        yield* Shop.next("confirmPayment", Fault.resultCode(code))
        const fiber = yield* Effect.fork(Shop.outcome(Shop.confirm(payment)))
        yield* Effect.sleep("165500 millis")
        assert.isUndefined((yield* Shop.attempt(key(payment))).verdict)
        assert.deepStrictEqual(yield* Fiber.join(fiber), Shop.notApplied(code))
        assert.deepStrictEqual(
          yield* Shop.sends("checkPaymentStatus"),
          [0, 2_000, 5_000, 15_000, 45_000, 105_000, 165_000, 166_000]
        )
        assert.deepStrictEqual(yield* Shop.books("confirmPayment"), nothing(1))
        assert.deepStrictEqual(yield* Effect.flatMap(Sandbox, ({ lint }) => lint), [])
      })
    )

    Shop.shop(
      `${code}, and details show the payment -> Applied by details`,
      Effect.gen(function*() {
        const payment = yield* Shop.authenticated()
        yield* Shop.next("confirmPayment", Fault.resultCode(code, { applied: true }))
        assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), Shop.applied("Details", "Details:CAPTURE"))
        assert.deepStrictEqual(yield* Shop.books("confirmPayment"), onceCaptured)
      })
    )
  }

  Shop.shop(
    "for the strict, too -> NotApplied",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.resultCode("2022"))
      assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), Shop.notApplied("2022"))
    }),
    { resendConfirm: "Never" }
  )

  Shop.shop(
    "0121, absent -> NotApplied, and the status says why: the customer has to start again",
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.resultCode("2022"))
      const fiber = yield* Effect.fork(Shop.outcome(Shop.confirm(payment)))
      yield* Effect.sleep("1 second")
      yield* sandbox.decline(payment.transactionId)
      assert.deepStrictEqual(yield* Fiber.join(fiber), Shop.notApplied("CanceledOrExpired"))
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), nothing(1))
    })
  )

  Shop.shop(
    "0123 without a record -> Unknown: that is lag, whatever the code says",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.resultCode("2022", { applied: true }))
      yield* Shop.next("getPaymentDetails", Fault.lag("1 hour"), always)
      assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), Shop.unknown)
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), onceCaptured)
    })
  )

  Shop.shop(
    "1159 -> Unknown: a wrong host says the same",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.resultCode("2022"))
      yield* Shop.next("checkPaymentStatus", Fault.delay(0))
      yield* Shop.next("checkPaymentStatus", Fault.resultCode("1159"), always)
      assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), Shop.unknown)
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), nothing(1))
    })
  )
})

describe("confirm: one look is too little", () => {
  Shop.shop(
    "B4: 0122 and absent before the quiet time is over -> not believed: a later look shows the payment",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.commitThenLose)
      yield* Shop.next("checkPaymentStatus", Fault.delay(0))
      yield* Shop.next("checkPaymentStatus", Fault.resultCode("0122"))
      yield* Shop.next("getPaymentDetails", Fault.resultCode("1150"), 2)
      assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), Shop.applied("Details", "Details:CAPTURE"))
      assert.deepStrictEqual(yield* Shop.sends("checkPaymentStatus"), [0, 2_000, 5_000])
      assert.deepStrictEqual(yield* Effect.flatMap(Sandbox, ({ lint }) => lint), [])
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), onceCaptured)
    })
  )

  Shop.shop(
    "B4: one end of the request after the other before the quiet time is over -> look again",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.commitThenLose)
      yield* Shop.next("checkPaymentStatus", Fault.delay(0))
      yield* Shop.next("checkPaymentStatus", Fault.resultCode("0122"))
      yield* Shop.next("checkPaymentStatus", Fault.resultCode("0121"))
      yield* Shop.next("getPaymentDetails", Fault.resultCode("1150"), 4)
      assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), Shop.applied("Details", "Details:CAPTURE"))
      assert.deepStrictEqual(yield* Shop.sends("checkPaymentStatus"), [0, 2_000, 5_000, 15_000])
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), onceCaptured)
    })
  )

  Shop.shop(
    "absent after the quiet time in one stale look -> not confirmed again",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Effect.sleep("200 seconds")
      yield* Shop.forget
      yield* Shop.next("confirmPayment", Fault.commitThenLose)
      // The check before, and six looks; each look at details is by transaction, and then by order.
      yield* Shop.next("checkPaymentStatus", Fault.lag("200 seconds"), 7)
      yield* Shop.next("getPaymentDetails", Fault.lag("200 seconds"), 12)
      assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), Shop.applied("Details", "Details:CAPTURE"))
      assert.strictEqual((yield* Shop.sends("checkPaymentStatus")).at(-1), 366_000)
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), onceCaptured)
    })
  )

  Shop.shop(
    "1142, and one look says 0122 and the next 0110 -> the typed rejection: the customer may go on",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      yield* Shop.next("confirmPayment", Fault.resultCode("1142"))
      yield* Shop.next("checkPaymentStatus", Fault.delay(0))
      yield* Shop.next("checkPaymentStatus", Fault.resultCode("0122"))
      assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), Shop.error("InsufficientBalance"))
      assert.deepStrictEqual(yield* Shop.sends("checkPaymentStatus"), [0, 1_000, 2_000])
    })
  )

  for (const code of ["0000", "0121", "0122"]) {
    Shop.shop(
      `${code} before the sending, and then 0110 -> confirmed`,
      Effect.gen(function*() {
        const payment = yield* Shop.authenticated()
        yield* Shop.next("checkPaymentStatus", Fault.resultCode(code))
        assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), Shop.applied("Answer"))
        assert.deepStrictEqual(yield* Shop.sends("checkPaymentStatus"), [0, 1_000])
        assert.deepStrictEqual(yield* Effect.flatMap(Sandbox, ({ lint }) => lint), [])
      })
    )
  }

  Shop.shop(
    "another status each time before the sending -> Unknown after five, nothing sent; a later call confirms",
    Effect.gen(function*() {
      const payment = yield* Shop.authenticated()
      for (const code of ["0000", "0121", "0122", "0000", "0121"]) {
        yield* Shop.next("checkPaymentStatus", Fault.resultCode(code))
      }
      assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), Shop.unknown)
      assert.deepStrictEqual(yield* Shop.sends("checkPaymentStatus"), [0, 1_000, 2_000, 3_000, 4_000])
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), nothing(0))
      assert.deepStrictEqual(yield* Shop.outcome(Shop.confirm(payment)), Shop.applied("Answer"))
      assert.deepStrictEqual(yield* Shop.books("confirmPayment"), onceCaptured)
    })
  )
})
