import type { Observations, StatementObservation, UpstreamObservation } from '../domain/evidence.ts';
import type { Stage } from './stage.ts';
import type { Sighting } from './witness/sighting.ts';
import type { UpstreamCall } from './witness/upstream.ts';

/** A statement that took longer did work that must still be done afterwards, in milliseconds. */
export const SLOW_MS = 500;
/** Distinct statements that are reported. */
const STATEMENTS = 200;
/** Distinct requests to upstreams that are reported. */
const REQUESTS = 500;
/** Distinct answers of an upstream that are reported, and what is kept of each, in characters. */
const SAMPLES = 6;
const SAMPLE = 500;

/** What the witnesses saw between two moments. */
export interface Seen {
  statements: Sighting[];
  upstreams: { name: string; calls: UpstreamCall[] }[];
  /** What a Redis was asked, as `GET session:1`; absent: the service has none. */
  commands?: string[];
}

/** What was seen between two moments of `performance.now()`. */
export function seenBetween(stage: Stage, since: number, until = Number.POSITIVE_INFINITY): Seen {
  const within = ({ startedAt }: { startedAt: number }) => startedAt >= since && startedAt <= until;
  const names = [...new Set(stage.groups.flatMap((group) => group.upstreams.map(({ name }) => name)))];
  return {
    statements: (stage.database?.witness.sightings() ?? []).filter(within),
    upstreams: names.map((name) => ({
      name,
      calls: stage.groups
        .flatMap((group) => group.upstreams.filter((upstream) => upstream.name === name))
        .flatMap((upstream) => upstream.calls())
        .filter(within),
    })),
    ...(stage.redis && { commands: stage.redis.asked(since) }),
  };
}

/** Leaves out what the service does by itself: statements that it already sent before the first run. */
export function withoutBackground(seen: Seen, stage: Stage, since: number): Seen {
  const before = new Set(
    (stage.database?.witness.sightings() ?? [])
      .filter(({ startedAt }) => startedAt < since)
      .map(({ statement }) => statement.masked),
  );
  return { ...seen, statements: seen.statements.filter(({ statement }) => !before.has(statement.masked)) };
}

/** The report of what was seen: alike statements counted, upstreams summed up. */
export function summarise(seen: Seen): Observations {
  return {
    statements: summariseStatements(seen.statements),
    upstreams: seen.upstreams.map(({ name, calls }) => summariseUpstream(name, calls)),
  };
}

function summariseStatements(sightings: Sighting[]): StatementObservation[] {
  const now = performance.now();
  const found = new Map<string, StatementObservation>();
  for (const { statement, parameters, outcome, error, startedAt, endedAt } of sightings) {
    if (outcome === 'skipped') continue;
    const latency = (endedAt ?? now) - startedAt;
    const held = outcome !== 'completed' || latency > SLOW_MS;
    const bound = held && parameters.length > 0 ? { parameters } : {};
    const key = JSON.stringify([statement.exact, outcome, error?.sqlstate, bound]);
    const known = found.get(key);
    if (known) {
      known.count += 1;
      known.maxLatencyMs = Math.max(known.maxLatencyMs, latency);
    } else if (found.size < STATEMENTS) {
      const sqlstate = error?.sqlstate ?? null;
      found.set(key, {
        text: statement.text,
        count: 1,
        outcome,
        sqlstate,
        maxLatencyMs: latency,
        ...bound,
      });
    }
  }
  return [...found.values()];
}

function summariseUpstream(name: string, calls: UpstreamCall[]): UpstreamObservation {
  const statuses: Record<string, number> = {};
  for (const { status } of calls) {
    const key = status ?? 'unanswered';
    statuses[key] = (statuses[key] ?? 0) + 1;
  }
  const now = performance.now();
  const samples = new Set(calls.map(({ sample }) => sample.slice(0, SAMPLE)).filter(Boolean));
  return {
    name,
    calls: calls.length,
    maxLatencyMs: Math.max(0, ...calls.map((call) => call.latencyMs ?? now - call.startedAt)),
    statuses,
    samples: [...samples].slice(0, SAMPLES),
  };
}

/** The distinct requests to upstreams and to Redis that are reported, as `name METHOD /path`. */
export function requestsOf(stage: Stage): string[] {
  return allRequestsOf(stage).slice(0, REQUESTS);
}

/** All distinct requests to upstreams and to Redis. */
export function allRequestsOf(stage: Stage): string[] {
  const found = stage.groups.flatMap((group) =>
    group.upstreams.flatMap(({ name, calls }) => calls().map(({ request }) => `${name} ${request}`)),
  );
  const commands = stage.redis?.commands().map((command) => `Redis ${command}`) ?? [];
  return [...new Set([...found, ...commands])];
}
