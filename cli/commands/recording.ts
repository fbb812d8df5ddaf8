import { SutureError } from '../../domain/errors.ts';
import type { CommandContext } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { plain, safeJson } from '../plain-text.ts';
import { recordingLines } from '../views/recording-lines.ts';

/** What was sent of the failing requests of an incident: the one that says most, or with `--json` all that are kept. */
export async function showRecording(id: string, { client, terminal, json }: CommandContext): Promise<number> {
  const { recordings } = await client.recordings(id);
  if (json) {
    terminal.say(safeJson(recordings));
    return EXIT.ok;
  }
  const [first] = recordings;
  if (!first) {
    throw new SutureError('unknown_incident', `Nothing was recorded of ${id}. See: suture show ${id}`, {
      details: { status: 404 },
    });
  }
  for (const line of recordingLines(first)) terminal.say(plain(line));
  if (recordings.length > 1)
    terminal.say(`\n${recordings.length - 1} more: suture recording show ${id} --json`);
  return EXIT.ok;
}
