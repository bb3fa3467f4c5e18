/**
 * Breaks the library with mistakes that somebody has made. The simulation must
 * notice each of them, because a check that cannot fail proves nothing.
 */
import {
  type Attempt,
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
  /** The log as one process sees it. */
  readonly podLog?: (log: AttemptLog.Service, pod: string) => AttemptLog.Service
  /** The shop writes all news, however old. */
  readonly writesAnyVersion?: boolean
  /** It takes a world with edges to notice it. */
  readonly edges?: boolean
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
  },
  {
    name: "write an older version over a newer one",
    noticedWithin: 200,
    edges: true,
    writesAnyVersion: true
  },
  {
    name: "put the channel's id into the key",
    noticedWithin: 60,
    edges: true,
    podLog: (log, pod) => ({
      ...log,
      get: (key, options) => log.get(isRefund(key) && !key.endsWith(pod) ? `${key} ${pod}` : key, options),
      append: (append) =>
        log.append(withEvents(append, (event) =>
          event._tag === "Opened" && isRefund(event.intent.key)
            ? { ...event, intent: { ...event.intent, key: `${event.intent.key} ${pod}` } }
            : event))
    })
  },
  {
    name: "acknowledge what is not written",
    noticedWithin: 60,
    edges: true,
    log: (log) => {
      let appends = 0
      return {
        ...log,
        append: (append) =>
          ++appends % 10 === 0 && append.attempt !== undefined
            ? Effect.sync(() => AppendResult.Appended({ attempt: folded(append) }))
            : log.append(append)
      }
    }
  },
  {
    name: "call again what a human has closed",
    noticedWithin: 100,
    edges: true,
    log: (log) => withRecords(log, ({ hand: _, ...attempt }) => attempt)
  },
  {
    name: "sweep the attempts of other merchants",
    noticedWithin: 500,
    edges: true,
    log: (log) => ({
      ...log,
      lease: (lease) => log.lease({ ...lease, merchants: ["merchant-1", "merchant-2"] })
    })
  }
]

const isRefund = (key: string): boolean => key.startsWith("refundPayment ")

/** Changes every record that is read. */
const withRecords = (
  log: AttemptLog.Service,
  f: (attempt: Attempt.Attempt) => Attempt.Attempt
): AttemptLog.Service => ({
  ...log,
  get: (key, options) =>
    Effect.map(log.get(key, options), (found) => ({
      ...found,
      own: Option.map(found.own, f),
      group: found.group.map(f)
    }))
})

export const find = (name: string): Mutation | undefined => mutations.find((mutation) => mutation.name === name)

const unsent = <E>(error: E): E | TransportError =>
  error instanceof OutcomeUnknown
    ? new TransportError({ operation: error.operation, reason: "Connect", sent: false })
    : error
