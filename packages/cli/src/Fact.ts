/**
 * The facts that a probe tests: answers that this project relies on, or only
 * infers. No document has them, and we had no access to the live service.
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
  /** The call that is answered; `any` means every call for which it can happen. */
  readonly operation: Operation | "any"
  readonly situation: string
  /** The source of the sandbox's own answer. */
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
 * All facts by name. Most are rules of the sandbox, with their names from
 * `Behaviour`. The others are about the contents of an answer.
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
  refundAfterPartialCapture: inferred("refundPayment", "All that is left of a partial capture."),

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
 * An answer in a form that you can compare and show, without ids, keys and
 * dates.
 *
 * @since 0.1.0
 * @category models
 */
export interface Answer {
  /** The result code, or `no answer`. */
  readonly code: string
  /** The contents of the answer, if the fact is about them. */
  readonly shows?: string | undefined
  /** LINE Pay's words, or why there is no answer. Not compared. */
  readonly message?: string | undefined
}
