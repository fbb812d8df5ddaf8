// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the cases are code

import { beforeAll, expect, it } from 'vitest';
import type { Evidence } from '../../domain/evidence.ts';
import { proposeRepairs } from '../propose.ts';
import { loadSqlParser, type SqlParser } from '../sql/parser.ts';
import { evidenceOf, requestOf, runCase, type TemplateCase } from '../testing.ts';

let parser: SqlParser;
beforeAll(async () => {
  parser = await loadSqlParser();
});

const lines = (...list: string[]) => `${list.join('\n')}\n`;
const thrown = (errorClass: string, message: string, rest: Partial<Evidence> = {}): Evidence =>
  evidenceOf(
    [{ message: 'answered 500', status: 500, errorClass, output: `${errorClass}: ${message}` }],
    rest,
  );
const refused = (near: string, statement: string): Evidence =>
  evidenceOf([
    {
      message: 'answered 500',
      status: 500,
      sqlstate: '42601',
      statement,
      output: `error: syntax error ${near}`,
    },
  ]);
const upstream = (statuses: Record<string, number>, message: string): Evidence =>
  evidenceOf([{ message, output: message }], {
    observations: {
      upstreams: [{ name: 'maps', calls: 3, statuses, samples: [], maxLatencyMs: 20 }],
      statements: [],
    },
  });
const silent = () => upstream({ unanswered: 3 }, 'no answer within 6000 ms');
const asked = (path: string) => ({ request: { method: 'GET', path, headers: {} } }) as Partial<Evidence>;

