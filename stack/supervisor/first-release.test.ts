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

const run = (status: string, detail = '') => ({ id: '000001-abcdefa', status, detail });
const { signal } = new AbortController();

test('resolves once a release is live', async () => {
  const pages = await startPages(
    { live: null, last_run: null },
    { live: null, last_run: run('running') },
    { live: 'a'.repeat(40), last_run: run('success') },
  );
  await expect(waitForFirstRelease(pages, signal)).resolves.toBeUndefined();
});

test('throws with the output of the run that failed, and names where all of it is', async () => {
  const pages = await startPages(
    { live: null, last_run: run('running') },
    { live: null, last_run: run('failure', 'check failed. src/x.ts(1,1): error TS2322') },
  );
  await expect(waitForFirstRelease(pages, signal)).rejects.toMatchObject({
    type: 'release_failed',
    message: `The first release of the demonstration failed.\ncheck failed. src/x.ts(1,1): error TS2322\nAll of its output: ${pages}/runs/000001-abcdefa`,
  });
});

test('keeps a release that is live while a newer head fails', async () => {
  const pages = await startPages({ live: 'a'.repeat(40), last_run: run('failure', 'check failed') });
  await expect(waitForFirstRelease(pages, signal)).resolves.toBeUndefined();
});

test('ends when the start is stopped', async () => {
  const pages = await startPages({ live: null, last_run: null });
  const stop = new AbortController();
  const waiting = waitForFirstRelease(pages, stop.signal);
  stop.abort();
  await expect(waiting).rejects.toMatchObject({ type: 'interrupted' });
});
