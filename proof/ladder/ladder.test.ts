// biome-ignore-all lint/suspicious/noTemplateCurlyInString: recordings and sources hold them
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import type { ServiceDefinition } from '../../domain/service-definition.ts';
import { field } from '../fixtures/field/recordings.ts';
import { fieldRecording, fieldSubject } from '../replay/testing.ts';
import { candidateOf, contextOf, createRepository, proverFor } from '../testing.ts';

/** Tests of the services: one that a change may break, one that always fails. */
const OWN_TESTS = `import { readFileSync } from 'node:fs';
import { test } from 'node:test';
test('keeps the limit', () => {
  if (!readFileSync('03-negative-offset/service.ts', 'utf8').includes('Math.min(limit, 100)')) throw new Error('no limit');
});
test('never passed', () => {
  throw new Error('as before');
});
`;

/** A service whose own tests ask it by `fetch`. */
const ASKED = {
  'asked/app.mjs': `import { createServer } from 'node:http';
const orders = { o1: ['a'] };
export const createApp = () =>
  createServer((request, response) => {
    const answer = (status, body) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    try {
      const id = request.url.split('/')[2];
      if (request.url === '/up') return answer(200, {});
      answer(200, { lines: orders[id].length });
    } catch (error) {
      console.error(error);
      answer(500, { error: 'internal error' });
    }
  });
`,
  'asked/main.mjs': `import { createApp } from './app.mjs';
createApp().listen(process.env.PORT, process.env.HOST);
`,
  'asked/app.test.mjs': `import assert from 'node:assert';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { createApp } from './app.mjs';

const server = createApp();
let url;
before(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = \`http://127.0.0.1:\${server.address().port}\`;
});
after(() => server.close());

test('is up', async () => {
  const response = await fetch(\`\${url}/up\`);
  assert.equal(response.status, 200);
});
`,
};

let repository: Awaited<ReturnType<typeof createRepository>>;
let prover: ReturnType<typeof proverFor>;
beforeAll(async () => {
  repository = await createRepository('field', { 'own.test.mjs': OWN_TESTS, ...ASKED });
  prover = proverFor(repository, inject('databaseUrl'));
});
afterAll(async () => {
  await prover?.close();
  await repository?.remove();
});

type Edit = [find: string, put: string];

/** The verdicts on edits of a service of the fixture, of which good requests are recorded. */
async function verdicts(
  name: keyof typeof field,
  good: Record<string, unknown>[],
  edits: Edit[],
  definition: Partial<ServiceDefinition> = {},
) {
  const { sql, recording } = field[name];
  const recorded = good.map((one, index) => fieldRecording({ good: true, key: `good ${index}`, ...one }));
  const plain = fieldSubject(name, [...sql], fieldRecording(recording), repository.commit);
  const service = { ...plain.service, definition: { ...plain.service.definition, ...definition } };
  const subject = { ...plain, service, good: recorded };
  const path = `${name}/service.ts`;
  const text = await readFile(join(repository.folder, 'work', path), 'utf8');
  const found = await prover.reproduce(subject, contextOf());
  const results = [];
  for (const [find, put] of edits) {
    expect(text).toContain(find);
    const candidate = candidateOf({ path, content: text.replace(find, () => put) });
    results.push(await prover.prove(subject, candidate, found, contextOf()));
  }
  return results;
}

it.concurrent('refuses a success where the code refuses on purpose, and takes an error answer in place of the end', async () => {
  const [right, hiding] = await verdicts(
    '09-async-crash',
    [],
    [
      ['    throw error;', "    send(res, 500, { error: 'hook failed' });"],
      ['    throw error;', '    send(res, 200, { kept: 0 });'],
    ],
  );
  expect(right?.proven).toBe(true);
  expect(hiding).toMatchObject({ proven: false, summary: expect.stringContaining('an error of its own') });
});

it.concurrent('refuses a limit that a slow good answer does not keep', async () => {
  const slow = {
    kind: 'http',
    method: 'GET',
    url: '${env:UPSTREAM_URL}/parcels/p3',
    status: 200,
    took: 1_700,
    responseHeaders: { 'content-type': 'application/json' },
    responseBody: { place: 'Chur' },
  };
  const good = [{ request: { method: 'GET', path: '/track/p3' }, status: 200, steps: [slow] }];
  const call = '/parcels/${parcel}`);';
  const limit = (ms: number): Edit => [call, call.replace(')', `, { signal: AbortSignal.timeout(${ms}) })`)];
  const [right, hiding] = await verdicts('14-upstream-hang', good, [limit(3_500), limit(1_000)]);
  expect(right).toMatchObject({ proven: true });
  expect(right?.rungs?.map(({ held }) => held)).toEqual([true, null, true, null, null]);
  expect(hiding).toMatchObject({
    proven: false,
    summary: expect.stringContaining('GET /track/p3 is answered with 504, before with 200'),
  });
});

