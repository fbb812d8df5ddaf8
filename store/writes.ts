import type { Bound } from './bind.ts';
import { saveProof } from './conversations/proofs.ts';
import { appendToConversation } from './conversations/transcript.ts';
import { markReset, setPaused } from './healing/healing-switch.ts';
import { saveAnalysis } from './heals/analyses.ts';
import { claimChange, dropChange, endChange, saveReview } from './heals/changes.ts';
import { recordPush } from './heals/pushes.ts';
import { markFix } from './heals/resolved-fixes.ts';
import { saveProposal, saveRejection, saveVerdicts } from './heals/save-attempt.ts';
import { saveMerged } from './heals/save-merged.ts';
import { addNote } from './incidents/add-note.ts';
import { decideFix } from './incidents/decide-fix.ts';
import { moveIncident } from './incidents/move-incident.ts';
import { recordOnce } from './incidents/record-once.ts';
import { reopenReturned } from './incidents/reopen-returned.ts';
import { requestCancel } from './incidents/request-cancel.ts';
import { requestRollBack } from './incidents/request-roll-back.ts';
import { retryIncident } from './incidents/retry-incident.ts';
import { beginWait, endWait } from './incidents/waits.ts';
import { forgetIngested } from './ingest/forget-ingested.ts';
import { ingestOccurrences } from './ingest/ingest-occurrences.ts';
import { recordFailures } from './ingest/record-failures.ts';
import { claimNotification, notificationFailed, notificationSent } from './notifications/notifications.ts';
import { dispatchOutbox } from './outbox/dispatch-outbox.ts';
import { enqueue } from './outbox/enqueue.ts';
import { beat } from './page/heartbeats.ts';
import { recordRollout } from './page/rollouts.ts';
import { saveDiscoveredFault } from './recordings/discovered-faults.ts';
import { keepRecording } from './recordings/recordings.ts';
import { mergeFaults, splitFault } from './recordings/regroup-faults.ts';
import { deleteIncidents } from './resets/delete-incidents.ts';
import { requestReset } from './resets/request-reset.ts';
import { updateReset } from './resets/update-reset.ts';
import { attachService } from './services/attach-service.ts';
import { detachService } from './services/detach-service.ts';
import { saveHello } from './services/hellos.ts';
import { noteRecorded } from './services/note-recorded.ts';
import { raiseSeverity } from './services/raise-severity.ts';
import { saveCheck, saveDetection } from './services/save-checks.ts';
import { saveDefinition } from './services/save-definition.ts';
import { saveServiceFiles } from './services/service-files.ts';

/** The verbs that change something, each in one transaction. */
export const writes = {
  addNote,
  appendToConversation,
  attachService,
  beat,
  beginWait,
  claimChange,
  claimNotification,
  decideFix,
  deleteIncidents,
  detachService,
  dispatchOutbox,
  dropChange,
  endChange,
  endWait,
  enqueue,
  forgetIngested,
  ingestOccurrences,
  keepRecording,
  markFix,
  markReset,
  mergeFaults,
  moveIncident,
  noteRecorded,
  notificationFailed,
  notificationSent,
  recordFailures,
  recordOccurrence: recordOnce,
  recordPush,
  recordRollout,
  reopenReturned,
  requestCancel,
  requestReset,
  requestRollBack,
  retryIncident,
  saveAnalysis,
  saveCheck,
  saveDefinition,
  saveDetection,
  saveDiscoveredFault,
  saveHello,
  raiseSeverity,
  saveMerged,
  saveProof,
  saveProposal,
  saveRejection,
  saveReview,
  saveServiceFiles,
  saveVerdicts,
  setPaused,
  splitFault,
  updateReset,
};

export type WriteStore = Bound<typeof writes>;
