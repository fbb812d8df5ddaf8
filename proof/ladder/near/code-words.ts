import { everyNode, parseModule } from '../../screen/parse-module.ts';
import { queryNames } from './query-names.ts';

/** What the code of a service compares a request with. */
export interface CodeWords {
  /** Short texts and names of properties: keys, states, kinds. */
  texts: string[];
  /** Addresses without a variable part. */
  paths: string[];
  /** Those that it names with their method, as `GET /search`. */
  gets: string[];
  /** Fixed pieces of addresses with a variable part, such as `goals` of `/teams/:team/goals`. */
  pieces: string[];
  /** Names of headers that are not of the protocol. */
  headers: string[];
  /** Names that are read of values, such as those of an upstream's answer. */
  members: string[];
  /** Names of parameters that are read of a query. */
  queries: string[];
  /** Patterns, with their flags. */
  patterns: { pattern: string; flags: string }[];
}

/** Longest file that is read, in characters. */
const LONGEST = 200_000;
const MOST = 40;
const WORD = /^[\w.@:+-]{1,40}$/;
const PATH = /^\/[\w./-]{0,100}$/;
const GET = /^GET\s+\/[\w./-]{0,100}$/;
const HEADER = /^(?:x-[a-z0-9-]+|authorization|api-key)$/i;

/** Reads what the code knows of the requests that it takes. What does not parse adds nothing. */
export function codeWords(files: { path: string; text: string }[]): CodeWords {
  const texts = new Set<string>();
  const paths = new Set<string>();
  const gets = new Set<string>();
  const pieces = new Set<string>();
  const headers = new Set<string>();
  const members = new Set<string>();
  const queries = new Set<string>();
  const patterns = new Map<string, CodeWords['patterns'][number]>();
  for (const { path, text } of files) {
    const program = text.length > LONGEST ? null : parseModule(path, text);
    if (!program) continue;
    everyNode(program, {
      enter(node, parent) {
        if (parent?.type === 'ImportDeclaration') return false;
        for (const name of queryNames(node)) queries.add(name);
        if (node.type === 'Literal') {
          if ('regex' in node && node.regex) {
            patterns.set(node.regex.pattern, { ...node.regex });
            for (const piece of piecesOf(node.regex.pattern.replace(/^\^/, ''))) pieces.add(piece);
          } else if (typeof node.value === 'string') {
            for (const piece of piecesOf(node.value)) pieces.add(piece);
            if (HEADER.test(node.value)) headers.add(node.value.toLowerCase());
            else if (PATH.test(node.value)) paths.add(node.value);
            else if (GET.test(node.value)) gets.add(node.value.replace(/^\S+\s+/, ''));
            else if (WORD.test(node.value)) texts.add(node.value);
          }
        } else if (node.type === 'Property' && !node.computed && node.key.type === 'Identifier') {
          texts.add(node.key.name);
          if (parent?.type === 'ObjectPattern') members.add(node.key.name);
        } else if (
          node.type === 'MemberExpression' &&
          !node.computed &&
          node.property.type === 'Identifier'
        ) {
          members.add(node.property.name);
        }
        return undefined;
      },
    });
  }
  const some = <T>(found: Iterable<T>) => [...found].slice(0, MOST);
  return {
    texts: some(texts),
    paths: some(paths),
    gets: some(gets),
    pieces: some(pieces),
    headers: some(headers),
    members: some(members),
    queries: some(queries),
    patterns: some(patterns.values()),
  };
}

/** What stands between the slashes of an address or of a pattern of addresses, where it is fixed. */
function piecesOf(text: string): string[] {
  if (!/^\\?\//.test(text)) return [];
  const pieces = text.replace(/\$$/, '').split(/\\?\//);
  return pieces.filter((piece) => /^[A-Za-z][\w-]*$/.test(piece));
}
