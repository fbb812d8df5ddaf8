import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { ClientInterceptors } from '@temporalio/client';
import type { WorkerOptions } from '@temporalio/worker';
import type { OtlpTracing } from '../adapters/tracing/otlp.ts';
import type { WorkersOptions } from './create-workers.ts';

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

/**
 * The workflows with that module in them: as `node stack/build.mjs workflows-traced` bundled them, else their source,
 * which takes seconds to bundle.
 * @param here `import.meta.url` of the caller: a program in `dist/`, or a source file one folder below the root
 */
export function tracedWorkflowCode(here: string): WorkersOptions['workflows'] {
  const codePath = fileURLToPath(new URL('./workflows-traced.js', here));
  if (here.endsWith('.js') && existsSync(codePath)) return { workflowBundle: { codePath } };
  return { workflowsPath: fileURLToPath(new URL('../workflows/index.ts', here)) };
}
