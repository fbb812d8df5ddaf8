import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it, vi } from 'vitest';
import { frameworkPackages } from '../tests/support/framework-packages.ts';
import { buildRecorder, startTestSuture, type TestSuture } from './testing.ts';

/** Services that hand a word of the path to the database, which takes numbers alone; none of them awaits its answer. */
const SERVICES = {
  'express.cjs': `const express = require('express');
const { findArticle } = require('./articles.cjs');
const articles = express.Router();
articles.get('/:slug', (request, response, next) => {
  findArticle(request.params.slug).then((found) => response.json(found)).catch((error) => next(error));
});
const server = express().use('/articles', articles).listen(0, '127.0.0.1', () => console.log(server.address().port));`,
  'express-own.cjs': `const express = require('express');
const { findArticle } = require('./articles.cjs');
const articles = express.Router();
articles.get('/:slug', (request, response) => {
  findArticle(request.params.slug).catch((error) => response.status(500).json({ error: error.message }));
});
const server = express().use('/articles', articles).listen(0, '127.0.0.1', () => console.log(server.address().port));`,
  'fastify.cjs': `const { findArticle } = require('./articles.cjs');
const app = require('fastify')();
app.register(async (articles) => {
  articles.get('/:slug', (request, reply) => {
    findArticle(request.params.slug).then((found) => reply.send(found), (error) => reply.send(error));
  });
}, { prefix: '/articles' });
app.listen({ port: 0, host: '127.0.0.1' }).then(() => console.log(app.server.address().port));`,
  'hapi.cjs': `const { findArticle } = require('./articles.cjs');
const server = require('@hapi/hapi').server({ port: 0, host: '127.0.0.1', debug: false });
server.route({ method: 'GET', path: '/articles/{slug}', handler: (request) => findArticle(request.params.slug) });
server.ext('onPreResponse', ({ response }, h) => response.isBoom ? h.response({ error: 'internal' }).code(500) : h.continue);
server.start().then(() => console.log(server.info.port));`,
  'hono.mjs': `import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { findArticle } from './articles.cjs';
const articles = new Hono();
articles.get('/:slug', (c) => findArticle(c.req.param('slug')).then((found) => c.json(found)));
const app = new Hono();
app.use('*', (_, next) => next());
app.use('/articles/*', (_, next) => next());
app.onError((error, c) => c.json({ error: 'internal' }, 500));
app.route('/articles', articles);
serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => console.log(port));`,
};
const ARTICLES = `const { Pool } = require('pg');
const pool = new Pool({ connectionString: process.env.DATABASE_URL });
exports.findArticle = (id) => pool.query('SELECT $1::int AS id', [id]).then(({ rows }) => rows[0]);`;

let folder: string;
let suture: TestSuture;
const children: ChildProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'suture-routes-'));
  await buildRecorder(join(folder, 'recorder'));
  await mkdir(join(folder, 'app'));
  await symlink(join(await frameworkPackages(), 'node_modules'), join(folder, 'app/node_modules'));
  for (const [name, text] of Object.entries({ ...SERVICES, 'articles.cjs': ARTICLES })) {
    await writeFile(join(folder, 'app', name), text);
  }
}, 240_000);
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await suture.close();
  await rm(folder, { recursive: true, force: true });
});

it.each(Object.keys(SERVICES))(
  'names one route and the places of the service for a statement that %s asked without a wait',
  async (file) => {
    suture = await startTestSuture();
    const child = spawn(process.execPath, ['--require', './../recorder/register.cjs', file], {
      cwd: join(folder, 'app'),
      env: {
        PATH: process.env.PATH,
        DATABASE_URL: inject('databaseUrl'),
        SUTURE_DSN: suture.dsn,
        SUTURE_SPOOL: join(folder, file),
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(child);
    const [port] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
    const ask = (path: string) => fetch(`http://127.0.0.1:${port.trim()}${path}`);
    const failing = ['/articles/lamp', '/articles/sun-shade', '/articles/99999999999999'];
    for (const path of failing) expect((await ask(path)).status).toBe(500);
    await vi.waitFor(() => expect(suture.accepted.size).toBe(3), 120_000);
    for (const { route, errors, stack, status } of suture.accepted.values()) {
      expect({ route, status }).toEqual({ route: '/articles/:id', status: 500 });
      expect(stack).toMatch(/at (exports\.)?findArticle .*articles\.cjs:3:/);
      expect(stack).toContain(`${file}:`);
      expect(errors[0]?.stack).toBe(stack);
    }
    const counted = () =>
      suture.hellos.flatMap(({ requests }) => requests as { method: string; route: string }[]);
    await vi.waitFor(
      () => expect(counted()).toMatchObject([{ method: 'GET', route: '/articles/:id' }]),
      30_000,
    );
  },
  120_000,
);
