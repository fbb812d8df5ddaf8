import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The folder of Suture. */
export const SUTURE = fileURLToPath(new URL('../..', import.meta.url));

/** Builds `recorder/dist`, which the demonstration contains. Takes long only when the recorder changed. */
export function buildRecorder(): void {
  execFileSync(process.execPath, ['tools/build.mjs', 'recorder'], { cwd: SUTURE, stdio: 'inherit' });
}
