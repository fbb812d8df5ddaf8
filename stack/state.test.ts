import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { redisProcess } from './servers/redis.ts';
import { closeTemporalDatabase, openStateFolder, readSecrets } from './state.ts';

const root = mkdtempSync(join(tmpdir(), 'suture-state-'));
afterEach(() => rmSync(root, { recursive: true, force: true }));
const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

test('leaves the state folder, also one from before, to its owner', () => {
  const folder = join(root, 'state');
  for (const each of ['', 'logs', 'services', 'redis', 'origin.git']) {
    mkdirSync(join(folder, each), { recursive: true });
    chmodSync(join(folder, each), 0o755);
  }
  writeFileSync(join(folder, 'temporal.db'), '', { mode: 0o644 });
  const state = openStateFolder(folder);
  const closed = [state.logs, state.services, state.redis, state.spool, state.origin];
  expect(closed.map(modeOf)).toEqual(['700', '700', '700', '700', '700']);
  expect(modeOf(state.temporalDatabase)).toBe('600');
  expect(modeOf(folder)).toBe(process.getuid?.() === 0 ? '711' : '700');
  readSecrets(state);
  expect(modeOf(join(folder, 'secrets.json'))).toBe('600');
});

test("closes Temporal's database and what stands beside it once the server has made them", () => {
  const state = openStateFolder(join(root, 'made'));
  const files = ['', '-wal', '-shm'].map((end) => state.temporalDatabase + end);
  for (const file of files) writeFileSync(file, '', { mode: 0o644 });
  closeTemporalDatabase(state);
  expect(files.map(modeOf)).toEqual(['600', '600', '600']);
});

test('gives Redis a password that stands in a closed file and not on its command line', () => {
  const folder = join(root, 'redis');
  const { spec, url } = redisProcess({
    ...{ program: 'valkey-server', folder, port: 6379, durable: true },
    password: 'a-password',
    environment: {},
  });
  expect(url).toBe('redis://:a-password@127.0.0.1:6379');
  expect(spec.command.join(' ')).not.toContain('a-password');
  expect(modeOf(join(folder, 'redis.conf'))).toBe('600');
});
