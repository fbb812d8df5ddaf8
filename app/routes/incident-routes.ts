import { zValidator } from '@hono/zod-validator';
import { Hono } from 'hono';
import { z } from 'zod';
import { SutureError } from '../../domain/errors.ts';
import { healWorkflowId, IncidentId } from '../../domain/incident.ts';
import { invalidAs } from '../http-errors.ts';
import type { AppParts } from '../parts.ts';
import { healingView } from './healing-routes.ts';

const IdParameter = z.object({ id: IncidentId });

/** Who asks; goes into the timeline. */
export const RetryBody = z.object({ by: z.string().trim().min(1).max(100).default('a person') });
export const ApproveBody = RetryBody.extend({ reason: z.string().trim().max(2000).default('') });
/** A rejection is told to the next attempt, so it must say why. */
export const RejectBody = RetryBody.extend({ reason: z.string().trim().min(1).max(2000) });

/** Reading incidents, and what a person may decide about one. */
export function createIncidentRoutes({ store }: AppParts): Hono {
  const id = zValidator('param', IdParameter, invalidAs('invalid_incident_id'));

  /** Hands a person's word to the workflow that waits for it; the first word of a round counts. */
  async function decide(incidentId: string, decision: { approved: boolean; by: string; reason: string }) {
    const { workflowId } = await store.decideFix(incidentId, decision);
    return { incident_id: incidentId, workflow_id: workflowId, ...decision };
  }

  return new Hono()
    .get('/api/data', async (c) => {
      const [{ incidents, counts }, healing] = await Promise.all([store.listIncidents(), store.healing()]);
      return c.json({ incidents, counts, healing: healingView(healing) });
    })
    .get('/:id', id, async (c) => {
      const incidentId = c.req.valid('param').id;
      const detail = await store.getIncidentDetail(incidentId);
      if (!detail) throw unknownIncident(incidentId);
      const { incident, timeline, attempts, analysis } = detail;
      const applied = attempts.findLast((attempt) => attempt.commit !== null) ?? attempts.at(-1);
      const fix = applied?.proposal.candidates.find((candidate) => candidate.id === applied.chosen) ?? null;
      return c.json({
        incident,
        timeline,
        fix: fix && { ...fix, attempt: applied?.number, commit: applied?.commit ?? null },
        diff: applied?.diff ?? null,
        attempts,
        knowledge: analysis?.knowledge ?? [],
        evidence: analysis?.evidence ?? null,
      });
    })
    .post('/:id/approve', id, zValidator('json', ApproveBody, invalidAs('invalid_body')), async (c) => {
      return c.json(await decide(c.req.valid('param').id, { approved: true, ...c.req.valid('json') }), 202);
    })
    .post('/:id/reject', id, zValidator('json', RejectBody, invalidAs('invalid_body')), async (c) => {
      return c.json(await decide(c.req.valid('param').id, { approved: false, ...c.req.valid('json') }), 202);
    })
    .post('/:id/retry', id, zValidator('json', RetryBody, invalidAs('invalid_body')), async (c) => {
      const incidentId = c.req.valid('param').id;
      const { healRun } = await store.retryIncident(incidentId, c.req.valid('json').by);
      const workflowId = healWorkflowId(incidentId);
      return c.json({ incident_id: incidentId, workflow_id: workflowId, heal_run: healRun }, 202);
    });
}

function unknownIncident(incidentId: string): SutureError {
  return new SutureError(
    'unknown_incident',
    `There is no incident ${incidentId}; it may have been deleted by a reset.`,
    {
      benign: true,
    },
  );
}
