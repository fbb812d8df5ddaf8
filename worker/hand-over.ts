import {
  type Client,
  WorkflowExecutionAlreadyStartedError,
  WorkflowIdConflictPolicy,
  WorkflowIdReusePolicy,
  WorkflowNotFoundError,
  type WorkflowOptions,
  WorkflowUpdateFailedError,
} from '@temporalio/client';
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import type { FailedRelease } from '../activities/judge-return.ts';
import { SutureError } from '../domain/errors.ts';
import { healWorkflowId, type Incident, rollBackWorkflowId } from '../domain/incident.ts';
import { isTerminal } from '../domain/phases.ts';
import type { OutboxMessage, OutboxRow, Store } from '../store/store.ts';
import type { healIncident } from '../workflows/heal-incident.ts';
import type { resetService } from '../workflows/reset.ts';
import type { rollBackFix } from '../workflows/roll-back-fix.ts';

export interface HandOverDeps {
  store: Store;
  client: Client;
  taskQueue: string;
  /** Reads the definition of a service, now or soon. */
  readDefinition(service: string): void | Promise<void>;
  /** Decides whether a failure of a resolved fault reopens its incident. */
  judgeReturn(failed: FailedRelease): Promise<void>;
  /** Logs what was dropped, and why. */
  log(line: string): void;
}

/** For one delivery, in milliseconds; the row is locked meanwhile, and later rows for the same workflow wait. */
const PATIENCE_MS = 5_000;

const keyword = (name: string) => defineSearchAttributeKey(name, SearchAttributeType.KEYWORD);
const FAULT = keyword('SutureFault');
const PHASE = keyword('SuturePhase');
const SEVERITY = keyword('SutureSeverity');
const SERVICE = keyword('SutureService');

/**
 * Hands one outbox row to Temporal, the reader of definitions, or the judge of returns. A second delivery of the same row has no effect: a
 * heal or a reset starts once, and a message for a workflow that has ended is dropped.
 * @returns a function that throws what a later try may solve: Temporal is down, or an earlier run is still closing
 */
export function createHandOver({ store, client, taskQueue, readDefinition, judgeReturn, log }: HandOverDeps) {
  async function startHeal({ incidentId, healRun }: OutboxMessage & { kind: 'start_heal' }): Promise<void> {
    const incident = await store.getIncident(incidentId);
    if (!incident) return log(`${incidentId} was deleted before its heal could start`);
    if (isTerminal(incident.phase)) return;
    try {
      await client.workflow.start<typeof healIncident>('healIncident', {
        workflowId: healWorkflowId(incidentId),
        taskQueue,
        args: [{ incidentId, healRun }],
        workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
        workflowIdConflictPolicy: WorkflowIdConflictPolicy.FAIL,
        ...described(incident, healRun),
      });
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      await refuseUnlessSameRun(incidentId, healRun);
    }
  }

  /** A retry may arrive while the earlier run is still closing; the outbox tries it again later. */
  async function refuseUnlessSameRun(incidentId: string, healRun: number): Promise<void> {
    const running = await client.workflow.getHandle(healWorkflowId(incidentId)).describe();
    if (running.memo?.healRun === healRun) return;
    throw new SutureError('heal_still_closing', `An earlier heal of ${incidentId} is still closing.`, {
      retryable: true,
      benign: true,
    });
  }

  async function startReset({ resetId }: OutboxMessage & { kind: 'start_reset' }): Promise<void> {
    const reset = await store.getReset(resetId);
    if (!reset || reset.finishedAt) return;
    try {
      await client.workflow.start<typeof resetService>('resetService', {
        workflowId: reset.workflowId,
        taskQueue,
        args: [{ resetId }],
        // A workflow of this id that has ended belongs to another database: a finished reset of ours returns above.
        workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE,
        workflowIdConflictPolicy: WorkflowIdConflictPolicy.FAIL,
        staticSummary: `${resetId}: reset incidents, cooldowns and code`,
      });
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
  }

  async function startRollBack(message: OutboxMessage & { kind: 'start_roll_back' }): Promise<void> {
    const { incidentId, by, reason } = message;
    try {
      await client.workflow.start<typeof rollBackFix>('rollBackFix', {
        workflowId: rollBackWorkflowId(incidentId),
        taskQueue,
        args: [{ incidentId, by, reason }],
        workflowIdConflictPolicy: WorkflowIdConflictPolicy.FAIL,
        staticSummary: `${incidentId}: roll the fix back`,
      });
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    }
  }

  async function cancel({ workflowId }: OutboxMessage & { kind: 'cancel' }): Promise<void> {
    try {
      await client.workflow.getHandle(workflowId).cancel();
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
      log(`${workflowId} has ended; nothing is left to cancel`);
    }
  }

  async function signal(message: OutboxMessage & { kind: 'signal' }): Promise<void> {
    try {
      await client.workflow.getHandle(message.workflowId).signal(message.signal, message.payload);
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
      log(`${message.workflowId} has ended; dropped the signal ${message.signal}`);
    }
  }

  /** The update id makes repeated deliveries one; an update that the workflow refuses is dropped. */
  async function update(message: OutboxMessage & { kind: 'update' }): Promise<void> {
    const { workflowId, update: name, updateId, payload } = message;
    try {
      await client.workflow.getHandle(workflowId).executeUpdate(name, { args: [payload], updateId });
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) {
        log(`${workflowId} has ended; dropped the update ${name}`);
      } else if (error instanceof WorkflowUpdateFailedError) {
        log(`${workflowId} refused the update ${name}: ${error.cause?.message ?? error.message}`);
      } else {
        throw error;
      }
    }
  }

  return async ({ message }: OutboxRow): Promise<void> =>
    client.withDeadline(Date.now() + PATIENCE_MS, () => {
      switch (message.kind) {
        case 'start_heal':
          return startHeal(message);
        case 'start_reset':
          return startReset(message);
        case 'start_roll_back':
          return startRollBack(message);
        case 'signal':
          return signal(message);
        case 'cancel':
          return cancel(message);
        case 'update':
          return update(message);
        case 'read_definition':
          return Promise.resolve(readDefinition(message.service));
        case 'judge_return':
          return judgeReturn(message);
        default:
          throw new SutureError(
            'unknown_message',
            `The outbox holds ${JSON.stringify((message as { kind: unknown }).kind)}, which this version does not know; a newer worker delivers it.`,
            { retryable: true },
          );
      }
    });
}

/** What the Temporal Web UI shows of a heal, and can search. */
function described(incident: Incident, healRun: number): Partial<WorkflowOptions> {
  return {
    memo: { healRun },
    staticSummary: `${incident.id}: heal ${incident.error_code} on ${incident.route}`,
    staticDetails: `Severity **${incident.severity}**, seen first at ${incident.timestamp_opened}.`,
    typedSearchAttributes: [
      { key: FAULT, value: incident.error_code },
      { key: PHASE, value: incident.phase },
      { key: SEVERITY, value: incident.severity },
      { key: SERVICE, value: incident.service },
    ],
  };
}
