import type { ServiceDefinition } from '../../../domain/service-definition.ts';
import type { ListPage, SystemState } from '../../../store/page/page-store.ts';
import { Icon } from '../frame/icons.tsx';
import { incidentPath, INCIDENTS } from '../frame/paths.ts';
import { plural } from '../frame/words.ts';
import type { workflowLink } from '../incident/links.ts';
import { Controls } from './controls.tsx';
import { Filters } from './filters.tsx';
import { IncidentTable } from './incident-table.tsx';
import { isNarrowed, type ListView, listPath } from './list-url.ts';

export interface IncidentsPageProps {
  view: ListView;
  list: ListPage;
  state: SystemState;
  service: ServiceDefinition;
  injection: boolean;
  mayAct: boolean;
  workflows: Parameters<typeof workflowLink>[0];
}

/** What is broken, what is asked of whom, and the list. */
export function IncidentsPage(props: IncidentsPageProps) {
  const { view, list, state, service, workflows } = props;
  return (
    <div class="with-aside">
      <div>
        <h1 class="hidden">Incidents</h1>
        <Verdict list={list} state={state} />
        <section class="panel list" aria-label="List of incidents">
          <Filters view={view} counts={list.counts} service={service} />
          {list.incidents.length > 0 ? (
            <IncidentTable
              incidents={list.incidents}
              service={service}
              workflows={workflows}
              now={state.now}
            />
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

/** The sentence to read first. */
function Verdict({ list: { counts }, state: { open, healing } }: Pick<IncidentsPageProps, 'list' | 'state'>) {
  const broken = counts.detected + counts.in_progress;
  const asking = open.filter(({ phase }) => phase === 'awaiting_approval');
  const stuck = healing.paused && broken > 0;
  const tone = asking.length > 0 || stuck ? 'wait' : broken > 0 ? 'busy' : 'good';
  return (
    <section class={`verdict tone-${tone}`} aria-label="In short">
      <Icon name={asking.length > 0 ? 'ask' : tone} />
      <div>
        <p class="verdict-word">
          {broken === 0 ? 'Nothing is broken.' : `${plural(broken, 'fault is', 'faults are')} open.`}{' '}
          {asking.length > 0
            ? `${plural(asking.length, 'fix waits', 'fixes wait')} for you.`
            : stuck
              ? 'Healing is paused.'
              : 'Nothing is asked of you.'}
        </p>
        <p class="quiet">
          {asking.length > 0 ? (
            <>
              Approve or reject:{' '}
              {asking.map(({ id, faultCode }, index) => (
                <>
                  {index > 0 && ', '}
                  <a href={incidentPath(id)}>
                    {id} {faultCode}
                  </a>
                </>
              ))}
            </>
          ) : broken === 0 ? (
            'No incident is open; a failing request opens one.'
          ) : stuck ? (
            'Heals wait before they begin until someone revives healing.'
          ) : (
            'Each is healed by a workflow of its own; a fix is proven before it is pushed.'
          )}
        </p>
      </div>
    </section>
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
