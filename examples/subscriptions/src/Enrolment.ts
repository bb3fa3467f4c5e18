/**
 * Describes a payment request of a customer who enrols.
 */
import { Schema } from "effect"
import { TransactionId } from "effect-line-pay"
import * as Period from "./Period.ts"

export const Enrolment = Schema.Struct({
  transactionId: TransactionId,
  subscriberId: Schema.String,
  orderId: Schema.String,
  period: Period.Period,
  amount: Schema.Number
})

export interface Enrolment extends Schema.Schema.Type<typeof Enrolment> {}
