import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AFTER, BEFORE, startHealStory } from '../app/pages/testing/heal-story.ts';
import { serve } from '../app/serve.ts';
import type { Phase } from '../domain/phases.ts';
import { type FaultDefinition, parseDefinition } from '../domain/service-definition.ts';
import { occurrence } from '../store/testing/occurrence.ts';
import { demonstration } from '../tests/support/demonstration.ts';
import { keptKeys, NO_STACK, runLine, type Served, serveTestApp } from './testing/terminal.ts';

let served: Served;
beforeEach(async () => {
  served = await serveTestApp();
});
afterEach(() => served.close());

const ESCAPE = String.fromCharCode(27);
const remediation = {
  action_type: 'code_fix',
  parameters: {},
  execution_timestamp: new Date().toISOString(),
};

const OFFSET = parseDefinition({
  name: 'shop',
  faults: [
    {
      code: 'NEGATIVE_OFFSET',
      title: 'A negative offset ends in an error',
      route: '/orders',
      allowedFiles: ['src/server.js'],
      probe: { request: { path: '/orders?offset=-5' }, expect: { status: 200 } },
    },
  ],
});

async function open(given: Parameters<typeof occurrence>[0] = {}): Promise<string> {
  return (await served.test.store.recordOccurrence(occurrence(given))).incidentId;
}

async function walk(incidentId: string, ...phases: Phase[]): Promise<void> {
  for (const to of phases) {
    const message = `it is ${to}`;
    await served.test.store.moveIncident({
      incidentId,
      key: `${incidentId}:${to}`,
      to,
      message,
      remediation,
    });
  }
}

const APPROVAL: Phase[] = ['analyzing', 'fixing', 'validating', 'awaiting_approval'];

describe('suture status', () => {
  it('says what is going on within one screen', async () => {
    await open({ severity: 'critical' });
    const { code, out, err } = await served.suture(['status']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^1 fault is open\. You have nothing to do\. {2}Each has a workflow of its own/);
    expect(out).toContain(`${served.url}, release aaaaaaaaaa`);
    expect(out).toMatch(/\nHealing +Active {2}1 heal in progress\n/);
    expect(out).toMatch(/\nWorker +No worker {2}No worker has reported yet; heals wait until one starts\n/);
    expect(out).toMatch(/\nDeploy +Idle {2}no rollout yet\n/);
    expect(out).toMatch(/LIVE-0001 +critical +detected +1 .*FAULT_ONE +\/things/);
  });

  it('lists first what waits for a person, and since when no worker polls', async () => {
    const id = await open();
    await walk(id, ...APPROVAL);
    await served.test.store.beat('a-worker', 1, null);
    const { out } = await served.suture(['status']);
    expect(out).toContain(`1 fix waits for you.  Approve or reject: ${id} (FAULT_ONE)\n`);
    expect(out).toMatch(
      new RegExp(`WAITS\\n${id}  waits for a person since \\d\\d:.*: Approve or reject the proven fix\\.\\n`),
    );
    expect(out).toMatch(/Worker +Polling {2}1 worker at work/);
  });

  it('is one JSON value for a script, wherever the option stands', async () => {
    await open();
    for (const args of [
      ['status', '--json'],
      ['--json', 'status'],
    ]) {
      const { code, out } = await served.suture(args);
      expect(code).toBe(0);
      expect(JSON.parse(out)).toMatchObject({
        healing: { paused: false },
        verdict: { tone: 'busy' },
        standings: { worker: { tone: 'bad', word: 'No worker', since: null } },
        counts: { detected: 1 },
        open: [{ id: 'LIVE-0001' }],
      });
    }
  });
});

describe('suture incidents', () => {
  it('finds by status and by fault', async () => {
    await open({ faultCode: 'FAULT_SQL' });
    await walk(await open({ faultCode: 'FAULT_API' }), 'analyzing', 'failed');
    const ids = async (...args: string[]) => {
      const { out } = await served.suture(['incidents', '--json', ...args]);
      return (JSON.parse(out) as { id: string }[]).map(({ id }) => id);
    };
    expect(await ids()).toEqual(['LIVE-0002', 'LIVE-0001']);
    expect(await ids('--limit', '1')).toEqual(['LIVE-0002']);
    expect(await ids('--status', 'failed')).toEqual(['LIVE-0002']);
    expect(await ids('--fault', 'sql')).toEqual(['LIVE-0001']);
    expect((await served.suture(['incidents', '--fault', 'none'])).out).toBe('No incident like that.\n');
  });
});

