import { expect, it } from 'vitest';
import type { RecordedRequest } from '../../../domain/recording.ts';
import type { Asking, NearAnswer } from './ask-in-turn.ts';
import { codeWords } from './code-words.ts';
import { elsewhere, failsElsewhere, leavesElsewhere } from './elsewhere.ts';

const words = codeWords([
  {
    path: 'service.ts',
    text: "if (path === '/search') find(url.searchParams.get('word')); if (/^\\/tags\\/(\\w+)$/.test(path)) list();",
  },
]);
const failing: RecordedRequest = {
  ...{ method: 'POST', path: '/notes', headers: {} },
  body: { text: 'the constructor of trust' },
};
/** A service that answers each address with a status. */
const answering = (statusOf: (path: string) => number) =>
  ({
    ask: async ({ path }: RecordedRequest) => ({ status: statusOf(path) }) as NearAnswer,
  }) as never as Asking;

it('asks other addresses for a name of the failing request that every object has', () => {
  const paths = elsewhere(failing, words).map(({ look, twin }) => [look.path, twin.path]);
  expect(paths).toContainEqual(['/search?word=constructor', '/search?word=dpotusvdups']);
  expect(paths).toContainEqual(['/tags/constructor', '/tags/dpotusvdups']);
});

it('asks addresses that the code names with their method', () => {
  const text = "if (target === 'GET /find') send(query.get('q')); if (target === 'POST /notes') add();";
  const paths = elsewhere(failing, codeWords([{ path: 'service.ts', text }])).map(({ look }) => look.path);
  expect(paths).toContain('/find?q=constructor');
  expect(paths.filter((path) => path.startsWith('/notes'))).toEqual([]);
});

it('keeps what fails with that text alone', async () => {
  const fails = answering((path) =>
    path === '/search?word=constructor' ? 500 : path.startsWith('/tags') ? 503 : 200,
  );
  expect((await failsElsewhere(fails, failing, words)).map(({ path }) => path)).toEqual([
    '/search?word=constructor',
  ]);
});

it('names one that still fails after the change, and says nothing where none does', async () => {
  const look = { method: 'GET', path: '/search?word=constructor', headers: {} };
  expect(
    await leavesElsewhere(
      answering(() => 500),
      [look],
    ),
  ).toEqual(['leaves GET /search?word=constructor as it is, which is answered with 500 for the same text']);
  expect(
    await leavesElsewhere(
      answering(() => 200),
      [look],
    ),
  ).toEqual([]);
});
