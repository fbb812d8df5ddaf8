import { readdir, readlink } from 'node:fs/promises';
import { sep } from 'node:path';
import type { Lease } from './lease.ts';

/**
 * Ends programs under proof whose prover was killed: bubblewrap ends them with it, the plain process does not.
 * They are found by the folder that they run in. Linux only.
 * @returns how many were ended
 */
export async function endAbandoned(lease: Lease): Promise<number> {
  if (process.platform !== 'linux') return 0;
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  let ended = 0;
  for (const pid of pids) {
    // It may have ended since, or belong to another user.
    const folder = await readlink(`/proc/${pid}/cwd`).catch(() => '');
    // The kernel appends this to the name of a folder that was removed.
    const names = folder.replace(/ \(deleted\)$/, '').split(sep);
    if (!names.some((name) => lease.abandoned(name))) continue;
    try {
      process.kill(Number(pid), 'SIGKILL');
      ended += 1;
    } catch {
      // It ended by itself.
    }
  }
  return ended;
}
