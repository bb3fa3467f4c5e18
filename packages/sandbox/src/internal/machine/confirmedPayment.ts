import * as HashMap from "effect/HashMap"
import * as Payment from "../../Payment.ts"
import type { Call } from "./call.ts"
import * as moves from "./moves.ts"
import type { Reply } from "./reply.ts"
import { reply } from "./reply.ts"
import * as checks from "./sharedChecks.ts"
import type { State } from "./state.ts"

/**
 * The payment that a capture, void or refund is about.
 *
 * @internal
 */
export const find = (
  state: State,
  call: Call
): { readonly payment: Payment.Payment } | { readonly refused: Reply; readonly state: State } => {
  const path = checks.transactionId(call.parameter)
  if ("refused" in path) return { refused: path.refused, state }
  const payment = moves.find(state, path.id)
  if (payment !== undefined) return Payment.isConfirmed(payment) ? { payment } : { refused: reply("1150"), state }
  return HashMap.has(state.refunds, path.id)
    ? { refused: reply("1155"), state }
    : { refused: reply("1150"), state: checks.noteRounded(state, call, path.id) }
}
