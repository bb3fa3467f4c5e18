import * as Context from "effect/Context"
import * as Option from "effect/Option"
import * as Tracer from "effect/Tracer"
import * as Policy from "../../Policy.ts"

/** A context of the layer, with the caller's span as the parent. */
export const withSpanOf = <R>(caller: Context.Context<never>, own: Context.Context<R>): Context.Context<R> =>
  Option.match(Context.getOption(caller, Tracer.ParentSpan), {
    onNone: () => own,
    onSome: (span) => Context.add(own, Tracer.ParentSpan, span)
  })

/** A context of the layer, with the caller's span and policy. */
export const withRegionOf = (caller: Context.Context<never>, own: Context.Context<never>): Context.Context<never> =>
  Option.match(Context.getOption(caller, Policy.CurrentPolicy), {
    onNone: () => withSpanOf(caller, own),
    onSome: (policy) => Context.add(withSpanOf(caller, own), Policy.CurrentPolicy, policy)
  })
