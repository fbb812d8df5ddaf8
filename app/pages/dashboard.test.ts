import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestApp, jsonOf, type TestApp } from '../testing/test-app.ts';
import { type BrowserLike, likeBrowser } from './testing/browser-like.ts';
import { FIX_COMMIT, type HealStory, startHealStory } from './testing/heal-story.ts';

const INCIDENTS = '/developer/incidents';

let test: TestApp;
let browser: BrowserLike;
beforeEach(async () => {
  test = await createTestApp();
  browser = likeBrowser(test);
});
afterEach(() => test.close());

function story(index = 0): Promise<HealStory> {
  const { name, definition } = test.service;
  return startHealStory(test.store, name, definition.faults[index] as (typeof definition.faults)[0]);
}

/** A time of today, or, before midnight, one of tomorrow. */
const MOMENT = String.raw`(?:\d\d:\d\d:\d\d|\d{4}-\d\d-\d\d \d\d:\d\d)`;

describe('one address for people and programs', () => {
  it('shows a page to clients that accept HTML, and JSON to all others', async () => {
    const { incidentId } = await story();
    const path = `${INCIDENTS}/${incidentId}`;
    for (const accept of ['*/*', 'application/json', '', 'application/json, text/html;q=0.5']) {
      const answer = await test.app.request(path, { headers: accept ? { accept } : {} });
      expect(await jsonOf<{ incident: unknown }>(answer), accept).toMatchObject({
        incident: { id: incidentId },
      });
    }
    const { response, html } = await browser.get(path);
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(response.headers.get('vary')).toContain('Accept');
    expect(html).toContain('What happened');
  });

  it('answers 404 for what never was and 410 for what a reset deleted', async () => {
    const { incidentId } = await story();
    const { reset } = await test.store.requestReset('Ada');
    await test.store.deleteIncidents('all', reset.id);
    const { response, html } = await browser.get(`${INCIDENTS}/${incidentId}`);
    expect(response.status).toBe(410);
    expect(html).toMatch(
      /LIVE-0001 was deleted by reset RESET-0001.*It happened at <time[^>]*>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC<\/time>.*asked for by Ada/s,
    );
    expect((await browser.get(`${INCIDENTS}/LIVE-0404`)).response.status).toBe(404);
    const nonsense = await browser.get(`${INCIDENTS}/${encodeURIComponent('<b>')}`);
    expect(nonsense.response.status).toBe(404);
    expect(nonsense.html).not.toContain('<b>');
    const forProgram = await test.app.request(`${INCIDENTS}/${incidentId}`);
    expect(forProgram.status).toBe(404);
    expect(await jsonOf<{ error: unknown }>(forProgram)).toMatchObject({
      error: {
        code: 'unknown_incident',
        message: expect.stringMatching(/^LIVE-0001 was deleted by reset RESET-0001 at \d{4}-.* UTC\.$/),
      },
    });
  });

  it('names the person and the reason of a past fix that was rolled back', async () => {
    const heal = await story();
    await heal.until('validating');
    const { html } = await browser.get(`${INCIDENTS}/${heal.incidentId}`);
    const text = html.replace(/<[^>]+>/g, '').replace(/\s+/g, ' ');
    expect(text).toMatch(
      /Tried in LIVE-0009: Deletes the statement\.\s*Rolled back by Grace: the page stayed empty/,
    );
  });

  it('draws how often it failed over time, with the numbers as a table', async () => {
    const { incidentId } = await story();
    await story();
    await test.query(
      "update occurrences set at = at - interval '10 minutes' where id = (select min(id) from occurrences)",
    );
    const { html } = await browser.get(`${INCIDENTS}/${incidentId}`);
    const figure = html.slice(html.indexOf('<strong>Failures</strong>'));
    expect(figure).toMatch(/^<strong>Failures<\/strong><span class="quiet">every 15 s<\/span>/);
    expect(figure).toMatch(/role="img" aria-label="Failures every 15 s, 4[01] bars"/);
    expect(figure).toMatch(/<caption>Failures every 15 s<\/caption>/);
  });
});

