import { curlOf } from '../../domain/curl.ts';
import { SutureError } from '../../domain/errors.ts';
import { sendTo, UNKNOWN_ADDRESS } from '../../domain/send-to.ts';
import type { Client, Detail } from '../client.ts';
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
  else for (const line of incidentStory(detail, terminal, await againBy(detail, client))) terminal.say(line);
  return EXIT.ok;
}

/** The failing request as a command, to the service itself; null: there is none. */
async function againBy({ incident, evidence }: Detail, client: Client): Promise<string | null> {
  const request = evidence?.request;
  if (!request) return null;
  const { services } = await client.services();
  const service = services.find(({ name }) => name === incident.service);
  const known = { suture: client.base, url: service?.url, address: service?.signs.address };
  return curlOf(request, sendTo(request.path, known) ?? UNKNOWN_ADDRESS);
}
