import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { TryReport } from '../stack/local/try-report.ts';
import { type LocalRig, openLocalRig } from './testing/local.ts';
import { BASE, git, write } from './testing/small-service.ts';

/** `GET /orders/1` fails: a method has another name. */
const MISTAKE = {
  ...BASE,
  'src/server.js': String(BASE['src/server.js']).replace('{ note }))', '{ note: note.toUppercase() }))'),
};
const RIGHT = ['--request', 'GET /orders/1', '--expect', '200', '--expect-body', '{"note":"FIRST"}'];

let rig: LocalRig;
let folder: string;
beforeAll(() => {
  rig = openLocalRig(inject('databaseUrl'));
  folder = rig.service(MISTAKE);
});
afterAll(() => rig.close());

async function attempt(...args: string[]): Promise<{ code: number; report: TryReport }> {
  const { code, out } = await rig.suture(folder, 'try', '--json', ...args);
  return { code, report: JSON.parse(out) as TryReport };
}

/** What the recorder sends of a failing request, as `suture recording export` writes it. */
function recorded(given: object): object {
  const failed = { service: 'shop', key: 'one', route: '/orders/:id', reason: 'status_500', logLine: '' };
  return { ...failed, latencyMs: 12, at: '2026-11-29T10:00:00.000Z', ...given };
}

/** Every file with its content and its time of change, git's own among them. */
function snapshot(root: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const name of readdirSync(root, { recursive: true }).map(String).sort()) {
    const path = join(root, name);
    const status = statSync(path, { throwIfNoEntry: false });
    if (status?.isFile()) files[name] = `${status.mtimeMs} ${status.mode} ${readFileSync(path, 'base64')}`;
    else if (!status) files[name] = readlinkSync(path);
  }
  return files;
}

