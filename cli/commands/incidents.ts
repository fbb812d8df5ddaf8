import type { IncidentStatus } from '../../domain/phases.ts';
import type { CommandContext } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { safeJson } from '../plain-text.ts';
import { incidentRows } from '../views/incident-rows.ts';
import { waitLines } from '../views/wait-lines.ts';

export interface IncidentsOptions {
  status?: IncidentStatus;
  fault?: string;
  limit: number;
}

/** The newest incidents, newest first. */
export async function incidents(options: IncidentsOptions, context: CommandContext): Promise<number> {
  const { client, terminal, json } = context;
  const { incidents: all, waits } = await client.overview();
  const found = all
    .filter(({ status }) => !options.status || status === options.status)
    .filter(({ error_code }) => !options.fault || error_code.includes(options.fault.toUpperCase()))
    .slice(0, options.limit);
  if (json) terminal.say(safeJson(found));
  else if (found.length === 0) terminal.say(all.length === 0 ? 'No incident.' : 'No incident like that.');
  else {
    for (const line of incidentRows(found, terminal)) terminal.say(line);
    for (const line of waitLines(waits, terminal.colours)) terminal.say(line);
  }
  return EXIT.ok;
}