describe('suture show', () => {
  it('shows the story, and what is asked', async () => {
    const id = await open({ reason: 'syntax_error' });
    await walk(id, ...APPROVAL);
    const { code, out } = await served.suture(['show', id.toLowerCase()]);
    expect(code).toBe(0);
    expect(out).toMatch(/\nWhat broke +\/things fails {2}1 request affected/);
    expect(out).toMatch(/\nWhat is being done +Waiting for you {2}A proven fix waits for approval\.\n/);
    expect(out).toMatch(/\nIs it safe +Yes {2}Production is unchanged/);
    expect(out).toMatch(
      /\nWhat is asked of you +Approve or reject {2}Read the diff.*\n +suture approve LIVE-0001/,
    );
    expect(out).toContain('1 request failed');
    expect(out).toMatch(/Timeline\n +\+\d\.\d s +detected +\/things failed: syntax_error/);
    expect(out).toMatch(/awaiting approval +it is awaiting_approval/);
  });

  it('shows a proposed diff as tried, and as done once it is committed', async () => {
    const { name, definition } = demonstration();
    const story = await startHealStory(served.test.store, name, definition.faults[0] as FaultDefinition);
    await story.until('awaiting_approval');
    const waiting = (await served.suture(['show', story.incidentId])).out;
    expect(waiting).toMatch(/What was tried\n.*refused.*proven.*\n {2}\+ {2}await db\.query/s);
    expect(waiting).not.toContain('What was done');
    expect(waiting).toContain(`curl -i -X POST ${served.url}/test-fault/run`);
    await story.until('resolved');
    const done = (await served.suture(['show', story.incidentId])).out;
    expect(done).toMatch(
      /What was done\n {2}commit f1f1.*verified: 3 of 3 probes.*\n {2}\+ {2}await db\.query/s,
    );
    expect(done).toMatch(/Is it safe +Yes, verified/);
  });

  it('prints the change of a proven fix so that git apply takes it', async () => {
    const { name, definition } = demonstration();
    const story = await startHealStory(served.test.store, name, definition.faults[0] as FaultDefinition);
    await story.until('fixing');
    const early = await served.suture(['show', story.incidentId, '--patch']);
    expect([early.code, early.out]).toEqual([6, '']);
    expect(early.err).toContain(`${story.incidentId} has no proven fix.`);
    await story.until('awaiting_approval');
    const { code, out, err } = await served.suture(['show', story.incidentId, '--patch']);
    expect([code, err]).toEqual([0, '']);
    const folder = mkdtempSync(join(tmpdir(), 'suture-apply-'));
    const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, input: out, stdio: 'pipe' });
    try {
      mkdirSync(join(folder, 'src/faults'), { recursive: true });
      writeFileSync(join(folder, 'src/faults/sql.ts'), BEFORE);
      git('init', '--quiet');
      git('apply', '-');
      expect(readFileSync(join(folder, 'src/faults/sql.ts'), 'utf8')).toBe(AFTER);
    } finally {
      rmSync(folder, { recursive: true });
    }
    const json = JSON.parse((await served.suture(['show', story.incidentId, '--patch', '--json'])).out);
    expect(json).toEqual({ incident_id: story.incidentId, patch: out });
  });

  it('says what an answer in JSON says, and breaks long messages below where they began', async () => {
    const id = await open();
    const message = `Did not hold: 500 instead of 200: {"error":{"message":"no such table"}}. ${'It is tried again. '.repeat(6)}`;
    await served.test.store.addNote({ incidentId: id, key: 'n', message });
    const { out } = await served.suture(['show', id], { environment: { NO_COLOR: '1' }, isTTY: true });
    expect(out).toContain('note               Did not hold: 500 instead of 200: no such table. It is tried');
    const [, ...lines] = out.slice(out.indexOf('note  ')).split('\n');
    expect(lines[0]).toMatch(/^ {35}\S/);
    for (const line of out.split('\n')) expect(line.length, line).toBeLessThanOrEqual(120);
    expect((await served.suture(['show', id])).out.split('\n').at(-2)).toContain('It is tried again. It is');
  });

  it('shows terminal escapes of a log line as text', async () => {
    const evil = `${ESCAPE}]0;owned${String.fromCharCode(7)}${ESCAPE}[2J${String.fromCharCode(0x9b)}31m\u202etxt`;
    const id = await open({ reason: `broken\n${evil}`, logLine: `FAULT_ONE ${evil}` });
    for (const args of [['show', id], ['incidents'], ['watch', id], ['status']]) {
      // Ended, so that watching ends too.
      if (args[0] === 'watch') await walk(id, 'failed');
      const { out, err } = await served.suture(args, { environment: { NO_COLOR: '1' }, isTTY: true });
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
      expect(out + err).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
      if (args[0] === 'show') expect(out).toContain('\\x1b[2J\\x9b31m\\u202etxt');
    }
    const { out } = await served.suture(['show', id, '--json']);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    const detail = JSON.parse(out) as { incident: { breadcrumbs: { recent_logs: string[] } } };
    expect(detail.incident.breadcrumbs.recent_logs).toEqual([`FAULT_ONE ${evil}`]);
  });

  it('shows them as text in an error too', async () => {
    const { code, err } = await served.suture(['trigger', `x${ESCAPE}[31m`]);
    expect(code).toBe(4);
    expect(err).toContain('There is no fault x\\x1b[31m.');
  });
});

