import { PipelineCallback } from '../domain/pipeline.ts';
import type { SpanAttributes, Tracing } from '../domain/ports/tracing.ts';
import type { OutboxMessage, OutboxRow } from '../store/store.ts';

type HandOver = (row: OutboxRow) => Promise<void>;

/**
 * Delivers a row in a span of the trace that it continues, so that the workflow's spans continue it too.
 * @param options.rollouts whether to send a span for the rollouts of a service: its pipeline sends none itself
 */
export function traceHandOver(
  tracing: Tracing,
  handOver: HandOver,
  { rollouts }: { rollouts(service: string): Promise<boolean> },
): HandOver {
  return (row) => {
    const { message } = row;
    const options = { parent: row.trace ?? undefined, attributes: attributesOf(row) };
    return tracing.span(nameOf(message), options, async () => {
      await handOver(row);
      if (message.kind !== 'signal') return;
      const { data: rollout } = PipelineCallback.safeParse(message.payload);
      if (rollout && (await rollouts(rollout.service))) traceRollout(tracing, rollout);
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

/** A rollout as its callback reports it, as a span that ends now. */
function traceRollout(tracing: Tracing, rollout: PipelineCallback): void {
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
