import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/** The longest text that is tried, in characters. */
const LONGEST = 1_000_000;
/** How long one text may take, in milliseconds. Ten thousand lines take 50. */
const TIME_MS = 5_000;
/** Memory of the child's JavaScript, in megabytes. */
const HEAP_MB = 256;
/** Answers that are remembered. */
const KEPT = 500;

/** A source file that somebody else wrote. */
export interface SourceText {
  path: string;
  content: string;
}

/** Finds texts on which the parser would end the process that runs it. */
export interface ParseGuard {
  /** The paths of those files that cannot be parsed here: too long, nested too deeply, or too slow. */
  unreadable(files: readonly SourceText[]): Promise<string[]>;
  /** Starts the child, for which the first text would wait otherwise. */
  prepare(): void;
  close(): void;
}

/**
 * The parser is native code that descends once for each level of a text, without a limit of its own: thousands of brackets
 * overflow its stack, which no handler survives. So each text is tried in a child first, with an eighth of this process's
 * stack: what the child survives, this process survives, also after an edit that adds some levels.
 */
export function createParseGuard(): ParseGuard {
  const known = new Map<string, boolean>();
  let child: ChildProcess | null = null;
  let last: Promise<unknown> = Promise.resolve();

  function started(): ChildProcess {
    if (child?.connected) return child;
    const parser = createRequire(import.meta.url).resolve('oxc-parser');
    child = spawn(
      '/bin/sh',
      ['-c', SMALL_STACK, process.execPath, ...ARGUMENTS, PROGRAM, pathToFileURL(parser).href],
      { stdio: ['ignore', 'ignore', 'ignore', 'ipc'], env: {} },
    );
    // The call that waits for an answer gets it.
    child.on('error', () => {});
    // It ends with this process, and does not keep it alive.
    child.unref();
    child.channel?.unref();
    return child;
  }

  function survives(file: SourceText): Promise<boolean> {
    const asked = started();
    return new Promise((resolve) => {
      const end = (fine: boolean) => {
        clearTimeout(clock);
        asked.off('message', onAnswer).off('exit', onEnd).off('error', onEnd);
        asked.channel?.unref();
        if (!fine) {
          asked.kill('SIGKILL');
          child = null;
        }
        resolve(fine);
      };
      const clock = setTimeout(end, TIME_MS, false);
      asked.channel?.ref();
      const onAnswer = () => end(true);
      const onEnd = () => end(false);
      asked.on('message', onAnswer).on('exit', onEnd).on('error', onEnd);
      asked.send(file, (error) => error && end(false));
    });
  }

  async function isReadable(file: SourceText): Promise<boolean> {
    if (file.content.length > LONGEST) return false;
    const key = createHash('sha256').update(`${file.path}\0${file.content}`).digest('base64');
    const before = known.get(key);
    if (before !== undefined) return before;
    const turn = last.then(() => survives(file));
    last = turn;
    const answer = await turn;
    known.set(key, answer);
    for (const oldest of known.keys()) {
      if (known.size <= KEPT) break;
      known.delete(oldest);
    }
    return answer;
  }

  return {
    async unreadable(files) {
      const answers = await Promise.all(files.map(isReadable));
      return files.filter((_, index) => !answers[index]).map(({ path }) => path);
    },
    prepare: () => void started(),
    close: () => child?.kill('SIGKILL'),
  };
}

/** `ulimit` counts in KiB; without a limit threads have 8 MiB. */
const SMALL_STACK =
  's=$(ulimit -s); case $s in *[!0-9]*) s=8192;; esac; ulimit -s $((s / 8)); ulimit -c 0; exec "$0" "$@"';

const ARGUMENTS = [
  `--max-old-space-size=${HEAP_MB}`,
  // Less than the stack that is left, so that JavaScript reports an overflow.
  '--stack-size=400',
  '--input-type=module',
  '--eval',
];

const PROGRAM = `
const { parseSync } = await import(process.argv[1]);
const languages = { ts: 'ts', mts: 'ts', cts: 'ts', tsx: 'tsx', js: 'jsx', mjs: 'jsx', cjs: 'jsx', jsx: 'jsx' };
process.on('disconnect', () => process.exit());
process.on('message', ({ path, content }) => {
  const lang = languages[path.slice(path.lastIndexOf('.') + 1).toLowerCase()];
  if (lang) {
    for (const sourceType of ['module', 'commonjs']) {
      const { errors, program } = parseSync(path, content, { lang, sourceType, showSemanticErrors: true });
      if (errors.length === 0 && program) break;
    }
  }
  process.send(true);
});`;
