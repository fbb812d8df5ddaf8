import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { launchBrowser } from '../../../stack/screenshots/browser.ts';
import { type HealStory, startHealStory } from './heal-story.ts';
import { type ServedApp, serveTestApp } from './serve-app.ts';
import { type PageWatch, watchPages } from './watch-page.ts';

export interface Visit {
  context: BrowserContext;
  page: Page;
  watch: PageWatch;
}

/** A browser for a file of tests, and for each test an app of its own that is visited. */
export interface Browsing extends Visit {
  app: ServedApp;
  /** A browser with cookies of its own. The test closes it. */
  visit(options?: Parameters<Browser['newContext']>[0]): Promise<Visit>;
  /** A heal of one of the service's faults, which the test moves phase by phase. */
  story(fault?: number, requests?: number): Promise<HealStory>;
}

const UNTOUCHED: PageWatch = { foreign: [], complaints: [] };
/** How long a busy machine may take, in milliseconds. */
const PATIENCE_MS = 60_000;

/** Sets the browser up for the tests around; what it returns is filled before each of them. */
export function browsing(program: string | null): Browsing {
  const it = {} as Browsing;
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser(program as string);
    it.visit = async (options = {}) => {
      const context = await browser.newContext({ baseURL: it.app.url, ...options });
      context.setDefaultTimeout(PATIENCE_MS);
      return { context, page: await context.newPage(), watch: watchPages(context, it.app.url) };
    };
    it.story = (fault = 0, requests = 1) => {
      const { name, definition } = it.app.service;
      const declared = definition.faults[fault] as (typeof definition.faults)[0];
      return startHealStory(it.app.store, name, declared, requests);
    };
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    it.app = await serveTestApp();
    await it.app.store.beat('a-worker', 1, null);
    Object.assign(it, await it.visit());
  });
  afterEach(async () => {
    await it.context.close();
    await it.app.close();
    expectUntouched(it.watch);
  });
  return it;
}

/** No request left the app, and the page complained about nothing. */
export function expectUntouched(watch: PageWatch): void {
  expect(watch).toEqual(UNTOUCHED);
}

export const live = (page: Page) => page.locator('#connection[data-state="live"]').waitFor();

export const shows = (page: Page, selector: string, text: string) =>
  page.locator(selector, { hasText: text }).first().waitFor();
