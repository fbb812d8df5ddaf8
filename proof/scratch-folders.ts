import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

/** By these a commit holds a folder that is empty otherwise. */
const KEEPS = new Set(['.gitkeep', '.keep', '.gitignore']);
const SKIPPED = new Set(['node_modules', '.git']);
/** What services call the folders of their logs and of the files that they are sent. */
const RUNTIME = /^(logs?|uploads?|tmp|temp|cache)$/;
const LOG = /\.log(?:[.-]\d[\w.-]*)?$/;
/** Each takes memory of the machine. */
const MOST = 8;
/** Folders for logs lie near the top. */
const DEEPEST = 4;

/**
 * The folders, from the root of a checkout, in which a service keeps what is not of its commit: those that a commit only holds open, or
 * that hold nothing but logs, and those for logs and uploads that its `.gitignore` names.
 * @param root the service's folder in the checkout
 * @param output what the build writes: never one of these
 */
export function scratchFolders(checkout: string, root: string, output: string[]): string[] {
  const found = new Set<string>();
  visit(join(checkout, root), '', (path, names) => {
    const isKept = names.length === 1 && KEEPS.has(names[0] ?? '');
    if (path !== '' && (isKept || holdsLogs(names))) found.add(path);
  });
  for (const path of ignored(join(checkout, root))) {
    const isRuntime = path.split('/').some((name) => RUNTIME.test(name));
    if (isRuntime && !existsSync(join(checkout, root, path))) found.add(path);
  }
  const isOutput = (path: string) => output.some((one) => `${path}/`.startsWith(`${one}/`));
  return [...found]
    .map((path) => join(root, path))
    .filter((path) => !isOutput(path))
    .slice(0, MOST);
}

/** A commit may carry logs by mistake; the service appends to them. */
function holdsLogs(names: string[]): boolean {
  return names.some((name) => LOG.test(name)) && names.every((name) => LOG.test(name) || KEEPS.has(name));
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

/** What a service says that it makes a folder in vain. */
const MADE = /(?:ENOENT|EROFS|EACCES|EPERM)[^\n]*, mkdir '([^'\n]+)'/;

/**
 * The folder that a service makes beside itself at its start, and may not, from the root of its checkout; null: it names no such folder,
 * or has been given as many as it may have.
 * @param given those that it has
 */
export function madeFolder(
  output: string,
  { folder, root, given }: { folder: string; root: string; given: readonly string[] },
): string | null {
  const written = MADE.exec(output)?.[1];
  if (written === undefined) return null;
  const path = relative(folder, resolve(folder, root, written));
  const isInside = path !== '' && path !== root && !path.split('/').includes('..');
  const mayHave = given.includes(path) || given.length < MOST;
  // Of a folder that the commit has the files would be hidden.
  return isInside && mayHave && !existsSync(join(folder, path)) ? path : null;
}

/** The plain paths of a `.gitignore`: `/logs/`, `log`, `uploads/*`, `src/uploads/files`. */
function ignored(folder: string): string[] {
  const file = join(folder, '.gitignore');
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => /^\/?((?:[\w.-]+\/)*[\w.-]+)(?:\/\*{0,2})?\s*$/.exec(line)?.[1] ?? []);
}
