import { createRequire } from 'node:module';
import type { ClientInterceptors } from '@temporalio/client';
import type { WorkerOptions } from '@temporalio/worker';
import type { OtlpTracing } from '../adapters/tracing/otlp.ts';

/** What makes a heal's workflow and its steps spans of the trace that the client's call belongs to. */
export interface TemporalTracing {
  client: ClientInterceptors;
  worker: Pick<WorkerOptions, 'interceptors' | 'sinks'>;
}

/** The module of Temporal's own that traces from within a workflow; it must be in the workflow bundle. */
export const TRACING_MODULE = createRequire(import.meta.url).resolve(
  '@temporalio/interceptors-opentelemetry/lib/workflow-interceptors',
);

/** Temporal's interceptors for OpenTelemetry. The package is loaded only here. */
export async function traceTemporal({ tracer, processor, resource }: OtlpTracing): Promise<TemporalTracing> {
  const {
    OpenTelemetryActivityInboundInterceptor,
    makeWorkflowExporter,
    OpenTelemetryWorkflowClientInterceptor,
  } = await import('@temporalio/interceptors-opentelemetry');
  return {
    client: { workflow: [new OpenTelemetryWorkflowClientInterceptor({ tracer })] },
    worker: {
      interceptors: {
        activity: [
          (context) => ({ inbound: new OpenTelemetryActivityInboundInterceptor(context, { tracer }) }),
        ],
        workflowModules: [TRACING_MODULE],
      },
      sinks: { exporter: makeWorkflowExporter(processor, resource) },
    },
  };
}
