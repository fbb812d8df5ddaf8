import { join, normalize } from 'node:path';
import type { SourceFolder } from './source-folder.ts';

const CODE = /\.[cm]?[jt]sx?$/;
/** What runners look for when a command names no file. */
export const TEST_FILE =
  /(^|\/)(test|tests|spec|__tests__)\/.*\.[cm]?[jt]sx?$|[.-](test|spec)\.[cm]?[jt]sx?$|(^|\/)test\.[cm]?[jt]s$/;
/** Programs that run their arguments as tests or as a script. */
const RUNNERS = /^(node|tsx|ts-node|mocha|jest|vitest|ava|tap|tape|uvu|c8|nyc)$/;
/** Words of a command that only lead to the next one. */
const LEADING = /^(npx|exec|run|--|pnpm|yarn|bunx|sh|bash|-c|cross-env|[A-Z_]+=.*)$/;

/**
 * The files that a test command runs, relative to the worktree: those that it names, else those that its runner finds.
 * @param root the folder of the service, relative
 * @returns null for a command that is not known to run tests or a script in Node
 */
export function testFiles(
  command: readonly string[],
  folder: SourceFolder,
  root: string,
  depth = 0,
): string[] | null {
  const words = command.flatMap((word) => word.split(/\s+/)).filter(Boolean);
  if (words.some((word) => /^[|;>]|&&?$|^\|\|/.test(word)) || depth > 3) return null;
  const script = scriptOf(words, folder, root);
  if (script) return testFiles([script], folder, root, depth + 1);
  const at = words.findIndex((word) => !LEADING.test(word));
  const program = words[at]?.split('/').pop() ?? '';
  if (!RUNNERS.test(program)) return null;
  const named = words
    .slice(at + 1)
    .filter((word) => !word.startsWith('-') && !LEADING.test(word) && !RUNNERS.test(word));
  const paths = named.map((word) => normalize(join(root, word.replace(/["']/g, ''))));
  const files = folder.files.filter((path) => CODE.test(path) && paths.some((named) => fits(path, named)));
  if (files.length > 0) return program === 'node' && !words.includes('--test') ? files.slice(0, 1) : files;
  const isTestRun = program !== 'node' || words.includes('--test');
  if (!isTestRun || paths.some((path) => CODE.test(path))) return null;
  return folder.files.filter(
    (path) => TEST_FILE.test(path) && path.startsWith(['', '.'].includes(root) ? '' : `${root}/`),
  );
}

/** A file itself, one below a folder, or one that a pattern matches. */
function fits(path: string, named: string): boolean {
  if (path === named || (path.startsWith(`${named}/`) && TEST_FILE.test(path))) return true;
  if (!named.includes('*')) return false;
  const pattern = named
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*\*\//g, '(.*/)?')
    .replace(/\*/g, '[^/]*');
  return new RegExp(`^${pattern}$`).test(path);
}

/** The text of `npm test`, `npm run x`. */
function scriptOf(words: string[], folder: SourceFolder, root: string): string | null {
  if (!/^(npm|pnpm|yarn)$/.test(words[0] ?? '')) return null;
  const name = words.slice(1).find((word) => !/^(run|run-script|-s|--silent|-.*)$/.test(word)) ?? '';
  const text = folder.read(join(root, 'package.json'));
  try {
    const { scripts } = JSON.parse(text ?? '{}') as { scripts?: Record<string, unknown> };
    const script = scripts?.[name === 't' ? 'test' : name];
    return typeof script === 'string' ? script : null;
  } catch {
    return null;
  }
}
