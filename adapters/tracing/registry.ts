import type { Tracing } from '../../domain/ports/tracing.ts';
import type { Settings } from '../../domain/settings.ts';
import { createNoTracing } from './none.ts';
import { createOtlpTracing, type OtlpTracing } from './otlp.ts';
import type { TracingSettings } from './settings.ts';

/** Off unless a collector is named. */
export async function createTracing(
  {
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    BUILD_SHA: version,
  }: TracingSettings & Pick<Settings, 'BUILD_SHA'>,
  program: string,
): Promise<Tracing | OtlpTracing> {
  return endpoint ? createOtlpTracing({ endpoint, program, version }) : createNoTracing();
}

/** Whether there is more than nothing behind it. */
export function isTraced(tracing: Tracing): tracing is OtlpTracing {
  return 'tracer' in tracing;
}
