import { NodeSdk } from "@effect/opentelemetry"
import { ConsoleSpanExporter, SimpleSpanProcessor, type SpanExporter } from "@opentelemetry/sdk-trace-base"

/** One span per call, with operation, order and result code, and without a secret. In production, give it OTLP's exporter and a `BatchSpanProcessor`. */
export const layerSpans = (exporter: SpanExporter = new ConsoleSpanExporter()) =>
  NodeSdk.layer(() => ({
    resource: { serviceName: "shop" },
    spanProcessor: new SimpleSpanProcessor(exporter)
  }))
