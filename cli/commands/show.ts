import { SutureError } from '../../domain/errors.ts';
import type { CommandContext } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { plain, safeJson } from '../plain-text.ts';
import { incidentStory } from '../views/incident-story.ts';

export interface ShowOptions {
  /** Only the change of its fix, as `git apply` reads it. */
  patch: boolean;
}

/** One incident with all that hangs on it. */
export async function show(
  id: string,
  { patch }: ShowOptions,
  { client, terminal, json }: CommandContext,
): Promise<number> {
  const detail = await client.incident(id);
  if (patch) {
    const { fix, diff } = detail;
    if (!fix || !diff) {
      throw new SutureError('unknown_candidate', `${id} has no proven fix. See: suture show ${id}`, {
        details: { status: 409 },
      });
    }
    if (json) terminal.say(safeJson({ incident_id: id, patch: diff }));
    else terminal.say((terminal.isWatched ? plain(diff) : diff).replace(/\n$/, ''));
    return EXIT.ok;
  }
  if (json) terminal.say(safeJson(detail));
  else for (const line of incidentStory(detail, terminal, client.base)) terminal.say(line);
  return EXIT.ok;
}
