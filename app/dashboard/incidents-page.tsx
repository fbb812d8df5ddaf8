import type { Incident } from '../../domain/incident.ts';
import type { IncidentStatus } from '../../domain/phases.ts';
import type { HealingState } from '../../store/store.ts';

export interface IncidentsPageProps {
  incidents: Incident[];
  counts: Record<IncidentStatus, number>;
  healing: HealingState;
  /** Base URL of the Temporal Web UI, where a heal can be followed. */
  temporal: { url: string; namespace: string } | null;
  buildSha: string;
}

/** All incidents, newest first. The text of logs is data: JSX escapes it. */
export function IncidentsPage({ incidents, counts, healing, temporal, buildSha }: IncidentsPageProps) {
  return (
    <>
      <PageHeader buildSha={buildSha} />
      <main>
        <dl class="summary">
          <Count name="Detected" value={counts.detected} />
          <Count name="In progress" value={counts.in_progress} />
          <Count name="Resolved" value={counts.resolved} />
          <Count name="Failed" value={counts.failed} />
          <Count name="Healing" value={healing.paused ? 'paused' : 'on'} />
        </dl>
        {healing.paused && (
          <p class="note">
            Healing is paused{healing.reason ? `: ${healing.reason}` : ''}. Heals wait where they are.
          </p>
        )}
        <div class="scroll">
          {incidents.length === 0 ? (
            <p class="empty">No incident. A failing request opens one.</p>
          ) : (
            <table>
              <thead>
                <tr>
                  <th>Incident</th>
                  <th>Severity</th>
                  <th>Fault</th>
                  <th>Phase</th>
                  <th>Status</th>
                  <th class="number">Requests</th>
                  <th class="number">p95</th>
                  <th>Opened</th>
                  <th>Heal</th>
                </tr>
              </thead>
              <tbody>
                {incidents.map((incident) => (
                  <IncidentRow incident={incident} temporal={temporal} />
                ))}
              </tbody>
            </table>
          )}
        </div>
      </main>
    </>
  );
}

/** What is shown while PostgreSQL is away. The page asks again by itself. */
export function StoreAwayPage({ buildSha }: { buildSha: string }) {
  return (
    <>
      <PageHeader buildSha={buildSha} />
      <main>
        <p class="note">
          PostgreSQL does not answer, so there is nothing to show yet. Failing requests are kept and recorded
          later.
        </p>
      </main>
    </>
  );
}

function PageHeader({ buildSha }: { buildSha: string }) {
  return (
    <header>
      <h1>Suture</h1>
      <span class="quiet">
        incidents · release <code>{buildSha.slice(0, 12)}</code>
      </span>
      <span id="connection">connecting</span>
    </header>
  );
}

function Count({ name, value }: { name: string; value: number | string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function IncidentRow({ incident, temporal }: { incident: Incident } & Pick<IncidentsPageProps, 'temporal'>) {
  const { symptoms } = incident;
  return (
    <tr>
      <td>
        <a href={`/developer/incidents/${incident.id}`}>{incident.id}</a>
      </td>
      <td>
        <span class={`badge ${incident.severity}`}>{incident.severity}</span>
      </td>
      <td>
        <code>{incident.error_code}</code>
        <div class="quiet">
          {incident.incident_type} · {incident.route}
        </div>
      </td>
      <td>{words(incident.phase)}</td>
      <td>
        <span class={incident.status}>{words(incident.status)}</span>
      </td>
      <td class="number">{symptoms.affected_requests}</td>
      <td class="number">{symptoms.latency_p95.toFixed(2)} s</td>
      <td>
        <time datetime={incident.timestamp_opened}>{clock(incident.timestamp_opened)}</time>
        {incident.timestamp_resolved && (
          <div class="quiet">resolved {clock(incident.timestamp_resolved)}</div>
        )}
      </td>
      <td>
        {temporal && incident.workflow_id ? (
          <a
            href={`${temporal.url}/namespaces/${encodeURIComponent(temporal.namespace)}/workflows/${encodeURIComponent(incident.workflow_id)}`}
          >
            workflow
          </a>
        ) : (
          <span class="quiet">{incident.workflow_id ?? '–'}</span>
        )}
      </td>
    </tr>
  );
}

function words(name: string): string {
  return name.replaceAll('_', ' ');
}

/** `2026-01-31 14:05:09 UTC` */
function clock(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}
