import type { CoveredStatement, Screen } from '../../domain/ports/screen.ts';
import { ancestors } from '../syntax/nodes.ts';
import type { Place, Source } from '../syntax/source.ts';

/** How much a place is suspected by what ran, 0 to 1; 0 for what no failing test ran. */
export type RunSuspicion = (place: Place) => number;

/** Of what stands outside of every statement that is counted, such as a table at the top of a file. */
const OUTSIDE = 0.6;

/**
 * Suspicion by Ochiai's formula: what failing tests run and passing ones do not is suspected most. A statement that no
 * failing test runs cannot be what makes it fail, except for one that should have run.
 */
export function suspectByRuns(source: Source, screen: Screen): RunSuspicion | null {
  const statements = screen.coverage(source.path);
  if (statements.every(({ failing }) => failing === 0)) return null;
  const failing = screen.failing.length;
  const byRange = new Map(statements.map((each) => [`${each.start},${each.end}`, each]));
  const known = new Map<Place, number>();
  const scoreOf = ({ failing: failed, passing }: CoveredStatement) =>
    failed === 0 ? 0 : failed / Math.sqrt(Math.max(1, failing) * (failed + passing));
  return (place) => {
    const cached = known.get(place);
    if (cached !== undefined) return cached;
    let score = OUTSIDE;
    for (const at of [place, ...ancestors(place)]) {
      const counted = byRange.get(`${at.node.start},${at.node.end}`);
      if (!counted) continue;
      score = scoreOf(counted);
      break;
    }
    known.set(place, score);
    return score;
  };
}
