/** Calls of nodemon up to the next command, with what stands in quotes. */
const CALLS = /\bnodemon(?=\s|$)((?:"[^"]*"|'[^']*'|[^&|;"'])*)/g;
/** Its own options that take a value; see `nodemon --help options`. */
const WITH_VALUE = /^(?:-[weidsC]|--(?:watch|ext|ignore|delay|signal|config|cwd))$/;
/** Its own options without one, and what Node needs for a debugger, which listens on a port of its own. */
const ALONE =
  /^(?:-[wVLqCIK]|--(?:verbose|legacy-watch|quiet|on-change-only|exitcrash|no-\w+|spawn|dump)|--inspect\S*)$|=/;
/** Options of Node that take a value. */
const OF_NODE = /^(?:-r|--(?:require|import|loader|experimental-loader|env-file|conditions))$/;

/**
 * A command with what nodemon would run in place of nodemon: the program that `--exec` names before the file, else Node, or `TS`
 * for a file of TypeScript.
 */
export function runByNodemon(command: string): string {
  return command.replace(CALLS, (_, given: string) => {
    const words = [...given.matchAll(/"([^"]*)"|'([^']*)'|\S+/g)].map(
      ([word, ...own]) => own.join('') || word,
    );
    return `${runOf(words)}${/\s$/.test(given) ? ' ' : ''}`;
  });
}

/** Nodemon takes its options also behind the file; all else there is the program's. */
function runOf(words: string[]): string {
  const ofNode: string[] = [];
  const file: string[] = [];
  const ofProgram: string[] = [];
  let runner: string | null = null;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] as string;
    const isBefore = file.length === 0;
    if (/^(?:-x|--exec)$/.test(word)) runner = words[++at] ?? null;
    else if (WITH_VALUE.test(word)) at += 1;
    else if (!isBefore) ofProgram.push(word);
    else if (OF_NODE.test(word)) ofNode.push(word, words[++at] ?? '');
    else if (!word.startsWith('-')) file.push(word);
    else if (!ALONE.test(word)) ofNode.push(word);
  }
  if (runner === null && file.length === 0) return 'node .';
  runner ??= /\.[cm]?ts$/.test(file[0] ?? '') ? 'TS' : 'node';
  return [runner, ...ofNode, ...file, ...ofProgram].join(' ');
}
