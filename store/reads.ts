import type { Bound } from './bind.ts';
import { getConversations } from './conversations/get-conversations.ts';
import { getProof } from './conversations/proofs.ts';
import { getConversation } from './conversations/transcript.ts';
import { healing } from './healing/healing-switch.ts';
import { getAnalysis } from './heals/analyses.ts';
import { changeOf } from './heals/changes.ts';
import { getAttempts, getCandidate } from './heals/get-attempts.ts';
import { openHeals, workflowsAwaitingRollout } from './heals/open-heals.ts';
import { isKnownCommit } from './heals/pushes.ts';
import { resolvedFixes } from './heals/resolved-fixes.ts';
import { failuresSince } from './incidents/failures-since.ts';
import { getIncident } from './incidents/get-incident.ts';
import { getIncidentDetail } from './incidents/get-incident-detail.ts';
import { keptDecision } from './incidents/kept-decision.ts';
import { incidentsOfKeys } from './incidents/known-keys.ts';
import { lastOccurrence } from './incidents/last-occurrence.ts';
import { listIncidents } from './incidents/list-incidents.ts';
import { nonceOf } from './incidents/nonce-of.ts';
import { latestSeq, timelineAfter } from './incidents/timeline-after.ts';
import { measurements } from './measurements.ts';
import { outboxDepth } from './outbox/dispatch-outbox.ts';
import { deletedIncident } from './page/deleted-incident.ts';
import { healStatistics } from './page/heal-statistics.ts';
import { listPage } from './page/list-page.ts';
import { occurrenceHistory } from './page/occurrence-history.ts';
import { systemState } from './page/system-state.ts';
import { ping } from './ping.ts';
import { discoveredFault, discoveredFaults } from './recordings/discovered-faults.ts';
import { goodElsewhere, goodRecordings, recordingFor, recordingsOf } from './recordings/recordings.ts';
import { getReset } from './resets/update-reset.ts';
import { getService, listServices, serviceOfKey } from './services/get-service.ts';
import { saidRelease, servedRequests } from './services/hellos.ts';
import { serviceFiles } from './services/service-files.ts';
import { serviceSigns } from './services/service-signs.ts';

/** The verbs that change nothing. */
export const reads = {
  changeOf,
  deletedIncident,
  discoveredFault,
  discoveredFaults,
  failuresSince,
  getAnalysis,
  getAttempts,
  getCandidate,
  getConversation,
  getConversations,
  getIncident,
  getIncidentDetail,
  getProof,
  getReset,
  getService,
  goodElsewhere,
  goodRecordings,
  healing,
  healStatistics,
  incidentsOfKeys,
  isKnownCommit,
  keptDecision,
  lastOccurrence,
  latestSeq,
  listIncidents,
  listPage,
  listServices,
  measurements,
  nonceOf,
  occurrenceHistory,
  openHeals,
  outboxDepth,
  ping,
  resolvedFixes,
  recordingFor,
  recordingsOf,
  saidRelease,
  servedRequests,
  serviceOfKey,
  serviceFiles,
  serviceSigns,
  systemState,
  timelineAfter,
  workflowsAwaitingRollout,
};

export type ReadStore = Bound<typeof reads>;