const cases: TemplateCase[] = [
  {
    template: 'limit-wait',
    about: 'an instance of axios without a limit',
    broken: lines(
      "import axios from 'axios';",
      'const maps = axios.create({ baseURL: process.env.MAPS_URL });',
      'export const find = async (town) => (await maps.get(`/towns/${town}`)).data;',
    ),
    fixed: /axios\.create\(\{ timeout: 3000, baseURL/,
    evidence: silent(),
    path: 'maps.js',
  },
  {
    template: 'limit-wait',
    about: 'one call of axios that sends a body',
    broken: lines('export const send = (order) => axios.post(`${SHOP}/orders`, order);'),
    fixed: /axios\.post\(`\$\{SHOP\}\/orders`, order, \{ timeout: 3000 \}\)/,
    evidence: silent(),
    path: 'shop.js',
  },
  {
    template: 'limit-wait',
    about: 'a client made by got',
    broken: lines(
      'const api = got.extend({ prefixUrl: BASE, retry: { limit: 0 } });',
      "export const rates = () => api.get('rates').json();",
    ),
    fixed: /got\.extend\(\{ timeout: \{ request: 3000 \}, prefixUrl/,
    evidence: silent(),
    path: 'rates.js',
  },
  {
    template: 'check-answer',
    about: 'an answer of an upstream without a body',
    broken: lines(
      'export async function news(region) {',
      '  const answer = await fetch(`${PRESS}/news/${region}`);',
      "  if (!answer.ok) throw new Error('the press failed');",
      '  const { titles } = await answer.json();',
      '  return titles ?? [];',
      '}',
    ),
    fixed: /= \(answer\.status === 204 \? \{\} : await answer\.json\(\)\)/,
    evidence: upstream({ 204: 3 }, 'SyntaxError: Unexpected end of JSON input'),
    path: 'news.js',
  },
  {
    template: 'check-answer',
    about: 'an answer without a body, where another status says already that there is no data',
    broken: lines(
      'async function seatOf(guest) {',
      '  const reply = await fetch(`${HALL}/guests/${guest}/seat`);',
      '  if (reply.status === 404) return { row: null, seat: null };',
      "  if (!reply.ok) throw new Error('the hall failed');",
      '  return await reply.json();',
      '}',
    ),
    fixed: /if \(reply\.status === 404 \|\| reply\.status === 204\) return/,
    evidence: upstream({ 204: 1 }, 'SyntaxError: Unexpected end of JSON input'),
    path: 'hall.js',
  },
  {
    template: 'list-within',
    about: 'a page that is taken for its list',
    broken: lines(
      'export async function owned(service, userId) {',
      '  const owners = await service.find({ query: { userId } });',
      '  return owners.map((owner) => owner.roomId);',
      '}',
    ),
    fixed: /owners\.data\.map\(/,
    evidence: thrown('TypeError', 'owners.map is not a function'),
    path: 'rooms.js',
  },
  {
    template: 'list-within',
    about: 'a result of a driver that is taken for its rows',
    broken: lines(
      'export async function names(pool) {',
      "  const users = await pool.query('SELECT name FROM users');",
      '  return users.filter(({ name }) => name);',
      '}',
    ),
    fixed: /users\.rows\.filter\(/,
    evidence: thrown('TypeError', 'users.filter is not a function'),
    path: 'users.js',
  },
  {
    template: 'own-key',
    about: 'a table that is asked for what every object inherits',
    broken: lines(
      'const PLANS = { free: [1], team: [1, 2] };',
      "app.get('/plans/:plan', (req, res) => {",
      '  const seats = PLANS[req.params.plan];',
      "  if (!seats) return res.status(404).json({ error: 'no such plan' });",
      '  res.json({ seats: seats.map((seat) => seat * 2) });',
      '});',
    ),
    fixed: /Object\.hasOwn\(PLANS, req\.params\.plan\) \? PLANS\[req\.params\.plan\] : undefined/,
    evidence: thrown('TypeError', 'seats.map is not a function', asked('/plans/valueOf')),
    path: 'plans.js',
  },
  {
    template: 'empty-list',
    about: 'a list of places for values that is empty',
    broken: lines(
      'export function owners(db, ids) {',
      "  const places = ids.map((_, at) => `$${at + 1}`).join(',');",
      '  return db.query(`SELECT name FROM owners WHERE id IN (${places}) AND active`, ids);',
      '}',
    ),
    fixed: /IN \(\$\{places \|\| 'NULL'\}\)/,
    evidence: refused('at or near ")"', 'SELECT name FROM owners WHERE id IN () AND active'),
    path: 'owners.js',
  },
  {
    template: 'empty-list',
    about: 'an empty batch behind full ones',
    broken: lines(
      'export async function keepAll(client, readings) {',
      '  for (let at = 0; at <= readings.length; at += 100) {',
      '    const part = readings.slice(at, at + 100);',
      '    await client.query(`INSERT INTO readings VALUES ${part.map((_, i) => `($${i + 1})`).join()}`, part);',
      '  }',
      '}',
    ),
    fixed: /at < readings\.length/,
    evidence: refused('at end of input', 'INSERT INTO readings VALUES '),
    path: 'readings.js',
    within: 2,
  },
  {
    template: 'stored-text',
    about: 'a column with an empty text in place of JSON',
    broken: lines(
      "router.get('/desks/:no', async (ctx) => {",
      "  const { rows } = await pool.query('SELECT layout FROM desks WHERE no = $1', [ctx.params.no]);",
      '  const layout = JSON.parse(rows[0].layout);',
      '  ctx.body = { width: layout.width ?? 80 };',
      '});',
    ),
    fixed: /JSON\.parse\(rows\[0\]\.layout \|\| '\{\}'\)/,
    evidence: thrown('SyntaxError', 'Unexpected end of JSON input'),
    path: 'desks.js',
  },
  {
    template: 'absent-variable',
    about: 'a list of the environment that is not set',
    broken: lines(
      "export const isOpen = (origin) => (process.env.ORIGINS as string).split(',').includes(origin);",
    ),
    fixed: /\(process\.env\.ORIGINS \?\? ''\)\.split/,
    evidence: thrown('TypeError', "Cannot read properties of undefined (reading 'split')"),
    path: 'origins.ts',
  },
  {
    template: 'plain-value',
    about: 'a sum of texts',
    broken: lines(
      'export function weight(parts) {',
      '  const all = parts.reduce((sum, part) => sum + part.grams, 0);',
      '  return all.toFixed(1);',
      '}',
    ),
    fixed: /sum \+ Number\(part\.grams\)/,
    evidence: thrown('TypeError', 'all.toFixed is not a function'),
    path: 'weight.js',
  },
  {
    template: 'plain-value',
    about: 'an answer with a number that has more digits than a number holds',
    broken: lines("app.get('/sum', async (c) => c.json({ sum: found.sum }));"),
    fixed:
      /sum: Number\.isSafeInteger\(Number\(found\.sum\)\) \? Number\(found\.sum\) : String\(found\.sum\)/,
    evidence: thrown('TypeError', 'Do not know how to serialize a BigInt'),
    path: 'sum.js',
  },
];

it.each(cases)('$template repairs $about', (each) => {
  const { rank, before } = runCase(each, parser);
  expect(rank, before.join('\n')).not.toBeNull();
  expect(rank, before.join('\n')).toBeLessThanOrEqual(each.within ?? 1);
});

const textsOf = (broken: string, evidence: Evidence) =>
  proposeRepairs(requestOf(broken, evidence, { candidates: 200 }), parser).candidates.map(
    ({ edits }) => edits[0]?.content ?? '',
  );

it('blames no caller for a text that the service has stored', () => {
  const broken = lines(
    "app.get('/desks/:no', async (req, res) => {",
    '  const desk = await db.query(`SELECT layout FROM desks WHERE no = $1`, [req.params.no]);',
    "  if (!desk) return res.status(404).json({ error: 'no such desk' });",
    '  res.json({ width: JSON.parse(desk.layout).width });',
    '});',
  );
  const texts = textsOf(broken, thrown('SyntaxError', 'Unexpected end of JSON input'));
  expect(texts.length).toBeGreaterThan(0);
  expect(texts.filter((text) => /status\(4(00|22)\)/.test(text))).toEqual([]);
});

it('compares NOT IN with no NULL, which no row would pass', () => {
  const broken = lines(
    'export const others = (db, ids) =>',
    '  db.query(`SELECT name FROM owners WHERE id NOT IN (${ids.map(mark).join()})`, ids);',
  );
  const texts = textsOf(broken, refused('at or near ")"', 'SELECT name FROM owners WHERE id NOT IN ()'));
  expect(texts.filter((text) => text.includes("'NULL'"))).toEqual([]);
});

it('answers no other status by counting up or down where nobody said what is right', () => {
  const broken = lines(
    "app.use((error, req, res, next) => res.status(500).json({ error: 'failed' }));",
    "app.get('/sizes', (req, res) => res.json(sizes[req.query.of].list));",
  );
  const evidence = thrown(
    'TypeError',
    "Cannot read properties of undefined (reading 'list')",
    asked('/sizes'),
  );
  const blind = requestOf(broken, { ...evidence, faultCode: 'ERR_0123456789AB' });
  const texts = proposeRepairs(blind, parser).candidates.map(({ edits }) => edits[0]?.content ?? '');
  expect(texts.filter((text) => /status\((499|501)\)/.test(text))).toEqual([]);
});
