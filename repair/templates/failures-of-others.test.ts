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
const failed = (message: string, more: object = {}, rest: Partial<Evidence> = {}): Evidence =>
  evidenceOf([{ message: `answered 500: ${message}`, status: 500, output: message, ...more }], rest);
const asking = (status: string): Partial<Evidence> => ({
  observations: {
    upstreams: [{ name: 'STOCK', calls: 1, statuses: { [status]: 1 }, samples: [], maxLatencyMs: 9 }],
    statements: [],
  },
});
const rejected = failed('the queue answered 503', {
  message: 'the service answered, and then threw what nobody catches: unhandledRejection the queue is full',
  errorClass: 'Error',
  output: 'Error: the queue is full\n    at enqueue (src/queue.js:3:9)\n\nNode.js v20.19.0',
  frames: [{ path: 'src/queue.js', line: 3, column: 9, symbol: 'enqueue' }],
});

const cases: TemplateCase[] = [
  {
    template: 'error-status',
    about: 'a handler of Fastify that knows the name of its own errors alone',
    broken: lines(
      'export function onError(error, request, reply) {',
      '  request.log.error(error);',
      '  return reply.code(error.status).send({ message: error.message });',
      '}',
    ),
    fixed: /reply\.code\(error\.status \?\? error\.statusCode \?\? 500\)/,
    evidence: failed('Called reply with an invalid status code: undefined'),
  },
  {
    template: 'error-status',
    about: 'a catch of Koa that takes the code of an error for a status',
    broken: lines(
      'app.use(async (ctx, next) => {',
      '  try {',
      '    await next();',
      '  } catch (err) {',
      '    ctx.status = err.code;',
      '    ctx.body = { problem: err.message };',
      '  }',
      '});',
    ),
    fixed: /ctx\.status = err\.status \?\? err\.statusCode \?\? 500;/,
    evidence: failed('AssertionError: invalid status code: ENOENT', { errorClass: 'AssertionError' }),
  },
  {
    template: 'error-status',
    about: 'a status that another part of the program made',
    broken: lines('export function send(res, result) {', '  res.status(result.status).json(result);', '}'),
    fixed: null,
    evidence: failed('Invalid status code: undefined'),
  },
  {
    template: 'catch-unawaited',
    about: 'work that is started beside the answer',
    broken: lines(
      "import { enqueue } from './queue.js';",
      "app.post('/jobs', async (req, res) => {",
      '  const job = await store(req.body);',
      '  enqueue(job);',
      '  res.status(202).json(job);',
      '});',
    ),
    fixed: /\n {2}enqueue\(job\)\.catch\(\(error\) => console\.error\(error\)\);/,
    evidence: rejected,
  },
  {
    template: 'catch-unawaited',
    about: 'work that is marked as not waited for',
    broken: lines('export const start = (job) => {', '  void enqueue(job);', '  return job.id;', '};'),
    fixed: /void enqueue\(job\)\.catch\(/,
    evidence: rejected,
  },
  {
    template: 'catch-unawaited',
    about: 'a call that is waited for',
    broken: lines('export async function start(job) {', '  await enqueue(job);', '}'),
    fixed: null,
    evidence: rejected,
  },
  {
    template: 'answer-missing',
    about: 'what a client of axios does not find',
    broken: lines(
      'const api = axios.create({ baseURL: BASE });',
      'const priceOf = async (code) => (await api.get(`/prices/${code}`)).data.cents;',
      "app.get('/prices/:code', async (req, res) => {",
      "  if (!req.params.code) return res.status(400).json({ error: 'code is missing' });",
      '  const cents = await priceOf(req.params.code);',
      '  res.json({ cents });',
      '});',
    ),
    fixed:
      /\} catch \(error\) \{\n\s+if \(error\.response\?\.status !== 404\) throw error;\n\s+return res\.status\(404\)/,
    evidence: failed('AxiosError: Request failed with status code 404', {}, asking('404')),
    path: 'prices.js',
    within: 3,
  },
  {
    template: 'answer-missing',
    about: 'an upstream that failed',
    broken: lines(
      "app.get('/prices', async (req, res) => {",
      '  const { data } = await axios.get(BASE);',
      '  res.json(data);',
      '});',
    ),
    fixed: null,
    evidence: failed('AxiosError: Request failed with status code 500', {}, asking('500')),
  },
];

it.each(cases)('$template: $about', (wanted) => {
  const { rank, before, own } = runCase(wanted, parser);
  if (wanted.fixed === null) expect(own).toEqual([]);
  else expect(rank ?? 999, before.join('\n')).toBeLessThanOrEqual(wanted.within ?? 1);
});

it('refuses input that a function of another file cannot read, where the request is answered', () => {
  const files = [
    {
      path: 'days.js',
      content: 'export const dayOf = (text) => new Date(text).toISOString().slice(0, 10);\n',
    },
    {
      path: 'app.js',
      content: lines(
        "import { dayOf } from './days.js';",
        "app.get('/slots', (c) => {",
        "  const day = c.req.query('day');",
        "  if (!day) return c.json({ error: 'day is missing' }, 422);",
        '  return c.json({ slots: slotsOf(dayOf(day)) });',
        '});',
      ),
    },
  ];
  const evidence = failed('RangeError: Invalid time value', { errorClass: 'RangeError' });
  const { candidates } = proposeRepairs(requestOf(files, evidence), parser);
  const [first] = candidates;
  expect(first?.templates).toEqual(['refuse-thrown']);
  expect(first?.edits[0]?.content).toMatch(
    /if \(!\(error instanceof RangeError\)\) throw error;\n\s+return c\.json\(\{ error: '[^']+' \}, 4(?:00|22)\)/,
  );
});
