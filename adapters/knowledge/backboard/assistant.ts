import type { Backboard } from './client.ts';

/** The assistant's name where none is given by its id. */
const ASSISTANT_NAME = 'Suture';

const PAGE = 100;

/**
 * The id of the assistant that holds Suture's memories, by its name; created if it does not exist. Workers that start
 * at once may each make one; all of them then take the oldest.
 */
export async function findAssistant(backboard: Backboard): Promise<string> {
  const found = await oldest(backboard);
  if (found) return found;
  const made = await backboard.ask((client) =>
    client.createAssistant({
      name: ASSISTANT_NAME,
      description: 'Keeps the runbooks of a service and the fixes that held in production.',
    }),
  );
  return (await oldest(backboard)) ?? made.assistantId;
}

async function oldest(backboard: Backboard): Promise<string | null> {
  const named: { id: string; at: number }[] = [];
  for (let skip = 0; ; skip += PAGE) {
    const page = await backboard.ask((client) => client.listAssistants({ skip, limit: PAGE }));
    for (const { assistantId, name, createdAt } of page) {
      if (name === ASSISTANT_NAME) named.push({ id: assistantId, at: createdAt.getTime() });
    }
    if (page.length < PAGE) break;
  }
  named.sort((one, other) => one.at - other.at || (one.id < other.id ? -1 : 1));
  return named[0]?.id ?? null;
}
