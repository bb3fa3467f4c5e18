/**
 * The sandbox's answer to each situation, and how sure it is that LINE Pay
 * does the same. Documentation and tests are made from this list, and each
 * entry has one test.
 *
 * @since 0.1.0
 */
import type { Operation } from "line-pay-protocol/Operation"

/**
 * The source of an answer of the sandbox.
 *
 * - `live`: people who called LINE Pay's own sandbox reported it.
 * - `documented`: LINE Pay's documentation says so, now or formerly.
 * - `inferred`: this project's reading of a code's text or of an example.
 *
 * @since 0.1.0
 * @category models
 */
export type Source = "live" | "documented" | "inferred"

/**
 * One rule of the sandbox.
 *
 * @since 0.1.0
 * @category models
 */
export interface Behaviour {
  /** `any` means every call for which it can happen. */
  readonly operation: Operation | "any"
  readonly situation: string
  /** The result code. */
  readonly answer: string
  readonly source: Source
}

const live = (operation: Behaviour["operation"], answer: string, situation: string): Behaviour => ({
  operation,
  situation,
  answer,
  source: "live"
})
const documented = (operation: Behaviour["operation"], answer: string, situation: string): Behaviour => ({
  operation,
  situation,
  answer,
  source: "documented"
})
const inferred = (operation: Behaviour["operation"], answer: string, situation: string): Behaviour => ({
  operation,
  situation,
  answer,
  source: "inferred"
})

/**
 * All rules of the sandbox by name. If several fit one call, the earlier one of
 * its operation decides.
 *
 * @since 0.1.0
 * @category behaviours
 */
