import { z } from '@hono/zod-openapi';
import { DiscoveredFault } from '../../domain/discovered.ts';
import { Evidence } from '../../domain/evidence.ts';
import { Candidate, Proposal, Usage, Verdict } from '../../domain/fix.ts';
import { Incident, TimelineEntry } from '../../domain/incident.ts';
import { IncidentStatus } from '../../domain/phases.ts';
import { KnowledgeHit } from '../../domain/ports/knowledge.ts';
import { Brief, BriefAnswer, Standings, WaitAnswer } from './brief-schemas.ts';
import { Healing } from './healing-schemas.ts';

/** Who asks; goes into the timeline. */
export const RetryBody = z.object({ by: z.string().trim().min(1).max(100).default('a person') });
export const ApproveBody = RetryBody.extend({ reason: z.string().trim().max(2000).default('') });
/** A rejection is told to the next attempt, so it must say why. */
export const RejectBody = RetryBody.extend({ reason: z.string().trim().min(1).max(2000) });

/** All incidents and counts. */
export const Overview = z
  .object({
    incidents: z.array(Incident),
    counts: z.record(IncidentStatus, z.int()),
    healing: Healing,
    /** The sentence to read first. */
    verdict: BriefAnswer,
    standings: Standings,
    /** What heals wait for now: people first, then what has waited longest. */
    waits: z.array(WaitAnswer),
  })
  .openapi('Overview');

/** One round of proposing and proving. */
const AttemptAnswer = z
  .object({
    healRun: z.int(),
    number: z.int(),
    proposal: Proposal,
    verdicts: z.array(Verdict),
    chosen: z.string().nullable(),
    diff: z.string().nullable(),
    commit: z.string().nullable(),
    rejection: z.string().nullable(),
    startedAt: z.string(),
  })
  .openapi('Attempt');

/** What was said to a model and by it. */
const ConversationAnswer = z
  .object({
    healRun: z.int(),
    attempt: z.int(),
    provider: z.string(),
    turns: z.int(),
    seconds: z.number(),
    usage: Usage,
    transcript: z.array(z.looseObject({ at: z.string() })),
  })
  .openapi('Conversation');

/** One incident with all that hangs on it. */
export const Detail = z
  .object({
    incident: Incident,
    brief: Brief,
    timeline: z.array(TimelineEntry),
    /** The candidate that was applied, else the one of the last attempt that was proven. */
    fix: Candidate.extend({ attempt: z.int().optional(), commit: z.string().nullable() }).nullable(),
    diff: z.string().nullable(),
    attempts: z.array(AttemptAnswer),
    conversations: z.array(ConversationAnswer),
    /** What the models cost, in dollars. */
    cost_usd: z.number(),
    knowledge: z.array(KnowledgeHit),
    evidence: Evidence.nullable(),
    /** What is known of a fault that no definition declares: its frames, and what its failures share. */
    discovered: DiscoveredFault.nullable(),
    /** Where the failure came back on a release with the fix that had resolved the incident: since when, and how to revert it. */
    returned: z
      .object({
        at: z.string(),
        release: z.string().nullable(),
        commit: z.string(),
        text: z.string(),
        revert: z.string().nullable(),
        pull_request: z.string().nullable(),
      })
      .nullable(),
  })
  .openapi('IncidentDetail');

/** A person's word, on its way to the workflow. */
export const DecisionAnswer = z
  .object({
    incident_id: z.string(),
    workflow_id: z.string(),
    approved: z.boolean(),
    by: z.string(),
    reason: z.string(),
  })
  .openapi('Decision');

/** A fix that a person rolls back. */
export const RollBackAnswer = z
  .object({ incident_id: z.string(), workflow_id: z.string(), by: z.string(), reason: z.string() })
  .openapi('RollBack');

/** A heal that a person stops. */
export const CancelAnswer = z
  .object({ incident_id: z.string(), workflow_id: z.string(), by: z.string(), reason: z.string() })
  .openapi('Cancel');

/** The next heal run, on its way. */
export const RetryAnswer = z
  .object({ incident_id: z.string(), workflow_id: z.string(), heal_run: z.int() })
  .openapi('Retry');
