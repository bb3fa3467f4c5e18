import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Behaviour, Fault, Ledger, Options, Sandbox, SandboxServer } from "effect-line-pay-sandbox"
import { Customer, Fact, Probe } from "line-pay-cli"
import { configured } from "./support/command.ts"

const { channelId, channelSecret } = Options.defaultCredentials

/** A customer of the sandbox that stands for LINE Pay. */
const customer = Effect.map(Sandbox, (sandbox): Customer.Customer => ({
  approve: ({ transactionId }) => Effect.orDie(sandbox.approve(transactionId)),
  decline: ({ transactionId }) => Effect.orDie(sandbox.decline(transactionId))
}))

const probe = (options: Omit<Probe.Options, "environment"> = {}) =>
  Effect.gen(function*() {
    const { url } = yield* SandboxServer
    return yield* Probe.run({ environment: configured(url), customer: yield* customer, ...options })
  })

const rows = (report: Probe.Report, verdict: Probe.Row["verdict"]) =>
  report.rows.filter((row) => row.verdict === verdict)

const names = (rows: ReadonlyArray<Probe.Row>) => rows.map(({ fact }) => fact)

describe("Probe", () => {
  it.live("finds a LINE Pay that is the sandbox to be the same in each fact, and answers each", () =>
    Effect.gen(function*() {
      const report = yield* probe()
      assert.deepStrictEqual(rows(report, "Different"), [])
      assert.deepStrictEqual(rows(report, "Skipped"), [])
      assert.sameMembers(names(report.rows), Object.keys(Fact.facts))
      assert.isTrue(Probe.agrees(report))
      // What is asked is what the rule is about: it is answered as the rule says.
      for (const { fact, sandbox } of report.rows) {
        const rule = Object.entries(Behaviour.behaviours).find(([name]) => name === fact)?.[1]
        // Of an unknown payment: what shows is that the body was taken.
        if (rule !== undefined && fact !== "voidWithEmptyObject") assert.strictEqual(sandbox?.code, rule.answer, fact)
      }
      const { linePay: details } = report.rows.find(({ fact }) => fact === "detailsAfterRefunds") ?? {}
      assert.strictEqual(
        details?.shows,
        "PAYMENT; CAPTURE; payInfo 100; refundList -10 PARTIAL_REFUND, -10 PARTIAL_REFUND"
      )
      const { ledger } = yield* Sandbox
      const { captured, held, refunded } = Ledger.balance(yield* ledger)
      assert.deepStrictEqual([held, refunded], [0, captured])
    }).pipe(Effect.provide(SandboxServer.layer())))

  it.live("shows what is different, in LINE Pay's words", () =>
    Effect.gen(function*() {
      const { faults } = yield* Sandbox
      yield* faults.next("refundPayment", Fault.resultCode("1198"), { times: 1 })
      const report = yield* probe({ stories: ["unknownPayment"] })
      assert.deepStrictEqual(names(rows(report, "Different")), ["unknownRefundedOrCapturedId"])
      assert.isFalse(Probe.agrees(report))
      const text = Probe.render(report)
      assert.match(
        text,
        /^≠ unknownRefundedOrCapturedId {2}LINE Pay: 1198 \(".+"\)\n +sandbox: {2}1150 \(live\)\n +Capture, void or refund of an unknown id/m
      )
      assert.match(text, /^= checkUnknown +1159$/m)
      assert.match(text, /5 facts: 4 the same, 1 different, 0 skipped\.$/)
      assert.include(Probe.render(report, { colors: true }), "\u001b[31m≠\u001b[0m")
    }).pipe(Effect.provide(SandboxServer.layer())))

  it.live("shows another behaviour in what an answer shows, though its code is the same", () =>
    Effect.gen(function*() {
      const { faults } = yield* Sandbox
      yield* faults.next("getPaymentDetails", Fault.flawedDetails("MissingPayStatus"))
      const report = yield* probe({ stories: ["voided"] })
      assert.deepStrictEqual(names(rows(report, "Different")), ["detailsOfVoided"])
    }).pipe(Effect.provide(SandboxServer.layer())))

  it.live("shows what another contract changes", () =>
    Effect.gen(function*() {
      const report = yield* probe({ stories: ["request"] })
      const [row, ...others] = rows(report, "Different")
      assert.deepInclude(row, {
        fact: "requestPreapprovedSums",
        linePay: { code: "1194", message: row?.linePay?.message }
      })
      assert.isEmpty(others)
    }).pipe(Effect.provide(SandboxServer.layer({ contract: { preapproved: false } }))))

  it.live("skips what needs a customer when there is none, and says so", () =>
    Effect.gen(function*() {
      const report = yield* probe({ customer: undefined, stories: ["unknownPayment", "declined"] })
      assert.deepStrictEqual(names(rows(report, "Skipped")), ["checkDeclined", "confirmAfterDecline"])
      assert.match(Probe.render(report), /^- checkDeclined +skipped: it needs a customer$/m)
      assert.isTrue(Probe.agrees(report))
    }).pipe(Effect.provide(SandboxServer.layer())))

  it.live("skips what the contract does not allow, with LINE Pay's answer", () =>
    Effect.gen(function*() {
      const report = yield* probe({ stories: ["partialCapture", "preapproved"] })
      assert.lengthOf(rows(report, "Skipped"), report.rows.length)
      assert.match(report.rows[0]?.because ?? "", /^2103 \(/)
      assert.match(report.rows.at(-1)?.because ?? "", /^1194 \(/)
    }).pipe(Effect.provide(SandboxServer.layer({ profile: "taiwan" }))))

  it.live("skips the rest of a story whose customer left", () =>
    Effect.gen(function*() {
      const gone = { approve: () => new Customer.CustomerLeft({ message: "gone" }), decline: (yield* customer).decline }
      const report = yield* probe({ customer: gone, stories: ["wrongAmount"] })
      assert.deepStrictEqual(report.rows.map(({ because }) => because), ["gone", "gone"])
    }).pipe(Effect.provide(SandboxServer.layer())))

  it.live("shows a LINE Pay that does not answer", () =>
    Effect.gen(function*() {
      const { faults } = yield* Sandbox
      yield* faults.next("refundPayment", Fault.badGateway())
      yield* faults.next("refundPayment", Fault.badGateway())
      const report = yield* probe({ stories: ["unknownPayment"] })
      const unanswered = report.rows.filter(({ linePay }) => linePay?.code === "no answer")
      assert.deepStrictEqual(names(unanswered), ["unknownRefundedOrCapturedId", "idBeyond64Bits"])
    }).pipe(Effect.provide(SandboxServer.layer())))

  it.effect("asks nothing of production, by either name", () =>
    Effect.gen(function*() {
      for (
        const origin of [
          "production",
          "https://api-pay.line.me",
          "https://API-pay.line.me.:8443",
          "https://pay.line.me"
        ]
      ) {
        const error = yield* Effect.flip(Probe.run({ environment: configured(origin) }))
        assert.strictEqual(error._tag, "ProductionRefused", origin)
      }
    }))

  it.effect("names the variable that is missing", () =>
    Effect.gen(function*() {
      assert.include(String(yield* Effect.flip(Probe.run({ environment: {} }))), "LINE_PAY_CHANNEL_ID")
    }))

  it.live("holds no id, key or secret", () =>
    Effect.gen(function*() {
      const report = yield* probe({ stories: ["captured", "preapproved"] })
      const text = JSON.stringify(report) + Probe.render(report)
      const sandbox = yield* Sandbox
      const secrets = [
        channelSecret,
        channelId,
        ...(yield* sandbox.regKeys).map(({ regKey }) => regKey),
        ...(yield* sandbox.payments).map(({ transactionId }) => transactionId)
      ]
      assert.isAbove(secrets.length, 4)
      for (const secret of secrets) assert.notInclude(text, secret)
    }).pipe(Effect.provide(SandboxServer.layer())))
})
