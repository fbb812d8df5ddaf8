import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Measurements } from '../../store/store.ts';
import type { AppParts } from '../parts.ts';
import { collectStored } from './stored.ts';

type MetricsParts = Pick<AppParts, 'settings' | 'store' | 'events'>;

/** An answered request. */
export interface AnsweredRequest {
  method: string;
  /** The matched pattern, not the path: a label needs few distinct values. */
  route: string;
  status: number;
  seconds: number;
}

/** Counts of this process and of the store, in Prometheus' text format. */
export interface Metrics {
  readonly contentType: string;
  /** Leaves out the store's numbers while it does not answer. */
  render(): Promise<string>;
  answered(request: AnsweredRequest): void;
  /** Counts a new client of the event stream. Call the returned function when it disconnects. */
  streaming(): () => void;
}

/** Metrics with a registry of their own. */
export function createMetrics({ settings, store, events }: MetricsParts): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const gauge = (name: string, help: string) => new Gauge({ name, help, registers });

  new Gauge({
    name: 'suture_build_info',
    help: 'The commit of this release.',
    labelNames: ['build_sha'],
    registers,
  }).set({ build_sha: settings.BUILD_SHA }, 1);
  const storeUp = gauge('suture_store_up', 'Whether PostgreSQL answered.');
  const eventsUp = gauge('suture_live_events_up', 'Whether live events arrive.');
  const memory = gauge('process_resident_memory_bytes', 'Resident memory of this process.');
  const clients = gauge('suture_sse_clients', 'Clients that listen to the event stream.');
  const requests = new Histogram({
    name: 'suture_http_request_seconds',
    help: 'Time to the answer of a request to this process.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.025, 0.1, 0.5, 1, 3, 5, 10, 30],
    registers,
  });
  const streams = new Counter({
    name: 'suture_sse_connections_total',
    help: 'Connections to the event stream that this process accepted.',
    registers,
  });

  return {
    contentType: registry.contentType,
    async render() {
      const stored: Measurements | null = await store.measurements().catch(() => null);
      storeUp.set(Number(stored !== null));
      eventsUp.set(Number(events.connected()));
      memory.set(process.memoryUsage.rss());
      const own = await registry.metrics();
      return stored ? `${own}\n${await collectStored(stored).metrics()}` : own;
    },
    answered({ method, route, status, seconds }) {
      requests.observe({ method, route, status: String(status) }, seconds);
    },
    streaming() {
      clients.inc();
      streams.inc();
      return () => clients.dec();
    },
  };
}
