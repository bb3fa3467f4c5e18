import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Operation from "line-pay-protocol/Operation"
import * as ResultCode from "line-pay-protocol/ResultCode"
import { DeskError } from "../../DeskError.ts"
import type { InvocationOf } from "../../Invocation.ts"
import * as Screen from "../screen.ts"

const money: { readonly [O in ResultCode.Outcome | "Answer"]: string } = {
  Answer: "it is an answer, and no error",
  NotApplied: "nothing was applied",
  AlreadyApplied: "an earlier request was applied",
  Unknown: "unknown: look it up before you send again"
}

const retries: { readonly [R in ResultCode.Retry]: string } = {
  Never: "no",
  Later: "later",
  AfterLookup: "after a lookup",
  SameRequest: "the same request"
}

export const run = ({ code: given, operation }: InvocationOf<"Code">) =>
  Effect.gen(function*() {
    const code = ResultCode.find(given)
    if (code === undefined) {
      return yield* new DeskError({
        kind: "Failed",
        message:
          `${
            Screen.plain(given)
          }: the table has no such code. After a call that moves money, its outcome is unknown. ` +
          "Look the payment up with line-pay-cli payment ORDER"
      })
    }
    const { category, hint, onlineApi, operations, preapproved, regKey, tag } = ResultCode.row(code)
    const listed = Operation.operations.filter((one) => operations[one] !== undefined)
    if (operation !== undefined && !listed.includes(operation)) {
      return yield* new DeskError({
        kind: "Failed",
        message:
          `${given}: the table does not list it for ${operation}, so its outcome is unknown there if the call moves ` +
          `money. It is listed for ${listed.join(", ")}`
      })
    }
    yield* Console.log(
      [
        `${given}  ${tag ?? "status"} (${category})`,
        hint,
        ...(regKey === null ? [] : [regKey === "Dies" ? "The regKey is dead: forget it." : "The regKey survives."]),
        "",
        Screen.table(
          ["CALL", "MONEY", "RETRY", "CERTAINTY"],
          (operation === undefined ? listed : [operation]).map((one) => {
            const meaning = ResultCode.meaning(code, one)
            return meaning === undefined
              ? [one]
              : [one, money[meaning.outcome], retries[meaning.retry], ResultCode.certainties[meaning.certainty]]
          })
        ),
        "",
        ...(onlineApi === null ? [] : [`Online API: ${onlineApi}`]),
        ...(preapproved === null ? [] : [`Pre-approved payments: ${preapproved}`])
      ].join("\n").trimEnd()
    )
    return 0
  })
