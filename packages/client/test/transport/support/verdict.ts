import type { ResponseError, TransportError } from "effect-line-pay"

/** How a failed exchange has to be judged. */
export type Verdict =
  | { readonly sent: false; readonly reason: TransportError["reason"]; readonly detail: string }
  | { readonly sent: true; readonly reason: "Disconnected" | "Timeout"; readonly detail?: string }
  | { readonly sent: true; readonly reason: ResponseError["reason"]; readonly httpStatus: number }

export const unsent = (reason: TransportError["reason"], detail: string): Verdict => ({ sent: false, reason, detail })
export const lost = (detail?: string): Verdict => ({
  sent: true,
  reason: "Disconnected",
  ...(detail === undefined ? {} : { detail })
})
export const timeout: Verdict = { sent: true, reason: "Timeout" }

/** What a write has to end in. */
export const ofWrite = ({ sent, ...rest }: Verdict) =>
  sent ? { _tag: "OutcomeUnknown", ...rest } : { _tag: "TransportError", sent, ...rest }

/** What a read has to end in. */
export const ofRead = (verdict: Verdict) => {
  if (!("httpStatus" in verdict)) return { _tag: "TransportError", ...verdict }
  const { sent: _, ...rest } = verdict
  return { _tag: "ResponseError", ...rest }
}
