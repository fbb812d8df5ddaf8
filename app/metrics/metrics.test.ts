import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Proposal, Verdict } from '../../domain/fix.ts';
import type { Phase } from '../../domain/phases.ts';
import { occurrence } from '../../store/testing/occurrence.ts';
import { type Release, startRelease } from '../testing/release.ts';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

let test: TestApp;
let release: Release;
beforeEach(async () => {
  release = await startRelease();
  test = await createTestApp({ service: { url: release.url } });
});
afterEach(async () => {
  await test.close();
  await release.close();
});

const scrape = async (of = test) => (await of.app.request('/metrics')).text();
const FAULT = 'FAULT_SQL_INJECTION_TEST';

async function open(): Promise<string> {
  return (await test.store.recordOccurrence(occurrence({ faultCode: FAULT, severity: 'high' }))).incidentId;
}

async function walk(incidentId: string, phases: Phase[]): Promise<void> {
  for (const [index, to] of phases.entries()) {
    await test.store.moveIncident({
      incidentId,
      key: `${incidentId}:${index}:${to}`,
      to,
      message: `now ${to}`,
      remediation: { action_type: 'code_fix', parameters: {}, execution_timestamp: new Date().toISOString() },
    });
  }
}

const candidate = (id: string, provider: string) => ({
  id,
  provider,
  edits: [{ path: 'a.ts', content: '' }],
  rationale: 'because',
  templates: [],
  confidence: 0.5,
});
const proposal = (usage: Proposal['usage'] = null): Proposal => ({
  provider: 'chain',
  rootCause: { source: 'test', confidence_score: 1, explanation: '' },
  candidates: [candidate('one', 'memory'), candidate('two', 'repair')],
  refusal: null,
  usage,
});
const verdict = (candidateId: string, failedStep: Verdict['steps'][number]['name'] | null): Verdict => ({
  candidateId,
  proven: failedStep === null,
  steps: [
    { name: 'files', passed: true, detail: '', durationMs: 1 },
    ...(failedStep ? [{ name: failedStep, passed: false, detail: '', durationMs: 1 }] : []),
  ],
  summary: '',
  runs: 1,
  passedRuns: 1,
  failures: [],
  observations: { upstreams: [], statements: [] },
  durationMs: 1,
});

describe('GET /metrics', () => {
  it('reports this process and the store', async () => {
    await open();
    const response = await test.app.request('/metrics');
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const lines = (await response.text()).split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        `suture_build_info{build_sha="${'a'.repeat(40)}"} 1`,
        'suture_store_up 1',
        'suture_incidents{status="detected"} 1',
        'suture_incidents{status="failed"} 0',
        'suture_open_incidents{phase="detected",severity="high"} 1',
        `suture_incidents_opened_total{fault="${FAULT}",severity="high"} 1`,
        'suture_outbox_depth 1',
        'suture_healing_paused 0',
        'suture_sse_clients 0',
      ]),
    );
  });

  it('reports this process alone while the store does not answer', async () => {
    const through = await createTestApp({
      throughDatabase: () => 'postgres://127.0.0.1:1/nowhere',
    });
    try {
      const text = await scrape(through);
      expect(text).toContain('suture_store_up 0\n');
      expect(text).not.toContain('suture_incidents{');
      expect(text).toContain('process_resident_memory_bytes ');
    } finally {
      await through.close();
    }
  });

  it('counts how heals end and how long they take, across restarts and resets', async () => {
    const id = await open();
    await test.store.saveProposal(id, 1, proposal({ inputTokens: 700, outputTokens: 30, costUsd: 0.25 }));
    const verdicts = [verdict('one', 'probe'), verdict('two', null)];
    await test.store.saveVerdicts(id, 1, verdicts, 'two', null);
    // A step that is repeated writes the same again.
    await test.store.saveVerdicts(id, 1, verdicts, 'two', null);
    await walk(id, ['analyzing', 'fixing', 'validating', 'pushing', 'deploying', 'verifying', 'resolved']);
    const counted = [
      `suture_heals_total{fault="${FAULT}",outcome="resolved",provider="repair"} 1`,
      'suture_proof_verdicts_total{step="",verdict="proven",provider="repair"} 1',
      'suture_proof_verdicts_total{step="probe",verdict="refused",provider="memory"} 1',
      'suture_tokens_total{kind="input",provider="chain"} 700',
      'suture_tokens_total{kind="output",provider="chain"} 30',
      'suture_cost_usd_total{provider="chain"} 0.25',
      ...['detect', 'fix', 'restore'].flatMap((stage) => [
        `suture_heal_seconds_bucket{fault="${FAULT}",stage="${stage}",le="+Inf"} 1`,
        `suture_heal_seconds_count{fault="${FAULT}",stage="${stage}"} 1`,
      ]),
    ].map(sorted);
    expect((await scrape()).split('\n').map(sorted)).toEqual(expect.arrayContaining(counted));

    const { reset } = await test.store.requestReset('test');
    expect(await test.store.deleteIncidents('all', reset.id)).toBe(1);
    const after = await scrape();
    expect(after.split('\n').map(sorted)).toEqual(expect.arrayContaining(counted));
    expect(after).toContain('suture_incidents{status="resolved"} 0\n');
  });

  it('counts a heal that failed and was healed by a retry as two', async () => {
    const id = await open();
    await walk(id, ['analyzing', 'failed']);
    await test.store.retryIncident(id, 'test');
    await walk(id, ['cooling_down', 'cancelled']);
    const lines = (await scrape()).split('\n').map(sorted);
    for (const outcome of ['failed', 'cancelled']) {
      expect(lines).toContain(
        sorted(`suture_heals_total{fault="${FAULT}",outcome="${outcome}",provider="none"} 1`),
      );
    }
    expect(lines).toContain(sorted(`suture_incidents_opened_total{fault="${FAULT}",severity="high"} 1`));
  });

  it('adds buckets up, as histograms do', async () => {
    await walk(await open(), ['analyzing', 'fixing', 'validating', 'pushing', 'deploying']);
    const text = await scrape();
    const counts = [...text.matchAll(/suture_heal_seconds_bucket\{[^}]*stage="fix"[^}]*\} (\d+)/g)].map(
      (match) => Number(match[1]),
    );
    expect(counts).toHaveLength(19);
    expect(counts).toEqual([...counts].sort((one, other) => one - other));
    expect(counts.at(-1)).toBe(1);
  });

  it('counts who listens to the stream', async () => {
    const leaving = new AbortController();
    const response = await test.app.request('/developer/incidents/stream', { signal: leaving.signal });
    const reader = response.body?.getReader();
    await reader?.read();
    expect(await scrape()).toContain('suture_sse_clients 1\n');
    test.stop();
    for (let done = false; !done; ) done = (await reader?.read())?.done ?? true;
    expect(await scrape()).toContain('suture_sse_clients 0\n');
    expect(await scrape()).toContain('suture_sse_connections_total 1\n');
  });
});

