/** A place as a stack names it. */
export interface StackFrame {
  /** Null: the stack names none. */
  file: string | null;
  function: string | null;
  line: number | null;
  column: number | null;
}

/** Where a path leads, as far as the path itself shows. */
export interface Place {
  /** With slashes, without a scheme and a query. */
  path: string;
  /** Why it is not the service's own code; null: it may be. */
  foreign: string | null;
}

const SCHEME =
  /^(?:file:\/\/\/?(?=[a-z]:)|file:\/\/(?:localhost)?|app:\/\/\/?|webpack(?:-internal)?:\/\/\/?(?:_N_E\/)?|async )/i;
/** Modules of Node whose frames name no `node:`. */
const NODE =
  /^(?:node:|internal\/|native$|<anonymous>$|bootstrap_node\.js|_?(?:stream|http|tls|events|timers|net|fs|util|module)[\w/]*\.js$)/;
const PACKAGE =
  /(?:^|\/)(?:node_modules\/(?:\.pnpm\/[^/]+\/node_modules\/)?|site-packages\/|dist-packages\/|\.yarn\/(?:cache|unplugged|__virtual__)\/)((?:@[^/]+\/)?[^/]+)/g;
const NO_FILE = /^(?:\[?eval\]?\d*|evalmachine|data:|blob:|wasm:|https?:|REPL\d*|\[worker eval\])/;
/** The standard library of Python. */
const PYTHON = /\/(?:lib|Lib)\/python\d(?:\.\d+)?\//;

/** Reads the path of a frame. */
export function placeOf(file: string | null): Place {
  if (file === null || file.trim() === '') return { path: '', foreign: 'The stack names no file here.' };
  const path = decoded(file.slice(0, 4_000).replace(SCHEME, ''))
    .replace(/\\/g, '/')
    .replace(/^\(.*?\)\//, '')
    .replace(/[?#].*$/, '')
    .replace(/^\.\//, '');
  if (NODE.test(path)) return { path, foreign: 'It is part of Node.' };
  if (NO_FILE.test(path)) return { path, foreign: 'It is code without a file.' };
  const packages = [...path.matchAll(PACKAGE)];
  const owner = packages.at(-1)?.[1];
  if (owner) return { path, foreign: `It is in the package ${owner}.` };
  if (PYTHON.test(path)) return { path, foreign: 'It is part of Python.' };
  if (path.split('/').includes('..')) return { path, foreign: 'Its path has "..", so it may lead anywhere.' };
  return { path, foreign: null };
}

function decoded(text: string): string {
  try {
    return text.includes('%') ? decodeURIComponent(text) : text;
  } catch {
    return text;
  }
}
