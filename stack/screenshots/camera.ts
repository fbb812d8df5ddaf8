import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { launchBrowser } from './browser.ts';

export interface Shot {
  dark?: boolean;
  phone?: boolean;
  /** The page as far as it goes, or a few screens of it; else what is in view. */
  whole?: boolean;
  /** From the top of one part of the page to the end of another, by their selectors. */
  parts?: { from: string; to: string };
  /** A page that is not Suture's. */
  elsewhere?: boolean;
}

export interface Camera {
  /** Writes `<name>.png`. @param path of the app, or a whole address */
  take(name: string, path: string, shot?: Shot): Promise<void>;
  close(): Promise<void>;
}

export interface CameraOptions {
  program: string;
  /** Base URL of the app. */
  base: string;
  folder: string;
  say(line: string): void;
}

const WIDE = { width: 1360, height: 860 };
/** Of a picture of a whole page, in pixels. */
const LONGEST = 2_000;
const PHONE = { width: 390, height: 844 };

/** Takes pictures of pages once they are as a person would see them. */
export async function openCamera({ program, base, folder, say }: CameraOptions): Promise<Camera> {
  const browser = await launchBrowser(program);
  return {
    async take(name, path, { dark = false, phone = false, whole = false, parts, elsewhere = false } = {}) {
      const context = await browser.newContext({
        viewport: phone ? PHONE : WIDE,
        colorScheme: dark ? 'dark' : 'light',
        reducedMotion: 'reduce',
      });
      try {
        const page = await context.newPage();
        await page.goto(new URL(path, base).href);
        if (elsewhere) await page.waitForLoadState('networkidle');
        else await page.locator('#connection[data-state="live"]').waitFor();
        await page.screenshot({
          path: join(folder, `${name}.png`),
          ...(whole && {
            fullPage: true,
            clip: { x: 0, y: 0, width: WIDE.width, height: await heightOf(page) },
          }),
          ...(parts && { fullPage: true, clip: await between(page, parts) }),
        });
        say(`took docs/images/${name}.png`);
      } finally {
        await context.close();
      }
    },
    close: () => browser.close(),
  };
}

/** Where the parts stand on the whole page, with a little room around. */
async function between(page: Page, { from, to }: { from: string; to: string }) {
  const [first, last] = await Promise.all([from, to].map((each) => page.locator(each).boundingBox()));
  if (!first || !last) throw new Error(`The page has no ${from} or no ${to}.`);
  const room = 16;
  const top = first.y - room;
  return {
    x: Math.max(0, first.x - room),
    y: top,
    width: first.width + 2 * room,
    height: last.y + last.height + room - top,
  };
}

async function heightOf(page: Page): Promise<number> {
  return Math.min(LONGEST, await page.evaluate<number>('document.documentElement.scrollHeight'));
}
