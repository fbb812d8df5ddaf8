import { z } from '@hono/zod-openapi';

/** Recordings as they came, without a key of the made-up values: only the service has that. */
export const KeptRecordings = z
  .object({
    incident_id: z.string(),
    recordings: z.array(z.record(z.string(), z.unknown())).openapi({
      description: 'As the body of POST /ingest/recordings',
    }),
  })
  .openapi('KeptRecordings');
