import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Phase } from '../../domain/phases.ts';
import { incidentIn } from '../../store/testing/incident-in.ts';
import { createTestAppWithOutages, type TestAppWithOutages } from '../testing/outage.ts';

const BASE = '/developer/incidents';
const HOSTILE = `<img src=x onerror="alert(1)">'"&</table><script>alert(2)</script>`;

/** Programs get JSON. */
const AS_BROWSER = { headers: { Accept: 'text/html' } };

let test: TestAppWithOutages;
beforeEach(async () => {
  test = await createTestAppWithOutages();
});
afterEach(() => test.close());

async function page() {
  const response = await test.app.request(BASE, AS_BROWSER);
  return { response, html: await response.text() };
}

/** The page's text from an incident's link to the end of its row. */
function rowOf(html: string, incidentId: string): string {
  const begin = html.indexOf(`href="${BASE}/${incidentId}"`, html.indexOf('<table class="incidents"'));
  expect(begin, `${incidentId} is on the page`).toBeGreaterThan(0);
  return html.slice(begin, html.indexOf('</tr>', begin));
}

describe('GET /developer/incidents', () => {
  it('says that there is no incident, as HTML', async () => {
    const { response, html } = await page();
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/html; charset=utf-8$/i);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(html).toMatch(/^<!DOCTYPE html>/i);
    expect(html).toContain('No incident');
  });

  it('lists each incident with severity, type, phase and status, open ones first, then the newest', async () => {
    const phases: [Phase, string, string][] = [
      ['detected', 'low', 'detected'],
      ['awaiting_approval', 'medium', 'in progress'],
      ['resolved', 'high', 'resolved'],
      ['rolled_back', 'critical', 'failed'],
    ];
    const ids: string[] = [];
    for (const [phase, severity, status] of phases) {
      const given = { severity: severity as 'low', faultType: `type_of_${phase}`, route: `/${phase}` };
      const id = await incidentIn(test.store, phase, given);
      ids.push(id);
      const row = rowOf((await page()).html, id);
      for (const text of [severity, given.faultType, given.route, phase.replaceAll('_', ' '), status]) {
        expect(row).toContain(text);
      }
    }
    const { html } = await page();
    const shown = ids.toSorted(
      (one, other) => html.indexOf(rowOf(html, one)) - html.indexOf(rowOf(html, other)),
    );
    expect(shown.map((id) => ids.indexOf(id))).toEqual([1, 0, 3, 2]);
  });

  it('shows text from outside as text', async () => {
    const id = await incidentIn(test.store, 'detected', {
      faultType: HOSTILE,
      route: HOSTILE,
      logLine: `${HOSTILE.replaceAll(' ', '')} reason=x`,
      reason: HOSTILE,
    });
    await test.store.setPaused(true, HOSTILE);
    const { html } = await page();
    expect(html).toContain(`${BASE}/${id}`);
    expect(html).toContain('&lt;script&gt;alert(2)&lt;/script&gt;');
    expect(html).not.toMatch(/<img|<script>|<\/table>[\s\S]*<\/table>|onerror="/);
  });

  it('says that healing is paused, and why', async () => {
    await test.store.setPaused(true, 'a release of ours');
    expect((await page()).html).toContain('a release of ours');
    await test.store.setPaused(false, 'done');
    expect((await page()).html).not.toContain('Healing is paused');
  });

  it('leads to the heal in the Temporal Web UI where there is one', async () => {
    const own = await createTestAppWithOutages({
      environment: { TEMPORAL_UI_URL: 'http://127.0.0.1:8233/', TEMPORAL_NAMESPACE: 'a b' },
    });
    try {
      const id = await incidentIn(own.store, 'analyzing');
      const html = await (await own.app.request(BASE)).text();
      expect(html).toContain(`href="http://127.0.0.1:8233/namespaces/a%20b/workflows/heal-${id}"`);
    } finally {
      await own.close();
    }
  });

  it('lets nothing in that is not its own', async () => {
    const { response, html } = await page();
    const policy = response.headers.get('content-security-policy') ?? '';
    const directives = new Map(
      policy.split(';').map((part) => {
        const [name, ...sources] = part.trim().split(/\s+/);
        return [name, sources.join(' ')];
      }),
    );
    expect(directives.get('default-src')).toBe("'none'");
    for (const name of ['script-src', 'style-src', 'connect-src']) {
      expect(directives.get(name)).toMatch(/^'self'/);
    }
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(directives.get('frame-ancestors')).toBe("'none'");
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');

    const linked = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url as string);
    expect(linked.length).toBeGreaterThan(2);
    expect(linked.filter((url) => !/^(#|\/developer\/)/.test(url))).toEqual([]);
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=/);
    for (const url of linked.filter((each) => each.startsWith('/'))) {
      expect((await test.app.request(url.replaceAll('&amp;', '&'), AS_BROWSER)).status, url).toBe(200);
    }
  });

  it('says that PostgreSQL is away, and is back with it', async () => {
    const id = await incidentIn(test.store, 'detected');
    await page();
    await test.postgres.cut();
    const away = await page();
    expect(away.response.status).toBe(503);
    expect(away.response.headers.get('content-type')).toContain('text/html');
    expect(away.response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(away.html).toContain('PostgreSQL does not answer');
    // It asks again by itself.
    expect(away.html).toMatch(/<script [^>]*src="\/developer\//);
    await test.postgres.restore();
    expect((await page()).html).toContain(id);
  });
});
