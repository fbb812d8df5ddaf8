import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { connectTo, type PostgresWitness, startPostgresWitness } from './postgres.ts';

const admin = new pg.Client({ connectionString: inject('databaseUrl') });
const { user = '', password = '', database = '' } = admin;
const server = { host: admin.host, port: admin.port };

let folder: string;
let witness: PostgresWitness;
let client: pg.Client;

beforeEach(async () => {
  folder = await mkdtemp('/tmp/witness-');
  witness = await startPostgresWitness({ folder, server, user, password: String(password), database });
  client = new pg.Client({ host: folder, user, password: String(password), database });
  client.on('error', () => {});
  await client.connect();
});
afterEach(async () => {
  await client.end().catch(() => {});
  await witness.close();
  await rm(folder, { recursive: true });
});

const seen = () =>
  witness
    .sightings()
    .map(({ statement, outcome, error }) => [statement.text, outcome, error?.sqlstate ?? null]);

describe('the PostgreSQL witness', () => {
  it('sees simple queries, several in one text, and the one that is refused', async () => {
    await client.query("select 1; select ';' as a");
    await client.query('select 1; selct 2; select 3').catch(() => {});
    await client.query('select 1; select 1/0; select 3').catch(() => {});
    expect(seen()).toEqual([
      ['select 1', 'completed', null],
      ["select ';' as a", 'completed', null],
      ['selct 2', 'failed', '42601'],
      ['select 1', 'completed', null],
      ['select 1/0', 'failed', '22012'],
    ]);
  });

  it('keeps the first rows that a statement returns, by column', async () => {
    await client.query("select 7 as size, null as label; select 'b' as label");
    for (const label of ['ada', 'eve'])
      await client.query({ name: 'kept', text: 'select $1::text as label, 12.50 as price', values: [label] });
    await client.query('select n from generate_series(1, $1::int) n', [100]);
    const rows = witness.sightings().map((sighting) => sighting.rows);
    expect(rows.slice(0, 4)).toEqual([
      [{ size: '7', label: null }],
      [{ label: 'b' }],
      [{ label: 'ada', price: '12.50' }],
      [{ label: 'eve', price: '12.50' }],
    ]);
    expect(rows[4]).toHaveLength(40);
  });

  it('lets inserts wait, and what follows on their connections', async () => {
    await client.query('create temporary table held (n int)');
    const held = new Promise<() => void>((resolve) =>
      witness.holdInserts(() => new Promise<void>((release) => resolve(release))),
    );
    const inserted = client.query('insert into held values (1)');
    const read = client.query('select n from held order by n');
    const release = await held;
    expect(witness.sightings().some(({ statement }) => /into held/.test(statement.text))).toBe(false);
    release();
    await inserted;
    expect((await read).rows).toEqual([{ n: 1 }]);
    witness.holdInserts(null);
    await client.query('insert into held values ($1)', [2]);
  });

  it('sees extended queries, named and unnamed, with their values', async () => {
    await client.query('select $1::int', [10]);
    for (const value of ['a', null])
      await client.query({ name: 'named', text: 'select $1::text', values: [value] });
    await client.query('select nothing from nowhere where a = $1', [1]).catch(() => {});
    await client.query('select 1/$1::int', [0]).catch(() => {});
    expect(seen()).toEqual([
      ['select $1::int', 'completed', null],
      ['select $1::text', 'completed', null],
      ['select $1::text', 'completed', null],
      ['select nothing from nowhere where a = $1', 'failed', '42P01'],
      ['select 1/$1::int', 'failed', '22012'],
    ]);
    expect(witness.sightings().map(({ parameters }) => parameters)).toEqual([
      ['10'],
      ['a'],
      [null],
      ['1'],
      ['0'],
    ]);
  });

  it('sees the hint and the message of an error', async () => {
    await client.query('create temporary table items (amount int)');
    await client.query('select amuont from items').catch(() => {});
    expect(witness.sightings().at(-1)?.error).toMatchObject({
      message: expect.stringContaining('amuont'),
      hint: expect.stringContaining('amount'),
    });
  });

  it('sees what is cancelled by a limit, and by a request of its own', async () => {
    await client.query('set statement_timeout = 20; select pg_sleep(5)').catch(() => {});
    expect(seen().at(-1)).toEqual(['select pg_sleep(5)', 'failed', '57014']);
    await client.query('set statement_timeout = 0');
    const running = client.query('select pg_sleep(60)').catch((error) => error.code);
    await expect.poll(() => seen().at(-1)).toEqual(['select pg_sleep(60)', 'unfinished', null]);
    // The cancel request is a connection of its own.
    const { processID, secretKey } = client as unknown as { processID: number; secretKey: number };
    const request = Buffer.alloc(16);
    for (const [index, value] of [16, 80_877_102, processID, secretKey].entries()) {
      request.writeInt32BE(value, index * 4);
    }
    connect(join(folder, '.s.PGSQL.5432')).end(request);
    expect(await running).toBe('57014');
    expect(seen().at(-1)).toEqual(['select pg_sleep(60)', 'failed', '57014']);
  });

  it('does not depend on how the stream is cut into packets', async () => {
    const path = join(folder, '.s.PGSQL.5432');
    const slicer = createServer((socket) => {
      const onward = connect(path);
      const slice = (from: Socket, to: Socket) => {
        from.on('data', (chunk: Buffer) => {
          for (let at = 0; at < chunk.length; at += 3) to.write(chunk.subarray(at, at + 3));
        });
        from.on('close', () => to.destroySoon());
        from.on('error', () => to.destroy());
        to.setNoDelay(true);
      };
      slice(socket, onward);
      slice(onward, socket);
    });
    slicer.listen(0, '127.0.0.1');
    await once(slicer, 'listening');
    const { port } = slicer.address() as { port: number };
    const sliced = new pg.Client({ host: '127.0.0.1', port, user, password: String(password), database });
    await sliced.connect();
    const { rows } = await sliced.query('select repeat($1, 100000) as long', ['ab']);
    expect(rows[0].long).toHaveLength(200_000);
    await sliced.query('selct').catch(() => {});
    await sliced.end();
    await new Promise((resolve) => slicer.close(resolve));
    expect(seen()).toEqual([
      ['select repeat($1, 100000) as long', 'completed', null],
      ['selct', 'failed', '42601'],
    ]);
  });

  it('reports that it cannot follow, and lets nothing more through, past its bound of statements', async () => {
    expect(witness.overrun()).toBeNull();
    const many = 'select 1;'.repeat(5_000);
    for (let sent = 0; sent < 4; sent += 1) await client.query(many);
    expect(witness.overrun()).toBeNull();
    await expect(client.query(many)).rejects.toThrow();
    expect(witness.overrun()).toBe('more than 20000 statements');
    expect(witness.sightings()).toHaveLength(20_000);
    const late = new pg.Client({ host: folder, user, password: String(password), database });
    late.on('error', () => {});
    await late.connect().then(
      () => expect(late.query('select 1')).rejects.toThrow(),
      () => {},
    );
    await late.end().catch(() => {});
  });

  it('reports that it cannot follow a statement that is too long to be read', async () => {
    await expect(client.query(`select '${'x'.repeat(300_000)}'`)).rejects.toThrow();
    expect(witness.overrun()).toContain('256 KiB');
  });

  it('keeps a digest of long statements and values, which are still told apart', async () => {
    const long = 'v'.repeat(1_000_000);
    for (const value of [long, `${long}w`, `${long.slice(1)}x`]) {
      await client.query(`select length($1), '${'c'.repeat(50_000)}'`, [value]);
    }
    const seen = witness.sightings();
    expect(witness.overrun()).toBeNull();
    expect(new Set(seen.map(({ parameters }) => JSON.stringify(parameters))).size).toBe(2);
    expect(JSON.stringify(seen).length).toBeLessThan(60_000);
  });

  it('passes on a long answer at the pace of the client that reads it', async () => {
    const slow = new pg.Client({ host: folder, user, password: String(password), database });
    await slow.connect();
    const { stream } = (slow as unknown as { connection: { stream: Socket } }).connection;
    const answer = slow.query("select repeat('x', 1000) from generate_series(1, 60000)");
    await once(stream, 'data');
    stream.pause();
    // The kernel's buffers fill while others are served, and then the witness has to wait as well.
    for (let count = 0; count < 200; count += 1) await client.query('select 1');
    expect(witness.sightings()[0]).toMatchObject({ outcome: 'unfinished' });
    stream.resume();
    expect((await answer).rows).toHaveLength(60_000);
    expect(witness.sightings()[0]).toMatchObject({ outcome: 'completed' });
    await slow.end();
  });

  it('offers no encryption, and rejects other users and databases', async () => {
    const socket = connect(join(folder, '.s.PGSQL.5432'));
    const request = Buffer.alloc(8);
    request.writeInt32BE(8, 0);
    request.writeInt32BE(80_877_103, 4);
    socket.write(request);
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toBe('N');
    socket.destroy();
    for (const other of [{ database: 'template1' }, { user: 'someone' }]) {
      const stranger = new pg.Client({ host: folder, user, password: String(password), database, ...other });
      stranger.on('error', () => {});
      await expect(stranger.connect()).rejects.toMatchObject({ code: '28000' });
    }
  });

  it('finds a server by its socket folder as well', async () => {
    const again = connectTo({ host: folder, port: 5432 });
    await once(again, 'connect');
    again.destroy();
  });
});
