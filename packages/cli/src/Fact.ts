/**
 * What is asked of LINE Pay: the answers that this project relies on, or only
 * infers, because no document says them and its live service was not at hand.
 *
 * @since 0.1.0
 */
import * as Behaviour from "effect-line-pay-sandbox/Behaviour"
import type { Operation } from "line-pay-protocol/Operation"

/**
 * One answer that LINE Pay gives in one situation.
 *
 * @since 0.1.0
 * @category models
 */
export interface Fact {
  /** The call that is answered; `any`: every call for which it can happen. */
  readonly operation: Operation | "any"
  readonly situation: string
  /** Where the sandbox has its own answer from. */
  readonly source: Behaviour.Source
}

const inferred = (operation: Fact["operation"], situation: string): Fact => ({
  operation,
  situation,
  source: "inferred"
})

const {
  captureAgain,
  captureLess,
  captureMore,
  captureOfCaptured,
  captureOtherCurrency,
  captureVoided,
  checkCompleted,
  checkDeclined,
  checkFailed,
  checkPreapproved,
  checkUnknown,
  checkWaiting,
  confirmAgain,
  confirmDeclined,
  confirmOtherAmount,
  confirmOtherReservation,
  confirmRightAmountAfterWrong,
  confirmTooEarly,
  confirmUnknown,
  detailsBoth,
  detailsJoinedWithComma,
  detailsNoId,
  detailsOfRefund,
  detailsUnconfirmed,
  expireUnknownKey,
  idBeyond64Bits,
  notJson,
  payRepeatedOrderId,
  payWithUnknownKey,
  refundAuthorized,
  refundId,
  refundMore,
  refundNothingLeft,
  refundReleased,
  refundTwice,
  refundZero,
  regKeyUnknown,
  requestBelowMinimum,
  requestMissingField,
  requestPreapprovedSums,
  requestRepeatedOrderId,
  requestTooManyDecimals,
  requestWrongPackage,
  requestWrongTotal,
  signedNull,
  signedQuestionMark,
  unknownRefundedOrCapturedId,
  voidAgain,
  voidAuthorized,
  voidCaptured,
  voidWithEmptyObject
} = Behaviour.behaviours

/**
 * Every fact by name. Most are rules of the sandbox, and are called as they
 * are in `Behaviour`; the rest is about what an answer shows beside its code.
 *
 * @since 0.1.0
 * @category facts
 */
export const facts = {
  checkUnknown,
  confirmUnknown,
  unknownRefundedOrCapturedId,
  idBeyond64Bits,
  signedQuestionMark,
  signedNull,
  nonceUsedTwice: inferred("any", "The nonce of an earlier request is used again."),
  voidWithEmptyObject,
  detailsNoId,
  detailsJoinedWithComma,
  detailsUnknownOrder: inferred("getPaymentDetails", "An order id that was never used."),

  requestRepeatedOrderId,
  requestWrongTotal,
  requestWrongPackage,
  requestPreapprovedSums,
  requestTooManyDecimals,
  requestBelowMinimum,
  requestMissingField,
  notJson,

  checkWaiting,
  detailsUnconfirmed,
  refundUnconfirmed: inferred("refundPayment", "The payment is requested, and not confirmed."),
  confirmTooEarly,
  checkFailed,
  confirmDeclined,

  confirmAgain,
  checkCompleted,
  detailsOfCaptured: inferred("getPaymentDetails", "What the details of a captured payment show."),
  detailsBoth,
  captureOfCaptured,
  voidCaptured,
  refundPart: inferred("refundPayment", "A part of what was paid."),
  refundTwice,
  detailsAfterRefunds: inferred("getPaymentDetails", "How two equal partial refunds show in details."),
  detailsOfRefund,
  refundId,
  refundMore,
  refundZero,
  detailsAfterRefundOfZero: inferred("getPaymentDetails", "Whether a refund of 0 has refunded anything."),
  requestPaidOrderId: inferred("requestPayment", "The order id of a payment that is paid and partly refunded."),
  refundNothingLeft,
  checkRefunded: inferred("checkPaymentStatus", "The payment is refunded in full."),

  confirmOtherReservation,
  confirmOtherAmount,
  confirmRightAmountAfterWrong,
  checkDeclined,
  confirmAfterDecline: inferred("confirmPayment", "The customer cancelled."),

  detailsOfAuthorization: inferred("getPaymentDetails", "What the details of an authorisation show."),
  refundAuthorized,
  captureMore,
  captureOtherCurrency,
  captureLess,
  detailsAfterPartialCapture: inferred("getPaymentDetails", "How a partial capture shows in details."),
  captureAgain,
  voidAfterCapture: inferred("voidPayment", "Captured in part: the rest was released."),
  refundAfterPartialCapture: inferred("refundPayment", "Everything that is left of a partial capture."),

  voidAuthorized,
  voidAgain,
  captureVoided,
  refundReleased,
  checkVoided: inferred("checkPaymentStatus", "The payment is voided."),
  detailsOfVoided: inferred("getPaymentDetails", "What the details of a voided authorisation show."),

  payWithKey: inferred("payPreapproved", "A key that was just made."),
  payRepeatedOrderId,
  checkPreapproved,
  detailsOfPreapproved: inferred("getPaymentDetails", "What the details of a pre-approved payment show, by order id."),
  expireUnknownKey,
  payWithUnknownKey,
  regKeyUnknown
} as const satisfies { readonly [name: string]: Fact }

/**
 * The name of a fact.
 *
 * @since 0.1.0
 * @category models
 */
export type Name = keyof typeof facts

/**
 * What was answered, in a form that can be compared and shown: no id, no key,
 * no date.
 *
 * @since 0.1.0
 * @category models
 */
export interface Answer {
  /** The result code, or `no answer`. */
  readonly code: string
  /** What the answer shows beside its code, where the fact is about that. */
  readonly shows?: string | undefined
  /** LINE Pay's words, or why there is no answer. Not compared. */
  readonly message?: string | undefined
}
