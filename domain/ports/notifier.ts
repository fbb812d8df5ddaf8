import { z } from 'zod';
import { IncidentId } from '../incident.ts';
import { Phase } from '../phases.ts';
import { Severity } from '../service-definition.ts';

/** What people are told: that one of them is asked, or that an incident has ended. */
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
 * certainly did not arrive), `notification_unsure` (retryable; nobody knows).
 */
export interface Notifier {
  /** The channel, unique among those in use. */
  readonly name: string;
  /** Whether the receiver can tell a repetition by its id, so that doubt is resolved by sending again. */
  readonly repeatable: boolean;
  /** @param id the same for the same notification, however often it is tried */
  send(id: string, notification: Notification, signal: AbortSignal): Promise<void>;
}
