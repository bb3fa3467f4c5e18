import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { TransactionId } from "../../TransactionId.ts"

/** The payment or order of a call: the fields of every error of a sent request. */
export const subjectFields = {
  /**
   * The nonce of the last signed request. Quote it to LINE Pay's support,
   * because LINE Pay sends no request id. Absent when no request was signed.
   */
  nonce: Schema.optionalWith(Schema.String, { exact: true }),
  /** The transaction that the call was about. */
  transactionId: Schema.optionalWith(TransactionId, { exact: true }),
  /** The order that the call was about. */
  orderId: Schema.optionalWith(Schema.String, { exact: true })
}

/** The start of an answer's body, for people. It is never encoded. */
export const bodyStart = Schema.optionalToOptional(Schema.String, Schema.RedactedFromSelf(Schema.String), {
  decode: () => Option.none(),
  encode: () => Option.none()
})
