import type { Flows } from '../../../domain/ports/flows.ts';
import type { FlowSample } from './flow-sample.ts';
import { leavesOf } from './leaves.ts';

/**
 * A nought or an empty text that a success holds where good ones hold what a database or an upstream gave, and nothing gave one,
 * completing "The fix newly …"; null: none. Whether it says what is meant, only a person knows; that there is no value is said by null.
 */
export function answersNought(sample: FlowSample, { given }: Pick<Flows, 'given'>): string | null {
  if (sample.status >= 300) return null;
  const values = sample.given.flatMap((one) => Object.values(one.values));
  const isGiven = (value: number | string) =>
    values.some((one) => one !== null && isNought(one) === isNought(value));
  for (const { place, value } of leavesOf(sample.body)) {
    if ((value !== 0 && value !== '') || isGiven(value)) continue;
    const known = given.find((one) => one.place === place);
    if (!known) continue;
    const what = value === 0 ? '0' : 'an empty text';
    return `answers ${what} at ${place || 'the body'}, where good answers hold the ${known.columns.join(' or ')} that was given`;
  }
  return null;
}

/** What stands for nothing, and of which type. */
function isNought(value: string | number): 'text' | 'number' | null {
  if (value === '') return 'text';
  return Number(value) === 0 ? 'number' : null;
}
