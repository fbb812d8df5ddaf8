import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { downloadTemporal } from './download-temporal.ts';

let folder: string;
let server: Server | null = null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'suture-download-test-'));
});
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = null;
  rmSync(folder, { recursive: true, force: true });
});

function serve(listener: RequestListener): Promise<string> {
  const listening = createServer(listener);
  server = listening;
  return new Promise((resolve) => {
    listening.listen(0, '127.0.0.1', () => {
      resolve(`http://127.0.0.1:${(listening.address() as AddressInfo).port}`);
    });
  });
}

const options = (service: string) => ({
  folder,
  service,
  say: () => {},
  signal: new AbortController().signal,
});

test('the program is taken out of the archive that the service names', async () => {
  writeFileSync(join(folder, 'temporal-cli'), 'the program');
  execFileSync('tar', ['-czf', join(folder, 'made.tar.gz'), '-C', folder, 'temporal-cli']);
  rmSync(join(folder, 'temporal-cli'));
  const archive = readFileSync(join(folder, 'made.tar.gz'));
  const base = await serve((request, answer) => {
    if (request.url === '/made.tar.gz') return answer.end(archive);
    expect(request.url).toMatch(/^\/cli\/default\?platform=\w+&arch=\w+$/);
    return answer.end(JSON.stringify({ archiveUrl: `${base}/made.tar.gz`, fileToExtract: 'temporal-cli' }));
  });
  expect(readFileSync(await downloadTemporal({ ...options(base), answerMs: 60_000 }), 'utf8')).toBe(
    'the program',
  );
});

test('a service that says no, or talks nonsense, is an error', async () => {
  const refusing = await serve((_, answer) => answer.writeHead(403).end());
  await expect(downloadTemporal(options(refusing))).rejects.toThrow('answered 403');
  server?.close();
  const talking = await serve((_, answer) => answer.end('{"hello":1}'));
  await expect(downloadTemporal(options(talking))).rejects.toThrow();
});

test('a service that never answers is given up', async () => {
  const silent = await serve(() => {});
  await expect(downloadTemporal({ ...options(silent), answerMs: 500 })).rejects.toThrow(/timeout/i);
});
