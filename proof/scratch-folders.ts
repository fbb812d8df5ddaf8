import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** By these a commit holds a folder that is empty otherwise. */
const KEEPS = new Set(['.gitkeep', '.keep', '.gitignore']);
const SKIPPED = new Set(['node_modules', '.git']);
/** What services call the folders of their logs and of the files that they are sent. */
const RUNTIME = /^(logs?|uploads?|tmp|temp|cache)$/;
/** Each takes memory of the machine. */
const MOST = 8;
/** Folders for logs lie near the top. */
const DEEPEST = 4;

/**
 * The folders, from the root of a checkout, in which a service keeps what is not of its commit: those that a commit only holds open,
 * and those for logs and uploads that its `.gitignore` names.
 * @param root the service's folder in the checkout
 * @param output what the build writes: never one of these
 */
export function scratchFolders(checkout: string, root: string, output: string[]): string[] {
  const found = new Set<string>();
  visit(join(checkout, root), '', (path, names) => {
    if (path !== '' && names.length === 1 && KEEPS.has(names[0] ?? '')) found.add(path);
  });
  for (const name of ignored(join(checkout, root))) {
    if (RUNTIME.test(name) && !existsSync(join(checkout, root, name))) found.add(name);
  }
  const isOutput = (path: string) => output.some((one) => `${path}/`.startsWith(`${one}/`));
  return [...found]
    .map((path) => join(root, path))
    .filter((path) => !isOutput(path))
    .slice(0, MOST);
}

function visit(folder: string, below: string, each: (path: string, names: string[]) => void): void {
  const entries = readdirSync(join(folder, below), { withFileTypes: true });
  each(
    below,
    entries.map(({ name }) => name),
  );
  if (below.split('/').length >= DEEPEST) return;
  for (const entry of entries) {
    if (!entry.isDirectory() || SKIPPED.has(entry.name)) continue;
    visit(folder, below === '' ? entry.name : `${below}/${entry.name}`, each);
  }
}

/** The plain names at the top of a `.gitignore`: `/logs/`, `log`, `uploads/*`. */
function ignored(folder: string): string[] {
  const file = join(folder, '.gitignore');
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => /^\/?([\w.-]+)(?:\/\*{0,2})?\s*$/.exec(line)?.[1] ?? []);
}
