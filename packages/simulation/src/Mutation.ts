/**
 * Breaks the library with mistakes that somebody has made. The simulation must
 * notice each of them, because a check that cannot fail proves nothing.
 */
import { type AttemptLog, type LinePay, OutcomeUnknown, PaymentExpired, TransportError } from "effect-line-pay"
import { AdvanceResult, OpenResult } from "effect-line-pay/AttemptLog"
import * as Effect from "effect/Effect"

export interface Mutation {
  readonly name: string
  /** Within how many payments the simulation notices it. */
  readonly noticedWithin: number
  readonly linePay?: (linePay: LinePay.Service) => LinePay.Service
  readonly log?: (log: AttemptLog.Service) => AttemptLog.Service
  /** The shop calls `LinePay` itself: no settlement, no record. */
  readonly withoutSettlement?: boolean
}

export const mutations: ReadonlyArray<Mutation> = [
  {
    name: "resend a refund after a timeout",
    noticedWithin: 60,
    linePay: (linePay) => ({
      ...linePay,
      refundPayment: (request) =>
        Effect.catchTag(linePay.refundPayment(request), "OutcomeUnknown", () => linePay.refundPayment(request))
    })
  },
  {
    name: "trust the payment's own id as the refund's",
    noticedWithin: 60,
    linePay: (linePay) => ({
      ...linePay,
      refundPayment: (request) =>
        Effect.catchTag(
          linePay.refundPayment(request),
          "OutcomeUnknown",
          () => Effect.succeed({ refundTransactionId: request.transactionId, refundTransactionDate: "", unread: [] })
        )
    })
  },
  {
    name: "skip the snapshot",
    noticedWithin: 200,
    log: (log) => ({
      ...log,
      advance: (version, { snapshot: _, ...attempt }) => log.advance(version, attempt)
    })
  },
  {
    name: "treat 1172 as success",
    noticedWithin: 60,
    linePay: (linePay) => ({
      ...linePay,
      confirmPayment: (request) =>
        Effect.catchTag(
          linePay.confirmPayment(request),
          "DuplicateOrderId",
          () => Effect.succeed({ transactionId: request.transactionId, unread: [] })
        )
    })
  },
  {
    name: "treat 1172 as a failure",
    noticedWithin: 60,
    linePay: (linePay) => ({
      ...linePay,
      confirmPayment: (request) =>
        linePay.confirmPayment(request).pipe(
          Effect.catchTag("OutcomeUnknown", () => linePay.confirmPayment(request)),
          Effect.catchTag("DuplicateOrderId", () => new PaymentExpired({ operation: "confirmPayment" }))
        )
    })
  },
  {
    name: "drop the attempt log",
    noticedWithin: 20,
    log: (log) => ({
      ...log,
      open: (attempt) => Effect.succeed(OpenResult.Opened({ attempt })),
      advance: (version, attempt) =>
        Effect.succeed(AdvanceResult.Advanced({ attempt: { ...attempt, version: version + 1 } }))
    })
  },
  {
    name: "conclude from absence before the quiet time",
    noticedWithin: 160,
    linePay: (linePay) => ({
      ...linePay,
      confirmPayment: (request) =>
        Effect.catchTag(
          linePay.confirmPayment(request),
          "OutcomeUnknown",
          (lost) =>
            linePay.getPaymentDetails({ transactionIds: [request.transactionId] }).pipe(
              Effect.mapError((error) =>
                error._tag === "TransactionNotFound" ? new PaymentExpired({ operation: "confirmPayment" }) : lost
              ),
              Effect.zipRight(Effect.fail(lost))
            )
        )
    })
  },
  {
    name: "confirm without a check",
    noticedWithin: 20,
    linePay: (linePay) => ({
      ...linePay,
      checkPaymentStatus: (request) =>
        Effect.map(
          linePay.checkPaymentStatus(request),
          (status) => status === "WaitingForCustomer" ? "Authenticated" : status
        )
    })
  },
  {
    name: "abandon on interrupt",
    noticedWithin: 20,
    withoutSettlement: true
  },
  {
    name: "call it unsent after a hidden retry",
    noticedWithin: 60,
    linePay: (linePay) => ({
      ...linePay,
      confirmPayment: (request) => Effect.mapError(linePay.confirmPayment(request), unsent),
      refundPayment: (request) => Effect.mapError(linePay.refundPayment(request), unsent)
    })
  }
]

export const find = (name: string): Mutation | undefined => mutations.find((mutation) => mutation.name === name)

const unsent = <E>(error: E): E | TransportError =>
  error instanceof OutcomeUnknown
    ? new TransportError({ operation: error.operation, reason: "Connect", sent: false })
    : error
