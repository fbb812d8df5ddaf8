import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { CommandContext } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { safeJson } from '../plain-text.ts';

/** Where recordings lie in the repository of a service. */
export const RECORDINGS = '.suture/recordings';

export interface ExportOptions {
  /** A folder. */
  to: string;
}

/** Writes the recording that says most of each incident, for `suture replay`. */
export async function exportRecordings(
  ids: string[],
  { to }: ExportOptions,
  { client, terminal, json }: CommandContext,
): Promise<number> {
  const folder = resolve(to);
  const chosen =
    ids.length > 0
      ? ids
      : (await client.overview()).incidents.filter(({ status }) => status === 'resolved').map(({ id }) => id);
  const written: string[] = [];
  for (const id of chosen) {
    const { recordings } = await client.recordings(id);
    const found = recordings.find(({ request }) => request) ?? null;
    if (!found) {
      terminal.note(`${id} has no recording with a request; nothing is written of it.`);
      continue;
    }
    mkdirSync(folder, { recursive: true });
    const file = join(folder, `${id}.json`);
    writeFileSync(file, `${JSON.stringify(found, null, 2)}\n`);
    written.push(file);
  }
  if (json) terminal.say(safeJson({ written }));
  else {
    const count = written.length === 1 ? 'One recording is' : `${written.length} recordings are`;
    terminal.say(`${count} in ${folder}. Commit them, and run in CI: suture replay`);
  }
  return EXIT.ok;
}
