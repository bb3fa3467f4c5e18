import type { HttpClientError } from "@effect/platform"
import { assert, describe, it } from "@effect/vitest"
import { Chunk, Duration, Effect, Either, Fiber, Option, Schema, Stream, TestClock } from "effect"
import { Fault, FaultNotation, ForcedOrderId, Ledger, Sandbox } from "effect-line-pay-sandbox"
import { ResultCode } from "line-pay-protocol"
import * as client from "./support/client.ts"
import * as story from "./support/story.ts"

/** How a call ended: its code, or the error's kind and cause. */
const ending = <R>(call: Effect.Effect<client.Answer, HttpClientError.HttpClientError, R>) =>
  Effect.map(Effect.either(call), (result) => {
    if (Either.isRight(result)) return result.right.returnCode
    const { _tag, cause, reason } = result.left
    const { code } = cause as { readonly code?: string }
    return `${_tag} ${reason} ${code}`
  })

const isOpen = <A, E>(fiber: Fiber.RuntimeFiber<A, E>) => Effect.map(Fiber.poll(fiber), Option.isNone)

describe("faults", () => {
  it.effect("Delay: applied at once, answered later", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const id = yield* story.approved()
      yield* sandbox.faults.next("confirmPayment", Fault.delay("30 seconds"))
      const fiber = yield* Effect.fork(client.confirm(id))
      yield* TestClock.adjust("29 seconds")
      assert.isTrue(yield* isOpen(fiber))
      assert.deepStrictEqual(yield* story.movements, ["Capture 1000"])
      yield* TestClock.adjust("1 second")
      assert.strictEqual((yield* Fiber.join(fiber)).returnCode, "0000")
    }).pipe(Effect.provide(Sandbox.layer())))

  for (const applied of [false, true]) {
    const movements = applied ? ["Capture 1000"] : []

    it.effect(`Hang, applied: ${applied}: no answer, ever`, () =>
      Effect.gen(function*() {
        const sandbox = yield* Sandbox
        const id = yield* story.approved()
        yield* sandbox.faults.next("confirmPayment", Fault.hang({ applied }))
        const fiber = yield* Effect.fork(client.confirm(id))
        yield* TestClock.adjust("1 day")
        assert.isTrue(yield* isOpen(fiber))
        yield* Fiber.interrupt(fiber)
        assert.deepStrictEqual(yield* story.movements, movements)
      }).pipe(Effect.provide(Sandbox.layer())))

    it.effect(`Reset, applied: ${applied}: a transport error as undici reports it`, () =>
      Effect.gen(function*() {
        const sandbox = yield* Sandbox
        const id = yield* story.approved()
        yield* sandbox.faults.next("confirmPayment", applied ? Fault.commitThenLose : Fault.resetBefore)
        assert.strictEqual(yield* ending(client.confirm(id)), "RequestError Transport ECONNRESET")
        assert.deepStrictEqual(yield* story.movements, movements)
      }).pipe(Effect.provide(Sandbox.layer())))

    it.effect(`ResultCode, applied: ${applied}: any code, known or not`, () =>
      Effect.gen(function*() {
        const sandbox = yield* Sandbox
        const id = yield* story.approved()
        yield* sandbox.faults.next("confirmPayment", Fault.resultCode("7777", { applied }))
        assert.strictEqual((yield* client.confirm(id)).returnCode, "7777")
        assert.deepStrictEqual(yield* story.movements, movements)
      }).pipe(Effect.provide(Sandbox.layer())))

    it.effect(`badGateway and emptyBody, applied: ${applied}`, () =>
      Effect.gen(function*() {
        const sandbox = yield* Sandbox
        const id = yield* story.approved()
        yield* sandbox.faults.next("confirmPayment", Fault.badGateway({ applied }))
        yield* sandbox.faults.next("refundPayment", Fault.emptyBody({ applied }))
        const html = yield* client.execute("POST", `/payments/${id}/confirm`, "{\"amount\":1000,\"currency\":\"TWD\"}")
        assert.strictEqual(html.status, 502)
        assert.strictEqual(html.headers["content-type"], "text/html")
        assert.include(yield* html.text, "502 Bad Gateway")
        const empty = yield* client.execute("POST", `/payments/${id}/refund`, "")
        assert.strictEqual(yield* empty.text, "")
        assert.deepStrictEqual(yield* story.movements, applied ? ["Capture 1000", "Refund 1000"] : [])
      }).pipe(Effect.provide(Sandbox.layer())))
  }

  it.effect("StallBody: the first bytes, then nothing", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const id = yield* story.approved()
      yield* sandbox.faults.next("checkPaymentStatus", Fault.stallBody(13), { times: 2 })
      const response = yield* client.execute("GET", `/payments/requests/${id}/check`, "")
      const reading = yield* Effect.fork(response.text)
      const bytes = yield* response.stream.pipe(Stream.take(1), Stream.runCollect)
      assert.strictEqual(new TextDecoder().decode(Chunk.unsafeHead(bytes)), "{\"returnCode\"")
      yield* TestClock.adjust("1 day")
      assert.isTrue(yield* isOpen(reading))
      yield* Fiber.interrupt(reading)
    }).pipe(Effect.provide(Sandbox.layer())))

  it.effect("CutBody: a response error as undici reports it", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const id = yield* story.approved()
      yield* sandbox.faults.next("confirmPayment", Fault.cutBody(20))
      assert.strictEqual(yield* ending(client.confirm(id)), "ResponseError Decode UND_ERR_SOCKET")
      assert.deepStrictEqual(yield* story.movements, ["Capture 1000"])
    }).pipe(Effect.provide(Sandbox.layer())))

  it.effect("CommitLate: applied after the client has looked, at its own time and with its own cause", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const id = yield* story.approved()
      yield* sandbox.faults.next("confirmPayment", Fault.commitLate("90 seconds"))
      assert.strictEqual(
        yield* ending(client.confirm(id, 1000, "TWD", { nonce: "late" })),
        "RequestError Transport ECONNRESET"
      )
      yield* TestClock.adjust("89 seconds")
      assert.strictEqual((yield* client.check(id)).returnCode, "0110")
      yield* TestClock.adjust("1 hour")
      assert.strictEqual((yield* client.check(id)).returnCode, "0123")
      const [movement] = yield* sandbox.ledger
      assert.deepStrictEqual(movement?.cause, { _tag: "LateCommit", operation: "confirmPayment", nonce: "late" })
      assert.strictEqual(movement?.at, 90_000)
    }).pipe(Effect.provide(Sandbox.layer())))

  it.effect("CommitLate: a confirm that was sent again meanwhile is not applied twice, a partial refund is", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const id = yield* story.approved()
      yield* sandbox.faults.next("confirmPayment", Fault.commitLate("1 minute"))
      yield* ending(client.confirm(id))
      assert.strictEqual((yield* client.confirm(id)).returnCode, "0000")
      yield* sandbox.faults.next("refundPayment", Fault.commitLate("1 minute"))
      yield* ending(client.refund(id, 30))
      yield* client.refund(id, 30)
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(yield* story.movements, ["Capture 1000", "Refund 30", "Refund 30"])
    }).pipe(Effect.provide(Sandbox.layer())))

  it.effect("CommitLate, locked: free again once it is applied", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const id = yield* story.paid()
      const other = yield* story.paid()
      yield* sandbox.faults.next("refundPayment", Fault.commitLate("1 minute", { locked: true }))
      yield* ending(client.refund(id, 30))
      assert.strictEqual((yield* client.refund(id, 30)).returnCode, "1198")
      assert.strictEqual((yield* client.refund(other, 30)).returnCode, "0000")
      yield* TestClock.adjust("1 minute")
      assert.strictEqual((yield* client.refund(id, 30)).returnCode, "0000")
    }).pipe(Effect.provide(Sandbox.layer())))

  it.effect("Lag: details and check answer as of a while ago", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const id = yield* story.approved()
      yield* TestClock.adjust("1 minute")
      yield* client.confirm(id)
      yield* TestClock.adjust("1 minute")
      yield* client.refund(id, 30)
      yield* TestClock.adjust("1 minute")
      yield* sandbox.faults.script(Fault.lag("90 seconds"), { times: 2 })
      assert.deepStrictEqual(client.records(yield* client.detailsOf(id))[0]?.refundList, undefined)
      assert.strictEqual((yield* client.check(id)).returnCode, "0123")
      yield* sandbox.faults.script(Fault.lag("150 seconds"), { times: 2 })
      assert.strictEqual((yield* client.detailsOf(id)).returnCode, "1150")
      assert.strictEqual((yield* client.check(id)).returnCode, "0110")
      assert.strictEqual(client.records(yield* client.detailsOf(id))[0]?.refundList.length, 1)
    }).pipe(Effect.provide(Sandbox.layer())))

  it.effect("FlawedDetails: the inconsistencies of the documentation's examples", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const id = yield* story.paid()
      yield* client.refund(id, 30)
      yield* client.refund(id, 40)
      const record = (flaw: Fault.Flaw) =>
        Effect.gen(function*() {
          yield* sandbox.faults.next("getPaymentDetails", Fault.flawedDetails(flaw))
          return client.records(yield* client.detailsOf(id))[0]
        })
      assert.strictEqual((yield* record("MissingPayStatus"))?.payStatus, undefined)
      assert.strictEqual((yield* record("MissingPayInfo"))?.payInfo, undefined)
      const repeated = yield* record("RepeatedRefundId")
      assert.strictEqual(new Set(repeated?.refundList.map((refund) => refund.refundTransactionId)).size, 1)
      assert.strictEqual((yield* record("OddDate"))?.transactionDate, "1970-01-32T25:00:00Z")
      assert.strictEqual(client.records(yield* client.detailsOf(id))[0]?.payStatus, "CAPTURE")
    }).pipe(Effect.provide(Sandbox.layer())))

  it.effect("Odd: one field of a success is what the fault says, digit by digit, and the call has done its work", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const bodyOf = (path: string, json: string | undefined, id: string) =>
        Effect.gen(function*() {
          yield* sandbox.faults.next("getPaymentDetails", Fault.odd(path, json))
          const response = yield* client.execute("GET", "/payments", `transactionId=${id}`)
          return yield* response.text
        })
      const id = yield* story.approved()
      yield* sandbox.faults.next("confirmPayment", Fault.odd("regKey", `""`))
      assert.deepInclude((yield* client.confirm(id)).info, { regKey: "" })
      assert.strictEqual((yield* sandbox.ledger).filter(({ kind }) => kind === "Capture").length, 1)
      assert.include(yield* bodyOf("[0].payInfo[0].amount", "1.50e2", id), `"amount":1.50e2`)
      assert.include(
        yield* bodyOf("[0].transactionId", "2023042201206549310", id),
        `"transactionId":2023042201206549310,`
      )
      const without = yield* bodyOf("[0].payStatus", undefined, id)
      assert.notInclude(without, "payStatus")
      assert.include(without, "transactionType")
      assert.include(yield* bodyOf("[0].payInfo[7].amount", "1", id), `"payStatus":"CAPTURE"`)
      // What has no success, or none with an `info`, is answered as ever.
      yield* sandbox.faults.script(Fault.odd("orderId", "7"), { times: Infinity })
      assert.strictEqual((yield* client.check(id)).returnCode, "0123")
      assert.strictEqual((yield* client.detailsOf("2023042201206549310")).returnCode, "1150")
    }).pipe(Effect.provide(Sandbox.layer())))

  it("Odd is written odd:PATH=JSON, and odd:PATH to leave a field out", () => {
    const read = (text: string) => FaultNotation.parse(text)
    assert.deepStrictEqual(read(`odd:regKey=""`), Either.right(Fault.odd("regKey", `""`)))
    assert.deepStrictEqual(
      read(`odd:[0].payInfo[0].amount={"a":"="}`),
      Either.right(Fault.odd("[0].payInfo[0].amount", `{"a":"="}`))
    )
    assert.deepStrictEqual(read("odd:payInfo"), Either.right(Fault.odd("payInfo")))
    assert.deepStrictEqual(
      FaultNotation.parseScript(`confirmPayment=odd:regKey=null*2`),
      Either.right({ fault: Fault.odd("regKey", "null"), target: { operation: "confirmPayment", times: 2 } })
    )
    for (const wrong of ["odd", "odd:", "odd:a b=1", "odd:a=x", "odd:a=", "odd:[x]=1", "odd:a..b=1"]) {
      assert.isTrue(Either.isLeft(read(wrong)), wrong)
    }
  })

  it.effect("OldEnvelope: the code as a number, under other names", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      yield* sandbox.faults.next("confirmPayment", Fault.oldEnvelope)
      const response = yield* client.execute("POST", "/payments/42/confirm", "{\"amount\":1,\"currency\":\"TWD\"}")
      assert.strictEqual(
        yield* response.text,
        "{\"resultCode\":1150,\"statusMessage\":\"There are no transaction details.\"}"
      )
    }).pipe(Effect.provide(Sandbox.layer())))

  it.effect("a fault meets the calls that its target names, as often as it says, and then no more", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      const a = yield* story.approved({ orderId: "A" })
      const b = yield* story.approved({ orderId: "B" })
      yield* sandbox.faults.next("checkPaymentStatus", Fault.resultCode("9000"), { orderId: "A", times: 2 })
      yield* sandbox.faults.script(Fault.resultCode("1105"), { transactionId: b })
      assert.strictEqual((yield* client.check(b)).returnCode, "1105")
      const codes = yield* Effect.forEach([a, b, a, a], (id) => client.check(id))
      assert.deepStrictEqual(codes.map(({ returnCode }) => returnCode), ["9000", "0110", "9000", "0110"])
      assert.deepStrictEqual(yield* sandbox.faults.pending, [])
      yield* sandbox.faults.script(Fault.resultCode("1105"), { orderId: "A", times: Infinity })
      assert.strictEqual((yield* client.details("orderId=A")).returnCode, "1105")
      assert.strictEqual((yield* client.request({ orderId: "A" })).returnCode, "1105")
      yield* sandbox.faults.clear
      assert.strictEqual((yield* client.request({ orderId: "A" })).returnCode, "0000")
    }).pipe(Effect.provide(Sandbox.layer())))

  it.effect("a request with a wrong signature meets no fault", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      yield* sandbox.faults.script(Fault.resetBefore)
      assert.strictEqual((yield* client.request({}, { secret: "wrong" })).returnCode, "1106")
      assert.strictEqual((yield* sandbox.faults.pending).length, 1)
    }).pipe(Effect.provide(Sandbox.layer())))

  it.effect("a capture refused with 1199 or a card error cancels the payment; with another code it does not", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      for (const [code, payStatus] of [["1199", "VOIDED"], ["1280", "VOIDED"], ["1170", ""]] as const) {
        const id = yield* story.authorized()
        yield* sandbox.faults.next("capturePayment", Fault.resultCode(code))
        assert.strictEqual((yield* client.capture(id)).returnCode, code)
        const [record] = client.records(yield* client.detailsOf(id))
        assert.strictEqual(record?.payStatus, payStatus === "VOIDED" ? "VOIDED_AUTHORIZATION" : "AUTHORIZATION")
      }
      assert.strictEqual(Ledger.balance(yield* sandbox.ledger).held, 1000)
    }).pipe(Effect.provide(Sandbox.layer())))

  it.effect("a confirm refused for the card ends the payment; for the balance it does not", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      for (const [code, status] of [["1284", "0122"], ["1142", "0110"]] as const) {
        const id = yield* story.approved()
        yield* sandbox.faults.next("confirmPayment", Fault.resultCode(code))
        yield* client.confirm(id)
        assert.strictEqual((yield* client.check(id)).returnCode, status)
      }
    }).pipe(Effect.provide(Sandbox.layer())))

  it.effect("a charge refused with a code that kills regKeys kills it", () =>
    Effect.gen(function*() {
      const sandbox = yield* Sandbox
      for (const [code, after] of [["1282", "1190"], ["1288", "0000"]] as const) {
        const regKey = yield* story.enrolled()
        yield* sandbox.faults.next("payPreapproved", Fault.resultCode(code))
        assert.strictEqual((yield* client.payPreapproved(regKey, { orderId: code })).returnCode, code)
        assert.strictEqual((yield* client.checkRegKey(regKey)).returnCode, after)
      }
    }).pipe(Effect.provide(Sandbox.layer())))

  it.effect("a random mix meets its share of calls, the same ones for the same seed", () =>
    Effect.gen(function*() {
      const run = Effect.gen(function*() {
        const sandbox = yield* Sandbox
        yield* sandbox.faults.random({
          probability: 0.3,
          faults: [{ fault: Fault.resetBefore, weight: 3 }, { fault: Fault.resultCode("9000") }],
          operations: ["requestPayment"]
        })
        const endings: Array<string> = []
        for (let i = 0; i < 200; i++) endings.push(yield* ending(client.request()))
        return endings
      })
      const first = yield* Effect.provide(run, Sandbox.layer({ seed: "a" }))
      const again = yield* Effect.provide(run, Sandbox.layer({ seed: "a" }))
      const other = yield* Effect.provide(run, Sandbox.layer({ seed: "b" }))
      const count = (kind: string) => first.filter((ending) => ending === kind).length
      assert.deepStrictEqual(first, again)
      assert.notDeepEqual(first, other)
      assert.strictEqual(count("0000") + count("9000") + count("RequestError Transport ECONNRESET"), 200)
      assert.isAbove(count("0000"), 110)
      assert.isBelow(count("0000"), 170)
      assert.isAbove(count("RequestError Transport ECONNRESET"), count("9000"))
    }))

  it("is data: every fault survives JSON", () => {
    const faults: ReadonlyArray<Fault.Fault> = [
      Fault.delay(Duration.seconds(1)),
      Fault.hang({ applied: true }),
      Fault.resetBefore,
      Fault.commitThenLose,
      Fault.stallBody(3),
      Fault.cutBody(3),
      Fault.resultCode("1142"),
      Fault.raw("{}", { status: 302, headers: { location: "https://elsewhere.example" } }),
      Fault.badGateway(),
      Fault.emptyBody(),
      Fault.commitLate("1 minute", { connection: "Hang", locked: true }),
      Fault.lag("10 seconds"),
      Fault.flawedDetails("OddDate"),
      Fault.oldEnvelope
    ]
    const json = Schema.parseJson(Schema.Array(Fault.Fault))
    assert.deepStrictEqual(Schema.decodeSync(json)(Schema.encodeSync(json)(faults)), faults)
  })
})

