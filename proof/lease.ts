import { createHash, randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { identify } from '../platform/process-identity.ts';

/** A prover's claim on what it leaves on disk and in the database: every name names the process that made it. */
export interface Lease {
  /**
   * A new name, `app_<kind>_<host>_<pid>_<start>_<random>`; fit for a file, a database and a role. The program under
   * proof sees such names, so they show neither Suture nor a proof.
   */
  name(kind: string): string;
  /** True for a name whose process on this machine is gone. Names of other machines are left alone. */
  abandoned(name: string): boolean;
}

// Releases before 0.2 left names with `suture_`.
const NAME = /^(?:app|suture)_[a-z]+_([0-9a-f]{6})_(\d+)_([0-9a-f]{6})_[0-9a-f]{8}$/;

/** The lease of this process. */
export function createLease(): Lease {
  const host = short(hostname());
  const own = startOf(process.pid);
  return {
    name: (kind) => `app_${kind}_${host}_${process.pid}_${own}_${randomBytes(4).toString('hex')}`,
    abandoned(name) {
      const [, itsHost, pid, start] = NAME.exec(name) ?? [];
      return itsHost === host && startOf(Number(pid)) !== start;
    },
  };
}

/** Tells a process from a later one with the same number; null when it does not run. */
function startOf(pid: number): string | null {
  const identity = identify(pid);
  return identity && short(identity.started);
}

function short(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 6);
}
