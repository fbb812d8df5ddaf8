import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRepairProvider } from '../../adapters/fix-provider/repair.ts';
import { evidenceOf } from '../../domain/evidence-of.ts';
import type { ProofSubject } from '../../domain/ports/prover.ts';
import type { Screen } from '../../domain/ports/screen.ts';
import { faultOf } from '../../domain/service.ts';
import { parseDefinition } from '../../domain/service-definition.ts';
import { requestOf } from '../../repair/testing.ts';
import type { LocalProver } from '../prover.ts';
import { attached, contextOf, createRepository, proverFor } from '../testing.ts';

const SUM = `import { same } from './same.ts';

export interface Options {
  by?: number;
}

export function total(list: readonly number[], { by = 1 }: Options = {}): number {
  let sum: number = 0;
  for (let at = 1; at < list.length; at++) {
    sum += (list[at] as number) * by;
  }
  return same(sum);
}
`;
const FILES = {
  'suture.yaml': 'name: sums\n',
  'src/same.ts': 'export const same = <T,>(value: T): T => value;\n',
  'src/sum.ts': SUM,
  'test/sum.test.ts': `import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { total } from '../src/sum.ts';

describe('total', () => {
  it('adds', () => assert.equal(total([1, 2, 3]), 6));
  it('multiplies', async () => assert.equal(await Promise.resolve(total([4], { by: 2 })), 8));
  it('of nothing is nothing', () => assert.equal(total([]), 0));
});
`,
};
const definition = parseDefinition({
  name: 'sums',
  build: null,
  typecheck: null,
  start: ['node', 'src/sum.ts'],
  faults: [
    {
      code: 'FAULT_SUM',
      title: 'sums are wrong',
      route: '/sum',
      allowedFiles: ['src/sum.ts'],
      probe: { kind: 'command', command: ['npm', 'test'] },
    },
    {
      code: 'FAULT_REQUEST',
      title: 'a request fails',
      route: '/sum',
      allowedFiles: ['src/sum.ts'],
      probe: { request: { path: '/sum' }, expect: { status: 200 } },
    },
  ],
});

let repository: Awaited<ReturnType<typeof createRepository>>;
let prover: LocalProver;
let screen: Screen | null = null;
const subjectOf = (code: string): ProofSubject => {
  const service = attached(definition);
  return { service, fault: faultOf(service, code), commit: repository.commit };
};
const at = SUM.indexOf('at = 1') + 'at = '.length;
const change = (text: string, start = at, end = at + 1) => ({
  path: 'src/sum.ts',
  edits: [{ start, end, text }],
});

beforeAll(async () => {
  repository = await createRepository('sums', FILES);
  prover = proverFor(repository, null);
  screen = (await prover.screen?.(subjectOf('FAULT_SUM'), contextOf())) ?? null;
});
afterAll(async () => {
  await screen?.close();
  await prover?.close();
  await repository?.remove();
});

it('runs the tests of the unchanged commit', () => {
  expect(screen?.failing).toEqual([
    'test/sum.test.ts > total > adds',
    'test/sum.test.ts > total > multiplies',
  ]);
  expect(screen?.passing).toEqual(['test/sum.test.ts > total > of nothing is nothing']);
  expect(screen?.compared).toMatchObject([
    { actual: '5', expected: '6' },
    { actual: '0', expected: '8' },
  ]);
  expect(screen?.calls.map(({ args }) => args)).toEqual(['[[1,2,3]]', '[[4],{"by":2}]', '[[]]']);
});

it('counts which statements failing and passing tests run', () => {
  const inLoop = screen?.coverage('src/sum.ts').find(({ start }) => SUM.startsWith('sum +=', start));
  expect(inLoop).toMatchObject({ failing: 1, passing: 0 });
});

it('tells right changes from wrong ones, from endless ones and from those that are no program', async () => {
  const step = SUM.indexOf('at++');
  const outcomes = await screen?.run([
    change('2'),
    change('0'),
    change('at', step, step + 4),
    change(')'),
    change('throw 1; ', SUM.indexOf('return same'), SUM.indexOf('return same')),
    // Recursion without an end.
    change('total(list)', SUM.indexOf('same(sum)'), SUM.indexOf('same(sum)') + 9),
    change('0'),
  ]);
  const found = outcomes?.map(({ outcome }) => outcome);
  expect(found?.slice(0, 4)).toEqual(['same', 'passes', 'hangs', 'unsound']);
  expect(found?.slice(4)).toEqual(['same', 'hangs', 'passes']);
});

it('gives each change the language as it was, also behind one that wrote over a part of it', async () => {
  const end = SUM.indexOf('return same');
  const right = change('0').edits;
  const before = (text: string) => ({
    path: 'src/sum.ts',
    edits: [...right, { start: end, end, text }],
  });
  const outcomes = await screen?.run([
    before('Promise = null; Math.max = null; globalThis.leaked = 1; '),
    before("if ('leaked' in globalThis || !Math.max) throw 1; "),
    change('0'),
  ]);
  expect(outcomes?.map(({ outcome }) => outcome).slice(1)).toEqual(['passes', 'passes']);
});

it('answers calls with a change and without', async () => {
  const calls = screen?.calls ?? [];
  expect(await screen?.behaviour(change('0'), calls)).toEqual(['6', '8', '0']);
  expect(await screen?.behaviour({ path: 'src/sum.ts', edits: [] }, calls)).toEqual(['5', '0', '0']);
});

it('opens no screen for a probe by request', async () => {
  expect(await prover.screen?.(subjectOf('FAULT_REQUEST'), contextOf())).toBeNull();
});

it('gives the engine the fix first', async () => {
  const evidence = evidenceOf(
    subjectOf('FAULT_SUM'),
    {
      reproduced: true,
      runs: 1,
      failures: [{ ...FAILURE, message: 'exited with 1: Expected values to be strictly equal: 5 !== 6' }],
      observations: { upstreams: [], statements: [] },
      schema: [],
      durationMs: 1,
    },
    { incidentId: 'LIVE-1', logLines: [] },
  );
  const context = {
    ...contextOf(),
    aside: <T>(wait: () => Promise<T>) => wait(),
    prove: () => Promise.reject(new Error('nothing is proven here')),
    transcript: () => ({ load: async () => [], append: async () => {} }),
    screen: () => prover.screen?.(subjectOf('FAULT_SUM'), contextOf()) ?? Promise.resolve(null),
  };
  const request = requestOf([{ path: 'src/sum.ts', content: SUM }], evidence);
  const { candidates, rootCause } = await createRepairProvider().propose(request, context);
  expect(candidates[0]?.edits[0]?.content).toContain('at = 0');
  expect(rootCause.explanation).toMatch(/\d+ changes were run against the tests; \d+ pass/);
});

const FAILURE = {
  ...{ count: 1, status: 1, reason: null, errorClass: 'AssertionError', sqlstate: null, hint: null },
  ...{ statement: null, frames: [], latencyMs: 1, output: '' },
};
