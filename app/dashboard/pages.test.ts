import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findBrowser, launchBrowser } from '../../stack/testing/browser.ts';
import { type HealStory, startHealStory } from './testing/heal-story.ts';
import { type ServedApp, serveTestApp } from './testing/serve-app.ts';
import { findViolations, type PageWatch, watchPages } from './testing/watch-page.ts';

const program = await findBrowser(process.env);
const INCIDENTS = '/developer/incidents';

describe.skipIf(program === null)('the pages in a browser', () => {
  let browser: Browser;
  let app: ServedApp;
  let context: BrowserContext;
  let watch: PageWatch;
  let page: Page;

  beforeAll(async () => {
    browser = await launchBrowser(program as string);
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    app = await serveTestApp();
    await app.store.beat('a-worker', 1, null);
    ({ context, page, watch } = await visit());
  });
  afterEach(async () => {
    await context.close();
    await app.close();
    expect(watch).toEqual({ foreign: [], complaints: [] });
  });

  async function visit(options: Parameters<Browser['newContext']>[0] = {}) {
    const own = await browser.newContext({ baseURL: app.url, ...options });
    own.setDefaultTimeout(60_000);
    return { context: own, page: await own.newPage(), watch: watchPages(own, app.url) };
  }
  const story = (index = 0, requests = 1): Promise<HealStory> => {
    const { service } = app.parts;
    return startHealStory(
      app.store,
      service.name,
      service.faults[index] as (typeof service.faults)[0],
      requests,
    );
  };
  const live = (on: Page) => on.locator('#connection[data-state="live"]').waitFor();
  const row = (on: Page, id: string) => on.locator(`tr#${id}`);
  const shows = (on: Page, selector: string, text: string) =>
    on.locator(selector, { hasText: text }).first().waitFor();

  it('shows each phase as it comes, in the list and in the story, without a reload', async () => {
    const heal = await story();
    const other = await context.newPage();
    await page.goto(INCIDENTS);
    await other.goto(`${INCIDENTS}/${heal.incidentId}`);
    for (const each of [page, other]) await live(each);
    for (const each of [page, other]) await each.evaluate('window.notReloaded = true');
    for (const [phase, word] of [
      ['analyzing', 'Reproducing it'],
      ['validating', 'Proving fixes'],
      ['deploying', 'Rolling it out'],
      ['resolved', 'Healed'],
    ] as const) {
      await heal.until(phase);
      await shows(page, `tr#${heal.incidentId} .phase-word`, phase);
      await shows(other, '.answer', word);
    }
    await shows(page, '.tabs a', 'resolved 1');
    await shows(page, '.verdict', 'Nothing is broken');
    for (const each of [page, other]) expect(await each.evaluate('window.notReloaded')).toBe(true);
  });

  it('shows two browsers the same, and what one does in the other', async () => {
    const second = await visit();
    try {
      for (const each of [page, second.page]) await each.goto(INCIDENTS);
      for (const each of [page, second.page]) await live(each);
      await page.getByRole('button', { name: 'Malformed SQL statement' }).click();
      await shows(page, '#notice', 'failed with 500');
      await shows(second.page, 'tr.incident', 'LIVE-0001');
      await page.getByRole('button', { name: 'Pause healing' }).click();
      await shows(second.page, '#state', 'Paused');
      const texts = await Promise.all(
        [page, second.page].map((each) => row(each, 'LIVE-0001').textContent()),
      );
      const withoutTimes = texts.map((text) => text?.replace(/\d+ s/g, 's'));
      expect(withoutTimes[0]).toBe(withoutTimes[1]);
    } finally {
      expect(second.watch).toEqual({ foreign: [], complaints: [] });
      await second.context.close();
    }
  });

  it('keeps what a person types and opens while the page follows', async () => {
    const heal = await story();
    await heal.until('awaiting_approval');
    await page.goto(`${INCIDENTS}/${heal.incidentId}`);
    await live(page);
    await page.getByText('1 other fix').click();
    await page.getByLabel('Reason', { exact: true }).fill('too broad');
    await page.getByLabel('Your name').nth(1).fill('Ada');
    await app.store.addNote({ incidentId: heal.incidentId, key: 'news', message: 'Something new.' });
    await shows(page, '.timeline', 'Something new.');
    expect(await page.getByLabel('Reason', { exact: true }).inputValue()).toBe('too broad');
    expect(await page.getByText('Removes the statement.').first().isVisible()).toBe(true);
    await page.getByRole('button', { name: 'Reject the fix' }).click();
    await shows(page, '#notice', 'Rejected');
    expect(await app.takeOutbox()).toContainEqual({
      kind: 'update',
      workflowId: `heal-${heal.incidentId}`,
      update: 'decide',
      updateId: expect.stringContaining(heal.incidentId),
      payload: { approved: false, by: 'Ada', reason: 'too broad' },
    });
    // Who decided once is not asked for the name again.
    expect(await page.getByLabel('Your name').first().inputValue()).toBe('Ada');
  });

  it('is driven by the keyboard alone', async () => {
    for (const index of [0, 1, 2]) await (await story(index)).until('analyzing');
    await page.goto(INCIDENTS);
    await live(page);
    const { keyboard } = page;
    await keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Keyboard' });
    await help.waitFor();
    await keyboard.press('Escape');
    await help.waitFor({ state: 'hidden' });
    for (const key of ['j', 'j', 'j', 'k']) await keyboard.press(key);
    await keyboard.press('Enter');
    await page.waitForURL(`**${INCIDENTS}/LIVE-0002`);
    await live(page);
    await keyboard.press('g');
    await keyboard.press('i');
    await page.waitForURL(`**${INCIDENTS}`);
    await live(page);
    await keyboard.press('/');
    await keyboard.type('timeout');
    await keyboard.press('Enter');
    await page.waitForURL('**q=timeout**');
    expect(await page.locator('tr.incident').count()).toBe(1);
    await live(page);
    // The reset, to its last question and back, by Tab and Enter.
    await page.locator('#reset').focus();
    await keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Reset all?' });
    await dialog.waitFor();
    await keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    expect(await page.evaluate('document.activeElement.id')).toBe('reset');
    await keyboard.press('Enter');
    await dialog.waitFor();
    await keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toMatch(/Reset all|Keep everything/);
  });

  it('asks before a reset, and says afterwards what became of a link', async () => {
    const heal = await story();
    await heal.until('resolved');
    await page.goto(INCIDENTS);
    await live(page);
    await page.locator('#reset').click();
    await page.getByRole('dialog').getByText('Deletes 1 incident for good').waitFor();
    await page.getByRole('link', { name: 'Keep everything' }).click();
    expect(await app.store.openHeals()).toEqual([]);
    expect((await app.store.systemState('x', [])).reset).toBeNull();
    await page.locator('#reset').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Reset all' }).click();
    await shows(page, '#notice', 'RESET-0001 has begun');
    await shows(page, '#state', 'Resetting');

    const shared = await context.newPage();
    await shared.goto(`${INCIDENTS}/${heal.incidentId}`);
    await live(shared);
    await app.store.deleteIncidents('all', 'RESET-0001');
    await app.store.updateReset('RESET-0001', { step: 'done' });
    await shows(shared, 'h1', `${heal.incidentId} was deleted by reset RESET-0001`);
    const answer = await shared.reload();
    expect(answer?.status()).toBe(410);
  });

  it('says that it is cut off, and misses nothing when it is back', async () => {
    const heal = await story();
    await page.goto(`${INCIDENTS}/${heal.incidentId}`);
    await live(page);
    // A stream of our own beside the page's, to see each event with its number.
    await page.evaluate(`
      window.seen = [];
      window.own = new EventSource('${INCIDENTS}/stream');
      window.own.addEventListener('timeline', (event) => window.seen.push(Number(event.lastEventId)));
      new Promise((resolve) => window.own.addEventListener('ready', resolve, { once: true }))`);
    await heal.until('analyzing');
    await expect.poll(() => page.evaluate('window.seen.length')).toBe(1);

    await app.network.cut();
    await page.locator('#cut').waitFor();
    await shows(page, '#connection', 'Reconnecting');
    await heal.until('resolved');
    await app.network.mend();

    await page.locator('#cut').waitFor({ state: 'hidden' });
    await shows(page, '.answer', 'Healed');
    const detail = await app.store.getIncidentDetail(heal.incidentId);
    const numbers = (detail?.timeline ?? []).slice(1).map(({ seq }) => seq);
    await expect.poll(() => page.evaluate('window.seen'), { timeout: 60_000 }).toEqual(numbers);
    expect(await page.locator('.timeline li').count()).toBe(numbers.length + 1);
  });

  it('comes back after a router answered in the place of the app', async () => {
    await page.goto(INCIDENTS);
    await live(page);
    await context.route('**/*', (route) => route.fulfill({ status: 502, body: 'no release is up' }));
    await app.network.cut();
    await app.network.mend();
    await page.locator('#cut').waitFor();
    const heal = await story();
    await context.unroute('**/*');
    await row(page, heal.incidentId).waitFor();
    await live(page);
  });

  it('works without JavaScript: filters, pages, fault, pause, reset and decision', async () => {
    const plain = await visit({ javaScriptEnabled: false });
    try {
      const { page: still } = plain;
      const heal = await story(1);
      await heal.until('awaiting_approval');
      await still.goto(INCIDENTS);
      expect(await still.locator('noscript').count()).toBeGreaterThan(0);
      expect(await still.locator('#help-open').isVisible()).toBe(false);
      await still.getByRole('button', { name: 'Malformed SQL statement' }).click();
      await shows(still, '#notice', 'LIVE-0002');
      await still.getByRole('combobox', { name: 'severity' }).selectOption('high');
      await still.getByRole('button', { name: 'Apply' }).click();
      expect(await still.locator('tr.incident').count()).toBe(1);
      await still.getByRole('button', { name: 'Pause healing' }).click();
      await shows(still, '#state', 'Paused');
      await still.getByRole('button', { name: 'Revive healing' }).click();
      await shows(still, '#state', 'Active');
      await still.goto(`${INCIDENTS}/${heal.incidentId}`);
      await still.getByLabel('Your name').first().fill('Grace');
      await still.getByRole('button', { name: 'Approve the fix' }).click();
      await shows(still, '#notice', 'Approved');
      await still.goto(INCIDENTS);
      await still.getByRole('link', { name: 'Reset all…' }).click();
      await shows(still, 'h1', 'Reset all?');
      await still.getByRole('button', { name: 'Reset all' }).click();
      await shows(still, '#notice', 'RESET-0001 has begun');
      expect(plain.watch).toEqual({ foreign: [], complaints: [] });
    } finally {
      await plain.context.close();
    }
  });

  it('shows what comes from outside as text', async () => {
    const hostile = `<img src=x onerror="document.title='owned'">\u001b[2J\u001b[31m\u202egnp.exe`;
    const [fault] = app.parts.service.faults;
    const { incidentId } = await app.store.recordOccurrence({
      service: app.parts.service.name,
      faultCode: fault?.code ?? '',
      faultType: hostile,
      severity: 'high',
      route: `/${hostile}`,
      reason: hostile,
      logLine: hostile,
      latencyMs: 1,
    });
    await app.store.moveIncident({ incidentId, key: 'k', to: 'analyzing', message: hostile });
    for (const path of [INCIDENTS, `${INCIDENTS}/${incidentId}`]) {
      await page.goto(path);
      await live(page);
      const text = await page.locator('main').textContent();
      expect(text).toContain('<img src=x');
      expect(text).toContain('\u241b[2J');
      expect(text).toContain('[U+202E]');
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
      expect(text).not.toMatch(/[\u001b\u202e]/);
      expect(await page.locator('main img').count()).toBe(0);
      expect(await page.title()).not.toBe('owned');
    }
  });

  describe.each([
    { name: 'a wide light page', options: { colorScheme: 'light' as const } },
    { name: 'a wide dark page', options: { colorScheme: 'dark' as const } },
    {
      name: "a phone's page",
      options: { viewport: { width: 360, height: 740 }, hasTouch: true, reducedMotion: 'reduce' as const },
    },
  ])('$name', ({ options }) => {
    it('has no violation that axe-core knows, fits its width, and asks nobody else', async () => {
      const waiting = await story(0, 20);
      await (await story(2)).until('resolved');
      await waiting.until('awaiting_approval');
      const proving = await story(1, 3);
      await proving.until('validating');
      const failed = await story(2);
      await failed.until('fixing');
      await app.store.moveIncident({
        incidentId: failed.incidentId,
        key: 'f',
        to: 'failed',
        message: 'Gave up.',
      });
      const own = await visit(options);
      try {
        const paths = [
          INCIDENTS,
          `${INCIDENTS}?status=detected`,
          `${INCIDENTS}?q=nothing+like+it`,
          `${INCIDENTS}/${waiting.incidentId}`,
          `${INCIDENTS}/${proving.incidentId}`,
          `${INCIDENTS}/${failed.incidentId}`,
          `${INCIDENTS}/LIVE-0002`,
          `${INCIDENTS}/LIVE-9999`,
          `${INCIDENTS}/reset`,
          '/developer/overview',
        ];
        for (const path of paths) {
          await own.page.goto(path);
          await live(own.page);
          await own.page.evaluate(
            "for (const each of document.querySelectorAll('details')) each.open = true",
          );
          expect(await findViolations(own.page), path).toEqual([]);
          const width = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
          expect(await own.page.evaluate(width), `${path} is as wide as the screen`).toBe(0);
        }
        await own.page.goto(INCIDENTS);
        await live(own.page);
        await own.page.keyboard.press('?');
        expect(await findViolations(own.page), 'the help').toEqual([]);
        expect(own.watch).toEqual({ foreign: [], complaints: [] });
      } finally {
        await own.context.close();
      }
    });
  });
});
