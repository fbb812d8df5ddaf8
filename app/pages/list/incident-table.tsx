import { healWorkflowId } from '../../../domain/incident.ts';
import type { ListedIncident } from '../../../store/page/page-store.ts';
import { iconOf, STATUS_TONE, toneOf } from '../../briefing/phases.ts';
import { type CurrentState, findFault } from '../../briefing/read-state.ts';
import { notedWait } from '../../briefing/waits.ts';
import { duration, plural, visible, words } from '../../briefing/words.ts';
import { Icon, Severity } from '../frame/icons.tsx';
import { incidentPath } from '../frame/paths.ts';
import { Since } from '../frame/time.tsx';
import { type LinkSettings, workflowLink } from '../incident/links.ts';
import { ProgressTrack } from './progress-track.tsx';

export interface IncidentTableProps {
  incidents: ListedIncident[];
  state: CurrentState;
  links: LinkSettings;
}

/** The incidents of one page. Routes and types are data, which JSX escapes. */
export function IncidentTable({ incidents, ...shared }: IncidentTableProps) {
  return (
    <table class="incidents">
      <caption class="hidden">Incidents, open ones first, then the newest</caption>
      <thead>
        <tr>
          <th scope="col">Incident</th>
          <th scope="col">Phase</th>
          <th scope="col" class="number wide">
            Requests
          </th>
          <th scope="col" class="number wide">
            Age
          </th>
          <th scope="col" class="wide">
            Status
          </th>
        </tr>
      </thead>
      <tbody>
        {incidents.map((incident) => (
          <Row incident={incident} {...shared} />
        ))}
      </tbody>
    </table>
  );
}

function Row({
  incident,
  state,
  links,
}: { incident: ListedIncident } & Omit<IncidentTableProps, 'incidents'>) {
  const { services, now } = state;
  const { id, phase, status } = incident;
  const wait = notedWait(state, id);
  const workflow = workflowLink(links, healWorkflowId(id));
  const title = findFault(services, incident.service, incident.error_code)?.title;
  return (
    <tr id={id} class="incident" data-phase={phase}>
      <th scope="row">
        <a class="title" href={incidentPath(id)}>
          {title ?? visible(words(incident.incident_type))}
        </a>
        <span class="facts">
          <Severity severity={incident.severity} />
          <span>{id}</span>
          {services.length > 1 && <span>{visible(incident.service)}</span>}
          <span>{visible(incident.incident_type)}</span>
          <code>{visible(incident.route)}</code>
          <span class="narrow">
            {plural(incident.affectedRequests, 'request')} · <Age incident={incident} now={now} />
          </span>
        </span>
      </th>
      <td>
        <span class={`phase tone-${wait ? 'wait' : toneOf(phase)}`}>
          <Icon name={wait?.kind === 'person' ? 'ask' : iconOf(phase)} />
          <span class="phase-word">{words(phase)}</span>
          <span class="quiet">
            <PhaseTime incident={incident} now={now} />
          </span>
        </span>
        {wait && <span class="waits-for quiet">waits for {visible(wait.on)}</span>}
        <ProgressTrack phase={phase} before={incident.phaseBefore} />
      </td>
      <td class="number wide">{incident.affectedRequests.toLocaleString('en')}</td>
      <td class="number wide">
        <Age incident={incident} now={now} />
      </td>
      <td class="wide">
        <span class={`chip tone-${STATUS_TONE[status]}`}>{words(status)}</span>
        {workflow && (
          <a class="workflow" href={workflow.href}>
            workflow<span class="hidden"> of {id}</span> <Icon name="out" />
          </a>
        )}
      </td>
    </tr>
  );
}

/** Since it was opened. */
function Age({ incident: { openedAt }, now }: { incident: ListedIncident; now: string }) {
  return <Since at={openedAt} now={now} />;
}

/** How long it has been in its phase; for an ended one, how long it took until then. */
function PhaseTime({ incident, now }: { incident: ListedIncident; now: string }) {
  const { endedAt, openedAt, phaseSince } = incident;
  if (endedAt === null) return <Since at={phaseSince} now={now} />;
  return <>after {duration(Date.parse(endedAt) - Date.parse(openedAt))}</>;
}
