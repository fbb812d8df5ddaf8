import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { FailureReport } from 'suture-recorder';
import { createService } from './create-service.ts';
import { withFastWaits } from './testing/fast-waits.ts';
import { createRecordingDatabase } from './testing/recording-database.ts';

const ROUTES = ['/test-fault/run', '/test-fault/external-api', '/test-fault/db-timeout'];

let reports: FailureReport[];
let lines: string[];
beforeEach(() => {
  reports = [];
  lines = [];
});

/** The service on a database that refuses each statement, whose upstream does not answer. */
function create({ faultInjection = true, stopping = AbortSignal.timeout(60_000) } = {}) {
  const { db } = createRecordingDatabase(() => Object.assign(new Error('no such table'), { code: '42P01' }));
  return createService({
    settings: { upstreamUrl: 'http://127.0.0.1:1', faultInjection, buildSha: 'abc' },
    db,
    recorder: {
      record: async (report) => {
        reports.push(report);
        return 'LIVE-0007';
      },
    },
    log: (line) => void lines.push(line),
    stopping,
  });
}

const post = (path: string, headers: Record<string, string> = {}, service = create()) =>
  service.request(path, { method: 'POST', headers });

describe('the service', () => {
  it('answers a failing fault route with the body of the guide, one line and one report', async () => {
    const response = await post('/test-fault/run', { traceparent: '00-a-b-01' });
    assert.equal(response.status, 500);
    const { latency, ...body } = (await response.json()) as Record<string, unknown>;
    assert.equal(typeof latency, 'number');
    assert.deepEqual(body, {
      error: { code: 'FAULT_SQL_INJECTION_TEST', message: 'no such table' },
      reason: 'undefined_table',
      route: '/test-fault/run',
      incident_id: 'LIVE-0007',
    });
    assert.equal(lines.length, 1);
    assert.match(
      lines[0] ?? '',
      /^FAULT_SQL_INJECTION_TEST route=\/test-fault\/run reason=undefined_table latency=\d+\.\d\d$/,
    );
    assert.equal(reports.length, 1);
    assert.equal(reports[0]?.logLine, lines[0]);
    assert.equal(reports[0]?.trace?.traceparent, '00-a-b-01');
  });

  it('answers 504 when the upstream cannot be reached', async () => {
    const outcome = await withFastWaits(async () => post('/test-fault/external-api'));
    assert.ok(outcome.status === 'fulfilled');
    assert.equal(outcome.value.status, 504);
    assert.equal(((await outcome.value.json()) as { reason: string }).reason, 'connection_error');
  });

  it('runs the same code for a verification and records nothing', async () => {
    const response = await post('/test-fault/db-timeout', { 'X-Fault-Verification': '1' });
    assert.equal(response.status, 500);
    assert.equal(((await response.json()) as { incident_id: null }).incident_id, null);
    assert.deepEqual(reports, []);
    assert.match(
      lines[0] ?? '',
      /^FAULT_DB_TIMEOUT route=\S+ reason=undefined_table latency=\S+ verification=1$/,
    );
    assert.match(lines[1] ?? '', /code: '42P01'/);
  });

  it('answers 404 on all three fault routes while fault injection is off', async () => {
    const off = create({ faultInjection: false });
    for (const route of ROUTES) {
      const response = await post(route, {}, off);
      assert.equal(response.status, 404);
      assert.equal(((await response.json()) as { error: { code: string } }).error.code, 'not_found');
    }
    assert.deepEqual(lines, []);
  });

  it('reports its health and its commit without the database', async () => {
    const service = create();
    assert.deepEqual(await (await service.request('/up')).json(), { status: 'ok' });
    assert.deepEqual(await (await service.request('/up/build')).json(), { build_sha: 'abc' });
    const ending = create({ stopping: AbortSignal.abort() });
    const response = await ending.request('/up');
    assert.deepEqual([response.status, response.headers.get('connection')], [503, 'close']);
  });

  it('answers 500 and writes a line when a route fails for another reason', async () => {
    const response = await create().request('/notes');
    assert.equal(response.status, 500);
    assert.match(lines[0] ?? '', /^GET \/notes failed: .*no such table/);
  });
});
