import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PageWatch, watchPages } from '../../../app/pages/testing/watch-page.ts';
import { findBrowser, launchBrowser } from '../../../stack/screenshots/browser.ts';
import { quickest, works } from '../heal.ts';
import type { TestStack } from '../stack.ts';
import { openSharedStack } from './shared-stack.ts';

const program = await findBrowser(process.env);
const INCIDENTS = '/developer/incidents';

describe.skipIf(program === null)('the page', () => {
  let stack: TestStack;
  let browser: Browser;
  let context: BrowserContext;
  let watch: PageWatch;
  let page: Page;
  beforeAll(async () => {
    stack = await openSharedStack();
    browser = await launchBrowser(program as string);
    context = await browser.newContext({ baseURL: stack.base });
    context.setDefaultTimeout(300_000);
    watch = watchPages(context, stack.base);
    page = await context.newPage();
  });
  afterAll(async () => {
    await browser?.close();
    stack?.api.close();
  });

  const shows = (selector: string, text: string) =>
    page.locator(selector, { hasText: text }).first().waitFor();

  test('shows a whole cycle without a reload: a fault by its button, its heal, a reset, the fault again', async () => {
    const { fault } = quickest;
    await page.goto(INCIDENTS);
    await shows('#connection', 'Live');
    await shows('#state', 'Polling');
    await page.getByRole('button', { name: fault.title }).click();
    await shows('#notice', 'it belongs to LIVE-');
    const id = (await stack.api.incidents())[0]?.id as string;

    await page.evaluate('window.notReloaded = true');
    const phases = new Set<string>();
    const look = async () => {
      const phase = await page.locator(`tr#${id}`).getAttribute('data-phase');
      if (phase) phases.add(phase);
      return phase;
    };
    await expect.poll(look, { timeout: 300_000, interval: 50 }).toBe('resolved');
    expect(await page.evaluate('window.notReloaded')).toBe(true);
    expect(phases.size, [...phases].join()).toBeGreaterThanOrEqual(4);
    await shows('.verdict', 'No fault is open');
    await shows('#state', 'live since');

    await page.locator(`tr#${id} a.title`).click();
    await shows('.answer', 'Yes, verified');
    expect(await page.locator('.diff .line.added').count()).toBeGreaterThan(0);
    expect(await page.locator('.diff .t-keyword').count()).toBeGreaterThan(0);
    const workflow = await page.getByRole('link', { name: 'Workflow in Temporal' }).getAttribute('href');
    expect((await fetch(workflow as string)).status).toBe(200);
    const run = await page
      .locator('.incident-head')
      .getByRole('link', { name: 'Pipeline run' })
      .getAttribute('href');
    expect(await (await fetch(run as string)).text()).toContain('=== success');
    expect(await works(stack, quickest)).toBe(true);

    await page.goto(INCIDENTS);
    await shows('#connection', 'Live');
    await page.locator('#reset').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Reset all' }).click();
    await shows('#state', 'Resetting');
    await shows('.empty', 'No incident');
    await page.locator('#state', { hasText: 'Active' }).waitFor();
    await page.goto(`${INCIDENTS}/${id}`);
    await shows('h1', `${id} was deleted by reset RESET-`);

    await page.goto(INCIDENTS);
    await page.getByRole('button', { name: fault.title }).click();
    await shows('#notice', 'failed with 500');
    await shows('tr.incident', 'LIVE-');
    expect(watch).toEqual({ foreign: [], complaints: [] });
  });
});
