import type { ListPage } from '../../../store/page/page-store.ts';
import type { CurrentState } from '../../briefing/read-state.ts';
import { Icon } from '../frame/icons.tsx';
import { INCIDENTS } from '../frame/paths.ts';
import type { LinkSettings } from '../incident/links.ts';
import { Controls } from './controls.tsx';
import { Filters } from './filters.tsx';
import { IncidentTable } from './incident-table.tsx';
import { isNarrowed, type ListView, listPath } from './list-url.ts';
import { Verdict } from './verdict.tsx';
import { Waits } from './waits.tsx';

export interface IncidentsPageProps {
  view: ListView;
  list: ListPage;
  state: CurrentState;
  mayAct: boolean;
  links: LinkSettings;
}

/** What is broken, what you have to do, and the list. */
export function IncidentsPage(props: IncidentsPageProps) {
  const { view, list, state, links } = props;
  return (
    <div class="with-aside">
      <div>
        <h1 class="hidden">Incidents</h1>
        <Verdict counts={list.counts} state={state} />
        <Waits state={state} />
        <section class="panel list" aria-label="List of incidents">
          <Filters view={view} counts={list.counts} services={state.services} />
          {list.incidents.length > 0 ? (
            <IncidentTable incidents={list.incidents} state={state} links={links} />
          ) : (
            <Empty view={view} list={list} />
          )}
          <Pager view={view} list={list} />
        </section>
      </div>
      <Controls {...props} />
    </div>
  );
}

function Empty({ view, list: { counts } }: Pick<IncidentsPageProps, 'view' | 'list'>) {
  if (view.below !== undefined || view.above !== undefined) {
    const first = listPath({ ...view, below: undefined, above: undefined });
    return (
      <p class="empty">
        No incident on this page any more. <a href={first}>Back to the first page</a>
      </p>
    );
  }
  const some = Object.values(counts).some((count) => count > 0);
  if (isNarrowed(view) && some) {
    return (
      <p class="empty">
        No incident matches. <a href={INCIDENTS}>Show all</a>
      </p>
    );
  }
  return (
    <p class="empty">
      <strong>No incident.</strong> A failing request opens one; trigger a fault to see a heal.
    </p>
  );
}

function Pager({ view, list: { above, below } }: Pick<IncidentsPageProps, 'view' | 'list'>) {
  if (above === null && below === null) return null;
  const at = (place: { above?: number; below?: number }) =>
    listPath({ ...view, above: undefined, below: undefined, ...place });
  return (
    <nav class="pager" aria-label="Pages of the list">
      {above !== null && (
        <a id="previous-page" rel="prev" href={at({ above })}>
          <Icon name="back" /> Newer
        </a>
      )}
      {below !== null && (
        <a id="next-page" rel="next" href={at({ below })}>
          Older <Icon name="forward" />
        </a>
      )}
    </nav>
  );
}
