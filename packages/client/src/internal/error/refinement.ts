/**
 * Selects the part of `E` that is an `A`, so that `Effect.catchIf` takes just that out of the error channel. If `E` is
 * wider (`unknown`, `Error`), it selects the part of `A` that `E` may be. A predicate over `unknown` would refine to
 * every `A`. `catchIf` would then take out nothing, because no single error is all of `A`.
 */
export type Refined<E, A> = E extends A ? E : Extract<A, E>
