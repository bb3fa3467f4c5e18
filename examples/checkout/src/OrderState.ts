/**
 * Says how far an order is, and what may happen to it next. It is pure;
 * `Orders` keeps it in the database.
 *
 * A fact about money is never rejected. LINE Pay reports `PaymentApplied` only
 * for money that it has taken. If the order did not expect it, a human must see
 * the problem.
 */
import { Either, Schema } from "effect"
import { TransactionId } from "effect-line-pay"
import { Reason } from "./Reason.ts"

const transactionId = Schema.typeSchema(TransactionId)
const refundId = Schema.String

export const State = Schema.Union(
  /** Stored. No payment has been requested yet. */
  Schema.TaggedStruct("Created", {}),
  /** The customer was sent to LINE Pay, once or several times. There is no result yet. */
  Schema.TaggedStruct("AwaitingPayment", {}),
  /** The last try is over, and took no money. */
  Schema.TaggedStruct("NotPaid", { reason: Reason }),
  /** This payment is being confirmed, or may have been. No other payment of the order may be confirmed meanwhile. */
  Schema.TaggedStruct("Checking", { transactionId }),
  /** `refundRefused`: why the last try to refund it did nothing. */
  Schema.TaggedStruct("Paid", { transactionId, refundRefused: Schema.optionalWith(Reason, { exact: true }) }),
  /** A refund is under way, or may have been made. */
  Schema.TaggedStruct("Refunding", { transactionId, refundId }),
  Schema.TaggedStruct("Refunded", { transactionId }),
  /** The shopkeeper has to look at this payment in the merchant centre. */
  Schema.TaggedStruct("PaymentNeedsHuman", { transactionId, because: Schema.String }),
  /** This payment was one too many, or came while another was being confirmed: the shopkeeper gives it back. */
  Schema.TaggedStruct("PaidTwice", { transactionId }),
  /** The shopkeeper has to look at this refund in the merchant centre. */
  Schema.TaggedStruct("RefundNeedsHuman", { transactionId, refundId, because: Schema.String })
)
export type State = typeof State.Type

/** An intended step, which the state may forbid. */
export const Step = Schema.Union(
  Schema.TaggedStruct("PaymentRequested", { transactionId }),
  Schema.TaggedStruct("ConfirmBegun", { transactionId }),
  Schema.TaggedStruct("RefundBegun", { refundId })
)
export type Step = typeof Step.Type

/** A fact, even if the order did not expect it. */
export const Fact = Schema.Union(
  /** LINE Pay refused to begin a payment. */
  Schema.TaggedStruct("PaymentNotRequested", { reason: Reason }),
  /** Nothing was sent: the customer has not approved yet. */
  Schema.TaggedStruct("ConfirmTooEarly", { transactionId }),
  /** `refunded`: what somebody has given back of it in the meantime. */
  Schema.TaggedStruct("PaymentApplied", { transactionId, refunded: Schema.Literal("Nothing", "Part", "All") }),
  Schema.TaggedStruct("PaymentNotApplied", { transactionId, reason: Reason }),
  Schema.TaggedStruct("PaymentDoubtful", { transactionId, because: Schema.String }),
  Schema.TaggedStruct("RefundApplied", { refundId }),
  Schema.TaggedStruct("RefundNotApplied", { refundId, reason: Reason }),
  Schema.TaggedStruct("RefundDoubtful", { refundId, because: Schema.String })
)
export type Fact = typeof Fact.Type

export const Event = Schema.Union(Step, Fact)
export type Event = typeof Event.Type

export class StepRefused extends Schema.TaggedError<StepRefused>("checkout/StepRefused")("StepRefused", {
  state: State,
  step: Step
}) {
  override get message(): string {
    return `${this.step._tag} cannot happen to an order that is ${this.state._tag}`
  }
}

/** Whether the customer may go to LINE Pay for this order. */
export const mayPay = ({ _tag }: State): boolean =>
  _tag === "Created" || _tag === "AwaitingPayment" || _tag === "NotPaid"

/** Whether the state changes without the customer, so that a page should poll. */
export const mayChange = ({ _tag }: State): boolean => _tag === "Checking" || _tag === "Refunding"