describe("order ids that force a code", () => {
  it("are made from the table: every pair of operation and code, and each is read back", () => {
    const pairs = Object.entries<ResultCode.Row>(ResultCode.table).flatMap(([code, { operations }]) =>
      code === "0000" ? [] : Object.keys(operations).map((operation) => `${operation} ${code.replace("X", "0")}`)
    )
    assert.sameMembers(ForcedOrderId.list.map(({ code, operation }) => `${operation} ${code}`), pairs)
    for (const { code, operation, orderId } of ForcedOrderId.list) {
      assert.deepStrictEqual(ForcedOrderId.parse(orderId), { operation, code })
    }
  })

  it("without an operation mean the first call that can answer the code", () => {
    assert.deepStrictEqual(ForcedOrderId.parse("FORCE-1142-x"), { operation: "confirmPayment", code: "1142" })
    assert.deepStrictEqual(ForcedOrderId.parse("FORCE-1163"), { operation: "refundPayment", code: "1163" })
    assert.deepStrictEqual(ForcedOrderId.parse("FORCE-0121-x"), { operation: "checkPaymentStatus", code: "0121" })
    assert.deepStrictEqual(ForcedOrderId.parse("FORCE-7777-x"), { operation: "confirmPayment", code: "7777" })
    for (const plain of ["FORCE", "FORCE-11421-x", "force-1142-x", "XFORCE-1142-x", "FORCE-confirm-1142"]) {
      assert.strictEqual(ForcedOrderId.parse(plain), undefined)
    }
  })

  it.effect("force the codes of the Offline API, which end neither a payment nor a regKey", () =>
    Effect.gen(function*() {
      const offline = ForcedOrderId.list.flatMap(({ code, operation, orderId }) => {
        const known = ResultCode.find(code)
        return known !== undefined && ResultCode.meaning(known, operation)?.certainty === "offline"
          ? [{ code: known, operation, orderId }]
          : []
      })
      assert.lengthOf(offline, 13)
      const answered: Array<string> = []
      for (const { code, operation, orderId } of offline) {
        const note = (
          { returnCode, returnMessage }: { readonly returnCode: string; readonly returnMessage: string }
        ) => {
          assert.deepStrictEqual([returnCode, returnMessage], [code, ResultCode.description(code)])
          answered.push(`${operation} ${code}`)
        }
        if (operation === "requestPayment") note(yield* client.request({ orderId }))
        if (operation === "confirmPayment") {
          const id = yield* story.approved({ orderId })
          note(yield* client.confirm(id))
          assert.strictEqual((yield* client.check(id)).returnCode, "0110")
        }
        if (operation === "capturePayment") {
          const id = yield* story.authorized({ orderId })
          note(yield* client.capture(id))
          const [record] = client.records(yield* client.detailsOf(id))
          assert.strictEqual(record?.payStatus, "AUTHORIZATION")
        }
        if (operation === "payPreapproved") {
          const regKey = yield* story.enrolled()
          note(yield* client.payPreapproved(regKey, { orderId }))
          assert.strictEqual((yield* client.checkRegKey(regKey)).returnCode, "0000")
        }
      }
      assert.deepStrictEqual(answered, offline.map(({ code, operation }) => `${operation} ${code}`))
    }).pipe(Effect.provide(Sandbox.layer())))

  it.effect("force it with no control call, each time", () =>
    Effect.gen(function*() {
      const id = yield* story.approved({ orderId: "FORCE-refundPayment-1102-7" })
      yield* client.confirm(id)
      assert.strictEqual((yield* client.refund(id, 1)).returnCode, "1102")
      assert.strictEqual((yield* client.refund(id, 1)).returnCode, "1102")
      assert.strictEqual((yield* client.request({ orderId: "FORCE-requestPayment-1105-1" })).returnCode, "1105")
      const regKey = yield* story.enrolled({ orderId: "FORCE-checkRegKey-1154-1" })
      assert.strictEqual((yield* client.checkRegKey(regKey)).returnCode, "1154")
      assert.strictEqual(
        (yield* client.payPreapproved(regKey, { orderId: "FORCE-payPreapproved-1288-1" })).returnCode,
        "1288"
      )
      assert.strictEqual(
        (yield* client.details("orderId=FORCE-getPaymentDetails-9000-1")).returnCode,
        "9000"
      )
    }).pipe(Effect.provide(Sandbox.layer())))
})
