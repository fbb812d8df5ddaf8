import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Candidate } from '../../../domain/fix.ts';
import type { Screen, TextEdit } from '../../../domain/ports/screen.ts';
import { openScreen } from '../../../proof/screen/open-screen.ts';
import { openTalk } from '../../../proof/screen/talk.ts';
import type { AskedContext } from '../../../repair/doubt/answer-signs.ts';
import { inputsLike } from '../../../repair/doubt/inputs.ts';
import { fewestChanged, type Signs, signsOf } from '../../../repair/doubt/weigh.ts';
import { proposeScreened } from '../../../repair/propose-screened.ts';
import type { SqlParser } from '../../../repair/sql/parser.ts';
import { evidenceOf, requestOf } from '../../../repair/testing.ts';
import type { Bug } from './mutate.ts';

/** A program with its bug. */
export interface Case {
  program: string;
  /** The right text. */
  right: string;
  bug: Bug;
  /** Calls that the visible tests make, and all calls that are known, as name and arguments. */
  visible: [string, unknown[]][];
  all: [string, unknown[]][];
  /** The calls that decide; without them all that are known, and inputs made from them. */
  hidden?: [string, unknown[]][];
}

/** Changes that behave alike. */
export interface Way {
  right: boolean;
  members: { text: readonly TextEdit[]; signs: Signs; size: number }[];
}

/** What became of a bug. */
export interface Outcome {
  program: string;
  rule: string;
  reproduced: boolean;
  /** A change passes the visible tests. */
  plausible: boolean;
  /** The first one gives the right answers to all hidden inputs. */
  correct: boolean;
  /** Place of the first right one among those proposed, from 1. */
  rank: number | null;
  confidence: number;
  /** The first one is left to a person: others pass as well, or too little speaks for it. */
  doubted: boolean;
  best: { share: number; weight: number; size: number } | null;
  /** What passes, by behaviour, with the signs by which it is weighed. */
  ways: Way[];
  screened: number;
  passing: number;
  groups: number;
  ms: number;
  first: string;
  /** The lines that the bug changed, before and after. */
  bug: string;
}

export interface JudgeOptions {
  parser: SqlParser;
  without: readonly string[];
  budgetMs: number;
  root: string;
  /** Whether all that passes is judged and kept. */
  withWays?: boolean;
}

