/**
 * Random call sequences: what merchants, customers and the merchant centre may
 * do to a few payments, in any order, right or wrong.
 */
import type { HttpClient, HttpClientError } from "@effect/platform"
import { Effect, FastCheck as fc } from "effect"
import { type ActRefused, Fault, Sandbox } from "effect-line-pay-sandbox"
import * as client from "./client.ts"

export type Command =
  | { readonly _tag: "Request"; readonly order: number; readonly amount: number; readonly capture: boolean }
  | { readonly _tag: "Enrol"; readonly order: number; readonly amount: number }
  | { readonly _tag: "Charge"; readonly order: number; readonly amount: number; readonly capture: boolean }
  | {
    readonly _tag: "Confirm" | "Capture" | "Refund" | "CentreRefund"
    readonly payment: number
    readonly share: number
  }
  | {
    readonly _tag: "Approve" | "Decline" | "Check" | "Details" | "Void" | "RefundAll" | "CentreVoid" | "Expire"
    readonly payment: number
  }
  | { readonly _tag: "Advance"; readonly minutes: number }
  | { readonly _tag: "Fault"; readonly fault: Fault.Fault }

const order = fc.integer({ min: 0, max: 4 })
const payment = fc.integer({ min: 0, max: 5 })
const amount = fc.integer({ min: 1, max: 50 }).map((tens) => tens * 10)
const share = fc.constantFrom(0, 0.1, 0.5, 0.5, 1, 1, 1, 1.1)
const capture = fc.boolean()

const fault = fc.constantFrom<Fault.Fault>(
  Fault.resetBefore,
  Fault.commitThenLose,
  Fault.resultCode("9000"),
  Fault.resultCode("1284"),
  Fault.badGateway({ applied: true }),
  Fault.commitLate("3 minutes"),
  Fault.commitLate("40 minutes", { locked: true }),
  Fault.cutBody(9),
  Fault.lag("5 minutes")
)

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ _tag: fc.constant("Request" as const), order, amount, capture }) },
  { weight: 1, arbitrary: fc.record({ _tag: fc.constant("Enrol" as const), order, amount }) },
  { weight: 2, arbitrary: fc.record({ _tag: fc.constant("Charge" as const), order, amount, capture }) },
  { weight: 7, arbitrary: fc.record({ _tag: fc.constant("Approve" as const), payment }) },
  {
    weight: 7,
    arbitrary: fc.record({ _tag: fc.constant("Confirm" as const), payment, share: fc.constantFrom(1, 1, 1, 0.5) })
  },
  {
    weight: 8,
    arbitrary: fc.record({
      _tag: fc.constantFrom("Capture" as const, "Refund" as const, "CentreRefund" as const),
      payment,
      share
    })
  },
  {
    weight: 6,
    arbitrary: fc.record({
      _tag: fc.constantFrom(
        "Decline" as const,
        "Check" as const,
        "Details" as const,
        "Void" as const,
        "RefundAll" as const,
        "CentreVoid" as const,
        "Expire" as const
      ),
      payment
    })
  },
  {
    weight: 2,
    arbitrary: fc.record({ _tag: fc.constant("Advance" as const), minutes: fc.constantFrom(1, 4, 15, 30_000) })
  },
  { weight: 3, arbitrary: fc.record({ _tag: fc.constant("Fault" as const), fault }) }
)

export const commands = fc.array(command, { minLength: 5, maxLength: 60 })

/**
 * Carries commands out and gives what each was answered. `payment` counts from
 * the newest; an order id stands for a payment, too.
 */
export const run = (commands: ReadonlyArray<Command>) =>
  Effect.gen(function*() {
    const sandbox = yield* Sandbox
    const answers: Array<string> = []
    for (const [index, command] of commands.entries()) {
      const nonce = { nonce: `nonce-${index}` }
      const payments = yield* sandbox.payments
      const id = "payment" in command ? payments.at(-1 - command.payment)?.transactionId ?? "2018082512345678910" : ""
      const asked = "payment" in command ? payments.at(-1 - command.payment)?.amount ?? 100 : 0
      const part = "share" in command ? asked * command.share : 0
      const regKey = (yield* sandbox.regKeys).at(-1)?.regKey ?? "RK"
      const step = ((): Effect.Effect<unknown, HttpClientError.HttpClientError | ActRefused, HttpClient.HttpClient> => {
        switch (command._tag) {
          case "Request":
            return client.request({ ...command, orderId: `order-${command.order}` }, nonce)
          case "Enrol":
            return Effect.gen(function*() {
              const { info, returnCode } = yield* client.request({
                amount: command.amount,
                orderId: `order-${command.order}`,
                payType: "PREAPPROVED"
              }, nonce)
              if (returnCode !== "0000") return returnCode
              yield* sandbox.approve(info.transactionId)
              return yield* client.confirm(info.transactionId, command.amount, "TWD", {
                nonce: `${nonce.nonce}-confirm`
              })
            })
          case "Charge": {
            const { amount, capture, order } = command
            return client.payPreapproved(regKey, { orderId: `order-${order}`, amount, capture }, nonce)
          }
          case "Approve":
            return Effect.asVoid(sandbox.approve(id, { points: 10 }))
          case "Decline":
            return Effect.asVoid(sandbox.decline(id))
          case "Expire":
            return sandbox.letExpire(id)
          case "Check":
            return client.check(id, nonce)
          case "Details":
            return client.detailsOf(id, nonce)
          case "Confirm":
            return client.confirm(id, part, "TWD", nonce)
          case "Capture":
            return client.capture(id, part, "TWD", nonce)
          case "Void":
            return client.voidPayment(id, nonce)
          case "Refund":
            return client.refund(id, part, nonce)
          case "RefundAll":
            return client.refund(id, undefined, nonce)
          case "CentreRefund":
            return sandbox.merchantCentre.refund(id, part)
          case "CentreVoid":
            return sandbox.merchantCentre.void(id)
          case "Advance":
            return sandbox.advance(`${command.minutes} minutes`)
          case "Fault":
            return sandbox.faults.script(command.fault)
        }
      })()
      // Not the whole error: it holds the request, and that a random trace header.
      const answer: unknown = yield* Effect.catchAll(step, ({ _tag, reason }) => Effect.succeed(`${_tag} ${reason}`))
      answers.push(JSON.stringify(answer) ?? "")
    }
    return answers
  })
