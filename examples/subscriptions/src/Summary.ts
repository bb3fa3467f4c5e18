/**
 * Summarises a run, for the person who reads it in the morning.
 */
import { Option } from "effect"
import { ResultCode } from "line-pay-protocol"
import type { Report } from "./BillingRun.ts"
import type * as Dunning from "./Dunning.ts"
import { clock, dollars, number, padEnd, paint, rate } from "./format.ts"
import * as Tally from "./Tally.ts"

export const lines = ({ askedAnew, period, stopped, tally, took }: Report): ReadonlyArray<string> => {
  const row = (label: string, count: number, text: string) =>
    count === 0 ? [] : [`   ${padEnd(label, 18)}${number(count).padStart(7)}   ${paint("dim", text)}`]
  const refused = (decision: Dunning.Decision["_tag"], label: string, text: string) => {
    const entries = tally.refused.filter((entry) => entry.decision === decision)
    return [
      ...row(label, entries.reduce((sum, { count }) => sum + count, 0), text),
      ...entries.toSorted((left, right) => right.count - left.count).map(({ code, count }) =>
        paint("dim", `      ${number(count).padStart(6)} × ${code} ${ResultCode.row(code).tag ?? ""}`)
      )
    ]
  }
  const done = Tally.done(tally)
  return [
    paint("bold", `Run of ${period}`) +
    paint("dim", `   ${number(done)} of ${number(tally.due)} in ${clock(took)}, ${rate(done, took)}`),
    ...row("paid", tally.paid, dollars(tally.amount)),
    ...refused("TryAgain", "try again", "the customer may be able to pay another day"),
    ...refused("Suspend", "suspended", "no use to try again"),
    ...refused("EnrolAgain", "key is dead", `${number(askedAnew)} checked, expired, and asked to enrol again`),
    ...refused("NotTheCustomers", "ours to mend", "they stay due"),
    ...row("being checked", tally.checking, `no answer: nothing is sent again; "sweep" goes on asking`),
    ...tally.notCharged.flatMap(({ because, count }) => row("not charged", count, `${because}; they stay due`)),
    ...row("for a human", tally.needsHuman, "something is there that was not asked for"),
    ...Option.match(stopped, {
      onNone: () => [],
      onSome: (
        because
      ) => [paint("red", `   Stopped: ${because}`), "   Every key is kept, and whoever was not charged is due."]
    })
  ]
}