/** Repairs one bug by its visible tests and judges the repair by hidden ones. */
export async function judgeBug(case_: Case, options: JudgeOptions): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), 'suture-bug-'));
  const { program, bug } = case_;
  const none: Outcome = {
    ...{ program, rule: bug.rule, reproduced: false, plausible: false, correct: false, rank: null },
    ...{
      confidence: 0,
      doubted: false,
      best: null,
      ways: [],
      screened: 0,
      passing: 0,
      groups: 0,
      ms: 0,
      first: '',
    },
    bug: changedLines(case_.right, bug.text),
  };
  try {
    const expected = await rightAnswers(case_, options, folder);
    await writeFile(join(folder, program), bug.text);
    const visible = case_.visible.map((call, at) => ({ call, answer: expected(call), at }));
    await writeFile(join(folder, 'check.test.mjs'), testText(program, visible));
    const began = performance.now();
    const screen = await screenOf(folder, program, ['node', '--test', 'check.test.mjs'], options.root);
    if (!screen) return none;
    try {
      const failures = screen.compared.slice(0, 3).map(({ message, test }) => ({
        message: `exited with 1: ${message}`,
        errorClass: 'AssertionError',
        output: `${test}\n${message}`,
      }));
      const evidence = evidenceOf(failures.length > 0 ? failures : [{ message: 'exited with 1' }]);
      const request = requestOf([{ path: program, content: bug.text }], evidence);
      const { proposal, groups, asked, ...found } = await proposeScreened(request, {
        ...{ screen, parser: options.parser, signal: new AbortController().signal, heartbeat() {} },
        ...{ budgetMs: options.budgetMs, without: options.without },
      });
      const ms = performance.now() - began;
      if (!proposal) return { ...none, ...found, groups: groups.length, reproduced: true, ms };
      const ranks: number[] = [];
      const whole = (content: string) => ({
        path: program,
        edits: [{ start: 0, end: bug.text.length, text: content }],
      });
      const hidden = hiddenCalls(case_);
      const right = await screen.behaviour(whole(case_.right), hidden);
      const isRight = async ({ edits }: Candidate) => {
        const answers = await screen.behaviour(whole(edits[0]?.content ?? ''), hidden);
        // What the right program does not do well, nobody asks for.
        // The words of an error are known to nobody where tests only name its class.
        const told = (answer = '') => (case_.hidden ? answer.replace(/^(throws \w+):.*/s, '$1') : answer);
        return right.every(
          (answer, call) => answer.startsWith('throws TypeError') || told(answer) === told(answers[call]),
        );
      };
      for (const [at, candidate] of proposal.candidates.entries())
        if (await isRight(candidate)) ranks.push(at + 1);
      const ways: Way[] = [];
      const all = groups.flatMap(({ members }) => members);
      const fewest = asked ? fewestChanged(all, asked) : 0;
      for (const { members } of options.withWays && asked ? groups : []) {
        const signed = members.map((each) => ({
          text: each.change.edits,
          size: each.size,
          signs: signsOf(each, asked as AskedContext, fewest),
        }));
        ways.push({ right: await isRight((members[0] as (typeof members)[0]).candidate), members: signed });
      }
      const [best] = proposal.candidates;
      return {
        ...{ ...none, reproduced: true, plausible: true, ...found, groups: groups.length, ways, ms },
        ...{ correct: ranks[0] === 1, rank: ranks[0] ?? null, confidence: best?.confidence ?? 0 },
        doubted: (best?.rivals ?? []).length > 0 || best?.doubt !== undefined,
        first: best?.rationale ?? '',
      };
    } finally {
      await screen.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The answers of the right program, as JavaScript that makes them again. */
async function rightAnswers({ program, right, all }: Case, _: JudgeOptions, folder: string) {
  const { transform } = await import('esbuild');
  const { code } = await transform(right, { loader: program.endsWith('.ts') ? 'ts' : 'js', format: 'esm' });
  const place = join(folder, 'right.mjs');
  await writeFile(place, code);
  const module = (await import(place)) as Record<string, (...args: unknown[]) => unknown>;
  const answers = new Map<string, { value?: unknown; thrown?: string }>();
  for (const call of all) {
    const [name, args] = call;
    try {
      answers.set(JSON.stringify(call), { value: await module[name]?.(...structuredClone(args)) });
    } catch (error) {
      answers.set(JSON.stringify(call), { thrown: (error as Error).name });
    }
  }
  return (call: Case['all'][number]) => answers.get(JSON.stringify(call)) ?? {};
}

function testText(
  program: string,
  visible: { call: Case['all'][number]; answer: { value?: unknown; thrown?: string }; at: number }[],
): string {
  const tests = visible.map(({ call: [name, args], answer, at }) => {
    const given = args.map((value) => JSON.stringify(value)).join(', ');
    const called = `await subject.${name}(${given})`;
    const check = answer.thrown
      ? `await assert.rejects(async () => ${called}, { name: ${JSON.stringify(answer.thrown)} });`
      : `assert.deepEqual(${called}, ${JSON.stringify(answer.value)});`;
    return `test('${at} ${name}', async () => {\n  ${check}\n});`;
  });
  const imports = ["import assert from 'node:assert/strict';", "import { test } from 'node:test';"];
  return [...imports, `import * as subject from './${program}';`, ...tests, ''].join('\n');
}

function hiddenCalls({ program, all, hidden, right }: Case) {
  if (hidden) return hidden.map(([name, args]) => ({ path: program, name, args: JSON.stringify(args) }));
  const calls = all.map(([name, args]) => ({
    path: program,
    name,
    args: JSON.stringify(args),
    failing: true,
  }));
  return inputsLike(calls, right).filter(({ args }) => args.length < 1_000);
}

async function screenOf(
  folder: string,
  target: string,
  command: string[],
  root: string,
): Promise<Screen | null> {
  const sockets = join(folder, 'sockets');
  await mkdir(sockets);
  return openScreen({
    ...{ folder, root: '.', command, targets: [target], unreadable: async () => [] },
    async start() {
      const path = join(sockets, 'talk');
      const talk = await openTalk(path);
      const program = join(root, 'proof/sandbox/screen/main.mjs');
      const child = spawn(process.execPath, [program, path], { stdio: 'ignore' });
      child.on('exit', talk.ended);
      return {
        ask: talk.ask,
        async close() {
          await talk.close();
          child.kill('SIGKILL');
        },
      };
    },
  });
}

function changedLines(right: string, wrong: string): string {
  const [before, after] = [right.split('\n'), wrong.split('\n')];
  const only = (lines: string[], others: string[]) =>
    lines.filter((line) => !others.includes(line)).map((line) => line.trim());
  return `${only(before, after).join(' / ')} -> ${only(after, before).join(' / ')}`.slice(0, 160);
}
