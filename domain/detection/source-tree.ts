/** The files of a repository at one commit, or of a user's working folder. */
export interface SourceTree {
  /** Every tracked file, relative to the repository's root, with forward slashes. */
  paths: readonly string[];
  /** A file's text; null where there is none, or it is no text. */
  read(path: string): string | null;
  /** A YAML file as plain data; null where there is none, or it does not parse. */
  readYaml(path: string): unknown;
}

/** What was found, and by which sign. `because` completes the sentence "…, because …". */
export interface Finding<T> {
  value: T;
  because: string;
}

/** A path below a folder; the root is `''`. */
export function below(folder: string, path: string): string {
  return folder === '' ? path : `${folder}/${path}`;
}

/** The folder and those above it, the root last. */
export function upwards(folder: string): string[] {
  const parts = folder === '' ? [] : folder.split('/');
  return [...parts.map((_, index) => parts.slice(0, parts.length - index).join('/')), ''];
}

/** The first of these files that a folder has, as a path from the root. */
export function firstOf(tree: SourceTree, folder: string, names: readonly string[]): string | null {
  const wanted = names.map((name) => below(folder, name));
  return wanted.find((path) => tree.paths.includes(path)) ?? null;
}

/** A JSON file as plain data, comments and trailing commas allowed; null where there is none, or it does not parse. */
export function readJson(tree: SourceTree, path: string): unknown {
  const text = tree.read(path);
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    try {
      return JSON.parse(withoutComments(text));
    } catch {
      return null;
    }
  }
}

/** As in a `tsconfig.json`. A string may hold what looks like a comment. */
function withoutComments(text: string): string {
  return text
    .replace(/("(?:\\.|[^"\\])*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, (_, string?: string) => string ?? '')
    .replace(/("(?:\\.|[^"\\])*")|,(?=\s*[}\]])/g, (_, string?: string) => string ?? '');
}
