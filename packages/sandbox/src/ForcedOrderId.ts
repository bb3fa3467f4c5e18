/**
 * Order ids that force a result code, without a call of the control API. Use
 * them in a test in another language, or by hand.
 *
 * - `FORCE-confirmPayment-1142-…` answers `confirmPayment` with 1142.
 * - `FORCE-1142-…` answers the call for which the table lists 1142. If the table
 *   lists several calls, the order is `confirmPayment`, `payPreapproved`,
 *   `capturePayment`, `refundPayment`, `voidPayment`, `requestPayment`, then
 *   the calls that only read.
 * - The rest, after the code, keeps the order id unique.
 *
 * @since 0.1.0
 */
import type { Operation } from "line-pay-protocol/Operation"
import * as ResultCode from "line-pay-protocol/ResultCode"

// Calls that move money come before those that only read.
const order: ReadonlyArray<Operation> = [
  "confirmPayment",
  "payPreapproved",
  "capturePayment",
  "refundPayment",
  "voidPayment",
  "requestPayment",
  "checkPaymentStatus",
  "getPaymentDetails",
  "checkRegKey",
  "expireRegKey"
]

/**
 * Makes an order id that forces a code.
 *
 * @example
 * ```ts
 * import { ForcedOrderId } from "effect-line-pay-sandbox"
 *
 * ForcedOrderId.make("confirmPayment", "1142", "A1") // "FORCE-confirmPayment-1142-A1"
 * ```
 *
 * @since 0.1.0
 * @category forced order ids
 */
export const make = (operation: Operation, code: string, suffix: string): string =>
  `FORCE-${operation}-${code}-${suffix}`

const form = /^FORCE-(?:([A-Za-z]+)-)?(\d{4})(?:-|$)/

/**
 * Returns the operation and code that an order id forces, or `undefined` if it
 * forces none.
 *
 * @since 0.1.0
 * @category forced order ids
 */
export const parse = (orderId: string): { readonly operation: Operation; readonly code: string } | undefined => {
  const [, name, code] = form.exec(orderId) ?? []
  if (code === undefined) return undefined
  if (name !== undefined) {
    const operation = order.find((operation) => operation === name)
    return operation === undefined ? undefined : { operation, code }
  }
  const known = ResultCode.find(code)
  const operation = known === undefined
    ? order[0]
    : order.find((operation) => ResultCode.meaning(known, operation) !== undefined)
  return operation === undefined ? undefined : { operation, code }
}

/**
 * All pairs of operation and code in the table, statuses included, with an
 * order id that forces each. `190X` is listed as 1900.
 *
 * @since 0.1.0
 * @category forced order ids
 */
export const list: ReadonlyArray<{ readonly operation: Operation; readonly code: string; readonly orderId: string }> =
  order.flatMap((operation) =>
    Object.entries<ResultCode.Row>(ResultCode.table).flatMap(([key, { operations }]) => {
      const code = key.replace("X", "0")
      return operations[operation] === undefined || code === "0000"
        ? []
        : [{ operation, code, orderId: make(operation, code, "1") }]
    })
  )
