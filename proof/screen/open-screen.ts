import { callKey, type Screen, type Screened, type TextEdit } from '../../domain/ports/screen.ts';
import { type Counting, countStatements, covered } from './coverage.ts';
import { gatherModules } from './gather-modules.ts';
import { lastingTalk } from './lasting-talk.ts';
import type { PlainModule } from './plain-module.ts';
import { plainTexts, splice } from './plain-text.ts';
import { openSourceFolder } from './source-folder.ts';
import type { Talk } from './talk.ts';
import { testFiles } from './test-files.ts';

/** What is screened. */
export interface ScreenPlan {
  /** The worktree, absolute. */
  folder: string;
  /** The folder of the service in it, relative. */
  root: string;
  /** Of the probe. */
  command: readonly string[];
  /** Files that a fix may change, relative. */
  targets: readonly string[];
  /** Paths of those texts that may not be parsed here. */
  unreadable(files: { path: string; content: string }[]): Promise<string[]>;
  /** Starts the program. */
  start(): Promise<Talk>;
  /** Texts in the place of those in the folder. */
  replaced?: ReadonlyMap<string, string>;
}

interface BaseTest {
  name: string;
  ok: boolean;
  progress: number;
  message?: string;
  stack?: string;
  compared?: { actual: string; expected: string } | null;
  covered: Record<string, number[]>;
  held: Record<string, number[]>;
}

interface BaseAnswer {
  lost?: true;
  tests: BaseTest[];
  unknown: boolean;
  calls: Screen['calls'];
}

/** How long one change may take where its steps are not counted, in milliseconds. */
const MOST_MS = 250;
/** How long the unchanged commit may take. */
const BASE_MS = 10_000;
/** How long the answer to one call may take, in milliseconds. */
const CALL_MS = 2_000;
/** Changes in one order. */
const BATCH = 256;
/** Calls that are kept. */
const CALLS = 400;

/**
 * Loads the tests of a command into one process and runs them on the unchanged commit.
 * @returns null where they cannot be run so, or do not fail there
 */
export async function openScreen(plan: ScreenPlan): Promise<Screen | null> {
  const source = openSourceFolder(plan.folder);
  const entries = testFiles(plan.command, source, plan.root);
  if (!entries || entries.length === 0) return null;
  const texts = source.files
    .filter((path) => /\.[cm]?[jt]sx?$/.test(path) && (plan.targets.includes(path) || entries.includes(path)))
    .map((path) => ({ path, content: source.read(path) ?? '' }));
  if ((await plan.unreadable(texts)).length > 0) return null;
  const gathered = gatherModules(entries, source, plan.replaced ?? new Map());
  if (!gathered) return null;
  const targets = plan.targets.filter((path) => gathered.modules.has(path));
  if (targets.length === 0) return null;
  const countings = new Map<string, Counting>();
  const makers = new Map<string, (edits: readonly TextEdit[]) => string | null>();
  const modules: Record<string, { code: string }> = {};
  for (const [path, module] of gathered.modules) {
    const code = splice(module.text, module.groups.flat());
    const counting = targets.includes(path) ? countStatements(path, module.text) : null;
    if (counting) {
      countings.set(path, counting);
      makers.set(path, plainTexts(module));
    }
    modules[path] = {
      ...{ code, isModule: module.isModule, waits: module.waits, deps: gathered.deps.get(path) },
      ...(counting && { counting: withCounters(module, counting), covered: counting.statements.length }),
    };
  }
  const usesTimers = [...gathered.modules.values()].some(({ text }) => /setTimeout|setInterval/.test(text));
  const bundle = { root: plan.folder, modules, entries, targets, virtualDate: usesTimers };
  const begin = async (program: Talk) => {
    await program.ask({ kind: 'load', bundle });
    return program.ask<BaseAnswer>({ kind: 'base', mostMs: BASE_MS });
  };
  const talk = await plan.start();
  try {
    const base = await begin(talk);
    if (base.lost || base.unknown || base.tests.every(({ ok }) => ok)) {
      await talk.close();
      return null;
    }
    const codes = new Map(Object.entries(modules).map(([path, { code }]) => [path, code]));
    const hidden = targets.flatMap((path) => privateNames(gathered.modules.get(path)?.text ?? ''));
    const lasting = lastingTalk(talk, async () => {
      const next = await plan.start();
      await begin(next);
      return next;
    });
    return screenOf(lasting, base, { makers, countings, codes, hidden });
  } catch {
    await talk.close();
    return null;
  }
}

