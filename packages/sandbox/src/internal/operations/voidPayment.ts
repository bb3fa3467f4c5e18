import type { Handler } from "../call.ts"
import { reply, success } from "../call.ts"
import * as confirmed from "../confirmed.ts"
import * as moves from "../moves.ts"

/**
 * After the rules of {@link confirmed.find}: captured is 1155 (refund it),
 * voided is 1165 (table), expired is 1165 (inferred: what it would release is
 * released). A body is ignored: `{}` is accepted live.
 *
 * @internal
 */
export const voidPayment: Handler = (state, call) => {
  const found = confirmed.find(state, call)
  if ("refused" in found) return [found.refused, found.state]
  const { payment } = found
  if (payment.status === "Captured") return [reply("1155"), state]
  if (payment.status !== "Authorized") return [reply("1165"), state]
  return [success(), moves.release(state, payment, "Voided", call.at, call.cause)]
}
