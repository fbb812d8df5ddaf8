import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { askLiveBuild } from './ask-live-build.ts';

let server: Server | null = null;
afterEach(() => void server?.close());

/** A service that answers this at `/version`. */
async function serve(answer: unknown): Promise<string> {
  const made = createServer(({ url }, response) => {
    response.statusCode = url === '/version' ? 200 : 404;
    response.end(JSON.stringify(answer));
  });
  server = made;
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(made.address() as AddressInfo).port}`;
}

it('asks at the path, and reads the field, that the definition names', async () => {
  const url = await serve({ commit: 'abc', build_sha: 'def' });
  expect(await askLiveBuild({ url, release: { path: '/version', field: 'commit' } })).toBe('abc');
  expect(await askLiveBuild({ url, release: { path: '/version', field: 'build_sha' } })).toBe('def');
});

it('answers null for a service that does not report its commit', async () => {
  const url = await serve({ commit: 7 });
  expect(await askLiveBuild({ url, release: null })).toBeNull();
  expect(await askLiveBuild({ url, release: { path: '/version', field: 'commit' } })).toBeNull();
  expect(await askLiveBuild({ url, release: { path: '/version', field: 'absent' } })).toBeNull();
  expect(await askLiveBuild({ url, release: { path: '/absent', field: 'commit' } })).toBeNull();
});
