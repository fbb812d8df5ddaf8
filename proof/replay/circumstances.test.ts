import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseDefinition } from '../../domain/service-definition.ts';
import { attached, candidateOf, contextOf, createRepository, proverFor } from '../testing.ts';
import { fieldRecording, fieldSubject } from './testing.ts';

/** A service that fails by the day, by what its cache holds, for a caller with the right token, and at the same time. */
const SERVICE = `
import { createServer } from 'node:http';
import { createHmac } from 'node:crypto';
import { connect } from 'node:net';
const startedOn = new Date().getUTCDate();
const lengths = { 0: 31, 1: 28, 2: 31 };
function endOf(day) {
  const next = new Date(day);
  next.setUTCMonth(day.getUTCMonth() + 1);
  if (next.getUTCMonth() > 1) throw new RangeError('no such day: ' + startedOn);
  return lengths[next.getUTCMonth()];
}
function ask(...words) {
  const { hostname, port } = new URL(process.env.REDIS_URL);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => {
      const texts = words.map((word) => '$' + word.length + '\\r\\n' + word + '\\r\\n');
      socket.write('*' + words.length + '\\r\\n' + texts.join(''));
    });
    socket.on('error', reject).on('data', (answer) => { socket.destroy(); resolve(String(answer).split('\\r\\n')[1]); });
  });
}
let underway = 0;
let most = 0;
let held = null;
const routes = {
  '/month': () => ({ days: endOf(new Date()) }),
  '/cart': async () => ({ total: JSON.parse(await ask('GET', 'cart:7')).items.length }),
  '/private': (request) => {
    if (request.headers.authorization !== 'Bearer ' + process.env.API_TOKEN) return null;
    return request.headers.missing.length;
  },
  '/account': (request) => {
    const [head, said, signature] = request.headers.authorization.slice(7).split('.');
    const right = createHmac('sha256', process.env.API_TOKEN).update(head + '.' + said).digest('base64url');
    if (signature !== right) return null;
    return JSON.parse(Buffer.from(said, 'base64url')).account.id;
  },
  '/hold': () => ({ held: (held = 'a seat') }),
  '/take': () => ({ left: held ? held.seats.length : 0 }),
  '/seat': async () => {
    underway += 1;
    most = Math.max(most, underway);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    underway -= 1;
    if (most > 1) throw new Error('the seat is taken twice');
    return {};
  },
};
createServer(async (request, response) => {
  if (request.url === '/up') return response.end('{}');
  try {
    const found = await routes[request.url](request);
    response.writeHead(found === null ? 401 : 200).end(JSON.stringify(found));
  } catch (error) {
    console.error(error);
    response.writeHead(500).end('{}');
  }
}).listen(Number(process.env.PORT));
`;

let repository: Awaited<ReturnType<typeof createRepository>>;
let prover: ReturnType<typeof proverFor>;
beforeAll(async () => {
  repository = await createRepository('field', { 'circumstances/service.ts': SERVICE });
  prover = proverFor(repository, null, { cacheFolder: join(homedir(), '.cache/suture') });
});
afterAll(async () => {
  await prover?.close();
  await repository?.remove();
});

async function reproduced(given: Record<string, unknown>) {
  const recording = fieldRecording({ status: 500, ...given });
  const subject = fieldSubject('circumstances', [], recording, repository.commit);
  const definition = parseDefinition({
    ...subject.service.definition,
    redis: { variable: 'REDIS_URL' },
    environment: { API_TOKEN: { secret: 'sk-live-................' } },
  });
  const service = { ...attached(definition), name: subject.service.name };
  const {
    reproduced: found,
    failures,
    differences,
    ...more
  } = await prover.reproduce({ ...subject, service }, contextOf());
  const behindOthers = more.behindOthers ?? false;
  return { found, failure: failures[0]?.errorClass ?? null, differences, behindOthers };
}

const get = (path: string, headers: Record<string, string> = {}) => ({
  request: { method: 'GET', path, headers },
});