describe('suture try', () => {
  it('shows how a request fails, the proven fix and what the proof holds, and writes the patch', async () => {
    const { code, out } = await rig.suture(folder, 'try', ...RIGHT, '--write', '../shop.patch');
    expect(code).toBe(0);
    expect(out).toMatch(/✓ Reproduce +\d+\.\d s {2}the request fails\n/);
    expect(out).toMatch(/✓ Prove +\d+\.\d s {2}"note" has no method "toUppercase"; use "toUpperCase"\.\n/);
    expect(out).toContain('GET /orders/1 fails in 5 of 5 runs:');
    expect(out).toMatch(/at Server\.<anonymous> src\/server\.js:\d+:\d+/);
    expect(out).toContain('+    response.end(JSON.stringify({ note: note.toUpperCase() }));');
    expect(out).toContain('5 of 5 runs of this request passed');
    expect(out).toContain('The fix can do nothing that the code before could not.');
    expect(() => git(folder, 'apply', '--check', '../shop.patch')).not.toThrow();
  });

  it('only says whether a request fails where nobody said what would be right', async () => {
    const failing = await rig.suture(folder, 'try', '--request', 'GET /orders/1');
    expect(failing.code).toBe(1);
    expect(failing.out).toContain('GET /orders/1 fails:\n  answered 500 (TypeError)');
    expect(failing.out).toContain('Say what would be right');
    const working = await rig.suture(folder, 'try', '--request', 'GET /health');
    expect(working.code).toBe(0);
    expect(working.out).toMatch(/GET \/health does not fail: 200 after \d+ ms\n {2}"ok"/);
  });

  it('says with the answer that a request does not fail', async () => {
    const { code, report } = await attempt('--request', 'GET /health', '--expect', '200');
    expect(code).toBe(7);
    expect(report).toMatchObject({ outcome: 'answered', fix: null });
    expect(report.requests[0]).toMatchObject({ failures: [], answer: { status: 200, body: 'ok' } });
    expect(report.notes).toContainEqual(
      expect.stringMatching(/^GET \/health declares a status and no body.* Add --expect-body\.$/),
    );
  });

  it('proves a fix for all requests', async () => {
    const { code, report } = await attempt('--request', 'GET /health', '--expect', '200', ...RIGHT);
    expect(code).toBe(0);
    const { verdicts = [] } = report.fix ?? {};
    expect(verdicts.map(({ proven }) => proven)).toEqual([true, true]);
    // Only the first proof builds and checks the types; each starts the service and runs its request.
    const details = verdicts.map(({ steps }) => steps.find(({ name }) => name === 'build')?.detail);
    expect(details).toEqual(['not configured', 'as for the first request']);
    expect(verdicts.map(({ runs, passedRuns }) => [runs, passedRuns])).toEqual([
      [5, 5],
      [5, 5],
    ]);
    expect(report.requests[0]).toMatchObject({ failures: [], answer: { status: 200, body: 'ok' } });
    expect(report.allowedFiles).toEqual(['src/server.js']);
  });

  it('takes a declared fault by its code or by a recording, and says which candidates it refused', async () => {
    const probe = { request: { path: '/orders/1' }, expect: { status: 200, body: { note: 'FIRST' } } };
    const fault = {
      ...{
        code: 'SHOUTED_NOTE',
        title: 'A note is not shouted',
        route: '/orders/1',
        allowedFiles: ['src/server.js'],
      },
      probe,
    };
    // Nothing makes an order a teapot.
    const hopeless = {
      ...{ ...fault, code: 'NO_TEAPOT', policy: { attempts: 1, candidates: 2 } },
      probe: { ...probe, expect: { status: 418 } },
    };
    write(folder, 'suture.yaml', JSON.stringify({ name: 'shop', faults: [fault, hopeless] }));
    write(
      folder,
      'recording.json',
      JSON.stringify(recorded({ faultCode: fault.code, logLine: 'SHOUTED_NOTE route=/orders/1' })),
    );
    expect(await attempt('SHOUTED_NOTE')).toMatchObject({ code: 0, report: { outcome: 'proven' } });
    expect(await attempt('--recording', 'recording.json')).toMatchObject({
      code: 0,
      report: { outcome: 'proven' },
    });
    const { code, report } = await attempt('NO_TEAPOT');
    expect([code, report.outcome, report.fix, report.tried.length]).toEqual([1, 'not_proven', null, 2]);
    git(folder, 'clean', '--quiet', '--force');
  });

  it('replays a recording with what the upstream answered, and proves a fix that nobody declared an answer for', async () => {
    const mine = rig.service(BASE, {
      'suture.yaml': JSON.stringify({ name: 'shop', environment: { NOTES_URL: 'http://notes.example' } }),
      'src/server.js': String(MISTAKE['src/server.js'])
        .replace('createServer((', 'createServer(async (')
        .replace(
          '= orders.get(id);',
          "= await (await fetch(process.env.NOTES_URL + '/notes/' + id)).json();",
        ),
    });
    const asked = { kind: 'http', method: 'GET', url: 'http://notes.example/notes/7', status: 200 };
    const step = { ...asked, responseHeaders: { 'content-type': 'application/json' } };
    const request = { method: 'GET', path: '/orders/7', headers: { host: 'shop.example' } };
    const failing = recorded({
      request,
      status: 500,
      steps: [{ ...step, responseBody: { note: 'seventh' } }],
    });
    write(mine, 'failing.json', JSON.stringify([failing]));
    const { code, out } = await rig.suture(mine, 'try', '--recording', 'failing.json');
    expect(out).toContain('GET /orders/7 fails in 1 of 1 runs:');
    expect(out).toContain('note: note.toUpperCase()');
    expect(out).toMatch(/How far the proof reaches: \d of \d rungs hold/);
    expect(out).toContain('Nobody said what would be right');
    expect(code).toBe(0);
  });

  it('says what differs where a recorded failure does not come again', async () => {
    const request = { method: 'GET', path: '/orders/1', headers: {} };
    const error = { errorClass: 'RangeError', message: 'Invalid array length' };
    write(folder, 'other.json', JSON.stringify(recorded({ request, status: 500, ...error })));
    const { code, report } = await attempt('--recording', 'other.json');
    expect([code, report.outcome, report.fix]).toEqual([7, 'answered', null]);
    expect(report.notes.join('\n')).toContain('RangeError');
    git(folder, 'clean', '--quiet', '--force');
  });

  it('leaves the folder, the index, branches, the stash and environment files as they were, as does a check', async () => {
    const mine = rig.service(MISTAKE, { '.gitignore': '.env\n', 'notes.txt': 'a\n' });
    write(mine, 'notes.txt', 'stashed\n');
    git(mine, 'stash', '--quiet');
    git(mine, 'branch', 'other');
    write(mine, 'notes.txt', 'staged\n');
    git(mine, 'add', 'notes.txt');
    write(mine, 'notes.txt', 'staged, and changed again\n');
    write(mine, 'src/new.js', '// not known to git\n');
    write(mine, '.env', 'API_KEY=of-the-user\n');
    const before = snapshot(mine);
    expect((await rig.suture(mine, 'try', ...RIGHT)).code).toBe(0);
    expect((await rig.suture(mine, 'check')).code).toBe(0);
    expect(snapshot(mine)).toEqual(before);
  });

  it.each([
    [[], 'Say what to try'],
    [['FAULT', '--request', 'GET /'], 'Say what to try'],
    [['--request', 'orders'], '"orders" is not a request'],
    [['--expect', '200', '--request', 'GET /'], '--expect stands before its request'],
    [['--request', 'GET /', '--expect', 'ok'], '"ok" is not a status'],
    [['--recording', 'nowhere.json'], 'is not a recording'],
  ])('refuses %j', async (args, message) => {
    expect(await rig.suture(folder, 'try', ...args)).toMatchObject({
      code: 2,
      err: expect.stringContaining(message),
    });
  });
});
