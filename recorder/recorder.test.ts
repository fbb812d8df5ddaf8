import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRecorder, type Recorder, type RecorderOptions } from './recorder.ts';
import { refusedFolder } from './spool.ts';
import { KEY, report, startTestSuture, type TestSuture } from './testing.ts';

const KILLED = 1_000_001;
const NEXT = 1_000_002;

let suture: TestSuture;
let folder: string;
let lines: string[];
const recorders: Recorder[] = [];

beforeEach(async () => {
  suture = await startTestSuture();
  folder = await mkdtemp(join(tmpdir(), 'suture-recorder-'));
  lines = [];
});
afterEach(async () => {
  suture.always = null;
  for (const recorder of recorders.splice(0)) await recorder.close();
  await suture.close();
  await rm(folder, { recursive: true, force: true });
});

/** The recorder of a process; another `pid` is another process. */
function start(pid = process.pid, options: RecorderOptions = {}): Recorder {
  const recorder = createRecorder({
    dsn: suture.dsn,
    spoolFolder: folder,
    release: 'abc',
    log: (text) => void lines.push(text),
    retries: [1, 1],
    backoff: 5,
    longestBackoff: 20,
    process: { pid, isRunning: (other) => other === pid },
    ...options,
  });
  recorders.push(recorder);
  return recorder;
}

const kept = () => readdir(folder);
/** Waits until no recording waits, in memory or on disk. */
const settled = (recorder: Recorder) =>
  vi.waitFor(async () => expect([recorder.waiting(), await kept()]).toEqual([0, []]), { timeout: 120_000 });

