import { NodeSdk } from "@effect/opentelemetry"
import { ConsoleSpanExporter, SimpleSpanProcessor, type SpanExporter } from "@opentelemetry/sdk-trace-base"

/** Exports one span per call, without secrets. In production, use an OTLP exporter and a `BatchSpanProcessor`. */
export const layerSpans = (exporter: SpanExporter = new ConsoleSpanExporter()) =>
  NodeSdk.layer(() => ({
    resource: { serviceName: "shop" },
    spanProcessor: new SimpleSpanProcessor(exporter)
  }))
