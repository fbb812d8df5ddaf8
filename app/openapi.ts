import { z } from 'zod';
import { Incident, TimelineEntry } from '../domain/incident.ts';
import { PipelineCallback, PipelinePending } from '../domain/pipeline.ts';
import type { ServiceDefinition } from '../domain/service-definition.ts';
import { PullRequestEvent } from './routes/github-routes.ts';
import { SwitchBody } from './routes/healing-routes.ts';
import { ApproveBody, RejectBody, RetryBody } from './routes/incident-routes.ts';

interface Operation {
  method: 'get' | 'post';
  /** As OpenAPI writes it: `/x/{id}`. */
  path: string;
  summary: string;
  body?: z.ZodType;
  /** Answers besides 500; a schema, or a sentence where the body is no JSON or not fixed. */
  answers: Record<number, z.ZodType | string>;
  /** What guards it. */
  security?: 'adminToken' | 'webhookSignature' | 'githubSignature';
}

const BASE = '/developer/incidents';

const ErrorAnswer = z.object({ error: z.object({ code: z.string(), message: z.string() }) });
const FaultAnswer = ErrorAnswer.extend({
  reason: z.string(),
  route: z.string(),
  latency: z.number(),
  incident_id: z.string().nullable(),
});
const Counts = z.object({
  detected: z.int(),
  in_progress: z.int(),
  resolved: z.int(),
  failed: z.int(),
});
const Healing = z.object({
  paused: z.boolean(),
  reason: z.string().nullable(),
  changed_at: z.string(),
  reset_at: z.string().nullable(),
});
const Detail = z.object({
  incident: Incident,
  timeline: z.array(TimelineEntry),
  fix: z.record(z.string(), z.unknown()).nullable(),
  diff: z.string().nullable(),
  attempts: z.array(z.record(z.string(), z.unknown())),
  knowledge: z.array(z.record(z.string(), z.unknown())),
  evidence: z.record(z.string(), z.unknown()).nullable(),
});
const ResetAnswer = z.object({
  deleted: z.int(),
  cooldowns_cleared: z.int(),
  code_reset: z.object({ status: z.string(), commit: z.string().nullable() }),
  workflow_id: z.string(),
  reset_id: z.string(),
  status: z.string(),
  error: z.string().nullable(),
});
const Accepted = z.object({ accepted: z.literal(true), workflows: z.array(z.string()) });

