import { assert } from "@effect/vitest"
import { Chunk, Effect, Either, Stream } from "effect"
import { type Attempt, AttemptLog, LinePay, Settlement, TransactionId } from "effect-line-pay"
import { Fault, Sandbox, SandboxServer } from "effect-line-pay-sandbox"
import { execFile } from "node:child_process"
import { writeFileSync } from "node:fs"
import * as path from "node:path"
import * as Desk from "./desk.ts"

interface Ended {
  readonly code: number
  readonly out: string
  readonly error: string
}

/** Runs the bundled command as an operator does. */
const operator = (bin: string, environment: Readonly<Record<string, string>>) => (...args: ReadonlyArray<string>) =>
  Effect.async<Ended>((resume) => {
    execFile(
      process.execPath,
      [bin, ...args],
      { env: { PATH: process.env["PATH"], TZ: "Asia/Taipei", ...environment } },
      (error, out, errors) =>
        resume(Effect.succeed({
          code: typeof error?.code === "number" ? error.code : error === null ? 0 : -1,
          out: out.trimEnd(),
          error: errors.trimEnd()
        }))
    )
  })

/** A request that the shop loses: its process ends while the answer is lost. */
const lost = <A, E, R>(call: Effect.Effect<A, E, R>) => Effect.exit(Effect.timeoutOption(call, "1500 millis"))

const day = 86_400_000

/**
 * A night at the desk: a lost confirm, a lost partial refund, a refund by staff, an attempt that needs a human, and a
 * payment that only the merchant centre's file names. The operator has nothing but the command.
 */
