/**
 * What follows from a refused charge, by the advice of LINE Pay's result-code table.
 */
import { Data } from "effect"
import { ResultCode } from "line-pay-protocol"

export type Decision = Data.TaggedEnum<{
  /** The customer may be able to pay later: a limit of the card or of LINE Pay, an empty balance. */
  TryAgain: { readonly inDays: number }
  /** Trying again is of no use, or was of none often enough: the subscription rests until the customer enrols again. */
  Suspend: {}
  /** The key is dead, or dies of this: only the customer can give another. */
  EnrolAgain: {}
  /** Ours to mend, and no reason to bother anybody: our configuration, our contract, our request. */
  NotTheCustomers: {}
}>

export const Decision = Data.taggedEnum<Decision>()

/** Days between a refused try and the next. */
export const schedule: ReadonlyArray<number> = [1, 3, 7]

/**
 * Decides on a charge that was refused with `code`, after `tries` earlier refusals.
 *
 * A limit on what the merchant may receive (2024) or charge (1184) is not the customer's doing either.
 */
export const decide = (code: ResultCode.Code, tries: number): Decision => {
  const { category, regKey } = ResultCode.row(code)
  if (category === "Configuration" || category === "InvalidRequest" || category === "Limit") {
    return Decision.NotTheCustomers()
  }
  if (regKey === "Dies") return Decision.EnrolAgain()
  const inDays = schedule[tries]
  return ResultCode.meaning(code, "payPreapproved")?.retry === "Never" || inDays === undefined
    ? Decision.Suspend()
    : Decision.TryAgain({ inDays })
}
