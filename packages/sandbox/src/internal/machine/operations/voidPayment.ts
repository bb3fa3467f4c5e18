import * as confirmedPayment from "../confirmedPayment.ts"
import * as moves from "../moves.ts"
import { reply, success } from "../reply.ts"
import type { Handler } from "./handler.ts"

/**
 * The body is ignored.
 *
 * @internal
 */
export const voidPayment: Handler = (state, call) => {
  const found = confirmedPayment.find(state, call)
  if ("refused" in found) return [found.refused, found.state]
  const { payment } = found
  if (payment.status === "Captured") return [reply("1155"), state]
  if (payment.status !== "Authorized") return [reply("1165"), state]
  return [success(), moves.release(state, payment, "Voided", call.at, call.cause)]
}
