import { PipelineCallback } from '../domain/pipeline.ts';
import type { SpanAttributes, Tracing } from '../domain/ports/tracing.ts';
import type { OutboxMessage, OutboxRow } from '../store/store.ts';

type HandOver = (row: OutboxRow) => Promise<void>;

/**
 * Hands a row over as a span of the trace that it continues, so that the workflow's spans continue it too.
 * @param options.rollouts also tells each rollout as a span: for a pipeline that sends none
 */
export function traceHandOver(
  tracing: Tracing,
  handOver: HandOver,
  { rollouts }: { rollouts: boolean },
): HandOver {
  return (row) => {
    const { message } = row;
    const options = { parent: row.trace ?? undefined, attributes: attributesOf(row) };
    return tracing.span(nameOf(message), options, async () => {
      await handOver(row);
      if (rollouts && message.kind === 'signal') tellRollout(tracing, message.payload);
    });
  };
}

function nameOf(message: OutboxMessage): string {
  return message.kind === 'signal' ? `outbox signal ${message.signal}` : `outbox ${message.kind}`;
}

function attributesOf({ id, message, tries }: OutboxRow): SpanAttributes {
  const about: SpanAttributes = { 'suture.outbox.id': id, 'suture.outbox.tries': tries };
  if (message.kind === 'start_heal') about['suture.incident_id'] = message.incidentId;
  return about;
}

/** What the delivery said of a rollout, as a span that ends now: the pipeline itself sends none. */
function tellRollout(tracing: Tracing, payload: unknown): void {
  const { data: rollout } = PipelineCallback.safeParse(payload);
  if (!rollout) return;
  const stages = Object.entries(rollout.durations_ms);
  const to = Date.now();
  const from = to - stages.reduce((sum, [, ms]) => sum + ms, 0);
  tracing.past(
    `rollout ${rollout.status}`,
    { from, to },
    {
      attributes: {
        'suture.commit': rollout.commit_sha,
        'suture.run_url': rollout.run_url,
        ...Object.fromEntries(stages.map(([stage, ms]) => [`suture.rollout.${stage}_ms`, ms])),
      },
    },
  );
}
