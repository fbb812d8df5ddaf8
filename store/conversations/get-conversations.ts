import type { Usage } from '../../domain/fix.ts';
import type { TranscriptEntry } from '../../domain/ports/fix-provider.ts';
import type { StoreContext } from '../context.ts';
import type { Conversation } from '../model.ts';

/** The conversations of an incident over all its heal runs, oldest first, with what each has cost so far. */
export async function getConversations({ db }: StoreContext, incidentId: string): Promise<Conversation[]> {
  const rows = await db
    .selectFrom('conversation_entries')
    .selectAll()
    .where('incident_id', '=', incidentId)
    .orderBy('heal_run')
    .orderBy('attempt')
    .orderBy('provider')
    .orderBy('position')
    .execute();
  const found: Conversation[] = [];
  for (const { heal_run: healRun, attempt, provider, kind, content, usage, ms, at } of rows) {
    let last = found.at(-1);
    if (last?.healRun !== healRun || last.attempt !== attempt || last.provider !== provider) {
      const nothing: Usage = {
        inputTokens: 0,
        outputTokens: 0,
        cacheReadTokens: 0,
        cacheWriteTokens: 0,
        costUsd: 0,
      };
      last = { healRun, attempt, provider, turns: 0, seconds: 0, usage: nothing, transcript: [] };
      found.push(last);
    }
    const entry: TranscriptEntry = { kind, content, usage, ms };
    last.transcript.push({ ...entry, at: at.toISOString() });
    last.turns += kind === 'answer' ? 1 : 0;
    last.seconds += ms / 1000;
    if (usage) last.usage = plus(last.usage, usage);
  }
  return found;
}

function plus(a: Usage, b: Usage): Usage {
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    cacheReadTokens: (a.cacheReadTokens ?? 0) + (b.cacheReadTokens ?? 0),
    cacheWriteTokens: (a.cacheWriteTokens ?? 0) + (b.cacheWriteTokens ?? 0),
    costUsd: a.costUsd + b.costUsd,
  };
}