describe('the line about a request', () => {
  it('has the route, the outcome and the incident', async () => {
    const id = await open();
    await test.app.request(`/developer/incidents/${id}`);
    await test.post('/test-fault/run');
    await test.app.request('/nothing/here');
    await test.app.request('/developer/incidents/healing-status');
    await test.post('/developer/incidents/pipeline/pending', {});
    expect(test.logged).toMatchObject([
      { level: 'info', method: 'GET', route: '/developer/incidents/:id', status: 200, incident_id: id },
      { level: 'error', method: 'POST', route: '/test-fault/*', status: 500, incident_id: 'LIVE-0001' },
      { level: 'info', method: 'GET', route: 'none', status: 404 },
      { level: 'info', route: '/developer/incidents/healing-status', status: 200 },
      { level: 'info', route: '/developer/incidents/pipeline/pending', status: 401 },
    ]);
    expect(test.logged[2]?.incident_id).toBeUndefined();
    const text = await scrape();
    expect(text).toMatch(/suture_http_request_seconds_count\{[^}]*route="\/test-fault\/\*"[^}]*\} 1/);
    expect(text).not.toContain('/nothing/here');
  });

  it('has the level debug for health checks, scrapes and verifications', async () => {
    await test.app.request('/up');
    await test.app.request('/metrics');
    await test.post('/test-fault/run', undefined, { 'X-Fault-Verification': '1' });
    expect(test.logged.map(({ level }) => level)).toEqual(['debug', 'debug', 'debug']);
  });
});

it('has every metric that the Grafana dashboard asks for', async () => {
  const id = await open();
  await test.store.saveProposal(id, 1, proposal({ inputTokens: 1, outputTokens: 1, costUsd: 1 }));
  await test.store.saveVerdicts(id, 1, [verdict('two', null)], 'two', null);
  await walk(id, ['analyzing', 'fixing', 'validating', 'pushing', 'deploying', 'verifying', 'resolved']);
  await test.store.recordOccurrence(occurrence({ faultCode: 'FAULT_OPEN' }));
  await scrape();
  const text = await scrape();
  const dashboard = JSON.parse(readFileSync('docs/grafana/suture.json', 'utf8')) as {
    panels: { title: string; targets?: { expr: string }[] }[];
  };
  const asked = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
  expect(asked.length).toBeGreaterThan(10);
  for (const expr of asked) {
    const names = expr.match(/\b(suture|process)_[a-z_]+\b/g) ?? [];
    expect(names.length, expr).toBeGreaterThan(0);
    const absent = names.filter((name) => !new RegExp(`^${name}[{ ]`, 'm').test(text));
    expect(absent, expr).toEqual([]);
    const labels = [...expr.matchAll(/(?:by|on) ?\(([^)]+)\)/g)].flatMap((match) =>
      (match[1] as string).split(',').map((label) => label.trim()),
    );
    const series = text.split('\n').filter((line) => names.some((name) => line.startsWith(name)));
    for (const label of labels)
      expect(
        series.some((line) => line.includes(`${label}="`)),
        `${label} of ${expr}`,
      ).toBe(true);
  }
});

/** A sample with its labels in one order; theirs is the database's. */
function sorted(line: string): string {
  const [, name, labels, value] = /^(\w+)\{(.*)\} (.*)$/.exec(line) ?? [];
  return labels === undefined ? line : `${name} ${labels.split(',').sort().join()} ${value}`;
}
