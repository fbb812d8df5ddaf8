import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { frameworkPackages } from '../tests/support/framework-packages.ts';
import { buildRecorder, startTestSuture, type TestSuture } from './testing.ts';

/** Services whose own handlers answer an error without logging it. */
const SERVICES = {
  'express.mjs': `import express from 'express';
const app = express().use(express.json());
app.post('/fail', async (request) => { placeOrder(request.body); });
app.use((error, request, response, next) => { response.status(500).json({ error: 'internal' }); });
export const server = app.listen(0, '127.0.0.1');`,
  'express.cjs': `const express = require('express');
const app = express().use(express.json());
app.post('/fail', (request, response, next) => { try { placeOrder(request.body); } catch (error) { next(error); } });
app.use((error, request, response, next) => { response.status(500).json({ error: 'internal' }); });
const server = app.listen(0, '127.0.0.1', () => console.log(server.address().port));`,
  'express-again.mjs': `import express from 'express';
const app = express().use(express.json());
app.post('/fail', async (request) => { placeOrder(request.body); });
app.use(function answerError(error, request, response, next) {
  const { status } = error.answer;
  response.status(status).json({ error: 'internal' });
});
export const server = app.listen(0, '127.0.0.1');`,
  'express-bare.mjs': `import express from 'express';
const routes = express.Router();
routes.post('/fail', async (request) => { placeOrder(request.body); });
export const server = express().use(express.json(), routes).listen(0, '127.0.0.1');`,
  'fastify.mjs': `import fastify from 'fastify';
const app = fastify();
app.setErrorHandler((error, request, reply) => reply.status(500).send({ error: 'internal' }));
app.post('/fail', async (request) => { placeOrder(request.body); });
await app.listen({ port: 0, host: '127.0.0.1' });
export const server = app.server;`,
  'koa.mjs': `import Koa from 'koa';
const app = new Koa({});
app.silent = true;
app.use(async () => { placeOrder({}); });
export const server = app.listen(0, '127.0.0.1');`,
  'koa-answers.mjs': `import Koa from 'koa';
const app = new Koa({});
app.use(async (ctx, next) => {
  try { await next(); } catch { ctx.status = 500; ctx.body = { error: 'internal' }; }
});
app.use(async () => { placeOrder({}); });
export const server = app.listen(0, '127.0.0.1');`,
  'hono.mjs': `import { Hono } from 'hono';
import { serve } from '@hono/node-server';
const app = new Hono();
app.onError((error, c) => c.json({ error: 'internal' }, 500));
app.post('/fail', async (c) => { placeOrder(await c.req.json()); });
export const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' });`,
  'silent.mjs': `import express from 'express';
const app = express().use(express.json());
app.post('/fail', function takeOrder(request, response) {
  try { placeOrder(request.body); } catch { response.status(500).json({ error: 'internal' }); }
});
export const server = app.listen(0, '127.0.0.1');`,
};
const PLACE_ORDER = `\nfunction placeOrder(order) { return order.missing.price; }\n`;
const REPORT_PORT = `\nif (!server.listening) await new Promise((resolve) => server.once('listening', resolve));
console.log(server.address().port);\n`;

let folder: string;
let suture: TestSuture;
const children: ChildProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'suture-frameworks-'));
  await buildRecorder(join(folder, 'recorder'));
  await mkdir(join(folder, 'app'));
  await symlink(join(await frameworkPackages(), 'node_modules'), join(folder, 'app/node_modules'));
  for (const [name, text] of Object.entries(SERVICES)) {
    await writeFile(
      join(folder, 'app', name),
      text + PLACE_ORDER + (name.endsWith('.mjs') ? REPORT_PORT : ''),
    );
  }
  await writeFile(
    join(folder, 'app/sentry.mjs'),
    `import * as Sentry from '@sentry/node'; Sentry.init({ dsn: 'http://key@127.0.0.1:1/1' });`,
  );
  suture = await startTestSuture();
}, 240_000);
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await suture.close();
  await rm(folder, { recursive: true, force: true });
});

async function recordingOf(file: string, preloads: string[]) {
  suture.accepted.clear();
  const child = spawn(
    process.execPath,
    [...preloads.flatMap((preload) => [preload.endsWith('.cjs') ? '--require' : '--import', preload]), file],
    {
      cwd: join(folder, 'app'),
      env: { PATH: process.env.PATH, SUTURE_DSN: suture.dsn, SUTURE_SPOOL: join(folder, 'spool') },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  children.push(child);
  const [port] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
  const answer = await fetch(`http://127.0.0.1:${port.trim()}/fail`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"article":3}',
  });
  expect(answer.status).toBe(500);
  await vi.waitFor(() => expect(suture.accepted.size).toBe(1), 120_000);
  child.kill('SIGKILL');
  return [...suture.accepted.values()][0];
}

const RECORDER = './../recorder/register.js';
const REQUIRED = './../recorder/register.cjs';
const SENTRY = './sentry.mjs';

it.each([
  ['Express', 'express.mjs', [RECORDER]],
  ['Express by require', 'express.cjs', [RECORDER]],
  ['Express as a module, loaded by require', 'express.mjs', [REQUIRED]],
  ['Fastify as a module, loaded by require', 'fastify.mjs', [REQUIRED]],
  ['Koa as a module, loaded by require', 'koa.mjs', [REQUIRED]],
  ['Hono as a module, loaded by require', 'hono.mjs', [REQUIRED]],
  ['Express itself', 'express-bare.mjs', [RECORDER]],
  ['Fastify', 'fastify.mjs', [RECORDER]],
  ['Koa', 'koa.mjs', [RECORDER]],
  ['Koa, which a middleware answers', 'koa-answers.mjs', [RECORDER]],
  ['Hono', 'hono.mjs', [RECORDER]],
  ['Express with Sentry loaded before', 'express.mjs', [SENTRY, RECORDER]],
  ['Express with Sentry loaded after', 'express.mjs', [RECORDER, SENTRY]],
  ['Hono with Sentry loaded before', 'hono.mjs', [SENTRY, RECORDER]],
  ['Fastify with Sentry loaded after', 'fastify.mjs', [RECORDER, SENTRY]],
])('finds the error that a handler of %s answers without a word', async (_, file, preloads) => {
  const recording = await recordingOf(file, preloads);
  expect(recording).toMatchObject({
    errorClass: 'TypeError',
    status: 500,
    route: '/fail',
    reason: 'status_500',
  });
  expect(recording?.stack).toMatch(new RegExp(`at placeOrder \\(.*${file}:\\d+`));
});

it('keeps the first error, behind the one that a handler of errors throws itself', async () => {
  const recording = await recordingOf('express-again.mjs', [RECORDER]);
  expect(recording).toMatchObject({ errorClass: 'TypeError', status: 500 });
  expect(recording?.stack).toMatch(/at answerError /);
  expect(recording?.errors[0]?.stack).toMatch(/at answerError /);
  // Express prints the newest one, which may be kept as well.
  expect(recording?.errors.at(-1)).toMatchObject({
    message: "Cannot read properties of undefined (reading 'price')",
    stack: expect.stringMatching(/at placeOrder \(.*express-again\.mjs:\d+/),
  });
});

it('names the place of the answer where the error is swallowed', async () => {
  const recording = await recordingOf('silent.mjs', [RECORDER]);
  expect(recording).toMatchObject({ errorClass: 'UnseenError', message: 'POST /fail answered 500' });
  expect(recording?.stack).toMatch(/at takeOrder \(.*silent\.mjs:\d+/);
});
