import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { frameworkPackages } from '../tests/support/framework-packages.ts';
import { buildRecorder, startTestSuture, type TestSuture } from './testing.ts';

const TYPES = `type Query { order: Int, refused: Int, handled: String, fine: Int }`;
const RESOLVERS = `import { GraphQLError, graphql } from 'graphql';
export const typeDefs = \`${TYPES}\`;
export let schema;
export const use = (made) => { schema = made; return made; };
function placeOrder(order) { return order.missing.price; }
const order = async () => placeOrder({});
export const resolvers = { Query: { order, fine: () => 1,
  refused: () => { throw new GraphQLError('There is no order.', { extensions: { code: 'NOT_FOUND' } }); },
  handled: async () => { const { errors } = await graphql({ schema, source: '{ order }', rootValue: { order } }); return errors ? 'none' : 'one'; },
} };`;

/** Servers that answer what a resolver throws by 200, or a batch by 207. */
const SERVICES = {
  'yoga.mjs': `import { createServer } from 'node:http';
import { createSchema, createYoga } from 'graphql-yoga';
import { resolvers, typeDefs, use } from './resolvers.mjs';
export const server = createServer(createYoga({ schema: use(createSchema({ typeDefs, resolvers })), logging: false })).listen(0, '127.0.0.1');`,
  'apollo.mjs': `import { ApolloServer } from '@apollo/server';
import { expressMiddleware } from '@as-integrations/express5';
import { makeExecutableSchema } from '@graphql-tools/schema';
import express from 'express';
import { resolvers, typeDefs, use } from './resolvers.mjs';
const apollo = new ApolloServer({ schema: use(makeExecutableSchema({ typeDefs, resolvers })) });
await apollo.start();
export const server = express().use('/graphql', express.json(), expressMiddleware(apollo)).listen(0, '127.0.0.1');`,
  'mercurius.mjs': `import fastify from 'fastify';
import mercurius from 'mercurius';
import { makeExecutableSchema } from '@graphql-tools/schema';
import { resolvers, typeDefs, use } from './resolvers.mjs';
const app = fastify();
app.register(mercurius, { schema: use(makeExecutableSchema({ typeDefs, resolvers })) });
await app.listen({ port: 0, host: '127.0.0.1' });
export const server = app.server;`,
  'trpc.mjs': `import { initTRPC, TRPCError } from '@trpc/server';
import { createHTTPServer } from '@trpc/server/adapters/standalone';
import { resolvers } from './resolvers.mjs';
const t = initTRPC.create();
const router = t.router({
  order: t.procedure.query(resolvers.Query.order), fine: t.procedure.query(() => 1),
  refused: t.procedure.query(() => { throw new TRPCError({ code: 'NOT_FOUND' }); }),
});
export const server = createHTTPServer({ router }).listen(0, '127.0.0.1');`,
  'trpc.cjs': `const { initTRPC } = require('@trpc/server');
const { createHTTPServer } = require('@trpc/server/adapters/standalone');
const t = initTRPC.create();
function placeOrder(order) { return order.missing.price; }
const router = t.router({ order: t.procedure.query(async () => placeOrder({})), fine: t.procedure.query(() => 1) });
const server = createHTTPServer({ router }).listen(0, '127.0.0.1', () => console.log(server.address().port));`,
};
const REPORT_PORT = `\nif (!server.listening) await new Promise((resolve) => server.once('listening', resolve));
console.log(server.address().port);\n`;

let folder: string;
let suture: TestSuture;
let child: ChildProcess | null = null;
/** What a killed process left is reported by the next one. */
let spools = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'suture-resolvers-'));
  await buildRecorder(join(folder, 'recorder'));
  await mkdir(join(folder, 'app'));
  await symlink(join(await frameworkPackages(), 'node_modules'), join(folder, 'app/node_modules'));
  await writeFile(join(folder, 'app/resolvers.mjs'), RESOLVERS);
  for (const [name, text] of Object.entries(SERVICES))
    await writeFile(join(folder, 'app', name), text + (name.endsWith('.mjs') ? REPORT_PORT : ''));
  suture = await startTestSuture();
}, 240_000);
afterEach(() => {
  child?.kill('SIGKILL');
});
afterAll(async () => {
  await suture.close();
  await rm(folder, { recursive: true, force: true });
});

/** Starts a service, and asks it for one thing after the other. */
async function ask(file: string, asked: string[]): Promise<number[]> {
  suture.accepted.clear();
  const started = spawn(process.execPath, ['--import', './../recorder/register.js', file], {
    cwd: join(folder, 'app'),
    env: {
      ...{ PATH: process.env.PATH, SUTURE_DSN: suture.dsn, SUTURE_SPOOL: join(folder, `${spools++}`) },
      SUTURE_GOOD_REQUESTS: 'off',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child = started;
  const [port] = (await once(started.stdout.setEncoding('utf8'), 'data')) as [string];
  const origin = `http://127.0.0.1:${port.trim()}`;
  const statuses: number[] = [];
  for (const name of asked) {
    const answer = await (file.startsWith('trpc')
      ? fetch(`${origin}/${name},fine?batch=1`)
      : fetch(`${origin}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query: `{ ${name} fine }` }),
        }));
    await answer.text();
    statuses.push(answer.status);
  }
  return statuses;
}

it.each([
  ['GraphQL Yoga', 'yoga.mjs', 200, '/graphql'],
  ['Apollo on Express', 'apollo.mjs', 200, '/graphql'],
  ['Mercurius on Fastify', 'mercurius.mjs', 200, '/graphql'],
  ['tRPC', 'trpc.mjs', 207, '/order,fine'],
  ['tRPC by require', 'trpc.cjs', 207, '/order,fine'],
])('finds what a resolver of %s throws, which is answered as a success', async (_, file, sent, route) => {
  expect(await ask(file, ['order'])).toEqual([sent]);
  await vi.waitFor(() => expect(suture.accepted.size).toBe(1), 120_000);
  const [recording] = suture.accepted.values();
  expect(recording).toMatchObject({
    ...{ errorClass: 'TypeError', status: 500, route, reason: 'status_500', good: false },
    response: { status: sent },
  });
  expect(recording?.stack).toMatch(/at placeOrder \(/);
});

it.each([
  ['GraphQL Yoga', 'yoga.mjs', ['refused', 'handled', 'order']],
  ['Apollo on Express', 'apollo.mjs', ['refused', 'handled', 'order']],
  ['tRPC', 'trpc.mjs', ['refused', 'order']],
])('records of %s neither what refuses a request nor what the service handles', async (_, file, asked) => {
  await ask(file, asked);
  await vi.waitFor(() => expect(suture.accepted.size).toBeGreaterThan(0), 120_000);
  expect([...suture.accepted.values()].map(({ errorClass }) => errorClass)).toEqual(['TypeError']);
});
