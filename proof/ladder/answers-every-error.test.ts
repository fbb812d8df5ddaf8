import { expect, it } from 'vitest';
import { statusOfEvery } from './answers-every-error.ts';

const FRAMEWORKS: [string, string][] = [
  ['Express', 'app.use((err, req, res, next) => { log(err); res.status(500).json({}); });'],
  ['Hono', "app.onError((err, c) => c.json({ error: 'unexpected' }, 500));"],
  ['Fastify', 'export function answer(error, request, reply) { reply.code(500).send({}); }'],
  [
    'Koa',
    'app.use(async (ctx, next) => { try { await next(); } catch (e) { ctx.status = e.status || 500; } });',
  ],
  ['node:http', 'createServer((req, res) => { route(req, res).catch((why) => send(res, 500, {})); });'],
];

it.each(FRAMEWORKS)('finds every error answered as a refusal with %s', (_, text) => {
  expect(statusOfEvery('a.js', text, text.replace('500', '404'))).toBe(404);
});

it.each(FRAMEWORKS)('lets a handler of %s tell one error from the others', (_, text) => {
  expect(statusOfEvery('a.js', text, text.replace('500', 'isMissing() ? 404 : 500'))).toBeNull();
});

it('finds a refusal in place of a status that no error has', () => {
  const text = 'setErrorHandler((error, request, reply) => reply.code(error.status).send());';
  const now = (status: string) => text.replace('error.status', status);
  expect(statusOfEvery('a.js', text, now('error.status ?? 400'))).toBe(400);
  expect(statusOfEvery('a.js', text, now('error.status || 200'))).toBe(200);
  expect(statusOfEvery('a.js', text, now('error.status ?? error.statusCode ?? 500'))).toBeNull();
});

it('leaves alone what answers for one call, and what hands on the rest', () => {
  const one = 'try { value = JSON.parse(text); } catch (error) { return send(res, 500); }';
  expect(statusOfEvery('a.js', one, one.replace('500', '400'))).toBeNull();
  const text = 'app.use((err, req, res, next) => { next(err); });';
  const now = text.replace('{ next', "{ if (err.code === '23505') return res.status(409).end(); next");
  expect(statusOfEvery('a.js', text, now)).toBeNull();
});
