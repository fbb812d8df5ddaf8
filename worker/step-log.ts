import { ApplicationFailure } from '@temporalio/common';
import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import type { Logger } from '../domain/ports/logger.ts';
import type { Tracing } from '../domain/ports/tracing.ts';

/** One line in the log for each try of a step, with the incident or the reset that it belongs to. */
export function createStepLog(logger: Logger, tracing: Tracing): ActivityInterceptorsFactory {
  return ({ info }) => ({
    inbound: {
      async execute(input, next) {
        const since = performance.now();
        const workflow_id = info.workflowExecution?.workflowId;
        const about = {
          step: info.activityType,
          attempt: info.attempt,
          workflow_id,
          ...subjectOf(workflow_id ?? ''),
          trace_id: tracing.traceId(),
        };
        const ms = () => Math.round(performance.now() - since);
        try {
          const result = await next(input);
          logger('info', { ...about, ms: ms(), outcome: 'done' }, `${info.activityType} done`);
          return result;
        } catch (error) {
          const type = error instanceof ApplicationFailure ? (error.type ?? null) : null;
          const benign = error instanceof ApplicationFailure && error.category === 'BENIGN';
          const reason = error instanceof Error ? error.message : String(error);
          const fields = { ...about, ms: ms(), outcome: 'failed', error_type: type, reason };
          logger(benign ? 'info' : 'warn', fields, `${info.activityType} failed`);
          throw error;
        }
      },
    },
  });
}

/** `heal-LIVE-0001` is about LIVE-0001, `reset-RESET-0001` about RESET-0001. */
function subjectOf(workflowId: string): { incident_id?: string; reset_id?: string } {
  const [, kind, id] = /^(heal|reset)-(.+)$/.exec(workflowId) ?? [];
  if (!id) return {};
  return kind === 'heal' ? { incident_id: id } : { reset_id: id };
}
