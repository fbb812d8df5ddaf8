import { sql } from 'kysely';
import type { LiveEvents } from '../domain/ports/live-events.ts';
import { connect } from './connect.ts';
import type { StoreContext } from './context.ts';
import { getConversations } from './conversations/get-conversations.ts';
import { appendToConversation, getConversation } from './conversations/journal.ts';
import { getProof, saveProof } from './conversations/proofs.ts';
import { toStoreError } from './errors.ts';
import { healing, markReset, setPaused } from './healing/healing-switch.ts';
import { getAnalysis, saveAnalysis } from './heals/analyses.ts';
import { getAttempts, getCandidate } from './heals/get-attempts.ts';
import { openHeals, workflowsAwaitingRollout } from './heals/open-heals.ts';
import { isKnownCommit, recordPush } from './heals/pushes.ts';
import { saveProposal, saveRejection, saveVerdicts } from './heals/save-attempt.ts';
import { addNote } from './incidents/add-note.ts';
import { decideFix } from './incidents/decide-fix.ts';
import { getIncident } from './incidents/get-incident.ts';
import { getIncidentDetail } from './incidents/get-incident-detail.ts';
import { listIncidents } from './incidents/list-incidents.ts';
import { moveIncident } from './incidents/move-incident.ts';
import { nonceOf } from './incidents/nonce-of.ts';
import { recordOnce } from './incidents/record-once.ts';
import { requestRollBack } from './incidents/request-roll-back.ts';
import { retryIncident } from './incidents/retry-incident.ts';
import { latestSeq, timelineAfter } from './incidents/timeline-after.ts';
import { forgetIngested, ingestOccurrence } from './ingest/ingest-occurrence.ts';
import { measurements } from './measurements.ts';
import { claimNotification, notificationFailed, notificationSent } from './notifications/notifications.ts';
import { dispatchOutbox, outboxDepth } from './outbox/dispatch-outbox.ts';
import { enqueue } from './outbox/enqueue.ts';
import { listenOutbox } from './outbox/listen-outbox.ts';
import { pageVerbs } from './page/index.ts';
import { deleteIncidents } from './resets/delete-incidents.ts';
import { requestReset } from './resets/request-reset.ts';
import { getReset, updateReset } from './resets/update-reset.ts';
import { attachService } from './services/attach-service.ts';
import { detachService } from './services/detach-service.ts';
import { getService, listServices, serviceOfKey } from './services/get-service.ts';
import { saveDefinition } from './services/save-definition.ts';
import type { Store } from './store.ts';

export interface StoreOptions {
  /** A database that `migrate` has brought up to date. */
  databaseUrl: string;
  /** Told after each commit. Absent: nobody is told. The caller closes it. */
  events?: LiveEvents;
  /** The most connections at a time, besides one for each `onOutbox`. */
  poolSize?: number;
}

/** The store over PostgreSQL. Connects when first asked; survives PostgreSQL's restarts. */
export function createStore({ databaseUrl, events, poolSize = 10 }: StoreOptions): Store {
  const context: StoreContext = {
    db: connect(databaseUrl, poolSize),
    publish: (event) => events?.publish({ ...event, at: new Date().toISOString() }),
  };

  function bound<Args extends unknown[], Result>(
    verb: (context: StoreContext, ...args: Args) => Promise<Result>,
  ): (...args: Args) => Promise<Result> {
    return async (...args) => {
      try {
        return await verb(context, ...args);
      } catch (error) {
        throw toStoreError(error);
      }
    };
  }

  return {
    recordOccurrence: bound(recordOnce),
    ingestOccurrence: bound(ingestOccurrence),
    forgetIngested: bound(forgetIngested),
    listIncidents: bound(listIncidents),
    getIncident: bound(getIncident),
    nonceOf: bound(nonceOf),
    getIncidentDetail: bound(getIncidentDetail),
    timelineAfter: bound(timelineAfter),
    latestSeq: bound(latestSeq),
    moveIncident: bound(moveIncident),
    addNote: bound(addNote),
    retryIncident: bound(retryIncident),
    decideFix: bound(decideFix),
    requestRollBack: bound(requestRollBack),
    claimNotification: bound(claimNotification),
    notificationSent: bound(notificationSent),
    notificationFailed: bound(notificationFailed),
    saveAnalysis: bound(saveAnalysis),
    getAnalysis: bound(getAnalysis),
    saveProposal: bound(saveProposal),
    saveVerdicts: bound(saveVerdicts),
    saveRejection: bound(saveRejection),
    getAttempts: bound(getAttempts),
    getCandidate: bound(getCandidate),
    appendToConversation: bound(appendToConversation),
    getConversation: bound(getConversation),
    getConversations: bound(getConversations),
    saveProof: bound(saveProof),
    getProof: bound(getProof),
    recordPush: bound(recordPush),
    isKnownCommit: bound(isKnownCommit),
    workflowsAwaitingRollout: bound(workflowsAwaitingRollout),
    attachService: bound(attachService),
    listServices: bound(listServices),
    getService: bound(getService),
    serviceOfKey: bound(serviceOfKey),
    saveDefinition: bound(saveDefinition),
    detachService: bound(detachService),
    healing: bound(healing),
    setPaused: bound(setPaused),
    requestReset: bound(requestReset),
    getReset: bound(getReset),
    updateReset: bound(updateReset),
    openHeals: bound(openHeals),
    deleteIncidents: bound(deleteIncidents),
    markReset: bound(markReset),
    enqueue: bound(enqueue),
    dispatchOutbox: bound(dispatchOutbox),
    onOutbox: (wake) => listenOutbox(databaseUrl, wake),
    outboxDepth: bound(outboxDepth),
    measurements: bound(measurements),
    ...pageVerbs(bound),
    ping: bound(({ db }) =>
      sql`select 1`.execute(db).then(
        () => true,
        () => false,
      ),
    ),
    close: () => context.db.destroy(),
  };
}
