import type { FaultMode } from './roll.ts';

export interface MockApiOptions {
  modes: ReadonlySet<FaultMode>;
  host: string;
  port: number;
  /** Makes the rolls repeatable. */
  seed: number | null;
  /** The value in a good answer. */
  value: number;
}

const MODES: readonly string[] = ['latency', 'wrong_data'] satisfies FaultMode[];

/**
 * Reads `API_FAULT_MODE` (default `latency,wrong_data`; `none` for a good upstream), `HOST`, `PORT`,
 * `MOCK_API_SEED` and `MOCK_API_VALUE`.
 * @throws Error with a sentence that names the variable and its possible values
 */
export function readOptions(environment: Record<string, string | undefined>): MockApiOptions {
  const names = (environment.API_FAULT_MODE ?? 'latency,wrong_data')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'none');
  const unknown = names.filter((name) => !MODES.includes(name));
  if (unknown.length > 0) {
    throw new Error(
      `API_FAULT_MODE: unknown mode ${unknown.join(', ')}. Set ${MODES.join(', ')}, both with a comma between, or none.`,
    );
  }
  return {
    modes: new Set(names as FaultMode[]),
    host: environment.HOST || '127.0.0.1',
    port: integer(environment, 'PORT', 0, 65_535) ?? 5001,
    seed: integer(environment, 'MOCK_API_SEED', 0, 2 ** 32 - 1),
    value: integer(environment, 'MOCK_API_VALUE', Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER) ?? 42,
  };
}

function integer(
  environment: Record<string, string | undefined>,
  name: string,
  least: number,
  most: number,
): number | null {
  const text = environment[name];
  if (text === undefined || text === '') return null;
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new Error(`${name}: "${text}" is not a whole number from ${least} to ${most}.`);
  }
  return value;
}
