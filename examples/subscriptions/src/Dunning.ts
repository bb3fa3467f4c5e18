/**
 * Decides what to do after a rejected charge, by the advice of LINE Pay's result-code table.
 */
import { Data } from "effect"
import { ResultCode } from "line-pay-protocol"

export type Decision = Data.TaggedEnum<{
  /** The customer may be able to pay later: a limit of the card or of LINE Pay, an empty balance. */
  TryAgain: { readonly inDays: number }
  /** Another try does not help, or has failed too often. The subscription pauses until the customer enrols again. */
  Suspend: {}
  /** The key is dead, or dies with this error. Only the customer can give another. */
  EnrolAgain: {}
  /** We must fix our configuration, contract or request. The customer need not know. */
  NotTheCustomers: {}
}>

export const Decision = Data.taggedEnum<Decision>()

/** Days between a rejected try and the next. */
export const schedule: ReadonlyArray<number> = [1, 3, 7]

/**
 * Decides on a charge that was rejected with `code`, after `tries` earlier rejections.
 *
 * The limits of the merchant (2024 and 1184) are not the customer's fault either.
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
