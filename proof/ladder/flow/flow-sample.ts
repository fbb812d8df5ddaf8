import type { RecordedRequest } from '../../../domain/recording.ts';
import type { Seen } from '../../observe.ts';
import { kindOf } from '../../side-effects.ts';

/** What a database or an upstream gave: a row, or an object without what it holds. */
export interface GivenRecord {
  /** Verb and tables of the statement, or the upstream and the place in its body. */
  source: string;
  values: Record<string, string | null>;
}

/** One request, its answer, and all that the service was given and asked for meanwhile. */
export interface FlowSample {
  request: RecordedRequest;
  status: number;
  body: unknown;
  given: GivenRecord[];
  /** What was bound to statements that completed. */
  bound: { text: string; verb: string; values: (string | null)[] }[];
  /** Requests to upstreams. */
  calls: string[];
  /** Commands to a cache; absent: the service has no cache. */
  commands?: string[];
  /** Texts that a cache gave when the request was recorded; absent: none. */
  cached?: string[];
}

/** Records of one answer, at most. */
const MOST = 400;

/** What of a sample the witnesses saw. */
export function flowOf({
  statements,
  upstreams,
  commands,
}: Seen): Pick<FlowSample, 'given' | 'bound' | 'calls' | 'commands'> {
  const done = statements.filter(({ outcome }) => outcome === 'completed');
  const rows = done.flatMap(({ statement, rows }) =>
    rows.map((values) => ({ source: kindOf(statement.shape), values })),
  );
  const calls = upstreams.flatMap(({ name, calls }) => calls.map((call) => ({ name, ...call })));
  const objects = calls.flatMap(({ name, status, sample }) =>
    status !== null && Number(status) < 300 ? recordsIn(parsed(sample), name) : [],
  );
  return {
    given: [...rows, ...objects].slice(0, MOST),
    bound: done.map(({ statement, parameters }) => ({
      text: statement.masked,
      verb: statement.shape.verb,
      values: parameters,
    })),
    calls: calls.map(({ request }) => request),
    ...(commands && { commands }),
  };
}

/** Each object of a body as a record of its plain values. */
function recordsIn(value: unknown, source: string): GivenRecord[] {
  if (typeof value !== 'object' || value === null) return [];
  // A list of one may come as the one alone.
  if (Array.isArray(value)) return value.flatMap((one) => recordsIn(one, source));
  const entries = Object.entries(value);
  const plain = entries.filter(([, one]) => typeof one !== 'object' || one === null);
  const own = plain.map(([key, one]) => [key, one === null ? null : String(one)] as const);
  return [
    ...(own.length > 0 ? [{ source, values: Object.fromEntries(own) }] : []),
    ...entries.flatMap(([key, one]) => recordsIn(one, `${source}.${key}`)),
  ];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
