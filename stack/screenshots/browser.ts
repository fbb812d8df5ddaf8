import type { Browser } from 'playwright-core';
import { chromium } from '../components/chromium.ts';
import { obtain } from '../components/component.ts';

/** Nothing of what a browser does by itself: it is alone, and its tests watch every request. */
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-features=OptimizationHints,MediaRouter,Translate',
];

/**
 * The path of a Chromium, installed where it is missing; null, after a line that says why, where it cannot be had. Tests
 * that need it are skipped then.
 */
export async function findBrowser(environment: Record<string, string | undefined>): Promise<string | null> {
  const say = (line: string) => console.error(line);
  try {
    const setUp = { environment, root: process.cwd(), say, signal: new AbortController().signal };
    return (await obtain(chromium, setUp)).path;
  } catch (error) {
    say(`The browser tests are skipped: ${error instanceof Error ? error.message : error}`);
    return null;
  }
}

/** A browser without a window. Its driver is a package for development, loaded only here. */
export async function launchBrowser(executablePath: string): Promise<Browser> {
  const { chromium: playwright } = await import('playwright-core');
  return playwright.launch({ executablePath, headless: true, args: QUIET });
}
