import { joinPath } from '../join-path.ts';

/** What a file calls by its name: of `this.articleService.list(` the object is `articleService`. */
interface Call {
  name: string;
  object: string | null;
}

const CALL = /(?:\b([A-Za-z_$][\w$]*)\s*(?:\?\.|\.)\s*)?([A-Za-z_$][\w$]*)\s*\(/g;
const IMPORT = /(?:\bfrom|\bimport|\brequire\s*\(|\bimport\s*\()\s*['"](\.{1,2}\/[^'"]*)['"]/g;
const ENDINGS = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs', '/index.ts', '/index.js'];
/** Files that are looked at for one failure, and those of them that are taken. */
const MOST_ASKED = 24;
const MOST = 4;

/**
 * The files that may declare what others call: those that they import, the nearest first, and those whose path is named like an
 * object of which a method is called, as where a framework hands objects out.
 * @param callers texts by their paths
 * @param sources paths of the files that may be taken
 */
export function filesToAsk(callers: Readonly<Record<string, string>>, sources: readonly string[]): string[] {
  const known = new Set(sources);
  const found = new Set<string>();
  for (const [path, text] of Object.entries(callers))
    for (const file of imports(path, text, known)) found.add(file);
  const objects = new Set(
    Object.values(callers)
      .flatMap(callsIn)
      .map(({ object }) => object),
  );
  for (const path of sources) if ([...objects].some((object) => isNamedLike(path, object))) found.add(path);
  return [...found].filter((path) => !(path in callers)).slice(0, MOST_ASKED);
}

/**
 * Of some files those that declare a function or a method which others call.
 * @param asked texts by their paths, as `filesToAsk` orders them
 */
export function calledFiles(
  callers: Readonly<Record<string, string>>,
  asked: Readonly<Record<string, string>>,
): string[] {
  const calls = Object.values(callers).flatMap(callsIn);
  const imported = new Set(
    Object.entries(callers).flatMap(([path, text]) => imports(path, text, new Set(Object.keys(asked)))),
  );
  const isCalled = ([path, text]: [string, string]) =>
    calls.some(
      ({ name, object }) => (imported.has(path) || isNamedLike(path, object)) && declares(text, name),
    );
  return Object.entries(asked)
    .filter(isCalled)
    .map(([path]) => path)
    .slice(0, MOST);
}

/** The files that a text imports by a relative path, of those that are known. */
export function imports(path: string, text: string, known: ReadonlySet<string>): string[] {
  return [...text.matchAll(IMPORT)].flatMap(([, name = '']) => {
    // TypeScript names what the compiler will write.
    const target = joinPath(path.split('/').slice(0, -1).join('/'), name).replace(/\.[cm]?[jt]s$/, '');
    return ENDINGS.map((ending) => target + ending).find((each) => known.has(each)) ?? [];
  });
}

function callsIn(text: string): Call[] {
  return [...text.matchAll(CALL)].map(([, object, name = '']) => ({ name, object: object ?? null }));
}

/** `articleService` is like `src/article/service.ts` and `src/services/article-service.ts`. */
function isNamedLike(path: string, object: string | null): boolean {
  const words = wordsOf(object ?? '');
  if (words.length === 0 || !words.some((word) => word.length > 2)) return false;
  const parts = wordsOf(
    path
      .split('/')
      .slice(-2)
      .join('/')
      .replace(/\.[^./]+$/, ''),
  );
  return words.every((word) => parts.includes(word));
}

function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .filter((word) => word !== '' && word !== 'this')
    .map((word) => (word.length > 3 ? word.replace(/s$/, '') : word));
}

/** As a function, or as a method of a class or an object. */
function declares(text: string, name: string): boolean {
  const own = name.replaceAll('$', '\\$');
  return new RegExp(
    [
      `\\bfunction\\s*\\*?\\s*${own}\\b`,
      `\\b(?:const|let|var)\\s+${own}\\b[^=;]*=\\s*(?:async\\b|function\\b|\\(|\\w+\\s*=>)`,
      `^\\s*(?:(?:public|private|protected|static|async|override)\\s+)*\\*?${own}\\s*(?:<[^\\n]*>)?\\([^;\\n]*[{,(]\\s*$`,
      `^\\s*${own}\\s*[:=]\\s*(?:async\\b|function\\b|\\()`,
    ].join('|'),
    'm',
  ).test(text);
}
