import { type Exit, Option, Tracer } from "effect"

/** A span with all that was said about it. */
export interface Collected {
  readonly span: Tracer.Span
  readonly name: string
  readonly kind: Tracer.SpanKind
  readonly parent: string | undefined
  readonly attributes: Map<string, unknown>
  readonly events: Array<unknown>
  exit: Exit.Exit<unknown, unknown> | undefined
}

/** A tracer, and the spans that were opened under it, in order. */
export const collecting = () => {
  const spans: Array<Collected> = []
  const tracer = Tracer.make({
    context: (f) => f(),
    span: (name, parent, context, links, startTime, kind) => {
      const attributes = new Map<string, unknown>()
      const events: Array<unknown> = []
      const span: Tracer.Span = {
        _tag: "Span",
        name,
        spanId: String(spans.length),
        traceId: "trace",
        parent,
        context,
        status: { _tag: "Started", startTime },
        attributes,
        links,
        sampled: true,
        kind,
        end: (_, exit) => {
          collected.exit = exit
        },
        attribute: (key, value) => {
          attributes.set(key, value)
        },
        event: (name, startTime, attributes) => {
          events.push({ name, startTime, attributes })
        },
        addLinks: () => {}
      }
      const collected: Collected = {
        span,
        name,
        kind,
        parent: Option.getOrUndefined(
          Option.map(parent, (parent) => parent._tag === "Span" ? parent.name : "external")
        ),
        attributes,
        events,
        exit: undefined
      }
      spans.push(collected)
      return span
    }
  })
  return { tracer, spans }
}
