import type { Tracing } from '../../domain/ports/tracing.ts';
import type { Settings } from '../../domain/settings.ts';
import { ownSecrets } from '../secrets/own-secrets.ts';
import { createSecretGuard } from '../secrets/secret-guard.ts';
import { createNoTracing } from './none.ts';
import { createOtlpTracing, type OtlpTracing } from './otlp.ts';
import type { TracingSettings } from './settings.ts';

/**
 * Off unless a collector is named.
 * @param settings all that the program has read
 * @param environment of the program: what is secret in it is in no span
 */
export async function createTracing(
  settings: TracingSettings & Pick<Settings, 'BUILD_SHA'>,
  program: string,
  environment: Record<string, string | undefined>,
): Promise<Tracing | OtlpTracing> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, BUILD_SHA: version } = settings;
  if (!endpoint) return createNoTracing();
  const guard = createSecretGuard(ownSecrets(settings, environment));
  return createOtlpTracing({ endpoint, program, version, guard });
}

/** Whether there is more than nothing behind it. */
export function isTraced(tracing: Tracing): tracing is OtlpTracing {
  return 'tracer' in tracing;
}
