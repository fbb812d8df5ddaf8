import { SutureError } from './errors.ts';

/** Why a heal does not continue: a person decides, a limit ends later, a server is away, or a place is taken. */
export type WaitKind = 'person' | 'limit' | 'outage' | 'queue';

/** What a step of a heal waits for now. */
export interface Wait {
  incidentId: string;
  /** The step that waits, unique within the incident. */
  step: string;
  kind: WaitKind;
  /** Who or what is waited for, such as `the code host`. */
  on: string;
  /** A sentence: what was asked, and why it has to wait. */
  reason: string;
  /** Where a person continues it; null where nobody has to. */
  url: string | null;
  /** ISO 8601. */
  since: string;
  /** When it is tried again, ISO 8601; null where that is not known, or within seconds. */
  until: string | null;
}

/** Who is away, by the beginning of the error's type. */
const ON: [prefix: string, on: string][] = [
  ['code_host_', 'the code host'],
  ['model_', 'the model'],
  ['knowledge_', 'the knowledge'],
  ['cooldowns_', 'the cooldowns'],
  ['service_', 'the delivery'],
  ['release_', 'the release'],
  ['sandbox_', 'the sandbox'],
  ['temporal_', 'Temporal'],
  ['definition_', 'the definition of the service'],
  ['origin_', 'the repository'],
];

/** What a failed step waits for before its next try; null where the error ends the step, or concerns Suture's own store. */
export function waitAfter(error: unknown): Pick<Wait, 'kind' | 'on' | 'reason'> | null {
  if (!(error instanceof SutureError) || !error.retryable) return null;
  const on = ON.find(([prefix]) => error.type.startsWith(prefix))?.[1];
  if (!on) return null;
  const limited = error.retryAfterMs !== null || /_(rate_limited|throttled|overloaded)$/.test(error.type);
  return { kind: limited ? 'limit' : 'outage', on, reason: error.message };
}
