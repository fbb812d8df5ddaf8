import type { Context, SpanOptions as OtelSpanOptions, Span, Tracer } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { SpanProcessor } from '@opentelemetry/sdk-trace-node';
import type { OpenSpan, SpanOptions, TraceContext, Tracing } from '../../domain/ports/tracing.ts';
import type { SecretGuard } from '../secrets/secret-guard.ts';
import { guardSpans } from './guard-secrets.ts';

export interface OtlpOptions {
  /** Base URL of the collector; traces go to `<endpoint>/v1/traces`. */
  endpoint: string;
  /** The name under which this program's spans are found. */
  program: string;
  /** Its release. */
  version: string;
  /** Takes secrets out of what is sent. */
  guard: SecretGuard;
  /** How long spans are gathered before they are sent, in milliseconds. */
  delayMs?: number;
}

/** Tracing to a collector, and what Temporal's interceptors need of it. */
export interface OtlpTracing extends Tracing {
  tracer: Tracer;
  processor: SpanProcessor;
  resource: Resource;
}

/** Spans that wait to be sent; more are dropped, so that a collector that is away costs no memory. */
const LONGEST_QUEUE = 4_096;

/**
 * Tracing by OpenTelemetry, sent as OTLP over HTTP in JSON. The packages are loaded only here. A collector that does not
 * answer costs traces, nothing else. OpenTelemetry keeps its context manager and propagator once a process, so this is
 * for a composition root.
 */
export async function createOtlpTracing(options: OtlpOptions): Promise<OtlpTracing> {
  const [otel, { NodeTracerProvider, BatchSpanProcessor }, { OTLPTraceExporter }, resources] =
    await Promise.all([
      import('@opentelemetry/api'),
      import('@opentelemetry/sdk-trace-node'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
    ]);
  const { context, propagation, trace, SpanKind, SpanStatusCode } = otel;
  const exporter = new OTLPTraceExporter({ url: `${options.endpoint.replace(/\/+$/, '')}/v1/traces` });
  const processor = new BatchSpanProcessor(guardSpans(exporter, options.guard), {
    maxQueueSize: LONGEST_QUEUE,
    scheduledDelayMillis: options.delayMs ?? 1_000,
  });
  const resource = new resources.Resource({
    'service.name': options.program,
    'service.namespace': 'suture',
    'service.version': options.version,
  });
  const provider = new NodeTracerProvider({ resource, spanProcessors: [processor] });
  provider.register();
  const tracer = provider.getTracer('suture');

  const contextOf = (parent: TraceContext | undefined) =>
    parent ? propagation.extract(context.active(), parent) : context.active();
  const optionsOf = ({ attributes, kind }: SpanOptions): OtelSpanOptions => ({
    ...(attributes && { attributes }),
    kind: kind === 'server' ? SpanKind.SERVER : SpanKind.INTERNAL,
  });
  const opened = (span: Span): OpenSpan => ({
    set: (attributes) => void span.setAttributes(attributes),
    rename: (name) => void span.updateName(name),
    fail: (message) => void span.setStatus({ code: SpanStatusCode.ERROR, message }),
  });
  const carried = (where: Context): TraceContext => {
    const carrier: TraceContext = {};
    propagation.inject(where, carrier);
    return carrier;
  };
  const active = () => trace.getSpan(context.active())?.spanContext();

  return {
    name: `OTLP to ${options.endpoint}`,
    tracer,
    processor,
    resource,
    span: (name, about, work) =>
      tracer.startActiveSpan(name, optionsOf(about), contextOf(about.parent), async (span) => {
        try {
          return await work(opened(span));
        } catch (error) {
          opened(span).fail(error instanceof Error ? error.message : String(error));
          throw error;
        } finally {
          span.end();
        }
      }),
    past(name, { from, to }, about) {
      const around = contextOf(about.parent);
      const span = tracer.startSpan(name, { ...optionsOf(about), startTime: from }, around);
      if (about.failure !== undefined) opened(span).fail(about.failure);
      span.end(to);
      return carried(trace.setSpan(around, span));
    },
    context: () => (active() ? carried(context.active()) : null),
    traceId: () => active()?.traceId,
    close: () => provider.shutdown().catch(() => {}),
  };
}
