import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { platform } from 'node:os';
import { z } from 'zod';

/** A process that cannot be confused with a later one of the same number. */
export const ProcessIdentity = z.object({
  pid: z.number().int().positive(),
  /** When it started: boot id and clock ticks since boot on Linux, a date on macOS. Compare it, do not parse it. */
  started: z.string(),
});
export type ProcessIdentity = z.infer<typeof ProcessIdentity>;

/** The identity of a running process; null when it does not run, or only its zombie is left. */
export function identify(pid: number): ProcessIdentity | null {
  try {
    const started = platform() === 'linux' ? startOnLinux(pid) : startByPs(pid);
    return started === null ? null : { pid, started };
  } catch {
    return null;
  }
}

/** True when exactly this process still runs. */
export function isRunning(identity: ProcessIdentity): boolean {
  return identify(identity.pid)?.started === identity.started;
}

/** The identity of this process. */
export function ownIdentity(): ProcessIdentity {
  return identify(process.pid) as ProcessIdentity;
}

function startOnLinux(pid: number): string | null {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name in parentheses may hold spaces; fields count from behind it (proc(5): state is 3, starttime 22).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return null;
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return `${boot}/${fields[19]}`;
}

function startByPs(pid: number): string | null {
  return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null;
}
