import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestAppWithOutages } from '../../testing/outage.ts';
import { json, startRelease } from '../../testing/release.ts';
import { createTestApp, jsonOf, KEY, type TestApp, type TestAppOptions } from '../../testing/test-app.ts';
import { type BrowserLike, likeBrowser } from '../testing/browser-like.ts';
import { startHealStory } from '../testing/heal-story.ts';

const INCIDENTS = '/developer/incidents';
const TOKEN = 'a-token-of-some-length';

let test: TestApp;
let browser: BrowserLike;
beforeEach(() => begin());
afterEach(() => test.close());

async function begin(environment: Record<string, string> = {}, service: TestAppOptions['service'] = {}) {
  await test?.close();
  test = await createTestApp({ environment, service });
  browser = likeBrowser(test);
}
async function storyUntil(phase: Parameters<Awaited<ReturnType<typeof startHealStory>>['until']>[0]) {
  const { name, definition } = test.service;
  const [fault] = definition.faults;
  const heal = await startHealStory(test.store, name, fault as (typeof definition.faults)[0]);
  await heal.until(phase);
  return heal.incidentId;
}

describe('a form', () => {
  it('pauses and revives healing, and its notice is told once', async () => {
    const answer = await browser.send(`${INCIDENTS}/pause-healing`);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, INCIDENTS]);
    expect(await test.store.healing()).toMatchObject({ paused: true });
    expect((await browser.get(INCIDENTS)).html).toContain('Healing is paused. New heals wait');
    expect((await browser.get(INCIDENTS)).html).not.toContain('Healing is paused. New heals wait');
    await browser.send(`${INCIDENTS}/revive-healing`);
    expect(await test.store.healing()).toMatchObject({ paused: false });
  });

  it('does not lose its notice to a page that refreshes itself meanwhile', async () => {
    await browser.send(`${INCIDENTS}/pause-healing`);
    await test.app.request(INCIDENTS, {
      headers: {
        accept: 'text/html',
        'sec-fetch-mode': 'cors',
        cookie: `suture_notice=${browser.cookies.get('suture_notice')}`,
      },
    });
    expect((await browser.get(INCIDENTS)).html).toContain('Healing is paused. New heals wait');
  });

  it('hands a decision to the workflow in the name of who took it', async () => {
    const id = await storyUntil('awaiting_approval');
    await test.takeOutbox();
    const answer = await browser.send(`${INCIDENTS}/${id}/approve`, { by: ' Ada ', reason: 'looks right' });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `${INCIDENTS}/${id}`]);
    expect(await test.takeOutbox()).toMatchObject([
      { kind: 'update', payload: { approved: true, by: 'Ada', reason: 'looks right' } },
    ]);
    expect((await browser.get(`${INCIDENTS}/${id}`)).html).toContain('value="Ada"');
  });

  it('says why something was not done', async () => {
    const id = await storyUntil('analyzing');
    await browser.send(`${INCIDENTS}/${id}/reject`, { by: 'Ada', reason: 'no' });
    expect((await browser.get(INCIDENTS)).html).toContain('there is nothing to approve or reject now');
    await browser.send(`${INCIDENTS}/LIVE-0099/retry`, { by: 'Ada' });
    expect((await browser.get(INCIDENTS)).html).toContain('There is no incident LIVE-0099');
    expect(await test.takeOutbox()).toMatchObject([{ kind: 'start_heal' }]);
  });

  it('triggers a fault at the service itself, and no other address', async () => {
    const release = await startRelease();
    try {
      await begin({}, { url: release.url });
      const form = { service: 'demo', fault: 'FAULT_SQL_INJECTION_TEST' };
      await browser.send(`${INCIDENTS}/trigger`, form);
      expect((await browser.get(INCIDENTS)).html).toMatch(
        /POST \/test-fault\/run failed with 500 \(syntax_error\).*it belongs to LIVE-0001/,
      );
      for (const wrong of [{ fault: '/metrics' }, { service: 'shop' }]) {
        await browser.send(`${INCIDENTS}/trigger`, { ...form, ...wrong });
        expect((await browser.get(INCIDENTS)).html).toContain('No attached service declares');
      }
      expect(release.calls).toEqual(['POST /test-fault/run']);
    } finally {
      await release.close();
    }
  });

  it('shows what happened when a triggered service succeeds, has no such route, or is not there', async () => {
    let status = 200;
    const release = await startRelease((_, response) => json(response, status, { ok: true }));
    await begin({}, { url: release.url });
    const trigger = async () => {
      await browser.send(`${INCIDENTS}/trigger`, { service: 'demo', fault: 'FAULT_SQL_INJECTION_TEST' });
      return (await browser.get(INCIDENTS)).html;
    };
    expect(await trigger()).toContain('it succeeded this time');
    status = 404;
    expect(await trigger()).toContain('answered 404: demo has no such route now');
    await release.close();
    expect(await trigger()).toContain(`demo does not answer at ${release.url}`);
  });

  it('shows no trigger while no service is attached, and why a definition cannot be used', async () => {
    await begin({}, null);
    expect((await browser.get(INCIDENTS)).html).toContain('No service is attached');
    await begin();
    await test.store.saveDefinition('demo', 'c'.repeat(40), null, 'suture.yaml is not valid.');
    const { html } = await browser.get(INCIDENTS);
    expect(html).toContain('demo: suture.yaml is not valid.');
    expect(html).not.toContain(`action="${INCIDENTS}/trigger"`);
  });

  it('asks for one reset, also when it is sent several times', async () => {
    const { html } = await browser.get(`${INCIDENTS}/reset`);
    expect(html).toContain('Reset all?');
    expect((await test.store.systemState([])).reset).toBeNull();
    await browser.send(`${INCIDENTS}/reset`);
    await browser.send(`${INCIDENTS}/reset`);
    expect((await browser.get(INCIDENTS)).html).toContain('RESET-0001 was already in progress');
    expect(await test.takeOutbox()).toEqual([{ kind: 'start_reset', resetId: 'RESET-0001' }]);
  });

  it.each([
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['a sister site', { 'sec-fetch-site': 'same-site' }],
    ['a foreign origin', { 'sec-fetch-site': 'none', origin: 'https://evil.example' }],
  ])('of %s changes nothing', async (_, headers) => {
    const answer = await browser.send(`${INCIDENTS}/pause-healing`, {}, headers);
    expect(answer.status).toBe(403);
    expect(await test.store.healing()).toMatchObject({ paused: false });
  });
});