describe('suture watch', () => {
  it('follows one incident to its end, and its exit code says how it ended', async () => {
    const id = await open();
    let moved = false;
    const { code, out } = await served.suture(['watch', id], {
      onOutput(text) {
        if (moved || !text.includes('detected')) return;
        moved = true;
        void walk(id, 'analyzing', 'fixing', 'validating', 'pushing', 'deploying', 'verifying', 'resolved');
      },
    });
    expect(code).toBe(0);
    const phases = out
      .trim()
      .split('\n')
      .map((line) => line.split(/ {2,}/)[1]);
    expect(phases).toEqual([
      'detected',
      'analyzing',
      'fixing',
      'validating',
      'pushing',
      'deploying',
      'verifying',
      'resolved',
    ]);
    const other = await open();
    await walk(other, 'analyzing', 'failed');
    expect((await served.suture(['watch', other])).code).toBe(1);
  });

  it('prints every event until it is interrupted, as lines of JSON for a script', async () => {
    const stop = new AbortController();
    let asked = false;
    const { code, out } = await served.suture(['watch', '--json'], {
      signal: stop.signal,
      onOutput(text) {
        if (!asked && text.includes('connected')) {
          asked = true;
          void open();
        }
        if (text.includes('"timeline"')) stop.abort();
      },
    });
    expect(code).toBe(130);
    const events = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { event: string });
    expect(events[0]).toEqual({ event: 'connected' });
    // A refresh may come behind it, where the feed had to look twice.
    const first = events.find(({ event }) => event === 'timeline');
    expect(first).toMatchObject({ entry: { incident_id: 'LIVE-0001', to_phase: 'detected' } });
  });
});

