import { AttemptLog } from "effect-line-pay/AttemptLog"
import { LinePay } from "effect-line-pay/LinePay"
import { TransactionId } from "effect-line-pay/TransactionId"
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import type { Process } from "../../Command.ts"
import type { InvocationOf } from "../../Invocation.ts"
import * as Desk from "../desk.ts"
import * as Diagnosis from "../diagnosis.ts"
import * as Paint from "../paint.ts"
import * as Screen from "../screen.ts"
import * as Subject from "../subject.ts"
import * as Words from "../words.ts"

export const run = ({ desk, json, subject }: InvocationOf<"Payment">, process: Process) =>
  Effect.gen(function*() {
    const log = yield* AttemptLog
    const linePay = yield* LinePay
    const logged = yield* Subject.logged(subject, linePay.merchant)
    const answer = yield* Subject.asShown(subject, logged)
    const transaction = logged.attempts.flatMap(({ transactionId }) => transactionId ?? []).at(-1) ??
      (answer._tag === "Payments" ? answer.payments[0]?.transactionId : undefined) ??
      (TransactionId.is(subject) ? subject : undefined)
    const status = transaction === undefined
      ? undefined
      : yield* linePay.checkPaymentStatus({ transactionId: transaction }).pipe(
        Effect.catchAll((error) => Effect.succeed(`no status (${"code" in error ? error.code : error._tag})`))
      )
    // Asked for its clock: a key that no attempt has.
    const { at: now } = yield* log.get("")
    const currency = logged.attempts.find(({ currency }) => currency !== undefined)?.currency ??
      (answer._tag === "Payments" ? answer.payments[0]?.currency : undefined)
    const diagnosis = Diagnosis.make(subject, logged, answer, now, (at) => Screen.time(at, process))
    const code = diagnosis.isGood ? 0 : 1
    if (json) {
      const shown = answer._tag === "NoAnswer" ? { _tag: answer._tag, error: answer.error._tag } : answer
      return yield* Effect.as(
        Console.log(Screen.json({ subject, ...logged, linePay: shown, status, ...diagnosis })),
        code
      )
    }
    const { bad, good } = Paint.make(process.colors)
    yield* Console.log([
      (diagnosis.isGood ? good : bad)(Screen.plain(diagnosis.verdict)),
      "",
      "The shop's log",
      ...(logged.attempts.length === 0 ? ["  has no attempt"] : [indent(Screen.table(
        ["KEY", "OPENED", "AMOUNT", "STATE"],
        logged.attempts.map((attempt) => [
          Screen.plain(attempt.key),
          Screen.local(attempt.openedAt, process),
          Words.amount(attempt, currency),
          Words.state(attempt)
        ])
      ))]),
      ...logged.unread.map(({ key, reason }) => `  ${Screen.plain(key)} cannot be read: ${Screen.plain(reason)}`),
      "",
      "LINE Pay now",
      ...shownLines(answer, process),
      ...(status === undefined ? [] : [`  status of request ${transaction}: ${status}`]),
      "",
      "Tell the customer",
      `  en     ${diagnosis.customer.en}`,
      `  zh_TW  ${diagnosis.customer.zh_TW}`,
      ...(diagnosis.next.length === 0 ? [] : ["", "Next", ...diagnosis.next.map((line) => `  ${Screen.plain(line)}`)])
    ].join("\n"))
    return code
  }).pipe(Effect.provide(Desk.layer(desk, process.environment)))

const shownLines = (answer: Subject.Answer, process: Process): ReadonlyArray<string> => {
  switch (answer._tag) {
    case "NoAnswer":
      return [`  no answer: ${Screen.plain(answer.error._tag)}`]
    case "Nothing":
      return ["  shows no payment"]
    case "Payments":
      return answer.payments.flatMap((payment) => [
        `  ${payment.transactionId}  ${Screen.plain(payment.payStatus ?? "no status")}  ${
          payment.paid === undefined ? "amount unknown" : Screen.money(payment.paid, payment.currency)
        }${payment.orderId === undefined ? "" : `  order ${Screen.plain(payment.orderId)}`}${
          at(payment.date, process)
        }`,
        ...payment.refunds.map(({ amount, date, id }) =>
          `    refund ${id}  ${Screen.money(amount, payment.currency)}${at(date, process)}`
        )
      ])
  }
}

const at = (date: string | undefined, process: Process): string => {
  if (date === undefined) return ""
  const time = Date.parse(date)
  return `  ${Number.isNaN(time) ? Screen.plain(date) : Screen.time(time, process)}`
}

const indent = (text: string): string => text.split("\n").map((line) => `  ${line}`).join("\n")
