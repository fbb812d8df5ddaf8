import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** Everything a prover leaves on disk or in the database carries its owner's name, so that leftovers can be told. */
export interface Owner {
  /** A new name, `suture_<kind>_<host>_<pid>_<start>_<random>`; fit for a file, a database and a role. */
  name(kind: string): string;
  /** True for a name of this kind whose process on this machine is gone. Names of other machines are left alone. */
  abandoned(name: string): boolean;
}

const NAME = /^suture_[a-z]+_([0-9a-f]{6})_(\d+)_(\d+)_[0-9a-f]{8}$/;
/** Seconds by which two readings of a process's start may differ. */
const TOLERANCE = 3;

/** The owner that this process is. */
export function createOwner(): Owner {
  const host = createHash('sha256').update(hostname()).digest('hex').slice(0, 6);
  const start = startOf(process.pid);
  return {
    name: (kind) => `suture_${kind}_${host}_${process.pid}_${start}_${randomBytes(4).toString('hex')}`,
    abandoned(name) {
      const [, itsHost, pid, began] = NAME.exec(name) ?? [];
      if (itsHost !== host) return false;
      if (!isAlive(Number(pid))) return true;
      // A number that the system has given to another process since.
      return Math.abs(startOf(Number(pid)) - Number(began)) > TOLERANCE;
    },
  };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** When a process began, in seconds on a clock of this machine; 0 where the system does not tell. */
function startOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').pop()?.split(' ') ?? [];
    // Field 22 of proc(5) in ticks since boot, of which Linux shows 100 a second.
    return Math.round(Number(fields[19]) / 100);
  } catch {
    return 0;
  }
}
