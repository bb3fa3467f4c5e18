import type { LinePayError } from "effect-line-pay"

/** What an error says of the transport. */
export const shown = (error: LinePayError.LinePayError) => {
  const { _tag, detail, httpStatus, reason, sent }: { readonly [name: string]: unknown } = { ...error }
  return Object.fromEntries(
    Object.entries({ _tag, reason, sent, detail, httpStatus }).filter(([, value]) => value !== undefined)
  )
}
