import { z } from 'zod';
import { IncidentId } from '../incident.ts';
import { Phase } from '../phases.ts';
import { Severity } from '../service-definition.ts';

/** A notification to people: a decision is needed, or an incident has ended. */
export const Notification = z.object({
  event: z.enum(['approval_needed', 'incident_ended']),
  incident_id: IncidentId,
  service: z.string(),
  error_code: z.string(),
  title: z.string(),
  severity: Severity,
  phase: Phase,
  /** One or a few sentences. May quote logs: data, never markup. */
  message: z.string(),
  /** Where a person looks and decides. */
  url: z.string(),
});
export type Notification = z.infer<typeof Notification>;

/**
 * One way to reach people. Errors: `notification_refused` (not retryable), `notification_not_taken` (retryable; it
 * certainly did not arrive), `notification_unsure` (retryable; it may have arrived).
 */
export interface Notifier {
  /** The channel, unique among those in use. */
  readonly name: string;
  /** Whether the receiver recognises a repetition by its id, so that a doubtful notification is sent again. */
  readonly repeatable: boolean;
  /** @param id the same for each try of the same notification */
  send(id: string, notification: Notification, signal: AbortSignal): Promise<void>;
}
