// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the cases are code

import { beforeAll, describe, expect, it } from 'vitest';
import type { Evidence, Failure } from '../../domain/evidence.ts';
import { loadSqlParser, type SqlParser } from '../sql/parser.ts';
import { evidenceOf, runCase, type TemplateCase } from '../testing.ts';

let parser: SqlParser;
beforeAll(async () => {
  parser = await loadSqlParser();
});

const lines = (...list: string[]) => `${list.join('\n')}\n`;
const refused = (sqlstate: string, message: string, statement: string, parameters: string[] = []): Evidence =>
  evidenceOf(
    [{ message: '500 instead of 200', sqlstate, statement, status: 500, output: `error: ${message}\n` }],
    {
      observations: {
        upstreams: [],
        statements: [{ text: statement, count: 3, outcome: 'failed', sqlstate, maxLatencyMs: 1, parameters }],
      },
    },
  );
const crashed = (output: string, failure: Partial<Failure> = {}): Evidence =>
  evidenceOf([
    {
      message: 'the connection broke: socket hang up',
      errorClass: 'Error',
      output: `${output}\n\nNode.js v20.20.0\n`,
      ...failure,
    },
  ]);
const upstream = (
  statuses: Record<string, number>,
  failure: Partial<Failure> & { message: string },
): Evidence =>
  evidenceOf([failure], {
    observations: {
      statements: [],
      upstreams: [{ name: 'stock', calls: 3, maxLatencyMs: 5, statuses, samples: ['<p>down</p>'] }],
    },
  });
const silent = evidenceOf([{ message: 'no answer within 2000 ms' }]);

