import { describe, expect, it } from 'vitest';
import { findBrowser } from '../../stack/screenshots/browser.ts';
import { browsing, live, shows } from './testing/browsing.ts';

const program = await findBrowser(process.env);
const INCIDENTS = '/developer/incidents';

describe.skipIf(program === null)('a page that is cut off', () => {
  const browser = browsing(program);

  it('says that it is cut off, and misses nothing when it is back', async () => {
    const { app, page, story } = browser;
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
    await app.network.restore();

    await page.locator('#cut').waitFor({ state: 'hidden' });
    await shows(page, '.answer', 'Healed');
    const detail = await app.store.getIncidentDetail(heal.incidentId);
    const numbers = (detail?.timeline ?? []).slice(1).map(({ seq }) => seq);
    await expect.poll(() => page.evaluate('window.seen'), { timeout: 60_000 }).toEqual(numbers);
    expect(await page.locator('.timeline li').count()).toBe(numbers.length + 1);
  });

  it('comes back after a router answered in the place of the app', async () => {
    const { app, context, page, story } = browser;
    await page.goto(INCIDENTS);
    await live(page);
    await context.route('**/*', (route) => route.fulfill({ status: 502, body: 'no release is up' }));
    await app.network.cut();
    await app.network.restore();
    await page.locator('#cut').waitFor();
    const heal = await story();
    await context.unroute('**/*');
    await page.locator(`tr#${heal.incidentId}`).waitFor();
    await live(page);
  });
});
