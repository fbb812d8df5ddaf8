import { readdir, readlink } from 'node:fs/promises';
import { sep } from 'node:path';
import type { Owner } from './owner.ts';

/**
 * Ends programs under proof whose prover was killed outright: bubblewrap takes them with it, the plain process does not.
 * They are known by the folder that they run in. Linux only; elsewhere they are left.
 * @returns how many were ended
 */
export async function endAbandoned(owner: Owner): Promise<number> {
  if (process.platform !== 'linux') return 0;
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  let ended = 0;
  for (const pid of pids) {
    // Gone meanwhile, or another user's.
    const folder = await readlink(`/proc/${pid}/cwd`).catch(() => '');
    // Of a folder that was removed the system says so behind its name.
    const names = folder.replace(/ \(deleted\)$/, '').split(sep);
    if (!names.some((name) => owner.abandoned(name))) continue;
    try {
      process.kill(Number(pid), 'SIGKILL');
      ended += 1;
    } catch {
      // It ended by itself.
    }
  }
  return ended;
}
