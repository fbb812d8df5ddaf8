import { z } from 'zod';

export const TracingSettings = z
  .object({
    OTEL_EXPORTER_OTLP_ENDPOINT: z
      .url()
      .optional()
      .describe('Base URL of an OpenTelemetry collector (OTLP over HTTP). Absent: no traces are sent.'),
  })
  .meta({ title: 'Tracing' });
export type TracingSettings = z.infer<typeof TracingSettings>;
