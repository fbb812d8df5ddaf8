import { describe, expect, it } from 'vitest';
import { findBrowser } from '../../stack/screenshots/browser.ts';
import { FAILED, json, startRelease } from '../testing/release.ts';
import { browsing, expectUntouched, live, shows } from './testing/browsing.ts';

const program = await findBrowser(process.env);
const INCIDENTS = '/developer/incidents';

describe.skipIf(program === null)('pages that follow', () => {
  const browser = browsing(program);

  it('shows each phase as it comes, in the list and in the story, without a reload', async () => {
    const { context, page, story } = browser;
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
    await shows(page, '.verdict', 'No fault is open');
    for (const each of [page, other]) expect(await each.evaluate('window.notReloaded')).toBe(true);
  });

  it('shows a pull request that waits for a person, and its end, in the list and in the story', async () => {
    const { app, context, page, story } = browser;
    const heal = await story();
    await heal.until('pushing');
    const other = await context.newPage();
    await page.goto(INCIDENTS);
    await other.goto(`${INCIDENTS}/${heal.incidentId}`);
    for (const each of [page, other]) await live(each);
    const { incidentId } = heal;
    const url = 'https://github.test/octo-org/shop/pull/7';
    const message = `The proven fix waits for a person: merge or close ${url}`;
    const wait = {
      kind: 'person',
      on: 'a person',
      reason: 'Merge or close it.',
      url,
      untilMs: null,
    } as const;
    await app.store.beginWait({ incidentId, step: 'review', ...wait, note: { key: 'review', message } });
    await shows(page, '.waits li', `${incidentId} waits for a person since`);
    await shows(page, '.verdict', 'Merge or close the pull request: LIVE-0001');
    await shows(page, `tr#${incidentId}`, 'waits for a person');
    await shows(other, '.answer', 'Merge or close');
    expect(await other.locator(`.brief a[href="${url}"]`).count()).toBe(1);
    await shows(other, '.timeline', message.slice(0, 40));
    //SHOT
    await app.store.endWait({ incidentId, step: 'review' }, null);
    await heal.until('deploying');
    await shows(page, '.waits li', `${incidentId} waits for the delivery`);
    await shows(other, '.answer', 'Rolling it out');
  });

  it('shows two browsers the same, and what one does in the other', async () => {
    const { app, page, story, visit } = browser;
    const release = await startRelease(async (_, response) => {
      await story();
      json(response, 500, FAILED);
    });
    const { name, repository, branch, delivery } = app.service;
    await app.store.attachService({ name, repository, branch, delivery, url: release.url }, null);
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
        [page, second.page].map((each) => each.locator('tr#LIVE-0001').textContent()),
      );
      const withoutTimes = texts.map((text) => text?.replace(/\d+ s/g, 's'));
      expect(withoutTimes[0]).toBe(withoutTimes[1]);
    } finally {
      expectUntouched(second.watch);
      await second.context.close();
      await release.close();
    }
  });

  it('keeps what a person types and opens while the page follows', async () => {
    const { app, page, story } = browser;
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
});
