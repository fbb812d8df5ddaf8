import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Paths with their texts; plain data is written as JSON, null removes a file. */
export type Files = Record<string, string | object | null>;

/** A service of plain `node:http` that needs no package; each fixture changes some of it. */
export const BASE: Files = {
  'package.json': { name: 'shop', scripts: { start: 'node src/server.js', test: 'node --test' } },
  'src/server.js': `
const { createServer } = require('node:http');
const orders = new Map([['1', { id: '1', note: 'first' }]]);
createServer((request, response) => {
  if (request.url === '/health') return response.end('ok');
  const [, route, id] = request.url.split('/');
  if (route !== 'orders') return response.writeHead(404).end();
  try {
    const { note } = orders.get(id);
    response.end(JSON.stringify({ note }));
  } catch (error) {
    console.error(error);
    response.writeHead(500).end(JSON.stringify({ error: 'internal error' }));
  }
}).listen(Number(process.env.PORT));
`,
  'test/shop.test.js': "require('node:test')('adds', () => {});\n",
};

/** The base with a PostgreSQL, by the package \`pg\`. */
export const WITH_POSTGRES: Files = {
  ...BASE,
  'package.json': {
    name: 'shop',
    scripts: { start: 'node src/server.js', test: 'node --test' },
    dependencies: { pg: '*' },
  },
  'package-lock.json': lockOf(['pg']),
  'schema.sql': 'create table orders (id int primary key, note text);\n',
  'src/server.js': `
const { createServer } = require('node:http');
const { Pool } = require('pg');
const pool = new Pool({ connectionString: process.env.DATABASE_URL });
pool.query('select count(*) from orders').then(() =>
  createServer((request, response) => response.end('ok')).listen(Number(process.env.PORT)),
);
`,
  'test/shop.test.js': `
const { test } = require('node:test');
const { Client } = require('pg');
test('an order can be placed', async () => {
  const client = new Client({ connectionString: process.env.DATABASE_URL });
  await client.connect();
  try {
    await client.query("insert into orders values (1, 'first')");
  } finally {
    await client.end();
  }
});
`,
};

/** A repository of its own with one commit. Returns its folder. */
export function createService(...layers: Files[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'suture-service-'));
  for (const [path, value] of Object.entries(Object.assign({}, ...layers) as Files)) {
    if (value !== null) write(folder, path, typeof value === 'string' ? value : JSON.stringify(value));
  }
  git(folder, 'init', '--quiet', '--initial-branch=main');
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--message', 'A small service');
  return folder;
}

export function write(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

export function git(folder: string, ...args: string[]): string {
  return execFileSync('git', ['-c', 'user.name=ann', '-c', 'user.email=ann@example.com', ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
}

interface Locked {
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  [field: string]: unknown;
}

/** A lockfile with these packages of ours and what they need, as our own lockfile has them. */
export function lockOf(names: string[]): object {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, Locked>;
  };
  const chosen: Record<string, Locked> = {};
  const add = (name: string) => {
    const key = `node_modules/${name}`;
    const found = packages[key];
    if (!found || key in chosen) return;
    const { peerDependencies, ...rest } = found;
    chosen[key] = rest;
    // Programs of a platform are optional, and npm takes those of its own.
    for (const each of Object.keys({ ...found.dependencies, ...found.optionalDependencies })) add(each);
  };
  for (const name of names) add(name);
  const dependencies = Object.fromEntries(names.map((name) => [name, '*']));
  return {
    name: 'shop',
    lockfileVersion: 3,
    requires: true,
    packages: { '': { name: 'shop', dependencies }, ...chosen },
  };
}
