/** The parts of a check, in the order in which a person reads them. */
export const CHECK_PARTS = [
  'definition',
  'packages',
  'build',
  'types',
  'tables',
  'tests',
  'start',
  'health',
] as const;
export type CheckPart = (typeof CHECK_PARTS)[number];

/** How a part of a check ended. */
export interface CheckResult {
  part: CheckPart;
  /** `left_out`: the service has none. `not_run`: a part that it needs failed. */
  state: 'passed' | 'failed' | 'left_out' | 'not_run';
  ms: number;
  /** What was done, or why it failed or did not run: a sentence without its period, or a few words. */
  message: string;
  /** What the command or the service wrote; empty where nothing ran. */
  output: string;
}

/** The parts that a part needs: when one of them failed, it does not run. */
export const NEEDS: Record<CheckPart, readonly CheckPart[]> = {
  definition: [],
  packages: ['definition'],
  build: ['definition', 'packages'],
  types: ['definition', 'packages', 'build'],
  tables: ['definition', 'packages', 'build'],
  tests: ['definition', 'packages', 'build', 'tables'],
  start: ['definition', 'packages', 'build', 'tables'],
  health: ['definition', 'packages', 'build', 'tables', 'start'],
};
