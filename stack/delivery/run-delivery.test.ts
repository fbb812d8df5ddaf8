import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runDelivery } from './run-delivery.ts';
import { fixtureService } from './testing/fixture-service.ts';

const enough = { CALLBACK_SECRET: 'c2VjcmV0', ORIGIN_REPOSITORY: '/nowhere.git' };
const start = (environment: Record<string, string>) =>
  (async () => runDelivery(environment, [fixtureService], '/nowhere', () => {}))();

it.each([
  [{}, 'Set CALLBACK_SECRET and ORIGIN_REPOSITORY'],
  [{ CALLBACK_SECRET: 'c2VjcmV0' }, 'Set ORIGIN_REPOSITORY'],
  [{ ...enough, HOST: '0.0.0.0' }, 'needs ADMIN_TOKEN'],
  [{ ...enough, DELIVERED_SERVICE: 'other' }, 'DELIVERED_SERVICE must be one of: fixture'],
  [{ ...enough, PORT: 'many' }, 'PORT'],
])('refuses %j and says what to set', async (environment, sentence) => {
  await expect(start(environment)).rejects.toMatchObject({
    type: 'invalid_settings',
    message: expect.stringContaining(sentence),
  });
});

it('gives everything back when it cannot start', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'suture-run-delivery-'));
  const environment = { ...enough, STATE_DIR: folder, DELIVERY_URL: 'http://127.0.0.1:1', PORT: '1' };
  const { createServer } = await import('node:net');
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
  const taken = String((holder.address() as { port: number }).port);
  try {
    for (let turn = 0; turn < 2; turn += 1) {
      // The second turn would say `already_running` if the first had kept the lock.
      await expect(start({ ...environment, PORT: taken })).rejects.toMatchObject({ type: 'port_in_use' });
    }
  } finally {
    holder.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