const OPERATIONS: Operation[] = [
  {
    method: 'get',
    path: '/up',
    summary: 'Whether the app takes requests',
    answers: { 200: z.object({ status: z.string() }), 503: 'It is about to end' },
  },
  {
    method: 'get',
    path: '/up/build',
    summary: 'The commit of the running release',
    answers: { 200: z.object({ build_sha: z.string() }) },
  },
  { method: 'get', path: '/metrics', summary: 'Metrics', answers: { 200: "Prometheus' text format" } },
  { method: 'get', path: '/openapi.json', summary: 'This document', answers: { 200: 'OpenAPI 3.1' } },
  {
    method: 'get',
    path: BASE,
    summary: 'The dashboard',
    answers: { 200: 'A page', 503: 'A page saying that PostgreSQL is away' },
  },
  {
    method: 'get',
    path: `${BASE}/assets/{name}`,
    summary: "The dashboard's files",
    answers: { 200: 'A file', 404: ErrorAnswer },
  },
  {
    method: 'get',
    path: `${BASE}/api/data`,
    summary: 'All incidents and counts',
    answers: {
      200: z.object({ incidents: z.array(Incident), counts: Counts, healing: Healing }),
      503: ErrorAnswer,
    },
  },
  {
    method: 'get',
    path: `${BASE}/stream`,
    summary: 'News as server-sent events; Last-Event-ID replays what was missed',
    answers: { 200: 'text/event-stream' },
  },
  {
    method: 'post',
    path: `${BASE}/reset`,
    summary: 'Delete incidents, clear cooldowns, restore the faulty code',
    answers: {
      200: ResetAnswer.extend({ joined: z.boolean() }),
      202: ResetAnswer.extend({ joined: z.boolean() }),
      401: ErrorAnswer,
      500: ErrorAnswer,
      503: ErrorAnswer,
    },
    security: 'adminToken',
  },
  {
    method: 'get',
    path: `${BASE}/resets/{id}`,
    summary: 'How far a reset is',
    answers: { 200: ResetAnswer, 404: ErrorAnswer, 503: ErrorAnswer },
  },
  {
    method: 'get',
    path: `${BASE}/healing-status`,
    summary: 'Whether healing is paused',
    answers: { 200: Healing, 503: ErrorAnswer },
  },
  {
    method: 'post',
    path: `${BASE}/pause-healing`,
    summary: 'Let heals wait',
    body: SwitchBody,
    answers: { 200: Healing, 401: ErrorAnswer, 503: ErrorAnswer },
    security: 'adminToken',
  },
  {
    method: 'post',
    path: `${BASE}/revive-healing`,
    summary: 'Let heals go on',
    body: SwitchBody,
    answers: { 200: Healing, 401: ErrorAnswer, 503: ErrorAnswer },
    security: 'adminToken',
  },
  {
    method: 'post',
    path: `${BASE}/pipeline/pending`,
    summary: 'A rollout has begun',
    body: PipelinePending,
    answers: {
      202: Accepted,
      400: ErrorAnswer,
      401: ErrorAnswer,
      404: ErrorAnswer,
      413: 'The body is too long',
      503: ErrorAnswer,
    },
    security: 'webhookSignature',
  },
  {
    method: 'post',
    path: `${BASE}/pipeline/callback`,
    summary: 'A rollout has ended',
    body: PipelineCallback,
    answers: {
      202: Accepted,
      400: ErrorAnswer,
      401: ErrorAnswer,
      404: ErrorAnswer,
      413: 'The body is too long',
      503: ErrorAnswer,
    },
    security: 'webhookSignature',
  },
  {
    method: 'post',
    path: '/ingest/github',
    summary: "GitHub's webhook: a pull request was closed",
    body: PullRequestEvent,
    answers: {
      202: z.object({ accepted: z.boolean(), workflow: z.string().nullable() }),
      400: ErrorAnswer,
      401: ErrorAnswer,
      413: 'The body is too long',
      503: ErrorAnswer,
    },
    security: 'githubSignature',
  },
  {
    method: 'get',
    path: `${BASE}/{id}`,
    summary: 'One incident with all that hangs on it',
    answers: { 200: Detail, 400: ErrorAnswer, 404: ErrorAnswer, 503: ErrorAnswer },
  },
  {
    method: 'post',
    path: `${BASE}/{id}/approve`,
    summary: 'Let a proven fix be pushed',
    body: ApproveBody,
    answers: {
      202: 'Handed to the workflow',
      400: ErrorAnswer,
      401: ErrorAnswer,
      404: ErrorAnswer,
      409: ErrorAnswer,
    },
    security: 'adminToken',
  },
  {
    method: 'post',
    path: `${BASE}/{id}/reject`,
    summary: 'Refuse a proven fix, with the reason',
    body: RejectBody,
    answers: {
      202: 'Handed to the workflow',
      400: ErrorAnswer,
      401: ErrorAnswer,
      404: ErrorAnswer,
      409: ErrorAnswer,
    },
    security: 'adminToken',
  },
  {
    method: 'post',
    path: `${BASE}/{id}/retry`,
    summary: 'Heal an ended incident again',
    body: RetryBody,
    answers: {
      202: 'The next heal run is on its way',
      400: ErrorAnswer,
      401: ErrorAnswer,
      404: ErrorAnswer,
      409: ErrorAnswer,
    },
    security: 'adminToken',
  },
];

/** The HTTP contract as OpenAPI 3.1, made from the schemas that check it. */
export function openApiDocument(
  service: ServiceDefinition,
  options: { adminToken: boolean; faultRoutes: string[] },
) {
  const faults = service.faults.filter(({ route }) => options.faultRoutes.includes(route));
  const operations = [
    ...faults.map(
      (fault): Operation => ({
        method: 'post',
        path: fault.route,
        summary: `${fault.title} (${fault.code}, ${fault.severity})`,
        answers: { 200: 'It did not fail', 500: FaultAnswer, 504: FaultAnswer },
      }),
    ),
    ...OPERATIONS,
  ];
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of operations) {
    paths[operation.path] = {
      ...paths[operation.path],
      [operation.method]: describe(operation, options.adminToken),
    };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Suture', version: '1', description: `Heals ${service.name}.` },
    paths,
    components: {
      securitySchemes: {
        adminToken: { type: 'http', scheme: 'bearer', description: 'ADMIN_TOKEN, when one is set' },
        webhookSignature: {
          type: 'apiKey',
          in: 'header',
          name: 'webhook-signature',
          description: 'Standard Webhooks, with webhook-id and webhook-timestamp',
        },
        githubSignature: {
          type: 'apiKey',
          in: 'header',
          name: 'x-hub-signature-256',
          description: 'HMAC of the body by GITHUB_WEBHOOK_SECRET, as GitHub makes it',
        },
      },
    },
  };
}

function describe({ path, summary, body, answers, security }: Operation, adminToken: boolean) {
  const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const guarded = security !== undefined && (security !== 'adminToken' || adminToken);
  return {
    summary,
    ...(parameters.length > 0 && { parameters }),
    ...(guarded && { security: [{ [security]: [] }] }),
    ...(body && { requestBody: { content: json(body, 'input') } }),
    responses: Object.fromEntries(
      Object.entries(answers).map(([status, answer]) => [
        status,
        typeof answer === 'string'
          ? { description: answer }
          : { description: Number(status) < 400 ? 'Done' : 'An error', content: json(answer, 'output') },
      ]),
    ),
  };
}

function json(schema: z.ZodType, io: 'input' | 'output') {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return { 'application/json': { schema: rest } };
}