describe('the list', () => {
  it('has its filters, its search and its pages in the URL', async () => {
    for (let n = 0; n < 30; n += 1) {
      const { incidentId } = await story();
      await test.store.moveIncident({ incidentId, key: 'c', to: 'cancelled', message: 'Cancelled.' });
    }
    const open = await story(1);
    const idsOf = (html: string) => [...html.matchAll(/<tr id="(LIVE-\d+)"/g)].map(([, id]) => id);
    const first = (await browser.get(INCIDENTS)).html;
    expect(idsOf(first)).toHaveLength(25);
    expect(idsOf(first)[0]).toBe(open.incidentId);
    const next = /id="next-page"[^>]*href="([^"]+)"/.exec(first)?.[1] as string;
    const second = (await browser.get(next)).html;
    expect(idsOf(second)).toHaveLength(6);
    expect(new Set([...idsOf(first), ...idsOf(second)]).size).toBe(31);
    const previous = /id="previous-page"[^>]*href="([^"]+)"/.exec(second)?.[1] as string;
    expect(idsOf((await browser.get(previous)).html)).toEqual(idsOf(first));
    expect(idsOf((await browser.get(`${INCIDENTS}?status=detected`)).html)).toEqual([open.incidentId]);
    expect(idsOf((await browser.get(`${INCIDENTS}?q=LIVE-0007`)).html)).toEqual(['LIVE-0007']);
    expect((await browser.get(`${INCIDENTS}?q=nothing-like-it`)).html).toContain('No incident matches');
    expect((await browser.get(`${INCIDENTS}?below=0`)).html).toContain('No incident on this page any more');
  });

  it('does not call a fault well that could not be healed', async () => {
    const { html } = await browser.get(INCIDENTS);
    expect(html).toContain('No fault is open');
    const heal = await story();
    await heal.until('analyzing');
    await test.store.moveIncident({
      incidentId: heal.incidentId,
      key: 'f',
      to: 'failed',
      message: 'Gave up.',
    });
    const after = (await browser.get(INCIDENTS)).html;
    expect(after).toContain('1 fault could not be healed');
    expect(after).not.toContain('No fault is open');
    const again = await story();
    await again.until('resolved');
    expect((await browser.get(INCIDENTS)).html).toContain('No fault is open');
    // A person rolls back a fix that held.
    await test.store.moveIncident({
      incidentId: again.incidentId,
      key: 'b',
      to: 'rolled_back',
      message: 'Back.',
    });
    expect((await browser.get(INCIDENTS)).html).toContain('1 fault could not be healed');
  });
});

