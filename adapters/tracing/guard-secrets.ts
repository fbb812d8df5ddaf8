import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-node';
import type { SecretGuard } from '../secrets/secret-guard.ts';

/** `ExportResultCode.FAILED` of OpenTelemetry's core, which is not a package of ours. */
const FAILED = 1;

/** The same exporter, with secrets taken out of names, attributes, events and messages of spans. */
export function guardSpans(exporter: SpanExporter, guard: SecretGuard): SpanExporter {
  return {
    export(spans, done) {
      Promise.all(spans.map((span) => safeSpan(span, guard))).then(
        (safe) => exporter.export(safe, done),
        (error: Error) => done({ code: FAILED, error }),
      );
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  };
}

async function safeSpan(span: ReadableSpan, guard: SecretGuard): Promise<ReadableSpan> {
  const { name, attributes, events, status } = span;
  const texts = { name, attributes, events, status };
  // Most spans hold no secret, and one look at all of their texts is quicker than a look at each.
  const { certain, likely } = await guard.find(JSON.stringify(texts));
  if (certain.length + likely.length === 0) return span;
  const safe = Object.entries(await guard.hideIn(texts));
  // The span's own getters and methods stay; these four are laid over them.
  return Object.create(span, Object.fromEntries(safe.map(([key, value]) => [key, { value }])));
}
