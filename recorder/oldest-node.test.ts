import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

/** What Node 18 does not have, and later ones do. */
const NEWER =
  /\.(?:toReversed|toSorted|toSpliced)\(|\b(?:Promise\.withResolvers|Promise\.try|AbortSignal\.any|Object\.groupBy|Map\.groupBy|Array\.fromAsync)\b|import\.meta\.(?:dirname|filename)/;

it('runs in services on Node 18: nothing that it lacks is called', () => {
  const under = (folder: string) =>
    readdirSync(folder, { recursive: true }).map((name) => join(folder, String(name)));
  const files = [
    ...under('recorder').filter(
      (name) => name.endsWith('.ts') && !/node_modules|dist|testing|\.test\.ts$/.test(name),
    ),
    ...under('proof/sandbox/preload').filter((name) => name.endsWith('.cjs')),
    'proof/sandbox/launcher.mjs',
  ];
  expect(files.length).toBeGreaterThan(60);
  expect(files.filter((file) => NEWER.test(readFileSync(file, 'utf8')))).toEqual([]);
});
