import { SutureError } from '../../../domain/errors.ts';
import type { Transcript } from '../../../domain/ports/fix-provider.ts';
import { Entry } from './entries.ts';

/** Each time another worker has written meanwhile; more than a few is a storm of workers that must not be fed. */
const TRIES = 5;

/**
 * Adds an entry to a transcript. Where another worker has written at its position meanwhile, what was paid is not lost: an
 * answer counts when the other one had only trouble, and else at least its cost is kept.
 * @returns the entries from `position` on, which end with this one
 * @throws SutureError `conversation_taken` (retryable) when the conversation continues otherwise
 */
export async function appendPaid(transcript: Transcript, position: number, entry: Entry): Promise<Entry[]> {
  let between: Entry[] = [];
  let written = entry;
  for (let turn = 1; ; turn += 1) {
    try {
      await transcript.append(position + between.length, written);
      break;
    } catch (error) {
      if (!isTaken(error) || !entry.usage || turn === TRIES) throw error;
      between = (await transcript.load()).slice(position).map((each) => Entry.parse(each));
      if (between.some(({ kind }) => kind !== 'trouble')) written = lost(entry);
    }
  }
  if (written === entry) return [...between, entry];
  throw new SutureError('conversation_taken', 'Another worker has continued this conversation.', {
    retryable: true,
    benign: true,
  });
}

/** What is left of an answer that nobody waits for any more: its cost. */
function lost({ usage, ms }: Entry): Entry {
  const message = 'The answer came after another worker had continued the conversation.';
  return { kind: 'trouble', content: { type: 'conversation_taken', message, retryAfterMs: 0 }, usage, ms };
}

function isTaken(error: unknown): boolean {
  return error instanceof SutureError && error.type === 'conversation_taken';
}
