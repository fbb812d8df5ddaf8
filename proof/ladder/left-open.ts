import type { Unasked } from '../../domain/ports/prover.ts';
import type { Power } from '../../domain/power.ts';

/**
 * What a busy machine left open of a proof. Another time it may be asked, so a person must agree with the fix.
 * @param late whether a further request had no answer while the surroundings answered otherwise
 */
export function leftOpen(unasked: Unasked[], late: boolean): Power[] {
  const requests = [...new Set(unasked.flatMap(({ busy }) => busy))];
  const open = [
    ...(requests.length > 0 ? [`what it answers to ${requests.join(', ')}`] : []),
    ...(late ? ['what it does while its upstreams and its database answer otherwise'] : []),
  ];
  return open.map((what) => ({
    ...{ kind: 'answer', where: null, refused: false, seen: 'sandbox' },
    what: `leaves open ${what}: the machine was too busy to find out`,
  }));
}
