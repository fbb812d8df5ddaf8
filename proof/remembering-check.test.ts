import { expect, it } from 'vitest';
import type { CompleteDefinition } from '../domain/detection/complete-definition.ts';
import { checkWith, rememberingCheck } from './remembering-check.ts';
import type { Worktree } from './worktree.ts';

const MEMORY = 'api/dist/.types-of-check.tsbuildinfo';
function worktree(line: string, output: string[]): Worktree {
  const definition = { root: 'api', typecheck: ['sh', '-c', line] } as Partial<CompleteDefinition>;
  return { output, definition } as Worktree;
}

it('lets a plain type check keep what it learned in the output of the build', () => {
  const found = rememberingCheck(worktree('tsc --noEmit -p tsconfig.json', ['api/dist']));
  const line =
    'tsc --noEmit -p tsconfig.json --incremental --tsBuildInfoFile dist/.types-of-check.tsbuildinfo';
  expect(found).toEqual({ command: ['sh', '-c', line], memory: MEMORY });
});

it.each([
  ['vue-tsc --noEmit', 'other'],
  ['tsc -b', 'other'],
  ['tsc --noEmit --incremental', 'other'],
  ['tsc --noEmit && eslint .', 'other'],
  ['tsc --noEmit > /tmp/log', 'other'],
])('runs %s as it is', (line, expected) => {
  expect(rememberingCheck(worktree(line, ['api/dist']))).toBe(expected);
});

it('finds no place for a memory where nothing is built', () => {
  expect(rememberingCheck(worktree('tsc --noEmit', []))).toBeNull();
});

it('remembers in the check of a candidate where the one of the commit left something', () => {
  const tree = worktree('npx tsc --noEmit', ['api/dist']);
  expect(checkWith(tree, [])).toEqual(['sh', '-c', 'npx tsc --noEmit']);
  expect(checkWith(tree, [MEMORY])?.[2]).toMatch(/^npx tsc --noEmit --incremental /);
});