export const behaviours = {
  missingHeader: documented("any", "1106", "Channel id, nonce or signature is missing."),
  unknownChannel: live(
    "any",
    "1104",
    "The channel id is another merchant's. This is checked before the signature."
  ),
  wrongSecret: live("any", "1106", "The signature was made with another secret."),
  signedQuestionMark: inferred("any", "1106", "The query was signed with its question mark."),
  signedNull: inferred(
    "any",
    "1106",
    "A call without a body was signed over the text null, as LINE Pay's sample does."
  ),
  idBeyond64Bits: live("any", "2101", "The transaction id in the path is above 2^63 - 1; errorDetailMap says so."),
  whileWorkingOnIt: documented(
    "any",
    "1198",
    "An earlier call like it is still in progress (request, confirm: 1145)."
  ),
  notJson: documented("any", "2102", "The body is not JSON."),
  unknownRefundedOrCapturedId: live(
    "any",
    "1150",
    "Capture, void or refund of an unknown id, or of one not confirmed."
  ),
  refundId: inferred("any", "1155", "Capture, void or refund of a refund's id."),

  requestMissingField: documented("requestPayment", "2101", "A required field is missing; errorDetailMap names it."),
  requestSeparateCaptureWithoutContract: live("requestPayment", "2103", "capture: false without a contract for it."),
  requestPreapprovedWithoutContract: documented("requestPayment", "1194", "PREAPPROVED without a contract for it."),
  requestCurrencyWithoutContract: documented("requestPayment", "1178", "A currency that the merchant does not take."),
  requestTooManyDecimals: documented("requestPayment", "1124", "More decimals than the currency has: 99.5 TWD."),
  requestBelowMinimum: documented("requestPayment", "1183", "Zero, or below the merchant's minimum."),
  requestAboveMaximum: inferred("requestPayment", "1184", "Above the merchant's maximum."),
  requestWrongTotal: live("requestPayment", "2101", "The amount is not the sum of packages, fees and shipping."),
  requestWrongPackage: inferred("requestPayment", "2101", "A package's amount is not the sum of its products."),
  requestPreapprovedSums: inferred(
    "requestPayment",
    "0000",
    "PREAPPROVED with sums that do not add up, as in the documentation's own example."
  ),
  requestRepeatedOrderId: live(
    "requestPayment",
    "0000",
    "An order id that is in use, even paid. Older tables list 1172 here, but the clash only shows at confirm."
  ),

  checkUnknown: live("checkPaymentStatus", "1159", "The id is unknown, or was made on another host."),
  checkPreapproved: inferred("checkPaymentStatus", "1159", "The id of a pre-approved payment: it was never requested."),
  checkWaiting: documented("checkPaymentStatus", "0000", "The customer has not authenticated."),
  checkAuthenticated: documented("checkPaymentStatus", "0110", "The customer has authenticated."),
  checkDeclined: documented("checkPaymentStatus", "0121", "The customer cancelled."),
  checkTimedOut: documented("checkPaymentStatus", "0121", "Twenty minutes have passed."),
  checkUnconfirmedTimedOut: inferred(
    "checkPaymentStatus",
    "0121",
    "The customer authenticated, and the merchant did not confirm for twenty more minutes."
  ),
  checkFailed: live("checkPaymentStatus", "0122", "A confirm came before the customer had authenticated."),
  checkCompleted: live("checkPaymentStatus", "0123", "Confirmed; also when voided, expired or refunded since."),

  confirmUnknown: documented("confirmPayment", "1150", "The id is unknown."),
  confirmAgain: live("confirmPayment", "1172", "Confirmed before; also when voided or refunded since."),
  confirmOtherReservation: inferred("confirmPayment", "1172", "Another reservation of the same order was confirmed."),
  confirmTooEarly: live("confirmPayment", "1169", "The customer has not authenticated. The reservation is dead."),
  confirmDeclined: inferred("confirmPayment", "1169", "The customer cancelled, or an earlier confirm failed for good."),
  confirmTimedOut: documented("confirmPayment", "1180", "The time for authentication or for confirming ran out."),
  confirmOtherAmount: documented("confirmPayment", "1153", "Another amount or currency than requested."),
  confirmRightAmountAfterWrong: inferred(
    "confirmPayment",
    "0000",
    "The right amount after a 1153, which did not end the payment."
  ),
  confirmBeyondReceivingLimit: inferred("confirmPayment", "2024", "More than the merchant may receive."),
  confirmWhileConfirming: inferred(
    "confirmPayment",
    "1145",
    "An earlier confirm of the payment is still in progress."
  ),

  captureMore: documented("capturePayment", "1184", "More than was authorised."),
  captureNothing: documented("capturePayment", "1183", "Zero or less."),
  captureLess: documented("capturePayment", "0000", "Less than was authorised: the rest is released."),
  captureOtherCurrency: inferred("capturePayment", "1153", "Another currency than authorised."),
  captureTooManyDecimals: inferred("capturePayment", "1124", "More decimals than the currency has."),
  captureAgain: inferred("capturePayment", "1179", "Captured by an earlier capture."),
  captureOfCaptured: inferred("capturePayment", "1155", "Captured by its confirm (capture: true)."),
  captureVoided: inferred("capturePayment", "1179", "Voided before."),
  captureExpired: inferred("capturePayment", "1180", "The authorisation expired."),

  voidAuthorized: documented("voidPayment", "0000", "The authorised amount is released."),
  voidWithEmptyObject: live("voidPayment", "0000", "The body is {}: several clients send it."),
  voidAgain: documented("voidPayment", "1165", "Voided before."),
  voidExpired: inferred("voidPayment", "1165", "The authorisation expired: nothing is held any more."),
  voidCaptured: inferred("voidPayment", "1155", "Captured: it can be refunded."),

  refundWithoutAmount: documented("refundPayment", "0000", "No body, or no refundAmount: refunds all that is left."),
  refundTwice: inferred(
    "refundPayment",
    "0000",
    "The same partial refund again, while enough is left: refunded twice."
  ),
  refundMore: live("refundPayment", "1164", "More than is left."),
  refundNothingLeft: live("refundPayment", "1165", "Nothing is left."),
  refundZero: inferred("refundPayment", "1124", "Zero or less, or more decimals than the currency has."),
  refundAuthorized: inferred("refundPayment", "1179", "Not captured yet: void it."),
  refundReleased: inferred("refundPayment", "1155", "Voided or expired: nothing was ever taken."),
  refundTooLate: documented("refundPayment", "1163", "After the refund window."),
  refundReserve: inferred("refundPayment", "2042", "More than the merchant's refund reserve holds."),

  detailsUnconfirmed: live("getPaymentDetails", "1150", "Unknown, or requested and not confirmed."),
  detailsTooMany: documented("getPaymentDetails", "1177", "More than 100 ids."),
  detailsNoId: inferred("getPaymentDetails", "2101", "Neither a transaction id nor an order id."),
  detailsRepeatedKeys: live("getPaymentDetails", "0000", "Several ids, each under its own key."),
  detailsBoth: inferred("getPaymentDetails", "1150", "Ids of both kinds that match no common record."),
  detailsJoinedWithComma: inferred("getPaymentDetails", "2101", "Several ids joined with commas."),
  detailsOfRefund: documented("getPaymentDetails", "0000", "A refund's id: a record with originalTransactionId."),

  regKeyUnknown: live("checkRegKey", "1190", "The key is unknown, was expired by the merchant or by the customer."),
  regKeyExpired: documented("checkRegKey", "1193", "The key was not charged for too long."),
  regKeyWithoutMethod: documented("checkRegKey", "1154", "The customer's payment method is gone."),
  regKeyWithoutContract: inferred("checkRegKey", "1194", "The merchant has no contract for pre-approved payments."),
  regKeyCardCheckWithoutContract: inferred("checkRegKey", "2103", "creditCardAuth=true without a contract for it."),
  payWithUnknownKey: live("payPreapproved", "1190", "The key is unknown or discarded."),
  payWithExpiredKey: documented("payPreapproved", "1193", "The key expired."),
  payWithoutMethod: documented("payPreapproved", "1154", "The customer's payment method is gone."),
  payWithoutContract: inferred("payPreapproved", "1194", "The merchant has no contract for pre-approved payments."),
  paySeparateCaptureWithoutContract: inferred("payPreapproved", "2103", "capture: false without a contract for it."),
  payRepeatedOrderId: documented("payPreapproved", "1172", "The order id was paid before."),
  payZero: documented("payPreapproved", "1183", "Zero or less."),
  payBeyondReceivingLimit: inferred("payPreapproved", "2024", "More than the merchant may receive."),
  payAuthorizes: documented("payPreapproved", "0000", "capture: false: authorised, to be captured or voided."),
  expireUnknownKey: documented("expireRegKey", "1190", "The key is unknown or discarded."),
  expireExpiredKey: documented("expireRegKey", "1193", "The key expired.")
} as const satisfies { readonly [name: string]: Behaviour }

/**
 * The name of a rule.
 *
 * @since 0.1.0
 * @category models
 */
export type Name = keyof typeof behaviours
