import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { waitForFirstRelease } from './first-release.ts';

let close = () => {};
afterEach(() => close());

/** Pages of a delivery that answer these in turn, the last one from then on. */
async function startPages(...answers: unknown[]): Promise<string> {
  const server = createServer((_, response) => {
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    response.end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  close = () => {
    server.close();
    server.closeAllConnections();
  };
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const { signal } = new AbortController();
const said: string[] = [];
afterEach(() => void said.splice(0));
const wait = (pages: string, stop: AbortSignal = signal) =>
  waitForFirstRelease({
    pages,
    folder: '/state/services/demo',
    say: (text) => said.push(text),
    signal: stop,
  });

const run = (status: string, detail = '') => ({ id: '000001-abcdefa', status, detail });

test('resolves once a release is live', async () => {
  const pages = await startPages(
    { live: null, last_run: null },
    { live: null, last_run: run('running') },
    { live: 'a'.repeat(40), last_run: run('success') },
  );
  await expect(wait(pages)).resolves.toBeUndefined();
});

test('throws with the output of the run that failed, and names where all of it is', async () => {
  const pages = await startPages(
    { live: null, last_run: run('running') },
    { live: null, last_run: run('failure', 'check failed. src/x.ts(1,1): error TS2322') },
  );
  await expect(wait(pages)).rejects.toMatchObject({
    type: 'release_failed',
    message: `The first release of the demonstration failed.\ncheck failed. src/x.ts(1,1): error TS2322\nThe whole log: /state/services/demo/delivery/runs/000001-abcdefa.log`,
  });
});

test('keeps a release that is live while a newer head fails', async () => {
  const pages = await startPages({ live: 'a'.repeat(40), last_run: run('failure', 'check failed') });
  await expect(wait(pages)).resolves.toBeUndefined();
});

test('ends when the start is stopped', async () => {
  const pages = await startPages({ live: null, last_run: null });
  const stop = new AbortController();
  const waiting = wait(pages, stop.signal);
  stop.abort();
  await expect(waiting).rejects.toMatchObject({ type: 'interrupted' });
});

test('prints at once, and once, that a release which was live before does not start, with the end of its log', async () => {
  const lines = Array.from({ length: 50 }, (_, index) => `line ${index}`).join('\n');
  const problem = { sha: 'abcdefa'.padEnd(40, '0'), message: `start failed. It ended with 1.\n${lines}` };
  const before = { live: null, last_run: run('success'), problem };
  const pages = await startPages(before, before, { live: 'a'.repeat(40), last_run: run('success') });
  await wait(pages);
  expect(said).toHaveLength(1);
  expect(said[0]).toMatch(
    /^Release abcdefa of the demonstration does not start, and is started again: start failed\. It ended with 1\.\n…\nline 30\n/,
  );
  expect(said[0]).toMatch(/line 49\nThe whole log is in \/state\/services\/demo\/delivery\/logs$/);
});

test('prints why a run is tried again', async () => {
  const away = run('interrupted', 'migrate failed. PostgreSQL does not answer.');
  const pages = await startPages(
    { live: null, last_run: away },
    { live: 'a'.repeat(40), last_run: run('success') },
  );
  await wait(pages);
  expect(said).toEqual([
    'The first release is tried again. migrate failed. PostgreSQL does not answer.\nThe whole log: /state/services/demo/delivery/runs/000001-abcdefa.log',
  ]);
});
