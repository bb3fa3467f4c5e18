import type { Handler } from "../call.ts"
import { success } from "../call.ts"
import * as regKeys from "../regKeys.ts"

/**
 * A key that is gone already is 1190, one that ran out 1193 (tables). A key
 * whose payment method is unavailable can be expired (inferred).
 *
 * @internal
 */
export const expireRegKey: Handler = (state, call) => {
  const found = regKeys.find(state, call.parameter, { orUnavailable: true })
  return "refused" in found ? [found.refused, state] : [success(), regKeys.discard(state, found.regKey)]
}
