import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { SutureError } from '../../domain/errors.ts';
import type { StateFolder } from '../state.ts';

/** Address of a Suture to service to its intake key. */
const Keys = z.record(z.string(), z.record(z.string(), z.string()));

/** Intake keys that this user gave to services, kept so that a second `suture up` shows the same DSN. */
export interface ServiceKeys {
  /**
   * @param suture `embedded` for the stack of this folder, else the address
   * @throws SutureError `state_damaged`
   */
  find(suture: string, service: string): string | null;
  keep(suture: string, service: string, key: string): void;
}

/** They are kept in a file that only its owner reads. */
export function openServiceKeys({ root }: Pick<StateFolder, 'root'>): ServiceKeys {
  const file = join(root, 'service-keys.json');
  const all = () => (existsSync(file) ? read(file) : {});
  return {
    find: (suture, service) => all()[suture]?.[service] ?? null,
    keep(suture, service, key) {
      const keys = all();
      keys[suture] = { ...keys[suture], [service]: key };
      mkdirSync(root, { recursive: true, mode: 0o700 });
      writeFileSync(`${file}.new`, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 });
      renameSync(`${file}.new`, file);
    },
  };
}

function read(file: string): z.infer<typeof Keys> {
  try {
    return Keys.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new SutureError(
      'state_damaged',
      `${file} is damaged. Remove it; services that run with an old DSN then need the new one.`,
      { cause },
    );
  }
}
