/**
 * Breaks the library, or the shop, on purpose. The run must notice each of
 * these, because a check that cannot fail proves nothing.
 */
import { apply, fold } from "effect-line-pay/AttemptEvent"
import { AppendResult, type AttemptLog } from "effect-line-pay/AttemptLog"
import type { LinePay } from "effect-line-pay/LinePay"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

export interface Break {
  readonly name: string
  readonly log?: (log: AttemptLog.Service) => AttemptLog.Service
  readonly linePay?: (linePay: LinePay.Service) => LinePay.Service
  /** The shop writes what it is told, without `where seen < version`. */
  readonly blindly?: boolean
}

export const breaks: ReadonlyArray<Break> = [
  {
    name: "drop the mark",
    log: (log) => ({
      ...log,
      append: (append) => {
        if (!append.events.some(({ _tag }) => _tag === "Sent")) return log.append(append)
        const { attempt: read, events } = append
        const attempt = read === undefined
          ? Option.getOrThrow(fold(events))
          : events.reduce((attempt, event) => apply(attempt, event), read)
        return Effect.succeed(AppendResult.Appended({ attempt }))
      }
    })
  },
  {
    name: "retry a refund after a timeout",
    linePay: (linePay) => ({
      ...linePay,
      refundPayment: (request) =>
        Effect.catchTag(linePay.refundPayment(request), "OutcomeUnknown", () => linePay.refundPayment(request))
    })
  },
  { name: "forget seen < version", blindly: true }
]

export const find = (name: string | undefined): Break | undefined => breaks.find((one) => one.name === name)
