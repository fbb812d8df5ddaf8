import type { Reproduction } from '../../domain/ports/prover.ts';
import type { Schema } from '../rows/kept.ts';
import { wordsOf } from './reading.ts';

/** What was observed of a service. */
export interface Known {
  /** Names that a fix may newly use: columns, and fields that upstreams answer. */
  names: ReadonlySet<string>;
  /** The tables of its scratch database; empty without such a database. */
  schema: Schema;
}

export const NOTHING_KNOWN: Known = { names: new Set(), schema: [] };

/** What a reproduction shows of a service. */
export function knownOf(reproduction: Reproduction): Known {
  return { names: namesOf(reproduction), schema: reproduction.schema };
}

function namesOf({ schema, observations, failures }: Reproduction): Set<string> {
  const names = new Set<string>();
  for (const { table, columns } of schema) for (const name of [table, ...columns]) names.add(name);
  for (const { samples } of observations.upstreams) {
    for (const sample of samples) for (const name of fieldsOf(sample)) names.add(name);
  }
  // What an error names, such as the method that was meant: "Did you mean …?"
  for (const { message, hint } of failures)
    for (const name of wordsOf(`${message} ${hint ?? ''}`)) names.add(name);
  return names;
}

/** The keys of a JSON answer; it may be cut short. */
function fieldsOf(sample: string): string[] {
  return [...sample.matchAll(/"([A-Za-z_$][\w$]*)"\s*:/g)].map(([, name]) => name as string);
}