describe('suture trigger', () => {
  /** A service that answers every request as given, attached as the demonstration. */
  async function failing(status: number, body: unknown) {
    const seen: string[] = [];
    const answering = await serve(
      async (request: Request) => {
        seen.push(
          `${request.method} ${new URL(request.url).pathname} ${request.headers.get('authorization')}`,
        );
        return Response.json(body as object, { status });
      },
      { host: '127.0.0.1', port: 0 },
    );
    const url = `http://127.0.0.1:${answering.address.port}`;
    const here = await serveTestApp({ service: { url }, environment: { ADMIN_TOKEN: TOKEN } });
    const close = () => Promise.all([here.close(), answering.close(1_000)]);
    return { here, seen, close };
  }
  const TOKEN = 'a-token-of-some-length';

  it('sends the request of a fault that a part of the name finds, and keeps the token to itself', async () => {
    const error = { error: { code: 'fault', message: 'syntax error' }, reason: 'syntax_error' };
    const { here, seen, close } = await failing(500, { ...error, incident_id: 'LIVE-0001' });
    try {
      const environment = { ADMIN_TOKEN: TOKEN };
      const { code, out, err } = await here.suture(['trigger', 'sql-injection'], { environment });
      expect([code, err]).toEqual([0, '']);
      expect(out).toContain('FAULT_SQL_INJECTION_TEST failed with 500, syntax_error: syntax error');
      expect(out).toContain('suture watch LIVE-0001');
      expect(seen).toEqual(['POST /test-fault/run null']);
    } finally {
      await close();
    }
  });

  it('exits with 1 when the request succeeds', async () => {
    const { here, close } = await failing(200, { ok: true });
    try {
      const { code, out } = await here.suture(['trigger', 'sql-injection']);
      expect([code, out]).toEqual([1, 'FAULT_SQL_INJECTION_TEST did not fail: 200 {"ok":true}\n']);
    } finally {
      await close();
    }
  });

  it('prints the request where the definition allows no probe on another machine, and sends nothing', async () => {
    const here = await serveTestApp();
    try {
      await here.test.store.attachService(
        { ...here.test.service, name: 'shop', url: 'http://shop.example' },
        'a-key-of-some-length',
      );
      await here.test.store.saveDefinition('shop', 'a'.repeat(40), OFFSET, null);
      const { code, out, err } = await here.suture(['trigger', 'negative-offset']);
      expect([code, out]).toEqual([0, "curl -i 'http://shop.example/orders?offset=-5'\n"]);
      expect(err).toContain('The suture.yaml of shop allows no probe in production');
      const { out: json } = await here.suture(['trigger', 'negative-offset', '--print', '--json']);
      expect(JSON.parse(json)).toMatchObject({ sent: false, to: 'http://shop.example' });
    } finally {
      await here.close();
    }
  });

  it('asks for more when several match, and names them', async () => {
    const { code, err } = await served.suture(['trigger', 'fault']);
    expect(code).toBe(4);
    expect(err).toContain('matches several faults. Known: FAULT_SQL_INJECTION_TEST, ');
  });
});

