import type { Command } from 'commander';
import { bash } from './bash.ts';
import { type Described, describe } from './describe.ts';
import { fish } from './fish.ts';
import { zsh } from './zsh.ts';

const SHELLS = { bash, zsh, fish } satisfies Record<string, (described: Described) => string>;
export type Shell = keyof typeof SHELLS;
export const shells = Object.keys(SHELLS) as Shell[];

/** A completion script, made from the commands themselves, for a shell to evaluate. */
export function completion(shell: Shell, program: Command): string {
  return SHELLS[shell](describe(program));
}
