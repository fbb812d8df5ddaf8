import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import { frameworkPackages } from '../tests/support/framework-packages.ts';
import type { Recording, SqlStep } from './recording.ts';
import { buildRecorder, startTestSuture, type TestSuture } from './testing.ts';

const SCHEMA = `postgres_js_${process.pid}`;
/** A service on postgres.js with one connection, for which requests wait. */
const SERVICE = `
const sql = postgres(process.env.DATABASE_URL, { max: 1, transform: postgres.camel, onnotice() {} });
const routes = {
  '/orders': async () => {
    const found = await sql\`SELECT id, placed_at, tags FROM ${SCHEMA}.orders WHERE id = \${1} AND tags @> \${['new']}\`;
    found[0].id = 'changed afterwards';
    return found[0].customer.name;
  },
  '/transaction': () => sql.begin(async (tx) => {
    await tx\`INSERT INTO ${SCHEMA}.orders \${tx({ id: 2, placedAt: new Date(0) })}\`;
    await tx\`INSERT INTO ${SCHEMA}.orders \${tx({ id: 1, placedAt: null })}\`;
  }),
  '/lists': async () => {
    const [[id, count]] = await sql.unsafe('SELECT id, 1 + 1 FROM ${SCHEMA}.orders WHERE id = $1', [1]).values();
    const raw = await sql\`SELECT id FROM ${SCHEMA}.orders\`.raw();
    throw new Error(id + ' ' + count + ' ' + raw[0][0]);
  },
  '/exhausted': () => sql.begin(async () => { await sql\`SELECT 1\`; }),
  '/together': async (name) => { await sql\`SELECT \${name}::text AS name, pg_sleep(0.05)\`; throw new Error(name); },
};
const server = http.createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://shop');
  Promise.resolve(routes[pathname](searchParams.get('name'))).catch((error) => {
    console.error(error);
    response.statusCode = 500;
  }).finally(() => response.end());
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
`;
const PROGRAMS = {
  'service.mjs': `import http from 'node:http';\nimport postgres from 'postgres';\n${SERVICE}`,
  'service.cjs': `const http = require('node:http');\nconst postgres = require('postgres');\n${SERVICE}`,
};

let folder: string;
let suture: TestSuture;
let database: pg.Client;

beforeAll(async () => {
  database = new pg.Client({ connectionString: inject('databaseUrl') });
  await database.connect();
  await database.query(
    `CREATE SCHEMA ${SCHEMA}; CREATE TABLE ${SCHEMA}.orders (id int PRIMARY KEY, placed_at timestamptz, tags text[]);
    INSERT INTO ${SCHEMA}.orders VALUES (1, '2026-03-01T08:00:00Z', '{new,paid}')`,
  );
  folder = await mkdtemp(join(tmpdir(), 'suture-postgres-'));
  await buildRecorder(join(folder, 'recorder'));
  await mkdir(join(folder, 'app'));
  await symlink(join(await frameworkPackages(), 'node_modules'), join(folder, 'app/node_modules'));
  for (const [name, text] of Object.entries(PROGRAMS)) await writeFile(join(folder, 'app', name), text);
}, 240_000);
afterAll(async () => {
  await database.query(`DROP SCHEMA ${SCHEMA} CASCADE`);
  await database.end();
  await rm(folder, { recursive: true, force: true });
});

