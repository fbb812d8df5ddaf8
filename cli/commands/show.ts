import type { CommandContext } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { safeJson } from '../plain-text.ts';
import { incidentStory } from '../views/incident-story.ts';

/** One incident with all that hangs on it. */
export async function show(id: string, { client, terminal, json }: CommandContext): Promise<number> {
  const detail = await client.incident(id);
  if (json) terminal.say(safeJson(detail));
  else for (const line of incidentStory(detail, terminal, client.base)) terminal.say(line);
  return EXIT.ok;
}
