/** The verbs that move money: a dry run first, then through settlement. */
import { type Attempt, isOpen } from "effect-line-pay/Attempt"
import type { AttemptLogError } from "effect-line-pay/AttemptLog"
import { Currency } from "effect-line-pay/Currency"
import type { LinePayError } from "effect-line-pay/LinePayError"
import { Settlement } from "effect-line-pay/Settlement"
import * as SettlementError from "effect-line-pay/SettlementError"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Process } from "../../Command.ts"
import { DeskError } from "../../DeskError.ts"
import type { InvocationOf } from "../../Invocation.ts"
import * as Desk from "../desk.ts"
import * as Screen from "../screen.ts"
import * as Subject from "../subject.ts"
import * as Words from "../words.ts"

const failed = (message: string) => new DeskError({ kind: "Failed", message })

const currencyOf = ({ currency, transactionId }: Subject.Shown) =>
  Schema.is(Currency)(currency)
    ? Effect.succeed(currency)
    : failed(`LINE Pay does not say the currency of ${transactionId}. Nothing was sent. Look in the merchant centre`)

/** Says what a verb would do, and how to do it. */
const dryRun = (lines: ReadonlyArray<string>): Effect.Effect<number> =>
  Effect.as(Console.log([...lines, "", "Nothing was sent. To do it, add --yes."].join("\n")), 0)

const nextSteps: { readonly [S in SettlementError.NextStep]: string } = {
  AskAgain: "Run the same command again later: the same id never sends a second request while the first may count.",
  Human: "A human must look: line-pay-cli attempt KEY",
  Ended: "Running it again changes nothing."
}

/** Says how a call ended. A failure is for the operator, with its next step. */
const told = <A>(
  call: Effect.Effect<A, SettlementError.SettlementError | LinePayError>,
  onSuccess: (success: A) => string
): Effect.Effect<number> =>
  call.pipe(
    Effect.flatMap((success) => Effect.as(Console.log(onSuccess(success)), 0)),
    Effect.catchAll((error) =>
      Effect.as(Console.error(`${Screen.plain(error.message)}\n${nextSteps[SettlementError.nextStep(error)]}`), 1)
    )
  )

const openOnes = (attempts: ReadonlyArray<Attempt>) => attempts.filter(isOpen)

const open = (attempts: ReadonlyArray<Attempt>, currency: string | undefined): ReadonlyArray<string> =>
  openOnes(attempts).map((attempt) =>
    `  open: ${Words.deed[attempt.operation]} of ${Words.amount(attempt, currency)}, key ${Screen.plain(attempt.key)}`
  )

const onDesk = <E>(
  { desk }: { readonly desk: InvocationOf<"Refund">["desk"] },
  { environment }: Process,
  verb: string,
  /** Whether it only says what it would do, which anybody may. */
  isDry: boolean,
  run: Effect.Effect<number, E, Effect.Effect.Context<ReturnType<typeof Subject.onePayment>> | Settlement>
): Effect.Effect<number, E | DeskError> =>
  isDry ? Effect.provide(run, Desk.layer(desk, environment)) : Desk.writing(verb, desk, environment)(run)

export const refund = (invocation: InvocationOf<"Refund">, process: Process) =>
  onDesk<DeskError | AttemptLogError>(
    invocation,
    process,
    "refund",
    !invocation.yes,
    Effect.gen(function*() {
      const { amount, id, subject, yes } = invocation
      const settlement = yield* Settlement
      const { attempts, payment } = yield* Subject.onePayment(subject)
      const { left, paid, payStatus, transactionId } = payment
      const currency = yield* currencyOf(payment)
      // The whole key, because a refund id may be the last part of another one.
      const own = attempts.find(({ key }) => key === `refundPayment ${transactionId} ${id}`)
      if (payStatus === "AUTHORIZATION") {
        return yield* failed(
          `Transaction ${transactionId} is only held, so there is nothing to refund. Nothing was sent. To release it: ` +
            `line-pay-cli void ${Screen.argument(subject)}`
        )
      }
      if (paid === undefined || left === undefined) {
        return yield* failed(
          `LINE Pay does not say how much of ${transactionId} was paid, so nobody knows what is left. Nothing was sent. ` +
            "Look in the merchant centre"
        )
      }
      if (own === undefined && left <= 0) {
        return yield* failed(
          `${Screen.money(left, currency)} of ${
            Screen.money(paid, currency)
          } are left, so there is nothing to refund. ` +
            `Nothing was sent. See line-pay-cli payment ${Screen.argument(subject)}`
        )
      }
      // With an id that the log knows, this is the same refund again, and settlement returns its outcome.
      if (own === undefined && amount !== "full" && amount > left) {
        return yield* failed(
          `${Screen.money(left, currency)} of ${Screen.money(paid, currency)} are left, and ${
            Screen.money(amount, currency)
          } are asked. Nothing was sent. Ask for less, or see line-pay-cli payment ${Screen.argument(subject)}`
        )
      }
      const refunds = openOnes(attempts).filter(({ operation }) => operation === "refundPayment").length
      const asked = amount === "full" ? left : amount
      if (!yes) {
        return yield* dryRun([
          `${Screen.money(left, currency)} of ${Screen.money(paid, currency)} left, ${refunds} refund${
            refunds === 1 ? "" : "s"
          } open, ${
            own === undefined
              ? `would refund ${Screen.money(asked, currency)}`
              : `refund ${id} is in the log: ${Words.state(own)}`
          }`,
          `  transaction ${transactionId}, order ${Screen.plain(payment.orderId ?? "unknown")}, refund id ${
            Screen.plain(id)
          }`,
          ...open(attempts, currency)
        ])
      }
      // With a total, a retry of a lost refund never gives back more than the payment.
      const call = amount === "full"
        ? settlement.refundUpTo({ transactionId, total: paid, currency, refundId: id })
        : settlement.refundPayment({ transactionId, refundAmount: amount, currency, refundId: id })
      return yield* told(
        call,
        () =>
          `Refunded ${Screen.money(own?.amount ?? asked, currency)} of transaction ${transactionId} (refund id ${
            Screen.plain(id)
          }). The shop's sweeper tells the shop.\nTell the customer: the refund has been made; on a card it can take some days to show.`
      )
    })
  )

