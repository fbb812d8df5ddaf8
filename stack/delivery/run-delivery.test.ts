import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { deliveryVariables } from '../plain-variables.ts';
import { runDelivery } from './run-delivery.ts';

const enough = {
  CALLBACK_SECRET: 'c2VjcmV0',
  DELIVERED_SERVICE: 'shop',
  DELIVERED_REPOSITORY: '/nowhere.git',
};
const start = (environment: Record<string, string>) => (async () => runDelivery(environment, () => {}))();

it.each([
  [{ ...enough, CALLBACK_SECRET: '' }, 'Set CALLBACK_SECRET'],
  [{ CALLBACK_SECRET: 'c2VjcmV0' }, 'DELIVERED_SERVICE: '],
  [{ ...enough, DELIVERED_REPOSITORY: '' }, 'DELIVERED_REPOSITORY: '],
  [{ ...enough, DELIVERY_URL: 'nowhere' }, 'DELIVERY_URL: '],
  [{ ...enough, PORT: 'many' }, 'PORT'],
])('rejects %j and names what to set', async (environment, sentence) => {
  await expect(start(environment)).rejects.toMatchObject({
    type: 'invalid_settings',
    message: expect.stringContaining(sentence),
  });
});

it('releases its lock when it cannot start', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'suture-run-delivery-'));
  const environment = { ...enough, STATE_DIR: folder, DELIVERY_URL: 'http://127.0.0.1:1', PORT: '1' };
  const { createServer } = await import('node:net');
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
  const taken = String((holder.address() as { port: number }).port);
  try {
    for (let turn = 0; turn < 2; turn += 1) {
      // The second turn would throw `already_running` if the first had kept the lock.
      await expect(start({ ...environment, PORT: taken })).rejects.toMatchObject({ type: 'port_in_use' });
    }
  } finally {
    holder.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

it('takes over of an environment only what a delivery needs', () => {
  const secrets = { ADMIN_TOKEN: 'a', DATABASE_URL: 'b', INGEST_SECRET: 'c', RELEASE_DATABASE_URL: 'd' };
  expect(deliveryVariables({ PATH: '/bin', HTTPS_PROXY: 'e', ...secrets })).toEqual({
    PATH: '/bin',
    HTTPS_PROXY: 'e',
  });
});
