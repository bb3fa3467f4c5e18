import type * as Effect from "effect/Effect"

/** The regKey of a pre-approved payment. It is never recorded. */
export interface Secret<E> {
  /** Its text, once it is known. */
  readonly text: () => string | undefined
  /** Gets it. It runs before the mark of a request, and not for a call that sends nothing. */
  readonly fetch: Effect.Effect<void, E>
}

/** The regKey could not be fetched. Only the call that fetched it knows the error. */
export class NotFetched {
  readonly _tag = "NotFetched"
}
