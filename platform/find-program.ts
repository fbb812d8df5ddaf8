import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The variables of a process. */
export type Environment = Record<string, string | undefined>;

/** True when the file exists and may be executed. */
export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** The first of these programs on PATH, or null. */
export function onPath(names: string[], environment: Environment): string | null {
  for (const name of names) {
    for (const folder of (environment.PATH ?? '').split(delimiter)) {
      if (folder && isProgram(join(folder, name))) return join(folder, name);
    }
  }
  return null;
}
