import type { Reproduction } from '../../domain/ports/prover.ts';
import { wordsOf } from './reading.ts';

/** Names that were observed of a service and that a fix may newly use: columns, and fields that upstreams answer. */
export function vocabularyOf({ schema, observations, failures }: Reproduction): Set<string> {
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