describe('a form while PostgreSQL is away', () => {
  it('is answered by a page that says so', async () => {
    const away = await createTestAppWithOutages();
    try {
      await away.postgres.cut();
      const answer = await likeBrowser(away).send(`${INCIDENTS}/reset`);
      expect(answer.status).toBe(503);
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(await answer.text()).toContain('PostgreSQL does not answer');
      await away.postgres.restore();
    } finally {
      await away.close();
    }
  });
});

describe('the forms that correct which failures are one fault', () => {
  async function open(...names: string[]): Promise<string[]> {
    await begin({ ADMIN_TOKEN: TOKEN });
    const errors = names.map((name) => ({
      stack: `TypeError: x\n    at ${name} (/app/src/orders.js:3:9)`,
      path: '/orders',
    }));
    const body = { errors };
    const answer = await test.post('/ingest/errors', body, { Authorization: `Bearer ${KEY}` });
    return (await jsonOf<{ incidents: string[] }>(answer)).incidents;
  }

  it('merge two incidents and split them again in the name of who decides', async () => {
    const [one = '', other = ''] = await open('charge', 'refund');
    expect((await browser.get(`${INCIDENTS}/${one}`)).html).toMatch(/disabled[^>]*>\s*Merge the faults/);
    await browser.send(`${INCIDENTS}/sign-in`, { token: TOKEN });
    const page = `${INCIDENTS}/${one}`;
    expect((await browser.get(page)).html).not.toMatch(/disabled[^>]*>\s*Merge the faults/);
    const merged = await browser.send(`${page}/merge`, { by: ' Ada ', into: other.toLowerCase() });
    expect([merged.status, merged.headers.get('location')]).toEqual([303, page]);
    const shown = (await browser.get(page)).html;
    expect(shown).toContain('Merged. Failures of this fault count in the other incident');
    expect(shown).toContain(`Ada merges its fault into ${other}`);
    await browser.send(`${INCIDENTS}/${other}/split`, { by: 'Grace' });
    expect((await browser.get(`${INCIDENTS}/${other}`)).html).toMatch(
      /Grace splits its fault: ERR_\w+ count/,
    );
  });

  it('change nothing before the token was shown, and say why an incident cannot be merged', async () => {
    const [one = '', other = ''] = await open('charge', 'refund');
    const refused = await browser.send(`${INCIDENTS}/${one}/merge`, { by: 'Ada', into: other });
    expect(refused.headers.get('location')).toBe(`${INCIDENTS}/sign-in`);
    const crossed = { 'sec-fetch-site': 'cross-site' };
    await browser.send(`${INCIDENTS}/sign-in`, { token: TOKEN });
    const foreign = await browser.send(`${INCIDENTS}/${one}/split`, { by: 'Ada' }, crossed);
    expect(foreign.status).toBe(403);
    expect((await browser.get(`${INCIDENTS}/${one}`)).html).not.toContain('Ada');
    await browser.send(`${INCIDENTS}/${one}/merge`, { by: 'Ada', into: 'LIVE-9999' });
    expect((await browser.get(INCIDENTS)).html).toContain('There is no incident LIVE-9999');
  });
});