/** Whether the shopkeeper has to look into the merchant centre. */
export const needsHuman = ({ _tag }: State): boolean =>
  _tag === "PaymentNeedsHuman" || _tag === "RefundNeedsHuman" || _tag === "PaidTwice"

/** Whether a payment of the order went through. */
export const isPaid = ({ _tag }: State): boolean =>
  _tag === "Paid" || _tag === "Refunding" || _tag === "Refunded" || _tag === "RefundNeedsHuman"

/** Takes a step, if the state allows it. The same step twice is one. */
export const take = (state: State, step: Step): Either.Either<State, StepRefused> => {
  const refused = Either.left(new StepRefused({ state, step }))
  switch (step._tag) {
    case "PaymentRequested":
      return mayPay(state) ? Either.right({ _tag: "AwaitingPayment" }) : refused
    case "ConfirmBegun":
      if (mayPay(state)) return Either.right({ _tag: "Checking", transactionId: step.transactionId })
      return isAbout(state, step) ? Either.right(state) : refused
    case "RefundBegun":
      if (state._tag === "Paid") {
        return Either.right({ _tag: "Refunding", transactionId: state.transactionId, refundId: step.refundId })
      }
      return isOfRefund(state, step) ? Either.right(state) : refused
  }
}

/** Learns a fact. It is idempotent. */
export const learn = (state: State, fact: Fact): State => {
  switch (fact._tag) {
    case "PaymentNotRequested":
      return mayPay(state) ? { _tag: "NotPaid", reason: fact.reason } : state
    case "ConfirmTooEarly":
      return state._tag === "Checking" && isAbout(state, fact) ? { _tag: "AwaitingPayment" } : state
    case "PaymentApplied":
      return paymentApplied(state, fact)
    case "PaymentNotApplied":
      return isUndecided(state, fact) || isPaidBy(state, fact) ? { _tag: "NotPaid", reason: fact.reason } : state
    case "PaymentDoubtful": {
      const { because, transactionId } = fact
      return isUndecided(state, fact) || isPaidBy(state, fact)
        ? { _tag: "PaymentNeedsHuman", transactionId, because }
        : state
    }
    case "RefundApplied":
      return isOfRefund(state, fact) || state._tag === "Paid"
        ? { _tag: "Refunded", transactionId: state.transactionId }
        : state
    case "RefundNotApplied":
      return isOfRefund(state, fact)
        ? { _tag: "Paid", transactionId: state.transactionId, refundRefused: fact.reason }
        : state
    case "RefundDoubtful":
      return isOfRefund(state, fact) ? { ...state, _tag: "RefundNeedsHuman", because: fact.because } : state
  }
}

const isAbout = (state: State, { transactionId }: { readonly transactionId: TransactionId }): boolean =>
  "transactionId" in state && state.transactionId === transactionId

/** Whether it is not known yet if the order is paid, by this payment or by any. */
const isUndecided = (state: State, fact: { readonly transactionId: TransactionId }): boolean =>
  mayPay(state) || ((state._tag === "Checking" || state._tag === "PaymentNeedsHuman") && isAbout(state, fact))

/** A human may correct what was found out about a payment. */
const isPaidBy = (state: State, fact: { readonly transactionId: TransactionId }): boolean =>
  state._tag === "Paid" && isAbout(state, fact)

const isOfRefund = (
  state: State,
  { refundId }: { readonly refundId: string }
): state is State & { readonly _tag: "Refunding" | "RefundNeedsHuman" } =>
  (state._tag === "Refunding" || state._tag === "RefundNeedsHuman") && state.refundId === refundId

const paymentApplied = (state: State, fact: Fact & { readonly _tag: "PaymentApplied" }): State => {
  const { refunded, transactionId } = fact
  if (!isUndecided(state, fact)) {
    return isAbout(state, fact) || state._tag === "PaidTwice" ? state : { _tag: "PaidTwice", transactionId }
  }
  switch (refunded) {
    case "Nothing":
      return { _tag: "Paid", transactionId }
    case "All":
      return { _tag: "Refunded", transactionId }
    case "Part":
      return { _tag: "PaymentNeedsHuman", transactionId, because: "PartlyRefundedByOthers" }
  }
}
