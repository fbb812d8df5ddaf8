import type { Incident } from '../../domain/incident.ts';
import { isTerminal } from '../../domain/phases.ts';
import { oneLine } from '../plain-text.ts';
import type { Terminal } from '../terminal.ts';
import { type Cell, table } from './table.ts';
import { span, tint, words } from './words.ts';

/** Incidents as a table, with a header. */
export function incidentRows(
  incidents: Incident[],
  { colours, width }: Terminal,
  now = Date.now(),
): string[] {
  const header = ['INCIDENT', 'SEVERITY', 'PHASE', 'REQUESTS', 'AGE', 'FAULT', 'ROUTE'].map(
    (text): Cell => ({ text, paint: colours.dim }),
  );
  const rows = incidents.map((incident): Cell[] => [
    { text: incident.id, paint: colours.bold },
    { text: incident.severity, paint: tint(colours, incident.severity) },
    { text: words(incident.phase), paint: tint(colours, incident.phase) },
    { text: String(incident.symptoms.affected_requests).padStart(8) },
    { text: age(incident, now) },
    { text: oneLine(incident.error_code) },
    { text: oneLine(incident.route), paint: colours.dim },
  ]);
  return table([header, ...rows], width);
}

/** How long it has been open, or how long it was. */
function age({ timestamp_opened, timestamp_resolved, phase }: Incident, now: number): string {
  const since = Date.parse(timestamp_opened);
  if (timestamp_resolved) return `took ${span(Date.parse(timestamp_resolved) - since)}`;
  return isTerminal(phase) ? `${span(now - since)} ago` : span(now - since);
}