describe('suture attach, services and detach', () => {
  const PLACE = ['--repository', 'github:ann/shop', '--url', 'http://127.0.0.1:9', '--delivery'];

  it('attaches a service, shows its DSN once, lists it and detaches it', async () => {
    const first = await served.suture(['attach', 'shop', ...PLACE, 'github-actions:deploy.yml']);
    expect([first.code, first.err]).toEqual([0, '']);
    expect(first.out).toMatch(/\nSUTURE_DSN=http:\/\/[\w-]{16,}@127\.0\.0\.1:\d+\/shop\/1\n/);
    const again = await served.suture(['attach', 'shop', ...PLACE, 'github-actions:deploy.yml']);
    expect(again.out).not.toContain('SUTURE_DSN');
    expect((await served.suture(['services'])).out).toMatch(
      /shop\n {2}Source +github:ann\/shop, branch main\n {2}Runs at +http:\/\/127\.0\.0\.1:9\n/,
    );
    const all = JSON.parse((await served.suture(['services', '--json'])).out) as { name: string }[];
    expect(all.find(({ name }) => name === 'shop')).toMatchObject({
      repository: { host: 'github', owner: 'ann', repo: 'shop' },
      delivery: { kind: 'github-actions', owner: 'ann', repo: 'shop', workflow: 'deploy.yml' },
    });
    expect(await served.suture(['detach', 'shop'])).toMatchObject({ code: 0 });
    expect((await served.suture(['detach', 'shop'])).code).toBe(4);
  });

  it('keeps the key for suture run, and gives a service a new one', async () => {
    const stack = { ...NO_STACK, keys: keptKeys() };
    const args = ['attach', 'shop', '--repository', '/srv/shop.git'];
    expect((await served.suture(args, { stack })).out).toContain('suture run --service shop -- npm start');
    const first = stack.keys.find('embedded', 'shop') as string;
    expect(await served.test.store.serviceOfKey(first)).toMatchObject({ name: 'shop' });
    const dsns = JSON.parse((await served.suture(['services', '--dsn', '--json'], { stack })).out);
    expect(dsns).toContainEqual({
      service: 'shop',
      dsn: `http://${first}@${new URL(served.url).host}/shop/1`,
    });
    expect((await served.suture(['services', '--dsn'], { stack })).out).toContain(
      'demo  its key is not kept here. Give it a new one: suture services rotate demo',
    );
    const rotated = await served.suture(['services', 'rotate', 'shop'], { stack });
    expect([rotated.code, rotated.err]).toEqual([0, '']);
    const second = stack.keys.find('embedded', 'shop') as string;
    expect(rotated.out).toContain(`SUTURE_DSN=http://${second}@`);
    expect(await served.test.store.serviceOfKey(first)).toBeNull();
    expect(await served.test.store.serviceOfKey(second)).toMatchObject({ name: 'shop' });
    expect((await served.suture(['services', 'rotate', 'nobody'], { stack })).code).toBe(4);
  });

  it('gives the service the key in SUTURE_KEY, also when it runs again', async () => {
    const environment = { SUTURE_KEY: 'a-key-that-is-given' };
    const args = ['attach', 'shop', '--repository', '/srv/shop.git', '--url', 'http://127.0.0.1:9'];
    for (const delivery of ['local:http://127.0.0.1:8001', 'github-actions:ann/shop/deploy.yml']) {
      const { code, out } = await served.suture([...args, '--delivery', delivery, '--json'], { environment });
      expect(code).toBe(0);
      expect(JSON.parse(out)).toMatchObject({
        key: environment.SUTURE_KEY,
        repository: { host: 'local', path: '/srv/shop.git' },
      });
    }
  });

  it('waits until a worker has read the definition, where it is asked to', async () => {
    const { definition } = served.test.service;
    const args = ['attach', 'slow', '--repository', '/srv/slow.git', '--wait'];
    const late = await served.suture([...args, '1']);
    expect([late.code, late.err]).toEqual([
      1,
      expect.stringContaining('No worker has read the suture.yaml of slow within 1 s'),
    ]);
    const waiting = served.suture([...args, '60']);
    await served.test.store.saveDefinition('slow', 'c'.repeat(40), { ...definition, faults: [] }, null);
    expect(await waiting).toMatchObject({
      code: 0,
      out: expect.stringContaining('Its suture.yaml was read'),
    });
    await served.test.store.saveDefinition('slow', 'd'.repeat(40), null, 'It has no name.');
    const unusable = await served.suture([...args, '60']);
    expect([unusable.code, unusable.err]).toEqual([1, expect.stringContaining('It has no name.')]);
    await served.suture(['detach', 'slow']);
  });

  it.each([
    ['github:ann', 'local:http://127.0.0.1:1'],
    ['github:ann/shop/more', 'local:http://127.0.0.1:1'],
    ['/srv/shop.git', 'local:nowhere'],
    ['/srv/shop.git', 'somewhere'],
    ['lambda:tool', 'github-actions:deploy.yml'],
  ])('refuses %s with %s before it asks the server', async (repository, delivery) => {
    const args = ['attach', 'shop', '--repository', repository, '--url', 'http://127.0.0.1:9'];
    const { code, err } = await runLine('http://127.0.0.1:1', [...args, '--delivery', delivery]);
    expect(code).toBe(2);
    expect(err).toContain('See: suture attach --help');
  });
});

