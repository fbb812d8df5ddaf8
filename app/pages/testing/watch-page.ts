import AxeBuilder from 'axe-core';
import type { BrowserContext, Page } from 'playwright-core';

export interface PageWatch {
  /** Addresses that were asked and are not the app's. */
  foreign: string[];
  /** What the page complained about, such as a policy that was broken. */
  complaints: string[];
}

/** Notes every request that leaves the app, and every complaint, of all pages of a browser. */
export function watchPages(context: BrowserContext, base: string): PageWatch {
  const watch: PageWatch = { foreign: [], complaints: [] };
  context.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(base) && !url.startsWith('about:')) watch.foreign.push(url);
  });
  context.on('weberror', (error) => watch.complaints.push(String(error.error())));
  context.on('console', (message) => {
    // An outage is what some tests make, and a browser logs each answer above 399.
    const expected = /Failed to load resource|ERR_(CONNECTION|INCOMPLETE|EMPTY)/.test(message.text());
    if (message.type() === 'error' && !expected) watch.complaints.push(message.text());
  });
  return watch;
}

/** What axe-core finds on a page as it is shown now, one line a violation. */
export async function findViolations(page: Page): Promise<string[]> {
  // Run by the debugger: the page's own policy allows no script but the app's.
  await page.evaluate(AxeBuilder.source);
  const found = await page.evaluate('axe.run(document, { resultTypes: ["violations"] })');
  const { violations } = found as { violations: { id: string; help: string; nodes: { html: string }[] }[] };
  return violations.map(
    ({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' | ')}`,
  );
}
