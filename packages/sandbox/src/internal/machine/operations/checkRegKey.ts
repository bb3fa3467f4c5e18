import * as regKeys from "../regKeys.ts"
import { parameterError, reply, success } from "../reply.ts"
import * as checks from "../sharedChecks.ts"
import type { Handler } from "./handler.ts"

/**
 * With `creditCardAuth=true` LINE Pay also authorises a minimum card amount,
 * which needs a separate contract. The sandbox authorises one unit of the key's
 * currency and releases it at once. The ledger has both under the regKey's
 * order. No document says what LINE Pay does with the amount.
 *
 * @internal
 */
export const checkRegKey: Handler = (state, call) => {
  if (!state.contract.preapproved) {
    return checks.refuseFeature(state, call, reply("1194"), "Pre-approved payment")
  }
  const creditCardAuth = new URLSearchParams(call.query).get("creditCardAuth") ?? "false"
  if (creditCardAuth !== "true" && creditCardAuth !== "false") {
    return [parameterError({ creditCardAuth: "true or false" }), state]
  }
  const found = regKeys.find(state, call.parameter)
  if ("refused" in found) return [found.refused, state]
  if (creditCardAuth === "false") return [success(undefined, "success"), state]
  if (!state.contract.creditCardAuth) {
    return checks.refuseFeature(
      state,
      call,
      reply("2103", "Parameter is not allowed [creditCardAuth:true]"),
      "Card authorisation of a regKey (creditCardAuth=true)"
    )
  }
  return [
    success(undefined, "success"),
    regKeys.authorizeMinimum(state, found.regKey, call.at, call.cause)
  ]
}
