import { posix } from 'node:path';
import type { SourceTree } from '../../domain/detection/source-tree.ts';
import { SutureError } from '../../domain/errors.ts';
import type { Failure } from '../../domain/evidence.ts';
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
 * The files that a fix may change: those that the failure names by its frames. Where it names none, those that name the route
 * and, nearest first, what they import; or all sources of a small service.
 * @throws SutureError `usage` where there are none, or too many to search
 */
export function chooseFiles({ tree, root, rules, failures, route }: FileChoice): string[] {
  const sources = tree.paths.filter((path) => mayChange(rules, root, path));
  const framed = [...new Set(failures.flatMap(({ frames }) => frames.map(({ path }) => path)))];
  const named = framed.filter((path) => sources.includes(path));
  if (named.length > 0) return named.slice(0, MOST);
  const routed = sources.filter((path) => namesRoute(tree.read(path) ?? '', route));
  if (routed.length > 0 && routed.length <= MOST) return withImports(routed, sources, tree);
  if (sources.length > 0 && sources.length <= MOST) return sources;
  const inKept = framed.length > 0 ? ` Its frames are in ${framed.join(', ')}.` : '';
  throw new SutureError(
    'usage',
    `The failure names no file that a fix may change.${inKept} Name them: suture try … --allow src/orders.js`,
  );
}

/** A router often only names its handlers, and their mistakes are what they import. */
function withImports(first: string[], sources: string[], tree: SourceTree): string[] {
  const known = new Set(sources);
  const found = new Set(first);
  for (const path of found) {
    for (const [, name = ''] of (tree.read(path) ?? '').matchAll(IMPORT)) {
      // TypeScript names what the compiler will write.
      const target = posix.join(posix.dirname(path), name).replace(/\.[cm]?[jt]s$/, '');
      const file = ENDINGS.map((ending) => target + ending).find((each) => known.has(each));
      if (file && found.size < MOST) found.add(file);
    }
  }
  return [...found];
}

const IMPORT = /(?:\bfrom|\bimport|\brequire\s*\(|\bimport\s*\()\s*['"](\.{1,2}\/[^'"]*)['"]/g;
const ENDINGS = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs', '/index.ts', '/index.js'];

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