describe.each([
  ['service.mjs', '--import', 'register.js'],
  ['service.mjs', '--require', 'register.cjs'],
  ['service.cjs', '--require', 'register.cjs'],
])('of a service on postgres.js, %s by %s', (program, option, preload) => {
  let child: ChildProcess;
  let url: string;

  beforeEach(async () => {
    suture = await startTestSuture();
    child = spawn(process.execPath, [option, join(folder, 'recorder', preload), program], {
      cwd: join(folder, 'app'),
      env: {
        PATH: process.env.PATH,
        SUTURE_DSN: suture.dsn,
        SUTURE_SPOOL: join(folder, 'spool'),
        SUTURE_PSEUDONYMS: 'off',
        SUTURE_HANG_MS: '5000',
        DATABASE_URL: inject('databaseUrl'),
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [port] = await once((child.stdout as NodeJS.ReadableStream).setEncoding('utf8'), 'data');
    url = `http://127.0.0.1:${String(port).trim()}`;
  });
  afterEach(async () => {
    if (child.exitCode === null && child.kill('SIGKILL')) await once(child, 'exit');
    await suture.close();
    await rm(join(folder, 'spool'), { recursive: true, force: true });
  });

  async function recorded(path: string): Promise<Recording> {
    expect((await fetch(url + path)).status).toBe(500);
    await vi.waitFor(() => expect(suture.accepted.size).toBe(1), 120_000);
    return [...suture.accepted.values()][0] as Recording;
  }

  const table = {
    schema: SCHEMA,
    name: 'orders',
    columns: { 1: 'id', 2: 'placed_at', 3: 'tags' },
  };

  it('records rows with the names of their tables, as the database gave them', async () => {
    const { steps, errorClass } = await recorded('/orders');
    expect(errorClass).toBe('TypeError');
    expect(steps).toMatchObject([
      {
        kind: 'sql',
        text: `SELECT id, placed_at, tags FROM ${SCHEMA}.orders WHERE id = $1 AND tags @> $2`,
        values: [1, ['new']],
        command: 'SELECT',
        rowCount: 1,
        fields: [{ name: 'id' }, { name: 'placedAt', columnID: 2 }, { name: 'tags' }],
        rows: [{ id: 1, placedAt: '2026-03-01T08:00:00.000Z', tags: ['new', 'paid'] }],
        tables: { [tableOf(steps)]: table },
        error: null,
      },
    ]);
  });

  it('records the statements of a transaction, and what the database refused', async () => {
    const { steps, sqlstate, stack } = await recorded('/transaction');
    expect(sqlstate).toBe('23505');
    expect(stack).toContain(program);
    const text = `INSERT INTO ${SCHEMA}.orders ("id","placed_at")values($1,$2)`;
    expect(steps).toMatchObject([
      { command: 'BEGIN' },
      { command: 'INSERT', rowCount: 1, text, values: [2, '1970-01-01T00:00:00.000Z'] },
      { command: null, text, values: [1, null], error: { code: '23505' } },
      { command: 'ROLLBACK' },
    ]);
  });

  it('records rows that are asked for as lists or in bytes', async () => {
    const { steps } = await recorded('/lists');
    const tables = { [tableOf(steps)]: table };
    expect(steps).toMatchObject([
      { values: [1], rows: [{ id: 1, '?column?': 2 }], tables },
      { values: [], rows: [{ id: '1' }], tables },
    ]);
  });

  it('names a hang for which no connection is left, without a statement that was never sent', async () => {
    const client = new AbortController();
    const answer = fetch(`${url}/exhausted`, { signal: client.signal }).catch(() => null);
    await vi.waitFor(() => expect(suture.accepted.size).toBe(1), 120_000);
    client.abort();
    await answer;
    expect([...suture.accepted.values()]).toMatchObject([
      { kind: 'exhaustion', steps: [{ command: 'BEGIN' }] },
    ]);
  });

  it('keeps requests apart that wait for the same connection', async () => {
    const names = ['ada', 'bob', 'cyd'];
    await Promise.all(names.map((name) => fetch(`${url}/together?name=${name}`)));
    await vi.waitFor(() => expect(suture.accepted.size).toBe(names.length), 120_000);
    for (const { request, steps } of suture.accepted.values()) {
      const name = request?.path.split('=')[1];
      expect(steps).toMatchObject([{ values: [name], rows: [{ name }] }]);
    }
  });
});

/** The id that the database has for the table of the first statement. */
function tableOf(steps: Recording['steps']): number {
  const [first] = steps as SqlStep[];
  return first?.fields[0]?.tableID ?? 0;
}
