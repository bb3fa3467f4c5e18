import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import {
  AttemptLogError,
  CustomerLimitExceeded,
  customerReason,
  InsufficientBalance,
  NotApplied,
  RefundInFlight,
  Verdict
} from "effect-line-pay"
import { CustomerText, ResultCode } from "line-pay-protocol"

const read = Schema.decodeSync(Verdict.NotApplied)

/** The error of an attempt whose record says this. */
const recorded = (because: string) => {
  const { _tag: _, ...why } = read({ _tag: "NotApplied", because })
  return customerReason(new NotApplied({ operation: "confirmPayment", key: "key", ...why }))
}

describe("customerReason", () => {
  it("is the category of the result code, also where only the log remembers the code", () => {
    assert.strictEqual(customerReason(new InsufficientBalance({ operation: "confirmPayment" })), "Customer")
    for (const code of ResultCode.errorCodes) {
      assert.strictEqual(recorded(code === "190X" ? "1902" : code), ResultCode.row(code).category)
    }
  })

  it("tells a customer who is over a limit to look into LINE Pay, by the error and by what the log remembers", () => {
    for (const code of ["2020", "2021", "2022", "2023"]) assert.strictEqual(recorded(code), "Customer")
    assert.strictEqual(customerReason(new CustomerLimitExceeded({ operation: "payPreapproved" })), "Customer")
  })

  it("is what comes closest where there was no code", () => {
    assert.strictEqual(recorded("OrderPaidByOther"), "Duplicate")
    assert.strictEqual(recorded("CanceledOrExpired"), "Unstated")
    assert.strictEqual(recorded("toString"), "Unstated")
    assert.strictEqual(customerReason(new RefundInFlight({ key: "a", openKey: "b" })), "State")
    assert.strictEqual(customerReason(new AttemptLogError({ verb: "append", reason: "SQLITE_BUSY" })), "Internal")
  })

  it("has a text in every language", () => {
    for (const locale of ["en", "zh_TW"] as const) {
      for (const because of ["1142", "0121", "OrderPaidByOther", "NeverSent"]) {
        const category = recorded(because)
        assert.notStrictEqual(
          CustomerText.text({ locale, operation: "confirmPayment", verdict: "NotApplied", category }),
          ""
        )
      }
    }
  })
})