it.concurrent('refuses a change that answers a good request with other rows', async () => {
  const rows = {
    kind: 'sql',
    text: 'SELECT id, what FROM audit ORDER BY id LIMIT $1 OFFSET $2',
    values: [3, 0],
    command: 'SELECT',
    rowCount: 2,
    fields: [
      { name: 'id', tableID: 1, columnID: 1 },
      { name: 'what', tableID: 1, columnID: 2 },
    ],
    rows: [
      { id: 1, what: 'e1' },
      { id: 2, what: 'e2' },
    ],
    tables: { 1: { schema: 'public', name: 'audit', columns: { 1: 'id', 2: 'what' } } },
  };
  const good = [{ request: { method: 'GET', path: '/audit?offset=1' }, status: 200, steps: [rows] }];
  const values = '[Math.min(limit, 100), offset]';
  const [right, hiding] = await verdicts('03-negative-offset', good, [
    [values, '[Math.min(limit, 100), Math.max(0, offset)]'],
    [values, '[Math.min(limit, 100), 0]'],
  ]);
  expect(right).toMatchObject({ proven: true });
  expect(hiding).toMatchObject({
    proven: false,
    summary: expect.stringContaining('/audit?offset=1 is answered differently'),
  });
});

it.concurrent('refuses a change that breaks a test of the service, and leaves out a test that failed before', async () => {
  const values = '[Math.min(limit, 100), offset]';
  const edits: Edit[] = [
    [values, '[Math.min(limit, 100), Math.max(0, offset)]'],
    [values, '[limit, Math.max(0, offset)]'],
  ];
  const test = ['node', '--test', 'own.test.mjs'];
  const [right, breaking] = await verdicts('03-negative-offset', [], edits, { test });
  expect(right).toMatchObject({ proven: true });
  expect(right?.rungs?.[1]).toMatchObject({
    held: true,
    detail: expect.stringContaining('left out, since they failed before: never passed'),
  });
  expect(breaking).toMatchObject({
    proven: false,
    summary: 'Refused at tests: tests fail that passed before: keeps the limit',
  });
});

it.concurrent('adds a test of the service’s own runner, which fails without the change and passes with it', async () => {
  const failing = fieldRecording({
    request: { method: 'GET', path: '/orders/o9' },
    route: '/orders/:id',
    status: 500,
    errors: [
      {
        class: 'TypeError',
        message: "Cannot read properties of undefined (reading 'length')",
        stack: `TypeError: Cannot read properties of undefined (reading 'length')\n    at createServer (asked/app.mjs:12:42)`,
      },
    ],
  });
  const { service, fault, ...plain } = fieldSubject('asked', [], failing, repository.commit);
  const definition: ServiceDefinition = {
    ...service.definition,
    build: ['sh', '-c', 'mkdir -p asked/a-built && cp asked/*.mjs asked/a-built'],
    ...{ output: ['asked/a-built'], start: ['node', 'asked/main.mjs'] },
    test: ['sh', '-c', 'node --test asked/a-built/*.test.mjs asked/*.test.mjs'],
    heal: { allow: [], deny: [], changesPerDay: 1 },
  };
  const path = 'asked/app.mjs';
  const subject = {
    ...plain,
    service: { ...service, definition },
    fault: { ...fault, allowedFiles: [path] },
  };
  const found = await prover.reproduce(subject, contextOf());
  const line = 'answer(200, { lines: orders[id].length })';
  const content = ASKED[path].replace(
    line,
    `if (!orders[id]) return answer(404, { error: 'not found' });\n      ${line}`,
  );
  const right = await prover.prove(subject, candidateOf({ path, content }), found, contextOf());
  expect(right.proven).toBe(true);
  expect(right.addedTest).toMatchObject({
    detail: '“answers GET /orders/o9 without a failure” fails without the change and passes with it',
    file: {
      path: 'asked/get-orders-o9.test.mjs',
      content: expect.stringContaining("await fetch(url + '/orders/o9'"),
    },
  });
});
