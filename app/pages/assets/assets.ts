/// <reference path="./raw.d.ts" />
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Hono } from 'hono';
import { etag } from 'hono/etag';
import confirmScript from './confirm.js?raw' with { type: 'text' };
import mainScript from './dashboard.js?raw' with { type: 'text' };
import formsScript from './forms.js?raw' with { type: 'text' };
import icon from './icon.svg?raw' with { type: 'text' };
import keyboardScript from './keyboard.js?raw' with { type: 'text' };
import liveScript from './live.js?raw' with { type: 'text' };
import { styles } from './styles.ts';
import ticksScript from './ticks.js?raw' with { type: 'text' };

const SCRIPT = 'text/javascript; charset=utf-8';

/** The pages' own files, kept in the program, and those that come from packages. */
const FILES: Record<string, { type: string } & ({ text: string } | { from: string })> = {
  'icon.svg': { type: 'image/svg+xml', text: icon },
  'dashboard.css': { type: 'text/css; charset=utf-8', text: styles },
  'dashboard.js': { type: SCRIPT, text: mainScript },
  'confirm.js': { type: SCRIPT, text: confirmScript },
  'forms.js': { type: SCRIPT, text: formsScript },
  'keyboard.js': { type: SCRIPT, text: keyboardScript },
  'live.js': { type: SCRIPT, text: liveScript },
  'ticks.js': { type: SCRIPT, text: ticksScript },
  'inter.woff2': {
    type: 'font/woff2',
    from: '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
  },
  'idiomorph.js': { type: SCRIPT, from: 'idiomorph/dist/idiomorph.esm.js' },
};

/** `GET /:name`. Nothing comes from another machine. */
export function createAssetRoutes(): Hono {
  const require = createRequire(import.meta.url);
  return new Hono().use(etag()).get('/:name', async (c) => {
    const name = c.req.param('name');
    const file = Object.hasOwn(FILES, name) ? FILES[name] : undefined;
    if (!file) return c.notFound();
    c.header('Content-Type', file.type);
    // A release changes these without changing their names.
    c.header('Cache-Control', 'no-cache');
    return c.body('text' in file ? file.text : await readFile(require.resolve(file.from)));
  });
}
