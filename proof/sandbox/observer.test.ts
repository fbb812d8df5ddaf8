import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Observer, openObserver } from './observer.ts';

let folder: string;
let observer: Observer;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'observer-'));
  observer = await openObserver(join(folder, 'report.sock'));
});
afterEach(async () => {
  await observer.close();
  await rm(folder, { recursive: true, force: true });
});

it('hands signatures to a service that reports only after it takes connections', async () => {
  const accepted = observer.accept([{ of: 'head.claims', within: false, signature: 'abc' }]);
  const service = connect(observer.socket);
  service.write('{"service":true}\n');
  const [asked] = await once(service.setEncoding('utf8'), 'data');
  await accepted;
  expect(asked).toBe('accept [{"of":"head.claims","within":false,"signature":"abc"}]\n');
  service.destroy();
});

it('waits for nobody where no signature came', async () => {
  await observer.accept([]);
  expect(observer.report().broken).toBeNull();
});