export const play = (database: Desk.Database, { bin, folder }: { readonly bin: string; readonly folder: string }) =>
  Effect.gen(function*() {
    const { url } = yield* SandboxServer
    const sandbox = yield* Sandbox
    const told: Desk.Told = new Map()
    const inShop = <A, E>(run: Effect.Effect<A, E, Settlement | LinePay | AttemptLog>) =>
      Desk.shop(database, url, told, run)
    const cli = operator(bin, Desk.variables(url, database.address))

    const requested = (orderId: string, amount = 100) =>
      Effect.gen(function*() {
        const linePay = yield* LinePay
        const { transactionId } = yield* linePay.requestPayment({
          amount,
          currency: "TWD",
          orderId,
          packages: [{ id: "1", amount, products: [{ name: "Tea", quantity: 1, price: amount }] }],
          redirectUrls: { confirmUrl: "https://shop.test/confirm", cancelUrl: "https://shop.test/cancel" }
        })
        yield* sandbox.approve(transactionId)
        return transactionId
      })
    const paid = (orderId: string) =>
      Effect.gen(function*() {
        const transactionId = yield* requested(orderId)
        const settlement = yield* Settlement
        yield* settlement.confirmPayment({ transactionId, orderId, amount: 100, currency: "TWD" })
        return transactionId
      })

    // The shop's day. Each part is a process that ends.
    const confirm = yield* inShop(Effect.gen(function*() {
      const transactionId = yield* requested("order-1")
      const settlement = yield* Settlement
      yield* sandbox.faults.next("confirmPayment", Fault.commitThenLose)
      yield* sandbox.faults.script(Fault.badGateway(), { operation: "getPaymentDetails", times: 20 })
      yield* lost(settlement.confirmPayment({ transactionId, orderId: "order-1", amount: 100, currency: "TWD" }))
      return transactionId
    }))
    yield* sandbox.faults.clear
    const refunded = yield* inShop(Effect.flatMap(paid("order-2"), (transactionId) =>
      Effect.gen(function*() {
        const settlement = yield* Settlement
        yield* sandbox.faults.next("refundPayment", Fault.commitThenLose)
        // The look before the refund is answered, those after it are not.
        yield* sandbox.faults.next("getPaymentDetails", Fault.delay("1 millis"))
        yield* sandbox.faults.script(Fault.badGateway(), { operation: "getPaymentDetails", times: 20 })
        const refund = { transactionId, refundAmount: 30, currency: "TWD", refundId: "ticket-7" } as const
        yield* lost(settlement.refundPayment(refund))
        return transactionId
      })))
    yield* sandbox.faults.clear
    const byStaff = yield* inShop(paid("order-3"))
    const staffRefund = yield* sandbox.merchantCentre.refund(byStaff, 20)
    const stuck = TransactionId.make("2026112902000000010")
    yield* inShop(Effect.gen(function*() {
      const log = yield* AttemptLog
      const { at: now } = yield* log.get("")
      const at = now - 2 * day
      const intent: Attempt.AttemptIntent = {
        key: `confirmPayment ${stuck}`,
        merchant: Desk.merchant,
        operation: "confirmPayment",
        fingerprint: "{}",
        transactionId: stuck,
        orderId: "order-4",
        amount: 100,
        currency: "TWD"
      }
      yield* log.append({
        events: [
          { _tag: "Opened", at, intent },
          { _tag: "Sent", at, send: { id: "nonce-of-order-4", at, quietUntil: at + 100_000 } },
          { _tag: "Alarm", at: at + day, because: "NoEvidence" }
        ],
        tell: true
      })
    }))
    const onlyInFile = yield* inShop(Effect.gen(function*() {
      const transactionId = yield* requested("order-5")
      yield* (yield* LinePay).confirmPayment({ transactionId, amount: 100, currency: "TWD" })
      return transactionId
    }))

    // The operator sees what is open.
    const list = yield* cli("attempts")
    assert.strictEqual(list.code, 0, list.error)
    for (const key of [`confirmPayment ${confirm}`, "ticket-7", `confirmPayment ${stuck}`]) {
      assert.include(list.out, key)
    }
    assert.notInclude(list.out, byStaff)
    const humans = yield* cli("attempts", "--needs-human")
    assert.include(humans.out, "order-4")
    assert.notInclude(humans.out, "order-1")

    // The lost confirm.
    const unclear = yield* cli("payment", "order-1")
    assert.strictEqual(unclear.code, 1)
    assert.include(unclear.out, "Paid: 100 TWD. The log has not concluded that yet.")
    assert.include(unclear.out, "Please do not pay again.")
    assert.include(unclear.out, "請勿")
    const looked = yield* cli("look", `confirmPayment ${confirm}`)
    assert.strictEqual(looked.code, 0, looked.error)
    assert.include(looked.out, "was open, now applied")
    const clear = yield* cli("payment", confirm)
    assert.strictEqual(clear.code, 0, clear.out)
    assert.include(clear.out, "The log agrees")

    // The lost partial refund. A second one is refused until it is known.
    const second = yield* cli("refund", "order-2", "--amount", "30", "--id", "ticket-8")
    assert.include(second.out, "70 TWD of 100 TWD left, 1 refund open, would refund 30 TWD")
    const found = (yield* cli("attempts", "--open", "--json")).out
    const { attempts }: { readonly attempts: ReadonlyArray<Attempt.Attempt> } = JSON.parse(found)
    const key = attempts.find(({ operation }) => operation === "refundPayment")?.key ?? ""
    assert.include((yield* cli("look", ...key.split(" "))).out, "was open, now applied")
    const history = yield* cli("attempt", key)
    for (const word of ["sent, nonce", "closed: applied (NewRefundEntry", "ticket-7"]) assert.include(history.out, word)

    // The refund by staff.
    const strange = yield* cli("payment", "order-3")
    assert.strictEqual(strange.code, 1)
    assert.include(strange.out, `does not know this refund: 20 TWD (${staffRefund})`)
    const dry = yield* cli("refund", "order-3", "--amount", "90", "--id", "ticket-9")
    assert.strictEqual(dry.code, 1)
    assert.include(dry.error, "80 TWD of 100 TWD are left, and 90 TWD are asked. Nothing was sent.")
    const done = yield* cli("refund", "order-3", "--amount", "30", "--id", "ticket-9", "--yes")
    assert.strictEqual(done.code, 0, done.error)
    const again = yield* cli("refund", "order-3", "--amount", "30", "--id", "ticket-9", "--yes")
    assert.strictEqual(again.code, 0, again.error)

    // The attempt that needs a human.
    const nothing = yield* cli("payment", "order-4")
    assert.include(nothing.out, "Unknown: LINE Pay shows no payment")
    const onlyLooks = yield* cli(
      "close",
      "confirmPayment",
      stuck,
      "--not-applied",
      "--by=amy",
      "--why=x",
      "--read-only"
    )
    assert.strictEqual(onlyLooks.code, 2)
    assert.include(onlyLooks.error, "read-only")
    const stale = yield* cli("close", "confirmPayment", stuck, "--not-applied", "--by=amy", "--why=x", "--seen=1")
    assert.strictEqual(stale.code, 1)
    assert.include(stale.error, "Changed")
    const closed = yield* cli("close", "confirmPayment", stuck, "--not-applied", "--by=amy", "--why=not in the centre")
    assert.strictEqual(closed.code, 0, closed.error)
    assert.include(closed.out, "was needs a human (NoEvidence), now not applied")
    assert.include((yield* cli("attempt", "confirmPayment", stuck)).out, "by amy: not in the centre")
    assert.include((yield* cli("attempts")).out, "Every attempt is settled, and none needs a human.")

    // The payment that only the merchant centre's file names.
    const orders = path.join(folder, "orders.csv")
    const file = path.join(folder, "transactions.csv")
    const row = (id: string, transaction: string, refunded: number) =>
      `${id},CAPTURE,100,TWD,${refunded},${transaction}`
    writeFileSync(
      orders,
      [
        "orderId,payStatus,amount,currency,refunded,transactionId",
        row("order-1", confirm, 0),
        row("order-2", refunded, 30),
        row("order-3", byStaff, 50)
      ].join("\n")
    )
    writeFileSync(
      file,
      [
        "Transaction ID,Order ID,Amount,Currency,Transaction Type",
        ...[confirm, refunded, byStaff].map((id, index) => `${id},order-${index + 1},100,TWD,PAYMENT`),
        `${staffRefund},order-3,-20,TWD,PARTIAL_REFUND`,
        `${onlyInFile},order-5,100,TWD,PAYMENT`
      ].join("\n")
    )
    const compared = yield* cli("reconcile", "--orders", orders, "--file", file, "--format", "ndjson")
    assert.strictEqual(compared.code, 1, compared.error)
    assert.deepInclude(JSON.parse(compared.out), {
      difference: "OnlyInFile",
      orderId: "order-5",
      transactionId: onlyInFile
    })
    const unknownHere = yield* cli("payment", onlyInFile)
    assert.include(unknownHere.out, "The shop's log does not know this payment")
    const back = yield* cli("refund", onlyInFile, "--full", "--id", "stray", "--yes")
    assert.strictEqual(back.code, 0, back.error)

    // All of it waits for the shop's own sweeper to tell the shop, and the ledger is right.
    const untold = yield* inShop(Effect.flatMap(AttemptLog, (log) => Stream.runCollect(log.find({ untold: true }))))
    const waiting = Chunk.toReadonlyArray(untold).map((one) => Either.getOrThrow(one).key)
    for (const part of [confirm, "ticket-7", stuck, "ticket-9", "stray"]) {
      assert.isTrue(waiting.some((key) => key.includes(part)), `${part} is not told: ${waiting.join(", ")}`)
    }
    const balances = new Map<string, number>()
    for (const { amount, kind, orderId } of yield* sandbox.ledger) {
      balances.set(orderId, (balances.get(orderId) ?? 0) + (kind === "Refund" ? -amount : amount))
    }
    assert.deepStrictEqual([...balances].sort(), [["order-1", 100], ["order-2", 70], ["order-3", 50], ["order-5", 0]])
  })
