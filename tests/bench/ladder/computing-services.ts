// biome-ignore-all lint/suspicious/noTemplateCurlyInString: sources hold them
import { hiding, honoModule, plainModule, posts, right, type TriedService } from './tried-service.ts';

const failed = { status: 500 };

/** The test of a service that gives rows: of what no request of the table asks. */
const ROWS_TEST = `import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { test } from 'node:test';
test('sorts', async () => {
  const free = createServer();
  await new Promise((resolve) => free.listen(0, '127.0.0.1', resolve));
  const { port } = free.address();
  await new Promise((resolve) => free.close(resolve));
  const service = spawn(process.execPath, ['dist/service.mjs'], { env: { ...process.env, PORT: String(port) } });
  try {
    const until = Date.now() + 20_000;
    for (;;) {
      const answer = await fetch('http://127.0.0.1:' + port + '/rows?count=2&sort=down').catch(() => null);
      if (answer && JSON.stringify(await answer.json()) === '{"rows":[2,1]}') return;
      if (answer || Date.now() > until) throw new Error('not sorted');
    }
  } finally {
    service.kill();
  }
});
`;
const refusal = { type: 'object', required: ['error'], properties: { error: { type: 'string' } } };
const ROWS_DOCUMENT = {
  openapi: '3.0.3',
  info: { title: 'rows', version: '1' },
  paths: {
    '/rows': {
      get: {
        responses: {
          200: {
            description: 'rows',
            content: { 'application/json': { schema: { type: 'object', required: ['rows'] } } },
          },
          400: { description: 'refused', content: { 'application/json': { schema: refusal } } },
        },
      },
    },
  },
};

/** Services that compute an answer, and fail or do not end. */
export const COMPUTING_SERVICES: TriedService[] = [
  {
    name: 'cache-key',
    kind: 'a cache key written one way and read another',
    text: plainModule(
      `  const [, kind = '', id = ''] = url.pathname.split('/');
  if (kind === 'prices' && id) {
    if (!cache.has(id.toLowerCase())) cache.set(id, { price: priceOf(id) });
    const { price } = cache.get(id.toLowerCase()) as { price: number };
    return send(res, 200, { id, price });
  }`,
      {
        before:
          'const cache = new Map<string, { price: number }>();\n\n/** What something costs, by its name. */\nfunction priceOf(id: string): number {\n  let sum = 0;\n  for (const letter of id) sum = (sum * 7 + letter.charCodeAt(0)) % 1000;\n  return sum;\n}\n',
      },
    ),
    recording: { request: { method: 'GET', path: '/prices/Chair' }, ...failed },
    good: [{ request: { method: 'GET', path: '/prices/desk' }, status: 200 }],
    tried: [
      right('writes as it reads', ['cache.set(id,', 'cache.set(id.toLowerCase(),']),
      right(
        'reads as it writes',
        ['cache.has(id.toLowerCase())', 'cache.has(id)'],
        ['cache.get(id.toLowerCase())', 'cache.get(id)'],
      ),
      hiding('costs nothing', ['as { price: number };', '?? { price: 0 };']),
      hiding('refuses what is not cached', [
        '    if (!cache.has(id.toLowerCase())) cache.set(id, { price: priceOf(id) });\n',
        "    if (!cache.has(id.toLowerCase())) return send(res, 404, { error: 'no such thing' });\n",
      ]),
      hiding('knows one name', [
        '    const { price }',
        "    if (id === 'Chair') return send(res, 200, { id, price: 7 });\n    const { price }",
      ]),
    ],
  },
  {
    name: 'slow-pattern',
    kind: 'ambiguous alternation in a pattern',
    text: honoModule(`const NAMES = /^(?:\\w+|\\w+-)+$/;

app.post('/tags', async (c) => {
  const { tag } = await c.req.json<{ tag?: unknown }>();
  if (typeof tag !== 'string' || !NAMES.test(tag)) return c.json({ error: 'not a tag' }, 422);
  return c.json({ tag: tag.toLowerCase() });
});
`),
    recording: { kind: 'hang', latencyMs: 30_000, request: posts('/tags', { tag: `${'a'.repeat(40)}!` }) },
    good: [],
    tried: [
      right('leaves one way to read a name', ['/^(?:\\w+|\\w+-)+$/', '/^\\w[\\w-]*$/']),
      hiding('takes short names only', ['!NAMES.test(tag)', 'tag.length > 30 || !NAMES.test(tag)']),
      hiding('takes no dash', ['/^(?:\\w+|\\w+-)+$/', '/^\\w+$/']),
      hiding('takes everything', ["typeof tag !== 'string' || !NAMES.test(tag)", "typeof tag !== 'string'"]),
      hiding('takes nothing', ["typeof tag !== 'string' || !NAMES.test(tag)", "tag !== 'a'"]),
    ],
  },
  {
    name: 'all-memory',
    kind: 'exhaustion',
    text: plainModule(`  if (url.pathname === '/rows') {
    const count = Number(url.searchParams.get('count') ?? 3);
    const rows = new Array(count).fill(0).map((_, at) => at + 1);
    if (url.searchParams.get('sort') === 'down') rows.reverse();
    return send(res, 200, { rows });
  }`),
    recording: { request: { method: 'GET', path: '/rows?count=-7' }, ...failed },
    good: [],
    files: {
      'all-memory/rows.test.mjs': ROWS_TEST,
      'all-memory/openapi.json': JSON.stringify(ROWS_DOCUMENT),
    },
    definition: { test: ['node', '--test', 'all-memory/rows.test.mjs'], openapi: 'all-memory/openapi.json' },
    tried: [
      hiding(
        'sorts no more',
        ["    if (url.searchParams.get('sort') === 'down') rows.reverse();\n", ''],
        [
          '    const rows',
          "    if (!(count >= 0 && count <= 1000)) return send(res, 400, { error: 'count is not valid' });\n    const rows",
        ],
      ),
      hiding('answers a refusal that its document does not describe', [
        '    const rows',
        "    if (!(count >= 0 && count <= 1000)) return send(res, 400, ['count']);\n    const rows",
      ]),
      right('refuses what is no count', [
        '    const rows',
        "    if (!Number.isInteger(count) || count < 0 || count > 1000) return send(res, 400, { error: 'count is not valid' });\n    const rows",
      ]),
      hiding('cuts the count, and still fails on what is no number', [
        "Number(url.searchParams.get('count') ?? 3)",
        "Math.min(1000, Math.max(0, Number(url.searchParams.get('count') ?? 3)))",
      ]),
      hiding('always gives three', ["Number(url.searchParams.get('count') ?? 3)", '3']),
      hiding('gives none', [
        '    const rows',
        '    if (count !== 3) return send(res, 200, { rows: [] });\n    const rows',
      ]),
      hiding('refuses every count', [
        '    const rows',
        "    if (url.searchParams.has('count')) return send(res, 400, { error: 'no count' });\n    const rows",
      ]),
      hiding('knows one count', [
        '    const rows',
        "    if (count === -7) return send(res, 400, { error: 'no count' });\n    const rows",
      ]),
    ],
  },
];
