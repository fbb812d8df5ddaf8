import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { linkPostgres } from './link-postgres.mjs';

const home = mkdtempSync(join(tmpdir(), 'suture-links-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

test('makes the links of the package where its own script did not run, and changes nothing the second time', () => {
  mkdirSync(join(home, 'native/lib'), { recursive: true });
  writeFileSync(join(home, 'native/lib/libpq.so.5.18'), 'library');
  const links = [{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }];
  writeFileSync(join(home, 'native/pg-symlinks.json'), JSON.stringify(links));
  linkPostgres(home);
  linkPostgres(home);
  expect(readFileSync(join(home, 'native/lib/libpq.so.5'), 'utf8')).toBe('library');
});
