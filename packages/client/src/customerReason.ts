/**
 * From an error to what a customer is told about it.
 *
 * @since 0.1.0
 */
import type * as CustomerText from "line-pay-protocol/CustomerText"
import * as ResultCode from "line-pay-protocol/ResultCode"
import type { AttemptLogError } from "./AttemptLog.ts"
import type { LinePayError } from "./LinePayError.ts"
import type { NotApplied } from "./NotApplied.ts"
import type { RefundInFlight } from "./RefundInFlight.ts"
import * as Verdict from "./Verdict.ts"

/**
 * Why something was not done, as `CustomerText` of `line-pay-protocol` has a
 * text for it: the category of the result code, also where only the log
 * remembers the code, and what comes closest for the other errors.
 *
 * For errors that say that nothing was done: look at `outcome` first. An error
 * of any category may be `Unknown` (2022 of a bare `confirmPayment` is), and
 * then the text is that of the verdict `Unknown`. An `OutcomeUnknown` gives
 * `Temporary`, which is true of a payment request, where no money can have
 * moved; of any other call, and of an `AttemptLogError` of settlement, say the
 * text of the verdict `Unknown` instead.
 *
 * @example
 * ```ts
 * import { customerReason, InsufficientBalance } from "effect-line-pay"
 * import { CustomerText } from "line-pay-protocol"
 *
 * const error = new InsufficientBalance({ operation: "confirmPayment" })
 * const text = CustomerText.text({
 *   locale: "en",
 *   operation: "confirmPayment",
 *   verdict: "NotApplied",
 *   category: customerReason(error)
 * })
 * assert.match(text, /you have not been charged/)
 * ```
 *
 * @since 0.1.0
 * @category conversions
 */
export const customerReason = (
  error: LinePayError | NotApplied | RefundInFlight | AttemptLogError
): CustomerText.Reason => {
  switch (error._tag) {
    case "TransportError":
    case "ResponseError":
    case "OutcomeUnknown":
      return "Temporary"
    case "InvalidRequest":
      return "InvalidRequest"
    case "UnexpectedResultCode":
    case "AttemptLogError":
      return "Internal"
    case "RefundInFlight":
      return "State"
    case "NotApplied":
      return ofReason(error.because)
    default:
      return error.category
  }
}

/** By what proves that it was not done. */
const ofReason = (because: Verdict.NotAppliedReason): CustomerText.Reason => {
  if (Verdict.isRejectionCode(because)) return ofCode(because)
  switch (because) {
    case "OrderPaidByOther":
    case "OrderIdReused":
      return "Duplicate"
    case "Expired":
      return "Expired"
    case "InvalidRequest":
      return "InvalidRequest"
    case "WaitingForCustomer":
    case "CanceledOrExpired":
    case "Failed":
    case "Captured":
    case "Voided":
    case "AuthorizationStands":
    case "NothingLeft":
    case "LessLeft":
    case "PaymentNotFound":
    case "NeverSent":
    case "NotPrepared":
    case "Connect":
    case "Dns":
    case "Tls":
    case "Request":
    case "Signer":
    case "Timeout":
    case "Disconnected":
    case "LookedUpByHand":
    case "Unrecognised":
      return "Unstated"
  }
}

const ofCode = (rejection: Verdict.RejectionCode): CustomerText.Reason => {
  const code = ResultCode.find(rejection)
  const category = code === undefined ? undefined : ResultCode.row(code).category
  return category === undefined || category === "Status" ? "Unstated" : category
}
