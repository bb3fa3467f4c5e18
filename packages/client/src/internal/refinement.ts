/**
 * What of `E` is an `A`: what a guard leaves of the error that it is asked about, so that `Effect.catchIf` takes just
 * that out of the error channel. Where `E` says less (`unknown`, `Error`), it is what of `A` it may be. A predicate
 * over `unknown` would leave every `A`, and `catchIf` then takes out nothing: no `InsufficientBalance` is all of `A`.
 */
export type Refined<E, A> = E extends A ? E : Extract<A, E>
