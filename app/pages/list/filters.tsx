import { IncidentStatus } from '../../../domain/phases.ts';
import type { ServiceRecord } from '../../../domain/service.ts';
import { Severity } from '../../../domain/service-definition.ts';
import { declaredFaults } from '../../briefing/read-state.ts';
import { words } from '../../briefing/words.ts';
import { Icon } from '../frame/icons.tsx';
import { INCIDENTS } from '../frame/paths.ts';
import { fromTheTop, isNarrowed, type ListView, listPath } from './list-url.ts';

export interface FiltersProps {
  view: ListView;
  counts: Record<IncidentStatus, number>;
  services: ServiceRecord[];
}

/** The tabs by status, and the form that narrows the list. All of it is in the URL. */
export function Filters({ view, counts, services }: FiltersProps) {
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const top = fromTheTop(view);
  const codes = declaredFaults(services).map(({ fault }) => fault.code);
  return (
    <>
      <nav class="tabs" aria-label="Incidents by status">
        <Tab name="all" count={all} view={{ ...top, status: undefined }} here={view.status === undefined} />
        {IncidentStatus.options.map((status) => (
          <Tab name={status} count={counts[status]} view={{ ...top, status }} here={view.status === status} />
        ))}
      </nav>
      <search aria-label="Incidents">
        <form class="filters" method="get" action={INCIDENTS}>
          {view.status && <input type="hidden" name="status" value={view.status} />}
          <label class="search">
            <span class="hidden">Search by id, fault, type or route</span>
            <Icon name="search" />
            <input
              id="search"
              type="search"
              name="q"
              value={view.q ?? ''}
              placeholder="Search id, fault, type, route"
              autocomplete="off"
              spellcheck={false}
            />
          </label>
          <Choice name="severity" all="Any severity" options={Severity.options} chosen={view.severity} />
          {(services.length > 1 || view.service !== undefined) && (
            <Choice
              name="service"
              all="Any service"
              options={services.map(({ name }) => name)}
              chosen={view.service}
            />
          )}
          <Choice name="fault" all="Any fault" options={[...new Set(codes)]} chosen={view.fault} />
          <button type="submit" class="button">
            Apply
          </button>
          {isNarrowed(fromTheTop({ ...view, status: undefined })) && (
            <a href={listPath({ status: view.status })}>Clear</a>
          )}
        </form>
      </search>
    </>
  );
}

function Tab({ name, count, view, here }: { name: string; count: number; view: ListView; here: boolean }) {
  return (
    <a href={listPath(view)} {...(here && { 'aria-current': 'page' as const })}>
      <span class="tab-name">{words(name)}</span> <span class="count">{count.toLocaleString('en')}</span>
    </a>
  );
}

interface ChoiceProps {
  name: string;
  all: string;
  options: readonly string[];
  chosen: string | undefined;
}

function Choice({ name, all, options, chosen }: ChoiceProps) {
  // A fault or service that was removed may still have incidents.
  const known = chosen === undefined || options.includes(chosen) ? options : [...options, chosen];
  return (
    <label>
      <span class="hidden">{name}</span>
      <select name={name}>
        <option value="">{all}</option>
        {known.map((option) => (
          <option value={option} selected={option === chosen}>
            {option}
          </option>
        ))}
      </select>
    </label>
  );
}
