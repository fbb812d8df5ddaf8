import { Counter, Gauge, Registry } from 'prom-client';
import { isTerminal, statusOf } from '../../domain/phases.ts';
import type { Measure, Measurements } from '../../store/store.ts';
import { storedHistogram } from './stored-histogram.ts';

/** Counters of the store: its name for them, ours, and their labels. */
const COUNTERS: { measure: string; name: string; help: string; labelNames: string[] }[] = [
  {
    measure: 'opened',
    name: 'suture_incidents_opened_total',
    help: 'Incidents that were opened.',
    labelNames: ['fault', 'severity'],
  },
  {
    measure: 'heals',
    name: 'suture_heals_total',
    help: 'Heals that ended, by outcome and by who proposed the fix.',
    labelNames: ['fault', 'outcome', 'provider'],
  },
  {
    measure: 'verdicts',
    name: 'suture_proof_verdicts_total',
    help: 'Candidates that were put to the proof; `step` is the first that failed.',
    labelNames: ['provider', 'verdict', 'step'],
  },
  {
    measure: 'tokens',
    name: 'suture_tokens_total',
    help: 'Tokens that models read and wrote.',
    labelNames: ['provider', 'kind'],
  },
  {
    measure: 'cost_usd',
    name: 'suture_cost_usd_total',
    help: 'What models cost, in US dollars.',
    labelNames: ['provider'],
  },
];

/** What PostgreSQL has counted, as a registry of the moment: it survives every restart and every reset. */
export function collectStored({ incidents, outboxDepth, healing, measures }: Measurements): Registry {
  const registry = new Registry();
  const registers = [registry];
  const all = new Gauge({
    name: 'suture_incidents',
    help: 'Incidents by status.',
    labelNames: ['status'],
    registers,
  });
  for (const status of ['detected', 'in_progress', 'resolved', 'failed']) all.set({ status }, 0);
  const open = new Gauge({
    name: 'suture_open_incidents',
    help: 'Open incidents by phase and severity.',
    labelNames: ['phase', 'severity'],
    registers,
  });
  for (const { phase, severity, count } of incidents) {
    all.inc({ status: statusOf(phase) }, count);
    if (!isTerminal(phase)) open.inc({ phase, severity }, count);
  }
  new Gauge({ name: 'suture_outbox_depth', help: 'Messages that wait for Temporal.', registers }).set(
    outboxDepth,
  );
  new Gauge({ name: 'suture_healing_paused', help: 'Whether healing is paused.', registers }).set(
    Number(healing.paused),
  );
  for (const { measure, ...described } of COUNTERS) {
    const counter = new Counter({ ...described, registers });
    for (const { labels, value } of of(measures, measure)) counter.inc(labels, value);
  }
  registry.registerMetric(
    storedHistogram({
      name: 'suture_heal_seconds',
      help: 'From the first failing request to the incident (detect), from there to the pushed fix (fix) and to resolved (restore).',
      buckets: of(measures, 'heal_seconds_bucket'),
      sums: of(measures, 'heal_seconds_sum'),
    }),
  );
  return registry;
}

function of(measures: Measure[], name: string): Measure[] {
  return measures.filter((measure) => measure.name === name);
}