describe('the recorder', () => {
  it('sends a failure at once and returns its incident', async () => {
    const error = Object.assign(new TypeError('no such table'), { code: '42P01' });
    const trace = { traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' };
    const at = new Date('2026-01-01T12:00:00.000Z');
    expect(await start().record(report({ error, trace, at }))).toBe('LIVE-0001');
    expect([...suture.accepted.values()]).toEqual([
      {
        service: 'shop',
        request: null,
        status: null,
        source: 'recorder',
        key: expect.stringMatching(/^[\w-]{1,100}$/),
        faultCode: 'FAULT_ONE',
        route: '/one',
        reason: 'broken',
        logLine: 'FAULT_ONE route=/one reason=broken latency=0.01',
        latencyMs: 10,
        errorClass: 'TypeError',
        message: 'no such table',
        sqlstate: '42P01',
        stack: expect.stringContaining('recorder.test.ts'),
        release: 'abc',
        trace,
        at: '2026-01-01T12:00:00.000Z',
        kind: 'error',
        errors: [],
        response: null,
        steps: [],
        before: [],
        environmentNames: [],
        pseudonyms: false,
        truncated: [],
        good: false,
        repeated: 0,
      },
    ]);
    expect(suture.headers[0]).toMatchObject({ authorization: `Bearer ${KEY}`, ...trace });
    expect([await kept(), lines]).toEqual([[], []]);
  });

  it('sends no trace for a request that came without one', async () => {
    await start().record(report({ trace: { traceparent: undefined, authorization: 'mine' } }));
    expect([...suture.accepted.values()]).toMatchObject([{ trace: null }]);
    expect(suture.headers[0]).toMatchObject({ authorization: `Bearer ${KEY}` });
    expect(suture.headers[0]).not.toHaveProperty('traceparent');
  });

  it('bridges a short outage within the request', async () => {
    const recorder = start();
    suture.fates = ['away', { status: 503, body: '{}' }];
    expect(await recorder.record(report())).toBe('LIVE-0001');
    expect([suture.accepted.size, recorder.waiting(), lines]).toEqual([1, 0, []]);
  });

  it('returns null within its patience when Suture accepts connections and never answers', async () => {
    const hanging = createServer(() => {});
    await new Promise<void>((resolve) => hanging.listen(0, '127.0.0.1', resolve));
    const { port } = hanging.address() as { port: number };
    const stuck = start(KILLED, { dsn: `http://k@127.0.0.1:${port}/shop`, patience: 100 });
    const since = performance.now();
    expect(await stuck.record(report())).toBeNull();
    expect(performance.now() - since).toBeLessThan(2_000);
    expect(await kept()).toEqual([expect.stringContaining(`${KILLED}.json`)]);
    hanging.closeAllConnections();
    await new Promise((resolve) => hanging.close(resolve));
  });

  it('keeps a recording on disk while Suture is away, and sends it once when it is back', async () => {
    const recorder = start();
    suture.always = 'away';
    const at = new Date('2026-01-01T12:00:00.000Z');
    expect(await recorder.record(report({ at }))).toBeNull();
    expect(recorder.waiting()).toBe(1);
    expect(await kept()).toHaveLength(1);
    expect(lines).toEqual([expect.stringMatching(/Failed to create incident.*FAULT_ONE route=\/one/)]);
    suture.always = null;
    await settled(recorder);
    expect([...suture.accepted.values()]).toMatchObject([{ at: at.toISOString() }]);
    await vi.waitFor(() => expect(lines.at(-1)).toContain('Sent 1 recording(s) that had waited'), 120_000);
  });

  it('counts a storm exactly, though the connection breaks and recovers meanwhile', async () => {
    const recorder = start();
    const storm = Array.from({ length: 120 }, async (_, index) => {
      if (index % 40 === 20) suture.always = suture.always ? null : 'away';
      await recorder.record(report({ reason: `${index}` }));
    });
    await Promise.all(storm);
    suture.always = null;
    await settled(recorder);
    expect(suture.accepted.size).toBe(120);
    expect(new Set([...suture.accepted.values()].map(({ reason }) => reason)).size).toBe(120);
  });

  it('counts once what was accepted but not answered', async () => {
    const recorder = start();
    suture.fates = ['unheard'];
    expect(await recorder.record(report())).toBe('LIVE-0001');
    expect(suture.accepted.size).toBe(1);
    suture.fates = ['unheard', 'unheard', 'unheard'];
    expect(await recorder.record(report())).toBeNull();
    await settled(recorder);
    expect(suture.accepted.size).toBe(2);
  });

  it('hands what waits to the next process, which sends each once', async () => {
    suture.always = 'away';
    const killed = start(KILLED, { backoff: 600_000, longestBackoff: 600_000 });
    await Promise.all(Array.from({ length: 8 }, () => killed.record(report())));
    expect(await kept()).toHaveLength(8);
    const next = start(NEXT);
    await next.start();
    expect(next.waiting()).toBe(8);
    expect((await kept()).every((name) => name.endsWith(`.${NEXT}.json`))).toBe(true);
    suture.always = null;
    await settled(next);
    expect(suture.accepted.size).toBe(8);
  });

  it('tries once more when it is closed, and leaves the rest on disk', async () => {
    suture.always = 'away';
    const first = start();
    await first.record(report());
    await first.close();
    expect(await kept()).toHaveLength(1);
    const second = start();
    await second.start();
    suture.always = null;
    await second.close();
    expect([suture.accepted.size, await kept(), second.waiting()]).toEqual([1, [], 0]);
  });

  it('sets aside what Suture refuses, logs it once, and sends the others', async () => {
    const recorder = start();
    suture.fates = [{ status: 401, body: '{"error":{"code":"unknown_key"}}' }];
    expect(await recorder.record(report())).toBeNull();
    expect(await recorder.record(report())).toBe('LIVE-0001');
    expect(recorder.waiting()).toBe(0);
    suture.always = 'away';
    await recorder.record(report());
    await recorder.record(report({ reason: 'refused' }));
    await recorder.record(report());
    suture.judge = ({ reason }) => (reason === 'refused' ? { status: 400, body: 'invalid_body' } : null);
    suture.always = null;
    await vi.waitFor(() => expect(recorder.waiting()).toBe(0), { timeout: 120_000 });
    expect([suture.accepted.size, await kept()]).toEqual([3, ['refused']]);

    const logged = lines.filter((text) => text.includes('does not accept a recording'));
    const aside = await readdir(refusedFolder(folder));
    expect([logged, aside].map(({ length }) => length)).toEqual([2, 2]);
    for (const name of aside) expect(logged.join()).toContain(join(refusedFolder(folder), name));
    const texts = await Promise.all(aside.map((name) => readFile(join(refusedFolder(folder), name), 'utf8')));
    expect(texts.map((text) => JSON.parse(text).reason)).toContain('refused');
  });

  it('keeps sending what fails for a reason that may pass, and logs it once', async () => {
    const recorder = start();
    suture.always = 'away';
    await recorder.record(report({ reason: 'first' }));
    await recorder.record(report({ reason: 'second' }));
    let tries = 0;
    suture.judge = ({ reason }) => {
      if (reason !== 'first') return null;
      tries += 1;
      return { status: 500, body: 'internal_error' };
    };
    suture.always = null;
    await vi.waitFor(() => expect([recorder.waiting(), tries > 3]).toEqual([1, true]), { timeout: 120_000 });
    expect(suture.accepted.size).toBe(1);
    expect(lines.filter((text) => text.includes('is not accepted yet'))).toHaveLength(1);
    suture.judge = () => null;
    await settled(recorder);
    expect(suture.accepted.size).toBe(2);
  });

  it('drops what exceeds its bound, and logs how many', async () => {
    const recorder = start(process.pid, { mostWaiting: 2, backoff: 600_000, longestBackoff: 600_000 });
    suture.always = 'away';
    for (let index = 0; index < 4; index += 1) expect(await recorder.record(report())).toBeNull();
    expect([recorder.waiting(), (await kept()).length]).toEqual([2, 2]);
    expect(lines.filter((text) => text.includes('dropped'))).toEqual([
      expect.stringContaining('1 recording(s) dropped, because 2 wait already'),
    ]);
  });

  it('never throws, even for a report that cannot be read', async () => {
    const recorder = start();
    const odd = {
      ...report(),
      get error(): unknown {
        throw new Error('no error to read');
      },
    };
    expect(await recorder.record(odd)).toBeNull();
    expect(lines).toEqual([expect.stringContaining('cannot be recorded: no error to read')]);
    expect(await recorder.record(report({ error: 'x'.repeat(100_000) }))).toBe('LIVE-0001');
    expect([...suture.accepted.values()][0]?.message.length).toBeLessThan(5_000);
  });

  it('records nothing without a DSN', async () => {
    const recorder = start(process.pid, { dsn: '' });
    await recorder.start();
    expect(await recorder.record(report())).toBeNull();
    expect([recorder.waiting(), suture.headers, await kept()]).toEqual([0, [], []]);
  });
});