describe('what is no form of a browser', () => {
  it('gets the answers of the API', async () => {
    const json = await test.post(`${INCIDENTS}/pause-healing`, { reason: 'x' });
    expect(await jsonOf<{ paused: boolean }>(json)).toMatchObject({ paused: true, reason: 'x' });
    // As `curl -d` sends it.
    const curl = await test.app.request(`${INCIDENTS}/trigger`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: '*/*' },
      body: 'fault=x',
    });
    expect(curl.status).toBe(404);
    expect(curl.headers.get('content-type')).toContain('application/json');
  });
});

describe('with ADMIN_TOKEN', () => {
  beforeEach(() => begin({ ADMIN_TOKEN: TOKEN }));

  it('everyone may look, and nobody may act before the token was shown', async () => {
    const { html } = await browser.get(INCIDENTS);
    expect(html).toContain('Sign in to act');
    expect(html).toMatch(/<button[^>]*disabled[^>]*>\s*Pause healing/);
    const answer = await browser.send(`${INCIDENTS}/pause-healing`);
    expect([answer.status, answer.headers.get('location')]).toEqual([303, `${INCIDENTS}/sign-in`]);
    await browser.send(`${INCIDENTS}/reset`);
    expect(await test.store.healing()).toMatchObject({ paused: false });
    expect(await test.takeOutbox()).toEqual([]);
  });

  it('signs a browser in and out without revealing the token', async () => {
    await browser.send(`${INCIDENTS}/sign-in`, { token: 'another-token-altogether' });
    expect((await browser.get(INCIDENTS)).html).toContain('The token is wrong');
    const answer = await browser.send(`${INCIDENTS}/sign-in`, { token: TOKEN });
    expect(answer.headers.getSetCookie().join()).toMatch(
      /suture_session=[^;]+;.*HttpOnly;.*SameSite=Strict/i,
    );
    expect(decodeURIComponent([...browser.cookies.values()].join())).not.toContain(TOKEN);
    await browser.send(`${INCIDENTS}/pause-healing`);
    expect(await test.store.healing()).toMatchObject({ paused: true });
    expect((await browser.get(INCIDENTS)).html).not.toContain('Sign in to act');
    await browser.send(`${INCIDENTS}/sign-in/end`);
    await browser.send(`${INCIDENTS}/revive-healing`);
    expect(await test.store.healing()).toMatchObject({ paused: true });
  });

  it('refuses a page of another site even in a browser that may act', async () => {
    await browser.send(`${INCIDENTS}/sign-in`, { token: TOKEN });
    for (const path of ['pause-healing', 'sign-in', 'reset']) {
      const answer = await browser.send(
        `${INCIDENTS}/${path}`,
        { token: TOKEN },
        { 'sec-fetch-site': 'cross-site' },
      );
      expect(answer.status).toBe(403);
    }
    expect(await test.store.healing()).toMatchObject({ paused: false });
  });
});
