/**
 * Breaks the library with mistakes that somebody has made. The simulation must
 * notice each of them, because a check that cannot fail proves nothing.
 */
import {
  type AttemptEvent,
  type AttemptLog,
  type LinePay,
  type News,
  OutcomeUnknown,
  PaymentExpired,
  TransportError
} from "effect-line-pay"
import { type Append, AppendResult } from "effect-line-pay/AttemptLog"
import * as Arr from "effect/Array"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { folded } from "./Folded.ts"

export interface Mutation {
  readonly name: string
  /** Within how many payments the simulation notices it. */
  readonly noticedWithin: number
  readonly linePay?: (linePay: LinePay.Service) => LinePay.Service
  readonly log?: (log: AttemptLog.Service) => AttemptLog.Service
  readonly tell?: (tell: Tell) => Tell
  /** The shop calls `LinePay` itself: no settlement, no record. */
  readonly withoutSettlement?: boolean
}

type Tell = (news: News) => Effect.Effect<void, string>

const withEvents = (append: Append, f: (event: AttemptEvent.AttemptEvent) => AttemptEvent.AttemptEvent): Append => ({
  ...append,
  events: Arr.map(append.events, f)
})

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
      append: (append) =>
        log.append(withEvents(append, (event) => {
          if (event._tag !== "Sent") return event
          const { snapshot: _, ...sent } = event
          return sent
        }))
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
      get: (key) => Effect.map(log.get(key), ({ at }) => ({ own: Option.none(), told: 0, group: [], number: 0, at })),
      append: (append) => Effect.sync(() => AppendResult.Appended({ attempt: folded(append) }))
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
  },
  {
    name: "tell the shop once only",
    noticedWithin: 20,
    tell: (tell) => (news) => Effect.catchAllCause(tell(news), () => Effect.void)
  },
  {
    name: "skip the group's number",
    noticedWithin: 200,
    log: (log) => ({ ...log, append: ({ number: _, ...append }) => log.append(append) })
  },
  {
    name: "let a snapshot lag",
    noticedWithin: 200,
    log: (log) => ({
      ...log,
      get: (key, options) => Effect.map(log.get(key, options), (found) => ({ ...found, group: [] }))
    })
  },
  {
    name: "count looks that could not be read",
    noticedWithin: 400,
    log: (log) => ({
      ...log,
      lease: (lease) =>
        Effect.tap(
          log.lease(lease),
          (leased) =>
            lease.what === "Untold" ?
              Effect.void :
              Effect.forEach(leased, (each) =>
                each._tag === "Left" || each.right.sends.length === 0 ? Effect.void : log.append({
                  attempt: each.right,
                  events: [{ _tag: "Saw", at: 0, saw: "nothing", times: 1, swept: true }],
                  tell: true
                }), { discard: true })
        )
    })
  }
]

export const find = (name: string): Mutation | undefined => mutations.find((mutation) => mutation.name === name)

const unsent = <E>(error: E): E | TransportError =>
  error instanceof OutcomeUnknown
    ? new TransportError({ operation: error.operation, reason: "Connect", sent: false })
    : error
