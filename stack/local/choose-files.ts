import type { SourceTree } from '../../domain/detection/source-tree.ts';
import { SutureError } from '../../domain/errors.ts';
import type { Failure } from '../../domain/evidence.ts';
import { calledFiles, filesToAsk, imports } from '../../domain/failure/called-files.ts';
import { type FileIndex, indexFiles } from '../../domain/failure/file-index.ts';
import { mapFile } from '../../domain/failure/map-file.ts';
import { saysSo } from '../../domain/failure/says-so.ts';
import { type ChangeRules, mayChange } from '../../domain/may-change.ts';

/** More files than this are not searched for a fix. */
const MOST = 12;

export interface FileChoice {
  tree: SourceTree;
  root: string;
  rules: ChangeRules;
  failures: readonly Failure[];
  /** Path of the request. */
  route: string;
}

/**
 * The files that a fix may change: those that the failure names by its frames, and where the database refused a statement, what
 * they call, since a promise that is handed on leaves no frame; and those that make an error with its words. Where it names none, those that name the route and, nearest
 * first, what they import; or all sources of a small service.
 * @throws SutureError `usage` where there are none, or too many to search
 */
export function chooseFiles({ tree, root, rules, failures, route }: FileChoice): string[] {
  const sources = tree.paths.filter((path) => mayChange(rules, root, path));
  const framed = [...new Set(failures.flatMap(({ frames }) => frames.map(({ path }) => path)))];
  const index = indexFiles(sources);
  const named = [...new Set(framed.map((path) => sourceOf(path, index, root)))].filter((path) =>
    sources.includes(path),
  );
  if (named.length > 0) {
    const refused = failures.some(({ sqlstate }) => sqlstate !== null);
    const said = sources.filter((path) => saysIt(tree.read(path) ?? '', failures));
    const near = [...new Set([...named, ...said])];
    return (refused ? withCalled(near, sources, tree) : near).slice(0, MOST);
  }
  const routed = sources.filter((path) => namesRoute(tree.read(path) ?? '', route));
  if (routed.length > 0 && routed.length <= MOST) return withImports(routed, sources, tree);
  if (sources.length > 0 && sources.length <= MOST) return sources;
  const inKept = framed.length > 0 ? ` Its frames are in ${framed.join(', ')}.` : '';
  throw new SutureError(
    'usage',
    `The failure names no file that a fix may change.${inKept} Name them: suture try … --allow src/orders.js`,
  );
}

/** Whether a source makes the error that failed: one that was made anew has its words, and frames of another file alone. */
function saysIt(text: string, failures: readonly Failure[]): boolean {
  return failures.some(({ message, output }) => saysSo(text, `${message}\n${output}`));
}

/** A file that the build wrote stands for the one that it was written from. */
function sourceOf(path: string, index: FileIndex, root: string): string {
  const found = index.has(path) ? null : mapFile(path, index, root);
  return found && 'file' in found ? found.file : path;
}

/** A router often only names its handlers, and their mistakes are what they import. */
function withImports(first: string[], sources: string[], tree: SourceTree): string[] {
  const known = new Set(sources);
  const found = new Set(first);
  for (const path of found) {
    for (const file of imports(path, tree.read(path) ?? '', known)) if (found.size < MOST) found.add(file);
  }
  return [...found];
}

function withCalled(named: string[], sources: string[], tree: SourceTree): string[] {
  const texts = (paths: string[]) => Object.fromEntries(paths.map((path) => [path, tree.read(path) ?? '']));
  const callers = texts(named);
  return [...named, ...calledFiles(callers, texts(filesToAsk(callers, sources)))];
}

/** That a text has the last fixed part of a route, as routers write it. */
function namesRoute(text: string, route: string): boolean {
  const parts = route
    .replace(/\?.*$/s, '')
    .split('/')
    .filter((part) => /[a-z]/i.test(part));
  const last = parts.at(-1);
  return (
    last !== undefined && new RegExp(`['"\`/]${last.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\b`).test(text)
  );
}
