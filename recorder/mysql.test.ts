import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { frameworkPackages } from '../tests/support/framework-packages.ts';
import { buildRecorder, startTestSuture, type TestSuture } from './testing.ts';

/** A service beside a server of MySQL, which knows one table and refuses another. */
const SERVICE = `const http = require('node:http');
const mysql = require('mysql2');
const column = (name, columnType) => ({ catalog: 'def', schema: 'shop', table: 'users', orgTable: 'users', name, orgName: name,
  characterSet: 33, columnLength: 255, columnType, flags: 0, decimals: 0 });
const database = mysql.createServer((connection) => {
  connection.serverHandshake({ protocolVersion: 10, serverVersion: '8.0', connectionId: 1, statusFlags: 2, characterSet: 8, capabilityFlags: 0xffffff });
  connection.on('error', () => {});
  connection.on('query', (sql) => {
    if (sql.includes('orders')) connection.writeError({ code: 1146, message: "Table 'shop.orders' doesn't exist" });
    else connection.writeTextResult([{ id: '7', email: 'ada@shop.example' }], [column('id', 3), column('email', 253)]);
  });
});
database.listen(0, '127.0.0.1');
const server = http.createServer(async (request, response) => {
  try {
    if (request.url === '/promises') {
      const [rows] = await pool.promise().query('SELECT id, email FROM \`users\` WHERE email = ?', ['ada@shop.example']);
      await pool.promise().query('SELECT * FROM orders WHERE user = "' + rows[0].email + '"');
    } else {
      pool.getConnection((error, connection) => {
        connection.query('SELECT id FROM users', (error, rows) => {
          connection.release();
          pool.query({ sql: 'SELECT * FROM orders' }, (refused) => response.writeHead(500).end(refused.message));
        });
      });
    }
  } catch (error) {
    response.writeHead(500).end();
  }
});
let pool;
database._server.once('listening', () => {
  pool = mysql.createPool({ host: '127.0.0.1', port: database._server.address().port, user: 'shop', connectionLimit: 1 });
  // The connection is opened by nobody's request.
  pool.query('SELECT 1', () => server.listen(0, '127.0.0.1', () => console.log(server.address().port)));
});`;

let folder: string;
let suture: TestSuture;
let service: ChildProcess;
let port: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'suture-mysql-'));
  await buildRecorder(join(folder, 'recorder'));
  await mkdir(join(folder, 'app'));
  await symlink(join(await frameworkPackages(), 'node_modules'), join(folder, 'app/node_modules'));
  await writeFile(join(folder, 'app/app.cjs'), SERVICE);
  suture = await startTestSuture();
  service = spawn(process.execPath, ['--require', './../recorder/register.cjs', 'app.cjs'], {
    cwd: join(folder, 'app'),
    env: { PATH: process.env.PATH, SUTURE_DSN: suture.dsn, SUTURE_SPOOL: join(folder, 'spool') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [text] = (await once(service.stdout?.setEncoding('utf8') as NodeJS.EventEmitter, 'data')) as [string];
  port = text.trim();
}, 240_000);
beforeEach(() => suture.accepted.clear());
afterAll(async () => {
  service.kill('SIGKILL');
  await suture.close();
  await rm(folder, { recursive: true, force: true });
});

async function recordingOf(path: string) {
  expect((await fetch(`http://127.0.0.1:${port}${path}`)).status).toBe(500);
  await vi.waitFor(() => expect(suture.accepted.size).toBe(1), 120_000);
  return [...suture.accepted.values()][0];
}

it('records what a request asked MySQL by promises, without what is personal', async () => {
  const recording = await recordingOf('/promises');
  const [first, second] = recording?.steps ?? [];
  expect(first).toMatchObject({
    kind: 'sql',
    database: 'mysql',
    text: 'SELECT id, email FROM `users` WHERE email = ?',
    command: 'SELECT',
    rowCount: 1,
  });
  expect(second).toMatchObject({ database: 'mysql', error: { code: 'ER_NO_SUCH_TABLE' } });
  const email = first?.kind === 'sql' ? first.rows[0]?.email : null;
  expect(email).toMatch(/@/);
  expect(first).toMatchObject({ values: [email], rows: [{ id: 7, email }] });
  expect(second).toMatchObject({ text: `SELECT * FROM orders WHERE user = "${email}"` });
  expect(JSON.stringify(recording)).not.toContain('ada@shop.example');
  expect(recording?.stack).toMatch(/app\.cjs:\d+/);
});

it('records what a request asked MySQL by callbacks, on a connection that no request opened', async () => {
  const recording = await recordingOf('/callbacks');
  expect(recording?.steps).toMatchObject([
    { kind: 'sql', database: 'mysql', text: 'SELECT id FROM users', error: null },
    { kind: 'sql', database: 'mysql', text: 'SELECT * FROM orders', error: { code: 'ER_NO_SUCH_TABLE' } },
  ]);
  expect(recording?.message).toBe("Table 'shop.orders' doesn't exist");
});