const cases: TemplateCase[] = [
  {
    template: 'bound-limit',
    about: 'an Express route whose page begins at 1',
    broken: lines(
      "router.get('/tickets', async (req, res) => {",
      '  const size = Number(req.query.size ?? 20);',
      '  const page = Number(req.query.page ?? 1);',
      "  const found = await db.query('SELECT * FROM tickets ORDER BY opened LIMIT $1 OFFSET $2', [size, (page - 1) * size]);",
      '  res.json(found.rows);',
      '});',
    ),
    fixed: /\[Math\.max\(size, 1\), Math\.max\(\(page - 1\) \* size, 0\)\]/,
    evidence: refused(
      '2201X',
      'OFFSET must not be negative',
      'SELECT * FROM tickets ORDER BY opened LIMIT $1 OFFSET $2',
    ),
    path: 'tickets.js',
  },
  {
    template: 'bound-limit',
    about: 'a limit that is put into the text',
    broken: lines(
      'export async function latest(client, count) {',
      '  const { rows } = await client.query(`SELECT id FROM posts ORDER BY id DESC LIMIT ${count}`);',
      '  return rows;',
      '}',
    ),
    fixed: /LIMIT \$\{Math\.max\(count, (0|1)\)\}/,
    evidence: refused(
      '2201W',
      'LIMIT must not be negative',
      'SELECT id FROM posts ORDER BY id DESC LIMIT -3',
    ),
    path: 'posts.js',
  },
  {
    template: 'bound-limit',
    about: 'the options of a library, one of which is also a name',
    broken: lines(
      'export async function list({ limit, page }) {',
      '  return db.query.articles.findMany({ where, limit, offset: (page - 1) * limit });',
      '}',
    ),
    fixed: /limit: Math\.max\(limit, 1\), offset: Math\.max\(\(page - 1\) \* limit, 0\) \}/,
    evidence: refused(
      '2201X',
      'OFFSET must not be negative',
      'select "id" from "articles" limit $1 offset $2',
    ),
    path: 'articles.js',
  },
  {
    template: 'bound-limit',
    about: 'the methods of a query builder',
    broken: lines(
      'export const page = (knex, from, count) =>',
      "  knex('parts').select('sku').orderBy('sku').limit(count).offset(from);",
    ),
    fixed: /limit\(Math\.max\(count, 1\)\)\.offset\(Math\.max\(from, 0\)\)/,
    evidence: refused(
      '2201X',
      'OFFSET must not be negative',
      'select "sku" from "parts" order by "sku" limit $1 offset $2',
    ),
    path: 'parts.js',
  },
  {
    template: 'bound-array',
    about: 'a list in a list',
    broken: lines(
      'export async function named(pool, names) {',
      '  const args = names.map((name) => name.trim());',
      "  return pool.query('SELECT id FROM tags WHERE name IN ($1, $2)', [args]);",
      '}',
    ),
    fixed: /IN \(\$1, \$2\)', args\)/,
    evidence: refused(
      '08P01',
      'bind message supplies 1 parameters, but prepared statement "" requires 2',
      'SELECT id FROM tags WHERE name IN ($1, $2)',
    ),
    path: 'tags.js',
  },
  {
    template: 'bound-array',
    about: 'one place for a list of values',
    broken: lines(
      'export async function lots(pool, wanted) {',
      "  const ids = wanted.split(',');",
      "  const { rows } = await pool.query('SELECT id FROM lots WHERE id IN ($1)', [ids]);",
      '  return rows;',
      '}',
    ),
    fixed: /WHERE id = ANY\(\$1\)/,
    evidence: refused(
      '22P02',
      'invalid input syntax for type integer: "{"1","2"}"',
      'SELECT id FROM lots WHERE id IN ($1)',
    ),
    path: 'lots.js',
    within: 2,
  },
  {
    template: 'bound-array',
    about: 'one value where a list is asked for',
    broken: lines(
      'export async function members(pool: Pool, team: string) {',
      "  const { rows } = await pool.query('SELECT id FROM people WHERE team = ANY($1)', [team]);",
      '  return rows;',
      '}',
    ),
    fixed: /ANY\(\$1\)', \[\[team\]\]\)/,
    evidence: refused(
      '22P02',
      'malformed array literal: "red"',
      'SELECT id FROM people WHERE team = ANY($1)',
    ),
    within: 3,
  },
  {
    template: 'bound-array',
    about: 'a value that is not handed over',
    broken: lines(
      'export async function rename(pool, id, title) {',
      "  await pool.query('UPDATE books SET title = $1 WHERE id = $2', [title]);",
      '}',
    ),
    fixed: /\[title, id\]/,
    evidence: refused(
      '08P01',
      'bind message supplies 1 parameters, but prepared statement "" requires 2',
      'UPDATE books SET title = $1 WHERE id = $2',
    ),
    path: 'books.js',
    within: 3,
  },
  {
    template: 'refuse-input',
    about: 'an id that is no UUID, as Fastify answers for what is not there',
    broken: lines(
      "app.get('/rooms/:id', async (request, reply) => {",
      '  const { id } = request.params;',
      "  const { rows } = await pool.query('SELECT * FROM rooms WHERE id = $1', [id]);",
      "  if (rows.length === 0) return reply.code(404).send({ error: 'no such room' });",
      '  return rows[0];',
      '});',
    ),
    fixed:
      /if \(!\/\^\[0-9a-f\]\{8\}.*\.test\(id\)\) return reply\.code\(404\)\.send\(\{ error: 'no such room' \}\);\n {2}const \{ rows \}/,
    evidence: refused(
      '22P02',
      'invalid input syntax for type uuid: "x1"',
      'SELECT * FROM rooms WHERE id = $1',
      ['x1'],
    ),
    path: 'rooms.js',
    within: 3,
  },
  {
    template: 'refuse-error',
    about: 'the same, by what the database says',
    broken: lines(
      "app.get('/rooms/:id', async (request, reply) => {",
      "  const { rows } = await pool.query('SELECT * FROM rooms WHERE id = $1', [request.params.id]);",
      "  if (rows.length === 0) return reply.code(404).send({ error: 'no such room' });",
      '  return rows[0];',
      '});',
    ),
    fixed: /if \(error\.code !== '22P02'\) throw error;\n\s+return reply\.code\(404\)/,
    evidence: refused(
      '22P02',
      'invalid input syntax for type uuid: "x1"',
      'SELECT * FROM rooms WHERE id = $1',
      ['x1'],
    ),
    path: 'rooms.js',
    within: 10,
  },
  {
    template: 'refuse-error',
    about: 'a value that is taken, in Express',
    broken: lines(
      "router.post('/tags', async (req, res) => {",
      "  if (!req.body.label) return res.status(422).json({ message: 'label is missing' });",
      "  const made = await pool.query('INSERT INTO tags (label) VALUES ($1) RETURNING id', [req.body.label]);",
      '  res.status(201).json(made.rows[0]);',
      '});',
    ),
    fixed:
      /try \{\n\s+const made =[\s\S]+?\} catch \(error\) \{\n\s+if \(error\.code !== '23505'\) throw error;\n\s+return res\.status\(409\)\.json\(\{ message: 'label is taken' \}\);/,
    evidence: refused(
      '23505',
      'duplicate key value violates unique constraint "tags_label_key"',
      'INSERT INTO tags (label) VALUES ($1) RETURNING id',
    ),
    path: 'tags.js',
  },
  {
    template: 'refuse-error',
    about: 'a value that is taken, in Koa, which has answered nothing like it yet',
    broken: lines(
      "router.post('/shelves', async (ctx) => {",
      "  await db.query('INSERT INTO shelves (code) VALUES ($1)', [ctx.request.body.code]);",
      '  ctx.status = 201;',
      '});',
    ),
    fixed: /if \(error\.code !== '23505'\) throw error;\n\s+ctx\.status = 409;/,
    evidence: refused(
      '23505',
      'duplicate key value\ndetail: Key (code)=(a) already exists.',
      'INSERT INTO shelves (code) VALUES ($1)',
    ),
    path: 'shelves.js',
    within: 2,
  },
  {
    template: 'refuse-error',
    about: 'a reference to nothing, by an error class of the service',
    broken: lines(
      'import { NotFoundException } from "./errors.js";',
      'export async function book(pool, seat, guest) {',
      "  await pool.query('INSERT INTO bookings (seat_id, guest) VALUES ($1, $2)', [seat, guest]);",
      '}',
    ),
    fixed:
      /if \(error\.code !== '23503'\) throw error;\n\s+throw new NotFoundException\('seat_id does not exist'\)/,
    evidence: refused(
      '23503',
      'insert or update on table "bookings" violates foreign key constraint "bookings_seat_id_fkey"\ndetail: Key (seat_id)=(9) is not present',
      'INSERT INTO bookings (seat_id, guest) VALUES ($1, $2)',
    ),
    path: 'bookings.js',
  },
  {
    template: 'refuse-error',
    about: 'what others still refer to, which is removed',
    broken: lines(
      "app.delete('/rooms/:room', async (req, res) => {",
      "  const gone = await db.query('DELETE FROM rooms WHERE room = $1', [req.params.room]);",
      "  if (gone.rowCount === 0) return res.status(404).json({ error: 'no such room' });",
      '  res.sendStatus(204);',
      '});',
    ),
    fixed:
      /if \(error\.code !== '23503'\) throw error;\n\s+return res\.status\(409\)\.json\(\{ error: 'it is still in use' \}\);/,
    evidence: refused(
      '23503',
      'update or delete on table "rooms" violates foreign key constraint "beds_room_fkey" on table "beds"',
      'DELETE FROM rooms WHERE room = $1',
    ),
    path: 'rooms.js',
  },
  {
    template: 'taken-apart',
    about: 'a body that was not sent',
    broken: lines(
      "router.post('/notes', (req, res) => {",
      '  const { text } = req.body;',
      "  if (!text) return res.status(400).json({ error: 'text is required' });",
      '  res.json({ text });',
      '});',
    ),
    fixed: /const \{ text \} = req\.body \?\? \{\};/,
    evidence: evidenceOf([
      {
        message: "500 instead of 400: Cannot destructure property 'text' of 'req.body' as it is undefined.",
        errorClass: 'TypeError',
      },
    ]),
    path: 'notes.js',
  },
  {
    template: 'answer-once',
    about: 'a refusal in Express without an end',
    broken: lines(
      "router.get('/me', async (req, res) => {",
      '  const user = await users.find(req.headers.token);',
      "  if (!user) res.status(401).json({ error: 'sign in' });",
      '  res.json({ name: user.name });',
      '});',
    ),
    fixed: /if \(!user\) return res\.status\(401\)/,
    evidence: crashed('Error [ERR_HTTP_HEADERS_SENT]: Cannot set headers after they are sent to the client'),
    path: 'me.js',
  },
  {
    template: 'answer-once',
    about: 'a helper that has answered already',
    broken: lines(
      'function tenantOf(request, response) {',
      '  const tenant = tenants[request.headers.host];',
      "  if (!tenant) response.writeHead(404).end('unknown');",
      '  return tenant;',
      '}',
      'export async function show(request, response) {',
      '  const tenant = tenantOf(request, response);',
      "  response.writeHead(200, { 'content-type': 'text/plain' });",
      '  response.end(tenant.name);',
      '}',
    ),
    fixed: /const tenant = tenantOf\(request, response\);\n\s+if \(tenant === undefined\) return;/,
    evidence: crashed(
      'Error [ERR_HTTP_HEADERS_SENT]: Cannot write headers after they are sent to the client',
    ),
    path: 'tenants.js',
    within: 3,
  },
  {
    template: 'answer-error',
    about: 'a webhook of Express 4 whose error goes nowhere',
    broken: lines(
      "app.post('/hooks', async (req, res) => {",
      '  try {',
      '    await queue.push(req.body);',
      '    res.json({ queued: true });',
      '  } catch (err) {',
      "    logger.error('queueing failed', err);",
      '    throw err;',
      '  }',
      '});',
    ),
    fixed: /logger\.error\('queueing failed', err\);\n\s+(return )?res\.status\(500\)\.json\(/,
    evidence: crashed('queueing failed Error: full\n    at push (queue.js:3:9)'),
    path: 'hooks.js',
    within: 2,
  },
  {
    template: 'answer-error',
    about: 'a handler that nobody waits for',
    broken: lines(
      'async function handle(req, res) {',
      '  const body = await readJson(req);',
      "  res.writeHead(200, { 'content-type': 'application/json' });",
      '  res.end(JSON.stringify(body));',
      '}',
      'createServer((req, res) => {',
      '  handle(req, res);',
      '}).listen(8080);',
    ),
    fixed: /handle\(req, res\)\.catch\(\(error\) => \{\n\s+console\.error\(error\);\n\s+res\.writeHead\(500/,
    evidence: crashed('SyntaxError: Unexpected end of JSON input\n    at readJson (server.js:9:9)', {
      errorClass: 'SyntaxError',
    }),
    path: 'server.js',
    within: 6,
  },
  {
    template: 'answer-error',
    about: 'a handler of Express with a next',
    broken: lines(
      "app.get('/report', async (req, res, next) => {",
      '  const report = await build(req.query.year);',
      '  res.json(report);',
      '});',
    ),
    fixed: /\} catch \(error\) \{\n\s+next\(error\);\n\s*\}/,
    evidence: crashed('Error: no such year\n    at build (report.js:3:9)'),
    path: 'report.js',
    within: 3,
  },
  {
    template: 'check-answer',
    about: 'a status that is not looked at, where the service has an error for it',
    broken: lines(
      'class Unavailable extends Error {}',
      'async function stockOf(sku) {',
      '  const answer = await fetch(`${process.env.STOCK}/items/${sku}`);',
      '  const item = await answer.json();',
      '  return item.left;',
      '}',
      "app.get('/stock/:sku', async (c) => {",
      '  try {',
      '    return c.json({ left: await stockOf(c.req.param("sku")) });',
      '  } catch (error) {',
      "    if (error instanceof Unavailable) return c.json({ error: 'the stock is away' }, 502);",
      '    throw error;',
      '  }',
      '});',
    ),
    fixed: /if \(!answer\.ok\) throw new Unavailable\(/,
    evidence: upstream(
      { 503: 3 },
      {
        message: '500 instead of 502: Unexpected token \'<\', "<p>down</p>" is not valid JSON',
        errorClass: 'SyntaxError',
      },
    ),
    path: 'stock.js',
    within: 2,
  },
  {
    template: 'check-answer',
    about: 'an upstream that fails, in a handler that answers by itself',
    broken: lines(
      "fastify.get('/quote', async (request, reply) => {",
      '  const response = await fetch(process.env.QUOTES);',
      '  const quote = await response.json();',
      '  return { quote: quote.text };',
      '});',
    ),
    fixed: /if \(!response\.ok\) return reply\.code\(502\)\.send\(/,
    evidence: upstream(
      { 500: 3 },
      { message: '500 instead of 502: Unexpected token <', errorClass: 'SyntaxError' },
    ),
    path: 'quote.js',
    within: 4,
  },
  {
    template: 'limit-wait',
    about: 'a call that waits for ever',
    broken: lines(
      'export async function rate(code) {',
      '  const response = await fetch(`${BASE}/rates/${code}`);',
      '  return (await response.json()).rate;',
      '}',
    ),
    fixed: /fetch\(`\$\{BASE\}\/rates\/\$\{code\}`, \{ signal: AbortSignal\.timeout\(3000\) \}\)/,
    evidence: upstream({ unanswered: 3 }, { message: 'no answer within 6000 ms' }),
    path: 'rates.js',
  },
  {
    template: 'unambiguous-pattern',
    about: 'words with an optional gap',
    broken: lines('export const isTitle = (text) => /^([A-Za-z]+\\s?)*$/.test(text);'),
    fixed: /\^\(\?:\[A-Za-z\]\+\(\?:\\s\[A-Za-z\]\+\)\*\\s\?\)\?\$/,
    evidence: silent,
    path: 'title.js',
  },
  {
    template: 'unambiguous-pattern',
    about: 'a repetition of a repetition',
    broken: lines("export const isNumber = (text) => new RegExp('^([0-9]+)+$').test(text);"),
    fixed: /new RegExp\('\^\(\[0-9\]\+\)\$'\)/,
    evidence: silent,
    path: 'number.js',
  },
  {
    template: 'unambiguous-pattern',
    about: 'fields that may hold their separator',
    broken: lines('export const isRow = (text) => /^(?:.*;)*$/.test(text);'),
    fixed: /\(\?:\[\^;\\n\\r\]\*;\)\*/,
    evidence: silent,
    path: 'row.js',
  },
  {
    template: 'cache-key',
    about: 'an entry that is deleted under another key',
    broken: lines(
      'export const read = (cache, id) => cache.get(`profile:${id}`);',
      'export const keep = (cache, id, value) => cache.set(`profile:${id}`, value);',
      'export const change = (cache, user) => cache.del(`profiles:${user.id}`);',
    ),
    fixed: /cache\.del\(`profile:\$\{user\.id\}`\)/,
    evidence: evidenceOf([{ message: 'answered {"name":"Ada"} instead of {"name":"Bo"}', status: 200 }]),
    path: 'profile.js',
    within: 5,
  },
];

cases.push(
  {
    template: 'bound-array',
    about: 'the same mistake at two places',
    broken: lines(
      'export async function both(pool, city) {',
      '  const values = [city];',
      "  const open = await pool.query('SELECT id FROM shops WHERE city = $1', [values]);",
      "  const closed = await pool.query('SELECT id FROM former WHERE city = $1', [values]);",
      '  return [...open.rows, ...closed.rows];',
      '}',
    ),
    fixed: /shops WHERE city = \$1', values\);\n.*former WHERE city = \$1', values\);/,
    evidence: refused(
      '22P02',
      'invalid input syntax for type integer: "{"3"}"',
      'SELECT id FROM shops WHERE city = $1',
    ),
    path: 'shops.js',
    within: 4,
  },
  {
    template: 'swap-comparison',
    about: 'an operator that is wrong at both ends',
    broken: lines(
      'export function within(value, low, high) {',
      '  if (value <= low) return false;',
      '  return !(high <= value);',
      '}',
    ),
    fixed: /value < low\) return false;\n.*high < value/,
    evidence: evidenceOf([{ message: 'answered false, expected true', status: 200 }]),
    path: 'within.js',
    within: 12,
  },
);

describe('a fault of the kind that production shows', () => {
  it.each(cases)('$template: $about', (given) => {
    const { rank, before } = runCase(given, parser);
    expect(rank, before.join('\n')).not.toBeNull();
    expect(rank, before.join('\n')).toBeLessThanOrEqual(given.within ?? 1);
  });
});
