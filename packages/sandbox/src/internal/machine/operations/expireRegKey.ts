import * as regKeys from "../regKeys.ts"
import { success } from "../reply.ts"
import type { Handler } from "./handler.ts"

/**
 * A key whose payment method is gone can be expired like any other (inferred).
 *
 * @internal
 */
export const expireRegKey: Handler = (state, call) => {
  const found = regKeys.find(state, call.parameter, { orUnavailable: true })
  return "refused" in found ? [found.refused, state] : [success(), regKeys.discard(state, found.regKey)]
}