it.concurrent('runs the service at the recorded time, from its start on', async () => {
  const onThe31st = await reproduced({
    ...get('/month'),
    errorClass: 'RangeError',
    message: 'no such day: 31',
    at: '2026-01-31T23:59:50.000Z',
  });
  expect(onThe31st).toMatchObject({ found: true, failure: 'RangeError', differences: [] });
  const onThe15th = await reproduced({ ...get('/month'), at: '2026-01-15T12:00:00.000Z' });
  expect(onThe15th).toMatchObject({ found: false, failure: null });
});

it.concurrent('fills the cache from the replies that were recorded', async () => {
  const step = { kind: 'redis', command: 'GET', args: ['cart:7'], reply: '{"items":null}' };
  expect(await reproduced({ ...get('/cart'), steps: [step] })).toMatchObject({
    found: true,
    failure: 'TypeError',
    differences: [],
  });
  const filled = { ...step, reply: '{"items":[]}' };
  expect(await reproduced({ ...get('/cart'), steps: [filled] })).toMatchObject({ found: false });
});

it.concurrent('puts its own value in the place of a variable, so that a request is authorised', async () => {
  const named = get('/private', { authorization: `Bearer \${env:API_TOKEN}` });
  expect(await reproduced(named)).toMatchObject({ found: true, failure: 'TypeError' });
  expect(await reproduced(get('/private', { authorization: 'Bearer other' }))).toMatchObject({
    found: false,
    differences: ['Production answered 500, the sandbox 401.'],
  });
});

it.concurrent('lets a token hold that production signed, and no other', async () => {
  const part = (said: unknown) => Buffer.from(JSON.stringify(said)).toString('base64url');
  const token = `${part({ alg: 'HS256' })}.${part({ sub: 'a1' })}.${'Ab3_'.repeat(10)}xyz`;
  const named = get('/account', { authorization: `Bearer ${token}` });
  expect(await reproduced(named)).toMatchObject({ found: true, failure: 'TypeError', differences: [] });
  expect(await reproduced({ ...named, status: 401 })).toMatchObject({ found: false });
});

it.concurrent('sends requests that were under way at the same time together, and others before', async () => {
  const at = '2026-11-29T10:00:00.000Z';
  const other = { ...get('/seat'), at: '2026-11-29T09:59:59.950Z' };
  const failing = { ...get('/seat'), errorClass: 'Error', message: 'the seat is taken twice', at };
  expect(await reproduced({ ...failing, before: [{ ...other, took: 200 }] })).toMatchObject({ found: true });
  expect(await reproduced({ ...failing, before: [{ ...other, took: 20 }] })).toMatchObject({ found: false });
});

it.concurrent('sends what other callers had asked only where the failure does not show without it', async () => {
  const at = '2026-11-29T10:00:00.000Z';
  const other = { ...get('/hold'), at: '2026-11-29T09:59:58.000Z', took: 20, byOther: true };
  const failing = { ...get('/take'), errorClass: 'TypeError', at };
  expect(await reproduced(failing)).toMatchObject({ found: false });
  expect(await reproduced({ ...failing, before: [other] })).toMatchObject({
    found: true,
    behindOthers: true,
  });
  const alone = { ...get('/month'), errorClass: 'RangeError', at: '2026-01-31T23:59:50.000Z' };
  expect(await reproduced({ ...alone, before: [other] })).toMatchObject({ found: true, behindOthers: false });
});

it.concurrent('proves a fix behind what other callers had asked', async () => {
  const text = await readFile(join(repository.folder, 'work/circumstances/service.ts'), 'utf8');
  const held = { ...get('/hold'), at: '2026-11-29T09:59:58.000Z', took: 20, byOther: true };
  const recording = fieldRecording({
    ...get('/take'),
    status: 500,
    message: 'a seat is held',
    before: [held],
  });
  const subject = fieldSubject('circumstances', [], recording, repository.commit);
  const found = await prover.reproduce(subject, contextOf());
  const proven = async (from: string, to: string) => {
    const edit = { path: 'circumstances/service.ts', content: text.replace(from, to) };
    return (await prover.prove(subject, candidateOf(edit), found, contextOf())).summary;
  };
  expect(await proven("(held = 'a seat')", "'a seat'")).toMatch(/^2 of 2 runs of this request passed/);
  expect(await proven('most > 1', 'most > 2')).toMatch(/^Refused at probe: 0 of 1 runs passed/);
});
