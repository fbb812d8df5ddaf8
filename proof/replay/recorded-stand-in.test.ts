import { afterEach, expect, it } from 'vitest';
import type { StandIn } from '../witness/stand-in.ts';
import { createRecordedStandIn } from './recorded-stand-in.ts';

const call = (status: number, body: unknown) => ({
  ...{ method: 'GET', path: '/products/1', status, error: null, took: 5 },
  ...{ headers: { etag: '"v1"' }, body },
});
let standIn: StandIn;
afterEach(() => standIn.close());

async function ask(headers: Record<string, string> = {}): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${await standIn.port()}/products/1`, { headers });
  await answer.text();
  return answer.status;
}

it('says that nothing has changed only to a caller who says what it has', async () => {
  const known = { 'if-none-match': '"v1"' };
  standIn = createRecordedStandIn('shop', [call(200, { id: 1 }), call(304, '')], (text) => text, null);
  expect([await ask(), await ask(), await ask(known)]).toEqual([200, 200, 304]);
});

it('answers nothing that was not recorded in the place of it', async () => {
  standIn = createRecordedStandIn('shop', [call(304, '')], (text) => text, null);
  expect(await ask()).toBe(501);
});
