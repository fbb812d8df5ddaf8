import { createRoute, z } from '@hono/zod-openapi';
import { SutureError } from '../../../domain/errors.ts';
import { healWorkflowId, IncidentId } from '../../../domain/incident.ts';
import type { DeletedIncident } from '../../../store/page/page-store.ts';
import { briefOf } from '../../briefing/brief.ts';
import { describeState, type Standing } from '../../briefing/describe-state.ts';
import { judge } from '../../briefing/judge.ts';
import { readState } from '../../briefing/read-state.ts';
import { returnedOf } from '../../briefing/returned.ts';
import { tellStory } from '../../briefing/story.ts';
import { waitsOf } from '../../briefing/waits.ts';
import { clock } from '../../briefing/words.ts';
import type { AppParts } from '../../parts.ts';
import { answer, failures, jsonBody } from '../answers.ts';
import { onlyJson } from '../content-type.ts';
import {
  ApproveBody,
  CancelAnswer,
  DecisionAnswer,
  Detail,
  Overview,
  RejectBody,
  RetryAnswer,
  RetryBody,
  RollBackAnswer,
} from '../incident-schemas.ts';
import { createRouter } from '../router.ts';
import { guarded } from '../security.ts';
import { healingView } from './healing-routes.ts';

const IdParameter = z.object({ id: IncidentId.meta({ example: 'LIVE-0001' }) });
const tags = ['incidents'];