/** What is kept of the modules. */
interface Prepared {
  makers: ReadonlyMap<string, (edits: readonly TextEdit[]) => string | null>;
  countings: ReadonlyMap<string, Counting>;
  codes: ReadonlyMap<string, string>;
  /** Names of private fields, which say nothing of how an object behaves. */
  hidden: readonly string[];
}

function screenOf(
  talk: Talk,
  { tests, calls }: BaseAnswer,
  { makers, countings, codes, hidden }: Prepared,
): Screen {
  const codeOf = (path: string, edits: readonly TextEdit[]) => makers.get(path)?.(edits) ?? null;
  const different = new Map(calls.map((call) => [callKey(call), call]));
  return {
    failing: tests.filter(({ ok }) => !ok).map(({ name }) => name),
    passing: tests.filter(({ ok }) => ok).map(({ name }) => name),
    compared: tests.flatMap(({ name, message = '', compared }) =>
      compared ? [{ test: name, message, ...compared }] : [],
    ),
    calls: [...different.values()].slice(0, CALLS),
    coverage(path) {
      const counting = countings.get(path);
      return counting ? covered(counting, tests, path) : [];
    },
    async run(changes) {
      const results: Screened[] = [];
      const take = async (asked: Promise<{ results: Screened[] }>, count: number) => {
        const answer = await asked;
        for (let at = 0; at < count; at += 1)
          results.push(answer.results[at] ?? { outcome: 'unsound', fixed: 0, progress: 0 });
      };
      let before: Promise<void> | null = null;
      for (let at = 0; at < changes.length; at += BATCH) {
        const batch = changes.slice(at, at + BATCH);
        // Made while the program in the sandbox runs those before.
        const prepared = batch.map(({ path, edits }) =>
          difference(path, codes.get(path) ?? '', codeOf(path, edits)),
        );
        await before;
        before = take(talk.ask({ kind: 'run', changes: prepared, mostMs: MOST_MS }), batch.length);
        // It is awaited below; and the order leaves before the next ones are made.
        before.catch(() => {});
        await new Promise(setImmediate);
      }
      await before;
      return results;
    },
    async behaviour({ path, edits }, asked) {
      const change = edits.length > 0 ? { path, code: codeOf(path, edits) } : null;
      const answer = await talk.ask<{ answers?: string[] }>({
        ...{ kind: 'behave', change, calls: asked, hidden, mostMs: CALL_MS },
      });
      return answer.answers ?? [];
    },
    close: () => talk.close(),
  };
}

/** A changed text as what differs from the text before, so that little is sent; without a text where there is none. */
function difference(
  path: string,
  before: string,
  after: string | null,
): [string, number, number, string | null] {
  if (after === null) return [path, 0, 0, null];
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before.charCodeAt(start) === after.charCodeAt(start)) start += 1;
  let end = 0;
  while (
    end < most - start &&
    before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)
  )
    end += 1;
  return [path, start, before.length - end, after.slice(start, after.length - end)];
}

function privateNames(text: string): string[] {
  return [...text.matchAll(/\b(?:private|protected)\s+(?:(?:readonly|override)\s+)?(\w+)/g)].map(
    ([, name = '']) => name,
  );
}

/** The plain text with counters; the edits of both lie beside one another. */
function withCounters(module: PlainModule, { edits }: Counting): string {
  return splice(module.text, [...edits, ...module.groups.flat()]);
}
