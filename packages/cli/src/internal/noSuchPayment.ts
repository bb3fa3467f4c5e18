import { TransactionId } from "effect-line-pay/TransactionId"

/** LINE Pay's ids begin with the date: this one would be of the year 1000. */
export const noSuchPayment = TransactionId.make("1000000000000000001")