describe('the state of the deploy', () => {
  async function report(
    path: 'pending' | 'callback',
    body: unknown,
    secret = test.parts.settings.CALLBACK_SECRET,
  ) {
    const text = JSON.stringify(body);
    const at = new Date();
    return test.app.request(`${INCIDENTS}/pipeline/${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'webhook-id': `msg_${path}`,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': new Webhook(secret as string).sign(`msg_${path}`, at, text),
      },
      body: text,
    });
  }
  const rollout = {
    service: 'demo',
    incidents: [],
    commit_sha: FIX_COMMIT,
    run_url: 'http://127.0.0.1:8001/runs/9',
  };
  const shown = async () => /id="state".*?<\/section>/s.exec((await browser.get(INCIDENTS)).html)?.[0] ?? '';

  it('follows what the pipeline reports, and believes no report without its signature', async () => {
    await test.store.recordPush({
      commit: FIX_COMMIT,
      kind: 'fix',
      incidentId: null,
      attempt: null,
      resetId: null,
    });
    const forged = `whsec_${Buffer.from('another secret altogether').toString('base64')}`;
    expect((await report('pending', rollout, forged)).status).toBe(401);
    expect(await shown()).toContain('no rollout yet');
    expect((await report('pending', rollout)).status).toBe(202);
    expect(await shown()).toMatch(/Rolling out.*f1f1f1f1f1.*runs\/9/s);
    await report('callback', { ...rollout, status: 'failure', detail: 'the check failed <b>' });
    expect(await shown()).toMatch(/Last rollout failed.*the check failed &lt;b&gt;/s);
    // It comes late, after the end of the same run.
    await report('pending', rollout);
    expect(await shown()).toContain('Last rollout failed');
    await report('pending', { ...rollout, run_url: 'http://127.0.0.1:8001/runs/10' });
    expect(await shown()).toContain('Rolling out');
    await report('callback', { ...rollout, status: 'success' });
    expect(await shown()).toContain('live since');
  });

  it('makes no link of what is no web address', async () => {
    await test.store.recordRollout({ ...rollout, run_url: 'javascript:alert(1)' });
    expect(await shown()).toContain('Rolling out');
    expect(await shown()).not.toContain('javascript:');
  });
});

describe('the state of worker and healing', () => {
  const shown = async () => /id="state".*?<\/section>/s.exec((await browser.get(INCIDENTS)).html)?.[0] ?? '';

  it('shows whether a worker polls', async () => {
    expect(await shown()).toContain('No worker has reported yet');
    await test.store.beat('one', null, 'Temporal does not answer: 14 UNAVAILABLE');
    expect(await shown()).toMatch(/Temporal does not answer.*14 UNAVAILABLE/s);
    await test.store.beat('one', 0, null);
    expect(await shown()).toContain('not polling yet');
    await test.store.beat('one', 2, null);
    await test.store.beat('two', 2, null);
    expect(await shown()).toContain('2 workers at work');
  });

  it('shows the end of a cooldown', async () => {
    const heal = await story();
    await heal.until('resolved');
    expect(await shown()).toMatch(new RegExp(`FAULT_SQL_INJECTION_TEST cools down until ${MOMENT}`));
    const { incidentId } = heal;
    const returned = { healRun: 1, attempt: 1, why: 'The failure returned.', data: { release: null } };
    expect(await test.store.reopenReturned({ incidentId, ...returned })).toBe(true);
    await test.store.moveIncident({
      incidentId,
      key: 'c',
      to: 'cooling_down',
      message: 'Waits.',
    });
    expect(await shown()).toMatch(new RegExp(`Cooling down.*continues at ${MOMENT}`, 's'));
    const { html } = await browser.get(`${INCIDENTS}/${incidentId}`);
    expect(html).toMatch(new RegExp(`Continues at ${MOMENT} UTC`));
    // A reset ends all cooldowns.
    await test.store.markReset();
    expect(await shown()).not.toContain('cools down until');
  });
});

describe('the overview', () => {
  it('has its numbers as tables, too, and keeps them over a reset', async () => {
    expect((await browser.get('/developer/overview')).html).toContain('No heal ended in this time');
    await (await story()).until('resolved');
    const failed = await story(1);
    await failed.until('fixing');
    await test.store.moveIncident({
      incidentId: failed.incidentId,
      key: 'f',
      to: 'failed',
      message: 'Gave up.',
    });
    await test.store.deleteIncidents('all', 'RESET-0001');
    for (const range of ['hour', 'day', 'week', 'month', 'quarter', 'nonsense']) {
      const { response, html } = await browser.get(`/developer/overview?range=${range}`);
      expect(response.status).toBe(200);
      expect(html).toContain('50 % healed (1 of 2)');
      expect(html).toContain('3,600 tokens');
      expect(html).toMatch(/50 % of 2 fixes that were tried/);
      for (const caption of ['Time to detect', 'Time to fix', 'Time to restore', 'Heals by fault', 'Cost']) {
        expect(html).toMatch(new RegExp(`<caption>${caption}`));
      }
    }
  });
});
