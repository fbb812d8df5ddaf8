import type { StoreContext } from '../context.ts';
import { deletedIncident } from './deleted-incident.ts';
import { healStatistics } from './heal-statistics.ts';
import { beat } from './heartbeats.ts';
import { listPage } from './list-page.ts';
import { occurrenceHistory } from './occurrence-history.ts';
import type { PageStore } from './page-store.ts';
import { recordRollout } from './rollouts.ts';
import { systemState } from './system-state.ts';

type Bind = <Args extends unknown[], Result>(
  verb: (context: StoreContext, ...args: Args) => Promise<Result>,
) => (...args: Args) => Promise<Result>;

/** The verbs behind the pages, each made ready to be called by `bound`. */
export function pageVerbs(bound: Bind): PageStore {
  return {
    listPage: bound(listPage),
    systemState: bound(systemState),
    deletedIncident: bound(deletedIncident),
    occurrenceHistory: bound(occurrenceHistory),
    healStatistics: bound(healStatistics),
    recordRollout: bound(recordRollout),
    beat: bound(beat),
  };
}