/** Reads incidents, and takes decisions about them. */
export function createIncidentRoutes({ store, settings }: Pick<AppParts, 'store' | 'settings'>) {
  const action = { method: 'post', tags, ...guarded(settings), middleware: onlyJson } as const;
  const refusals = failures(400, 401, 403, 404, 409, 413, 503);

  /** Passes a decision to the workflow that waits for it; the first decision of a round counts. */
  async function decide(incidentId: string, decision: { approved: boolean; by: string; reason: string }) {
    const { workflowId } = await store.decideFix(incidentId, decision);
    return { incident_id: incidentId, workflow_id: workflowId, ...decision };
  }

  return createRouter()
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/data',
        tags,
        summary: 'All incidents and counts',
        responses: { 200: answer('The newest incidents, newest first', Overview), ...failures(503) },
      }),
      async (c) => {
        const [{ incidents, counts }, state] = await Promise.all([store.listIncidents(), readState(store)]);
        const { tone, word, text, about } = judge(counts, state);
        const named = about.map(({ id, text: what }) => `${id} (${what})`).join(', ');
        const { healing, worker, deploy } = describeState(state);
        return c.json(
          {
            incidents,
            counts,
            healing: healingView(state.healing),
            verdict: { tone, word, text: `${text} ${named}`.trimEnd() },
            standings: {
              healing: standingView(healing),
              worker: standingView(worker),
              deploy: standingView(deploy),
            },
            waits: waitsOf(state).map(({ incidentId, ...wait }) => ({ incident_id: incidentId, ...wait })),
          },
          200,
        );
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/{id}',
        tags,
        summary: 'One incident with its timeline, attempts and evidence',
        request: { params: IdParameter },
        responses: { 200: answer('The incident', Detail), ...failures(400, 404, 503) },
      }),
      async (c) => {
        const incidentId = c.req.valid('param').id;
        c.set('incidentId', incidentId);
        const detail = await store.getIncidentDetail(incidentId);
        if (!detail) throw unknownIncident(incidentId, await store.deletedIncident(incidentId));
        const { incident, timeline, attempts, analysis, discovered } = detail;
        const [conversations, history, state] = await Promise.all([
          store.getConversations(incidentId),
          store.occurrenceHistory(incidentId),
          readState(store),
        ]);
        const applied = attempts.findLast((attempt) => attempt.commit !== null) ?? attempts.at(-1);
        const fix = applied?.proposal.candidates.find((candidate) => candidate.id === applied.chosen) ?? null;
        return c.json(
          {
            incident,
            brief: briefOf(tellStory(detail, state, history, conversations)),
            timeline,
            fix: fix && { ...fix, attempt: applied?.number, commit: applied?.commit ?? null },
            diff: applied?.diff ?? null,
            attempts,
            conversations,
            cost_usd: conversations.reduce((sum, { usage }) => sum + usage.costUsd, 0),
            knowledge: analysis?.knowledge ?? [],
            evidence: analysis?.evidence ?? null,
            discovered,
            returned: returnedOf(timeline),
          },
          200,
        );
      },
    )
    .openapi(
      createRoute({
        ...action,
        path: '/{id}/approve',
        summary: 'Approve a proven fix; it is pushed',
        request: { params: IdParameter, body: jsonBody(ApproveBody) },
        responses: { 202: answer('Passed to the workflow', DecisionAnswer), ...refusals },
      }),
      async (c) => {
        const { id } = c.req.valid('param');
        c.set('incidentId', id);
        return c.json(await decide(id, { approved: true, ...c.req.valid('json') }), 202);
      },
    )
    .openapi(
      createRoute({
        ...action,
        path: '/{id}/reject',
        summary: 'Reject a proven fix, with the reason',
        request: { params: IdParameter, body: jsonBody(RejectBody) },
        responses: { 202: answer('Passed to the workflow', DecisionAnswer), ...refusals },
      }),
      async (c) => {
        const { id } = c.req.valid('param');
        c.set('incidentId', id);
        return c.json(await decide(id, { approved: false, ...c.req.valid('json') }), 202);
      },
    )
    .openapi(
      createRoute({
        ...action,
        path: '/{id}/rollback',
        summary: 'Roll the fix of a resolved incident back, by a revert and its rollout',
        request: { params: IdParameter, body: jsonBody(ApproveBody) },
        responses: { 202: answer('Passed to a workflow', RollBackAnswer), ...refusals },
      }),
      async (c) => {
        const { id } = c.req.valid('param');
        const { by, reason } = c.req.valid('json');
        c.set('incidentId', id);
        const { workflowId } = await store.requestRollBack(id, by, reason);
        return c.json({ incident_id: id, workflow_id: workflowId, by, reason }, 202);
      },
    )
    .openapi(
      createRoute({
        ...action,
        path: '/{id}/cancel',
        summary: 'Stop the heal of an open incident; what it put before a person is withdrawn',
        request: { params: IdParameter, body: jsonBody(ApproveBody) },
        responses: { 202: answer('Passed to the workflow', CancelAnswer), ...refusals },
      }),
      async (c) => {
        const { id } = c.req.valid('param');
        const { by, reason } = c.req.valid('json');
        c.set('incidentId', id);
        const { workflowId } = await store.requestCancel(id, by, reason);
        return c.json({ incident_id: id, workflow_id: workflowId, by, reason }, 202);
      },
    )
    .openapi(
      createRoute({
        ...action,
        path: '/{id}/retry',
        summary: 'Retry a failed, rolled back or cancelled incident',
        request: { params: IdParameter, body: jsonBody(RetryBody) },
        responses: { 202: answer('The next heal run starts', RetryAnswer), ...refusals },
      }),
      async (c) => {
        const { id } = c.req.valid('param');
        c.set('incidentId', id);
        const { healRun } = await store.retryIncident(id, c.req.valid('json').by);
        return c.json({ incident_id: id, workflow_id: healWorkflowId(id), heal_run: healRun }, 202);
      },
    );
}

function unknownIncident(incidentId: string, deleted: DeletedIncident | null): SutureError {
  const message = deleted
    ? `${incidentId} was deleted by reset ${deleted.resetId} at ${clock(deleted.deletedAt)}.`
    : `There is no incident ${incidentId}.`;
  return new SutureError('unknown_incident', message, { benign: true });
}

/** A standing as the API shows it. */
function standingView({ tone, word, detail, since }: Standing) {
  return { tone, word, detail, since: since ?? null };
}
