import { firstWords } from '../../../domain/cut-words.ts';
import type { Conversation } from '../../../store/store.ts';
import { duration, plural, visible, words } from '../../briefing/words.ts';
import { Verbatim } from './section.tsx';

/** Characters of one entry that are shown; files and proofs stand elsewhere on the page. */
const LONGEST = 6_000;

/** The conversation of Suture with the models of a round, and its cost. */
export function Conversations({ conversations }: { conversations: Conversation[] }) {
  return (
    <>
      {conversations.map(({ provider, turns, seconds, usage, transcript }) => (
        <details class="others">
          <summary>
            Conversation with {visible(provider)}: {plural(turns, 'answer')}, {duration(seconds * 1_000)},{' '}
            {tokens(usage)}
          </summary>
          <ol>
            {transcript.map(({ kind, content, ms }) => (
              <li>
                <p>
                  {visible(words(kind))} <span class="quiet">{duration(ms)}</span>
                </p>
                <Verbatim label={visible(words(kind))} text={textOf(content)} />
              </li>
            ))}
          </ol>
        </details>
      ))}
    </>
  );
}

function tokens({ inputTokens, outputTokens, costUsd }: Conversation['usage']): string {
  return `${(inputTokens + outputTokens).toLocaleString('en')} tokens, $${costUsd.toFixed(4)}`;
}

/** Line ends within texts are shown as such: they hold prose and code. */
function textOf(content: Record<string, unknown>): string {
  const text = visible(JSON.stringify(content, null, 2).replaceAll('\\n', '\n'));
  return firstWords(text, LONGEST);
}
