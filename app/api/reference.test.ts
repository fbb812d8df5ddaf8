import { describe, expect, it } from 'vitest';
import { findBrowser } from '../../stack/screenshots/browser.ts';
import { browsing, expectUntouched } from '../pages/testing/browsing.ts';
import { findViolations } from '../pages/testing/watch-page.ts';

const program = await findBrowser(process.env);

describe.skipIf(program === null)('the reference of the API', () => {
  const browser = browsing(program);

  it.each(['light', 'dark'] as const)(
    'has no violation that axe-core knows (%s), and asks nobody else',
    async (colorScheme) => {
      const own = await browser.visit({ colorScheme });
      try {
        await own.page.goto('/developer/docs');
        // One with a body, one with a path and a query, one with a header, each with its answers.
        for (const path of ['/{id}/reject', '/resets/{id}', '/stream']) {
          const operation = own.page.locator('.opblock', { hasText: path }).first();
          await operation.locator('.opblock-summary-control').click();
          await operation.locator('.responses-wrapper').waitFor();
        }
        expect(await findViolations(own.page)).toEqual([]);
        expectUntouched(own.watch);
      } finally {
        await own.context.close();
      }
    },
  );

  it('lets a request be tried', async () => {
    const { page } = browser;
    await page.goto('/developer/docs');
    const build = page.locator('.opblock', { hasText: '/up/build' });
    await build.locator('.opblock-summary-control').click();
    await build.getByRole('button', { name: 'Execute' }).click();
    await build.locator('.live-responses-table', { hasText: 'a'.repeat(40) }).waitFor();
  });
});
