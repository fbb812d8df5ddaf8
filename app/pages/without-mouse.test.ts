import { describe, expect, it } from 'vitest';
import { findBrowser } from '../../stack/screenshots/browser.ts';
import { occurrence } from '../../store/testing/occurrence.ts';
import { FAILED, json, startRelease } from '../testing/release.ts';
import { browsing, expectUntouched, live, shows } from './testing/browsing.ts';

const program = await findBrowser(process.env);
const INCIDENTS = '/developer/incidents';

describe.skipIf(program === null)('the pages by hand', () => {
  const browser = browsing(program);

  it('is driven by the keyboard alone', async () => {
    const { page, story } = browser;
    for (const index of [0, 1, 2]) await (await story(index)).until('analyzing');
    await page.goto(INCIDENTS);
    await live(page);
    const { keyboard } = page;
    await keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Keyboard' });
    await help.waitFor();
    await keyboard.press('Escape');
    await help.waitFor({ state: 'hidden' });
    // The focus goes back to where it was, a moment later.
    await expect.poll(() => page.evaluate('document.activeElement.tagName')).toBe('BODY');
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
    await expect.poll(() => page.evaluate('document.activeElement.id')).toBe('reset');
    await keyboard.press('Enter');
    await dialog.waitFor();
    await keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toMatch(/Reset all|Keep everything/);
  });

  it('asks before a reset, and says afterwards what became of a link', async () => {
    const { app, context, page, story } = browser;
    const heal = await story();
    await heal.until('resolved');
    await page.goto(INCIDENTS);
    await live(page);
    await page.locator('#reset').click();
    await page.getByRole('dialog').getByText('Deletes 1 incident permanently').waitFor();
    await page.getByRole('link', { name: 'Keep everything' }).click();
    expect(await app.store.openHeals()).toEqual([]);
    expect((await app.store.systemState([])).reset).toBeNull();
    await page.locator('#reset').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Reset all' }).click();
    await shows(page, '#notice', 'RESET-0001 has started');
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

  it('works without JavaScript: filters, pages, fault, pause, reset and decision', async () => {
    const { story, visit } = browser;
    const plain = await visit({ javaScriptEnabled: false });
    const { store, service } = browser.app;
    const release = await startRelease(async (_, response) => {
      const failing = {
        service: service.name,
        faultCode: 'FAULT_SQL_INJECTION_TEST',
        severity: 'high',
      } as const;
      const { incidentId } = await store.recordOccurrence(occurrence(failing));
      json(response, 500, { ...FAILED, incident_id: incidentId });
    });
    try {
      const { definition: _, definitionCommit: __, ...place } = service;
      await store.attachService({ ...place, url: release.url }, null);
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
      await shows(still, '#notice', 'RESET-0001 has started');
      expectUntouched(plain.watch);
    } finally {
      await plain.context.close();
      await release.close();
    }
  });
});
