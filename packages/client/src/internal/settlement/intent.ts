import type { AttemptIntent, SettledOperation } from "../../Attempt.ts"
import type { LinePayError } from "../../LinePayError.ts"
import { isResultCodeError } from "../../ResultCodeError.ts"
import type { Conclusive } from "../../SettlementError.ts"

/** A text that is the same for the same request. It holds no secret. */
export const fingerprint = (asked: { readonly [name: string]: string | number | boolean | undefined }): string =>
  JSON.stringify(Object.fromEntries(Object.entries(asked).sort(([left], [right]) => left < right ? -1 : 1)))

/** Recognises the errors that close an intent at once, without the doubtful codes. */
export const conclusive =
  <O extends SettledOperation, Doubtful extends string = never>(doubtful: ReadonlyArray<Doubtful>) =>
  (error: LinePayError): error is Conclusive<O, Doubtful> & LinePayError => {
    const codes: ReadonlyArray<string> = doubtful
    // In an answer to `O`, the outcome is "NotApplied" for the tags that `TagOfOutcome<O, "NotApplied">` names.
    return error._tag === "InvalidRequest" || error._tag === "TransportError" ||
      (isResultCodeError(error) && error.outcome === "NotApplied" && !codes.includes(error.code))
  }

/** The fields that every new intent has. Its key is the operation and the ids that identify the intent. */
export const asked = (
  merchant: string,
  operation: SettledOperation,
  ...identity: ReadonlyArray<string>
): AttemptIntent => ({ key: [operation, ...identity].join(" "), merchant, operation, fingerprint: fingerprint({}) })
