/**
 * Converts an error to a reason for the customer.
 *
 * @since 0.1.0
 */
import type * as CustomerText from "line-pay-protocol/CustomerText"
import * as ResultCode from "line-pay-protocol/ResultCode"
import type { AttemptLogError } from "./AttemptLog.ts"
import type { LinePayError } from "./LinePayError.ts"
import type { NotApplied } from "./NotApplied.ts"
import type { RefundInFlight } from "./RefundInFlight.ts"
import type { RefundsNotShown } from "./RefundsNotShown.ts"
import * as Verdict from "./Verdict.ts"

/**
 * Returns the reason for which `CustomerText` of `line-pay-protocol` has a text.
 * It is the category of the result code, even where only the log has the code.
 * For the other errors it is the closest category.
 *
 * Check `outcome` first, and use this for errors that say that nothing was
 * applied. An error of any category may be `Unknown` (2022 of a bare
 * `confirmPayment` is). Show the text of the verdict `Unknown` then.
 *
 * For an `OutcomeUnknown` it returns `Temporary`. That fits a payment request,
 * where no money can have moved. For any other call, and for an
 * `AttemptLogError` of settlement, show the text of the verdict `Unknown`.
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
  error: LinePayError | NotApplied | RefundInFlight | RefundsNotShown | AttemptLogError
): CustomerText.Reason => {
  switch (error._tag) {
    case "TransportError":
    case "ResponseError":
    case "OutcomeUnknown":
    case "RefundsNotShown":
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

/** Converts the proof that nothing was applied. */
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
    case "ClosedByHand":
    case "Unrecognised":
      return "Unstated"
  }
}

const ofCode = (rejection: Verdict.RejectionCode): CustomerText.Reason => {
  const code = ResultCode.find(rejection)
  const category = code === undefined ? undefined : ResultCode.row(code).category
  return category === undefined || category === "Status" ? "Unstated" : category
}