describe('what a person decides', () => {
  it('goes to the workflow, with who and why', async () => {
    const id = await open();
    await walk(id, ...APPROVAL);
    await served.test.takeOutbox();
    expect(await served.suture(['reject', id, '--reason', 'too broad'])).toMatchObject({ code: 0, err: '' });
    expect(await served.test.takeOutbox()).toEqual([
      {
        kind: 'update',
        workflowId: `heal-${id}`,
        update: 'decide',
        updateId: expect.stringContaining(id),
        payload: { approved: false, by: 'ann', reason: 'too broad' },
      },
    ]);
  });

  it('approves, and rolls back what is resolved', async () => {
    const id = await open();
    await walk(id, ...APPROVAL);
    await served.test.takeOutbox();
    expect(await served.suture(['approve', id])).toMatchObject({
      code: 0,
      out: `Approved ${id}; the fix is pushed now.\n`,
    });
    expect(await served.test.takeOutbox()).toMatchObject([
      { update: 'decide', payload: { approved: true, by: 'ann' } },
    ]);
    await walk(id, 'pushing', 'deploying', 'verifying', 'resolved');
    const { code, out, err } = await served.suture(['rollback', id, '--reason', 'too slow']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain(`The fix of ${id} is being rolled back`);
    expect(await served.test.takeOutbox()).toMatchObject([{ kind: 'start_roll_back', incidentId: id }]);
  });

  it('stops the heal of an open incident, and says in the timeline who did', async () => {
    const id = await open();
    await served.test.takeOutbox();
    const { code, out } = await served.suture(['cancel', id, '--reason', 'not now']);
    expect([code, out]).toEqual([
      0,
      `The heal of ${id} is being cancelled; follow it with: suture watch ${id}\n`,
    ]);
    await served.suture(['cancel', id]);
    expect(await served.test.takeOutbox()).toEqual([{ kind: 'cancel', workflowId: `heal-${id}` }]);
    const detail = await served.test.store.getIncidentDetail(id);
    expect(detail?.timeline.at(-1)).toMatchObject({ message: 'ann cancels the heal: not now' });
    await walk(id, 'cancelled');
    expect(await served.suture(['cancel', id])).toMatchObject({
      code: 6,
      err: expect.stringContaining('only the heal of an open incident can be cancelled'),
    });
  });

  it('is refused where there is nothing to decide', async () => {
    const id = await open();
    for (const args of [
      ['approve', id],
      ['reject', id, '--reason', 'no'],
      ['retry', id],
    ]) {
      const { code, err } = await served.suture(args);
      expect(code, args.join(' ')).toBe(6);
      expect(err).toContain(id);
    }
    await walk(id, 'analyzing', 'failed');
    expect((await served.suture(['retry', id])).out).toContain('run 2');
  });
});

describe('suture pause and revive', () => {
  it('turn the switch', async () => {
    expect((await served.suture(['pause', '--reason', 'lunch'])).out).toBe('Healing is paused: lunch\n');
    expect((await served.suture(['status'])).out).toMatch(
      /Healing +Paused {2}lunch; heals wait, for \d\.\d s/,
    );
    expect((await served.suture(['revive'])).out).toBe('Healing is active.\n');
  });
});

describe('suture reset', () => {
  it('asks first, and refuses where nobody can answer', async () => {
    expect(await served.suture(['reset'])).toMatchObject({ code: 2, err: expect.stringContaining('--yes') });
    const declined = await served.suture(['reset'], { answer: false });
    expect(declined).toMatchObject({ code: 1, err: 'Nothing was reset.\n' });
    expect(await served.test.takeOutbox()).toEqual([]);
  });

  it('waits and shows each step', async () => {
    const { store } = served.test;
    let step = 0;
    const steps = ['heals_cancelled', 'cleared', 'code_pushed', 'live', 'done'] as const;
    const advance = async () => {
      const now = steps[step];
      step += 1;
      if (!now) return;
      const finishedAt = now === 'done' ? new Date().toISOString() : null;
      await store.updateReset('RESET-0001', {
        step: now,
        ...(now === 'cleared' && { deleted: 3, cooldownsCleared: 1 }),
        ...(now === 'code_pushed' && { codeReset: { status: 'pushed', commit: 'c'.repeat(40) } }),
        ...(finishedAt && { finishedAt }),
      });
    };
    const asked = served.suture(['reset'], { answer: true, onOutput: () => void advance() });
    // The answer itself waits for the commit, so the first steps are made as a worker would, once it is asked for.
    while ((await served.test.takeOutbox()).length === 0)
      await new Promise((resolve) => setImmediate(resolve));
    for (let made = 0; made < 3; made += 1) await advance();
    const { code, out } = await asked;
    expect(code).toBe(0);
    expect(out).toMatch(/the faulty code is committed/);
    expect(out).toMatch(/3 incidents deleted, 1 cooldowns cleared, code pushed \(cccccccccc\)/);
  });

  it('fails when it fails, and says why', async () => {
    const asked = served.suture(['reset', '--json', '--yes']);
    while ((await served.test.takeOutbox()).length === 0)
      await new Promise((resolve) => setImmediate(resolve));
    await served.test.store.updateReset('RESET-0001', {
      step: 'failed',
      error: 'the origin is away',
      finishedAt: new Date().toISOString(),
    });
    const { code, out } = await asked;
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ status: 'failed', error: 'the origin is away' });
  });
});

