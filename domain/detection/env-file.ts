import type { Place } from './place.ts';
import { below, type Finding } from './source-tree.ts';

/** A file of variables that Node reads, and must find. */
const OPTION = /\s--env-file(?:=|\s+)(\S+)/g;
/** A program that reads such a file and ends without it: `env-cmd -f .env.local -- node a.js`. */
const WRAPPER =
  /\b(?:npx\s+)?env-cmd(?:\s+(?:-f|--file)\s+(\S+)|\s+--?(?:fallback|silent|no-override))*\s+(?:--\s+)?(?=\S)/g;
/** The same by dotenv-cli, which is often no package of the service: `dotenv -e .env.local -- node a.js`. */
const DOTENV =
  /\b(?:npx\s+)?dotenv(?:x\s+run)?(?:\s+(?:-[ef]|--env-file)(?:\s+|=)?(\S+)|\s+(?:-c|-o|--override|--quiet))*\s+--\s+(?=\S)/g;

/** Nobody commits a `.env`, and programs end without the file: its variables come from the environment. */
export function withoutEnvFile(
  { tree, folder }: Place,
  found: Finding<string> | null,
): Finding<string> | null {
  const isTracked = (file: string) => tree.paths.includes(below(folder, file.replace(/^\.\//, '')));
  const unlessTracked = (whole: string, file = '.env') => (isTracked(file) ? whole : '');
  if (!found) return null;
  let { value } = found;
  for (const reader of [OPTION, WRAPPER, DOTENV]) value = value.replace(reader, unlessTracked);
  return { ...found, value };
}
