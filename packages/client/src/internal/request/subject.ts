import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { TransactionId } from "../../TransactionId.ts"

/** What a call was about: the fields that every error of a sent request carries. */
export const subjectFields = {
  /**
   * The nonce of the last request that was signed; LINE Pay sends no request
   * id, so this is what to quote to its support. Absent when none was signed.
   */
  nonce: Schema.optionalWith(Schema.String, { exact: true }),
  /** The transaction that the call was about. */
  transactionId: Schema.optionalWith(TransactionId, { exact: true }),
  /** The order that the call was about. */
  orderId: Schema.optionalWith(Schema.String, { exact: true })
}

/** The start of an answer's body: for a human who looks, never encoded. */
export const bodyStart = Schema.optionalToOptional(Schema.String, Schema.RedactedFromSelf(Schema.String), {
  decode: () => Option.none(),
  encode: () => Option.none()
})
