import type { Call } from "../call.ts"
import type { Reply } from "../reply.ts"
import type { State } from "../state.ts"

/**
 * One operation of the API. It replies to every input.
 *
 * @internal
 */
export type Handler = (state: State, call: Call) => readonly [Reply, State]
