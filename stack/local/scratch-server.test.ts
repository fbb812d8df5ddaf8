import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { expect, it } from 'vitest';
import { startScratchServer } from './scratch-server.ts';

async function ask(url: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query('select 1 as one')).rows;
  } finally {
    await client.end();
  }
}

it('starts a PostgreSQL that ends with its use, and a second one beside it in a folder that is removed', async () => {
  const root = await mkdtemp(join(tmpdir(), 'suture-scratch-'));
  const options = {
    folder: join(root, 'postgres'),
    password: 'of-the-test',
    environment: process.env,
    signal: new AbortController().signal,
  };
  try {
    const first = await startScratchServer(options);
    const second = await startScratchServer(options);
    expect([await ask(first.url), await ask(second.url)]).toEqual([[{ one: 1 }], [{ one: 1 }]]);
    await second.stop();
    await first.stop();
    await expect(ask(first.url)).rejects.toThrow('ECONNREFUSED');
    expect(await readdir(root)).toEqual(['postgres']);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});
