import { describe, expect, it } from 'vitest';
import { findBrowser } from '../../stack/screenshots/browser.ts';
import { serve } from '../serve.ts';
import { createTestAppWithOutages } from '../testing/outage.ts';
import { browsing, expectUntouched, live } from './testing/browsing.ts';
import { findViolations, watchPages } from './testing/watch-page.ts';

const program = await findBrowser(process.env);
const INCIDENTS = '/developer/incidents';
/** About a tenth of the width of a character, as much as common fonts differ. */
const WIDE = '* { letter-spacing: 0.055em !important; }';

describe.skipIf(program === null)('what is shown', () => {
  const browser = browsing(program);

  it('shows what comes from outside as text', async () => {
    const { app, page } = browser;
    const hostile = `<img src=x onerror="document.title='owned'">\u001b[2J\u001b[31m\u202egnp.exe`;
    const [fault] = app.service.definition.faults;
    const { incidentId } = await app.store.recordOccurrence({
      service: app.service.name,
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

  it('has no violation where one signs in, nor while PostgreSQL is away', async () => {
    const guarded = await createTestAppWithOutages({
      environment: { ADMIN_TOKEN: 'a-token-of-some-length' },
    });
    const serving = await serve(guarded.app.fetch, { host: '127.0.0.1', port: 0 });
    const baseURL = `http://127.0.0.1:${serving.address.port}`;
    const { context, page } = await browser.visit({ baseURL });
    const watch = watchPages(context, baseURL);
    try {
      await page.goto(`${INCIDENTS}/sign-in`);
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
      expect(await findViolations(page), 'sign-in').toEqual([]);
      await guarded.postgres.cut();
      await page.goto(INCIDENTS);
      await page.getByRole('heading', { name: 'PostgreSQL does not answer' }).waitFor();
      expect(await findViolations(page), 'while PostgreSQL is away').toEqual([]);
      expectUntouched(watch);
    } finally {
      await context.close();
      guarded.stop();
      await serving.close(1_000);
      await guarded.close();
    }
  });

  describe.each([
    { name: 'a wide light page', options: { colorScheme: 'light' as const }, font: 'served' as const },
    { name: 'a wide dark page', options: { colorScheme: 'dark' as const }, font: 'served' as const },
    {
      name: "a phone's page",
      options: { viewport: { width: 360, height: 740 }, hasTouch: true, reducedMotion: 'reduce' as const },
      font: 'served' as const,
    },
    {
      name: "a phone's page in the machine's own font",
      options: { viewport: { width: 360, height: 740 }, hasTouch: true },
      font: 'blocked' as const,
    },
    {
      name: "a phone's page in a font a tenth wider",
      // The test adds a style of its own, which the page's policy forbids.
      options: { viewport: { width: 360, height: 740 }, hasTouch: true, bypassCSP: true },
      font: 'wide' as const,
    },
  ])('$name', ({ options, font }) => {
    const checked = font === 'served' ? 'has no violation that axe-core knows, fits' : 'fits';
    it(`${checked} its width, and asks nobody else`, async () => {
      const { app, story, visit } = browser;
      const waiting = await story(0, 20);
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
      // Last of its fault: a failure after this would open it again.
      const resolved = await story(2);
      await resolved.until('resolved');
      const long = 'WITH_A_NAME_THAT_GOES_ON_AND_ON_AND_DOES_NOT_END_WHERE_A_SCREEN_OF_A_PHONE_ENDS';
      const { incidentId: lengthy } = await app.store.recordOccurrence({
        service: app.service.name,
        faultCode: `FAULT_${long}`,
        faultType: long.toLowerCase(),
        severity: 'low',
        route: `/${long}?${long}`,
        reason: long,
        logLine: long.repeat(9),
        latencyMs: 1,
      });
      const own = await visit(options);
      if (font === 'blocked') {
        await own.context.route('**/*.woff2', (route) => route.fulfill({ status: 204 }));
      }
      /** Another font changes widths; what axe-core checks it has checked in the font that is served. */
      const expectNoViolation = async (where: string) =>
        font === 'served' && expect(await findViolations(own.page), where).toEqual([]);
      try {
        const paths = [
          INCIDENTS,
          `${INCIDENTS}?status=detected`,
          `${INCIDENTS}?q=nothing+like+it`,
          `${INCIDENTS}/${waiting.incidentId}`,
          `${INCIDENTS}/${proving.incidentId}`,
          `${INCIDENTS}/${failed.incidentId}`,
          `${INCIDENTS}/${lengthy}`,
          `${INCIDENTS}/${resolved.incidentId}`,
          `${INCIDENTS}/LIVE-9999`,
          `${INCIDENTS}/reset`,
          '/developer/overview',
          '/developer/services',
        ];
        for (const path of paths) {
          await own.page.goto(path);
          await live(own.page);
          await own.page.evaluate('document.fonts.ready.then(() => null)');
          if (font === 'wide') await own.page.addStyleTag({ content: WIDE });
          await own.page.evaluate(
            "for (const each of document.querySelectorAll('details')) each.open = true",
          );
          await expectNoViolation(path);
          const inline = "document.querySelectorAll('script:not([src]), style, [style]').length";
          expect(await own.page.evaluate(inline), `${path} has nothing inline`).toBe(font === 'wide' ? 1 : 0);
          const width = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
          expect(await own.page.evaluate(width), `${path} is as wide as the screen`).toBe(0);
        }
        await app.parts.store.setPaused(true, 'maintenance');
        await app.store.deleteIncidents('all', (await app.store.requestReset('Ada')).reset.id);
        for (const path of [INCIDENTS, `${INCIDENTS}/${waiting.incidentId}`]) {
          await own.page.goto(path);
          await live(own.page);
          await expectNoViolation(`${path} after a reset`);
        }
        await own.page.goto(INCIDENTS);
        await live(own.page);
        await own.page.keyboard.press('?');
        await expectNoViolation('the help');
        expectUntouched(own.watch);
      } finally {
        await own.context.close();
      }
    });
  });
});
