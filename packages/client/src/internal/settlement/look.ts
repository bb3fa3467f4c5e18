import * as Effect from "effect/Effect"
import type { Attempt } from "../../Attempt.ts"
import type { LinePay } from "../../LinePay.ts"
import type { PaymentDetails } from "../../operations/getPaymentDetails.ts"
import type { Observation } from "./decision.ts"
import * as Now from "./now.ts"
import type { Rules } from "./plan.ts"

/** Asks LINE Pay what it shows of an attempt. What cannot be read is `undefined`: nothing follows from it. */
export const look = (
  linePay: LinePay.Service,
  attempt: Attempt,
  by: Rules<never, never>["lookBy"]
): Effect.Effect<Observation> =>
  Effect.gen(function*() {
    const { orderId, transactionId } = attempt
    // Before asking: absence proves something only if it was asked for after the quiet time.
    const at = yield* Now.atLeast
    const status = by === "StatusAndTransaction" && transactionId !== undefined
      ? yield* linePay.checkPaymentStatus({ transactionId }).pipe(
        Effect.catchTag("PaymentRequestNotFound", () => Effect.succeed("NotFound" as const)),
        Effect.orElseSucceed(() => undefined)
      )
      : undefined
    const byTransaction = by !== "Order" && transactionId !== undefined
      ? yield* details(linePay, { transactionIds: [transactionId] })
      : undefined
    const byOrder = orderId !== undefined &&
        (by === "Order" || (by === "StatusAndTransaction" && byTransaction?.length === 0))
      ? yield* details(linePay, { orderIds: [orderId] })
      : undefined
    return { at, status, byTransaction, byOrder }
  })

/** Details, empty where LINE Pay has none; `undefined` where there is no readable answer. */
const details = (
  linePay: LinePay.Service,
  ids: Parameters<LinePay.Service["getPaymentDetails"]>[0]
): Effect.Effect<ReadonlyArray<PaymentDetails> | undefined> =>
  linePay.getPaymentDetails(ids).pipe(
    Effect.catchTag("TransactionNotFound", () => Effect.succeed([])),
    Effect.orElseSucceed(() => undefined)
  )
