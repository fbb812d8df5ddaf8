import { Hono } from 'hono';
import type { AppParts } from '../parts.ts';

type Sample = [labels: Record<string, string>, value: number];

/** `GET /metrics` in Prometheus' text format 0.0.4. While the store is away the rest is still told. */
export function createMetricsRoutes({ settings, store, recorder, events }: AppParts): Hono {
  return new Hono().get('/metrics', async (c) => {
    const [incidents, depth, healing] = await Promise.all([
      store.listIncidents().catch(() => null),
      store.outboxDepth().catch(() => null),
      store.healing().catch(() => null),
    ]);
    const lines = [
      ...gauge('suture_build_info', 'The commit of this release.', [[{ build_sha: settings.BUILD_SHA }, 1]]),
      ...gauge('suture_store_up', 'Whether PostgreSQL answered.', [[{}, Number(incidents !== null)]]),
      ...gauge('suture_live_events_up', 'Whether live events arrive.', [[{}, Number(events.connected())]]),
      ...gauge('suture_occurrences_waiting', 'Failed requests that wait for the store.', [
        [{}, recorder.waiting()],
      ]),
      ...gauge('process_resident_memory_bytes', 'Resident memory of this process.', [
        [{}, process.memoryUsage.rss()],
      ]),
    ];
    if (incidents) {
      const byStatus = Object.entries(incidents.counts).map(([status, count]): Sample => [{ status }, count]);
      lines.push(...gauge('suture_incidents', 'Incidents by status.', byStatus));
      const open = incidents.incidents.filter(
        ({ status }) => status === 'detected' || status === 'in_progress',
      );
      const samples = new Map<string, Sample>();
      for (const { phase, severity } of open) {
        const key = `${phase} ${severity}`;
        samples.set(key, [{ phase, severity }, (samples.get(key)?.[1] ?? 0) + 1]);
      }
      lines.push(
        ...gauge('suture_open_incidents', 'Open incidents by phase and severity.', [...samples.values()]),
      );
    }
    if (depth !== null) {
      lines.push(...gauge('suture_outbox_depth', 'Messages that wait for Temporal.', [[{}, depth]]));
    }
    if (healing)
      lines.push(
        ...gauge('suture_healing_paused', 'Whether healing is paused.', [[{}, Number(healing.paused)]]),
      );
    c.header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8');
    return c.body(`${lines.join('\n')}\n`);
  });
}

function gauge(name: string, help: string, samples: Sample[]): string[] {
  return [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} gauge`,
    ...samples.map(([labels, value]) => `${name}${labelText(labels)} ${value}`),
  ];
}

function labelText(labels: Record<string, string>): string {
  const pairs = Object.entries(labels).map(([name, value]) => {
    const escaped = value.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n');
    return `${name}="${escaped}"`;
  });
  return pairs.length > 0 ? `{${pairs.join(',')}}` : '';
}
