import { briefly } from './steps.ts';

/**
 * Tries a failed, rolled back or cancelled incident again. For the Temporal Web UI, where an ended heal takes no
 * messages: start this workflow with `{"incidentId": "LIVE-0001", "by": "Ada"}`.
 */
export async function retryIncident(request: {
  incidentId: string;
  by: string;
}): Promise<{ healRun: number }> {
  return briefly(`${request.by} retries ${request.incidentId}`).reopenIncident(request);
}