describe('a server of another version', () => {
  /** The app, with each answer changed on its way. */
  async function answering(alter: (body: Record<string, unknown>) => unknown, ...args: string[]) {
    const other = await serve(
      async (request: Request) => {
        const { pathname } = new URL(request.url);
        const answer = await fetch(`${served.url}${pathname}`, { headers: { accept: 'application/json' } });
        return Response.json(alter((await answer.json()) as Record<string, unknown>), {
          status: answer.status,
        });
      },
      { host: '127.0.0.1', port: 0 },
    );
    try {
      return await runLine(`http://127.0.0.1:${other.address.port}`, args);
    } finally {
      await other.close(1_000);
    }
  }

  it('is named where it answers something else, with what and where', async () => {
    const id = await open();
    const renamed = (body: Record<string, unknown>) => ({ ...body, incidents: undefined, items: [] });
    const { code, err } = await answering(renamed, 'incidents');
    expect(code).toBe(1);
    expect(err).toContain(
      '/developer/incidents/api/data answers otherwise than this client expects (incidents: ',
    );
    expect(err).toContain('set SUTURE_URL, or use the client of the commit that');
    const inside = (body: Record<string, unknown>) => ({
      ...body,
      incident: { ...(body.incident as object), phase: 'pondering' },
    });
    const json = await answering(inside, 'show', id, '--json');
    expect(JSON.parse(json.err)).toMatchObject({
      error: { code: 'unexpected_answer', message: expect.stringContaining('(incident.phase: ') },
    });
    expect(json.out).toBe('');
  });

  it('is understood where it answers more, and a script gets all of it', async () => {
    const shown = await answering((body) => ({ ...body, mood: 'good' }), 'show', await open(), '--json');
    expect(shown.code).toBe(0);
    expect(JSON.parse(shown.out)).toMatchObject({ mood: 'good', incident: { phase: 'detected' } });
  });
});

describe('the exit code', () => {
  it('is 2 for what is no command line', async () => {
    for (const args of [['bogus'], ['show'], ['incidents', '--limit', '0'], ['reject', 'LIVE-0001'], []]) {
      const { code, err, out } = await served.suture(args);
      expect(code, args.join(' ')).toBe(2);
      expect(err + out).not.toBe('');
    }
    expect((await served.suture(['show', 'nonsense'])).code).toBe(2);
    expect((await served.suture(['status'], { environment: { SUTURE_URL: 'nowhere' } })).code).toBe(2);
  });

  it('is 3 when nothing answers', async () => {
    const { code, err } = await runLine('http://127.0.0.1:1', ['status']);
    expect(code).toBe(3);
    expect(err).toContain('npm start');
    const json = await runLine('http://127.0.0.1:1', ['watch', '--json']);
    expect(json.code).toBe(3);
    expect(JSON.parse(json.err)).toMatchObject({ error: { code: 'unreachable' } });
  });

  it('is 4 for what is not there', async () => {
    const { code, err } = await served.suture(['show', 'LIVE-4711', '--json']);
    expect(code).toBe(4);
    expect(JSON.parse(err)).toMatchObject({ error: { code: 'unknown_incident' } });
  });

  it('is 5 without the token, which comes from the environment', async () => {
    const guarded = await serveTestApp({ environment: { ADMIN_TOKEN: 'a-token-of-some-length' } });
    try {
      expect((await guarded.suture(['status'])).code).toBe(0);
      expect((await guarded.suture(['pause'])).code).toBe(5);
      const environment = { ADMIN_TOKEN: 'a-token-of-some-length' };
      expect((await guarded.suture(['pause'], { environment })).code).toBe(0);
    } finally {
      await guarded.close();
    }
  });
});

describe('colour', () => {
  const coloured = async (line: Parameters<Served['suture']>[1]) =>
    (await served.suture(['status'], line)).out.includes(`${ESCAPE}[`);

  it('is for a terminal only, and not where it is not wanted', async () => {
    expect(await coloured({ isTTY: true })).toBe(true);
    expect(await coloured({ isTTY: false, environment: { FORCE_COLOR: '1' } })).toBe(false);
    expect(await coloured({ isTTY: true, environment: { NO_COLOR: '1' } })).toBe(false);
    expect(await coloured({ isTTY: true, environment: { TERM: 'dumb' } })).toBe(false);
  });
});
