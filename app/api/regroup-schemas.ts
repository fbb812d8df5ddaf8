import { z } from '@hono/zod-openapi';
import { IncidentId } from '../../domain/incident.ts';
import { RetryBody } from './incident-schemas.ts';

/** `into`: the incident in which failures of this one's fault count. */
export const MergeBody = RetryBody.extend({ into: IncidentId.meta({ example: 'LIVE-0002' }) });

/** `into` null: the fault was split. */
export const RegroupAnswer = z
  .object({ incident_id: z.string(), into: z.string().nullable() })
  .openapi('Regrouped');