export const capture = (invocation: InvocationOf<"Capture">, process: Process) =>
  onDesk<DeskError | AttemptLogError>(
    invocation,
    process,
    "capture",
    !invocation.yes,
    Effect.gen(function*() {
      const { amount, subject, yes } = invocation
      const settlement = yield* Settlement
      const { attempts, payment } = yield* Subject.onePayment(subject)
      const { paid, payStatus, transactionId } = payment
      const currency = yield* currencyOf(payment)
      const isKnown = attempts.some(({ operation }) => operation === "capturePayment")
      if (payStatus !== "AUTHORIZATION" && !isKnown) {
        return yield* failed(
          `Transaction ${transactionId} is ${payStatus ?? "of unknown state"}, and not held, so there is nothing to ` +
            "capture. Nothing was sent"
        )
      }
      if (paid === undefined) {
        return yield* failed(
          `LINE Pay does not say how much ${transactionId} holds. Nothing was sent. Look in the merchant centre`
        )
      }
      const asked = amount === "full" ? paid : amount
      if (asked > paid) {
        return yield* failed(
          `${Screen.money(paid, currency)} are held, and ${
            Screen.money(asked, currency)
          } are asked. Nothing was sent. Ask for less`
        )
      }
      if (!yes) {
        return yield* dryRun([
          `${Screen.money(paid, currency)} held, would take ${Screen.money(asked, currency)}${
            asked < paid ? `; LINE Pay releases the rest of ${Screen.money(Subject.sum([paid, -asked]), currency)}` : ""
          }`,
          `  transaction ${transactionId}, order ${Screen.plain(payment.orderId ?? "unknown")}`,
          ...open(attempts, currency)
        ])
      }
      return yield* told(
        settlement.capturePayment({ transactionId, amount: asked, currency }),
        () =>
          `Took ${Screen.money(asked, currency)} of transaction ${transactionId}. The shop's sweeper tells the shop.`
      )
    })
  )

export const voidHeld = (invocation: InvocationOf<"Void">, process: Process) =>
  onDesk<DeskError | AttemptLogError>(
    invocation,
    process,
    "void",
    !invocation.yes,
    Effect.gen(function*() {
      const { subject, yes } = invocation
      const settlement = yield* Settlement
      const { attempts, payment } = yield* Subject.onePayment(subject)
      const { currency, paid, payStatus, transactionId } = payment
      const isKnown = attempts.some(({ operation }) => operation === "voidPayment")
      if (payStatus !== "AUTHORIZATION" && !isKnown) {
        return yield* failed(
          `Transaction ${transactionId} is ${payStatus ?? "of unknown state"}, and not held, so there is nothing to ` +
            `release. Nothing was sent. To give money back: line-pay-cli refund ${
              Screen.argument(subject)
            } --full --id ID`
        )
      }
      if (!yes) {
        return yield* dryRun([
          `${paid === undefined ? "An unknown amount" : Screen.money(paid, currency)} held, would release all of it`,
          `  transaction ${transactionId}, order ${Screen.plain(payment.orderId ?? "unknown")}`,
          ...open(attempts, currency)
        ])
      }
      return yield* told(
        settlement.voidPayment({ transactionId }),
        () => `Released transaction ${transactionId}. The shop's sweeper tells the shop.`
      )
    })
  )
