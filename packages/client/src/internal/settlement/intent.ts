import type { Attempt, SettledOperation } from "../../Attempt.ts"
import type { LinePayError } from "../../LinePayError.ts"
import { isResultCodeError } from "../../ResultCodeError.ts"
import type { Conclusive } from "../../SettlementError.ts"

/** What was asked, as a text that is the same whenever the same is asked. It holds no secret. */
export const fingerprint = (asked: { readonly [name: string]: string | number | boolean | undefined }): string =>
  JSON.stringify(Object.fromEntries(Object.entries(asked).sort(([left], [right]) => left < right ? -1 : 1)))

/** Tells the errors that close an intent by themselves, but for the codes that leave a doubt. */
export const conclusive =
  <O extends SettledOperation, Doubtful extends string = never>(doubtful: ReadonlyArray<Doubtful>) =>
  (error: LinePayError): error is Conclusive<O, Doubtful> & LinePayError => {
    const codes: ReadonlyArray<string> = doubtful
    // In an answer to `O`, the outcome is "NotApplied" for the tags that `TagOfOutcome<O, "NotApplied">` names.
    return error._tag === "InvalidRequest" || error._tag === "TransportError" ||
      (isResultCodeError(error) && error.outcome === "NotApplied" && !codes.includes(error.code))
  }

/** The record of an intent before anything is known of it. Its key is the operation and what identifies the intent. */
export const unsent = (operation: SettledOperation, ...identity: ReadonlyArray<string>): Attempt => ({
  key: [operation, ...identity].join(" "),
  operation,
  fingerprint: fingerprint({}),
  openedAt: 0,
  sends: [],
  sweeps: 0,
  version: 0
})
