import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, chownSync, cpSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { SutureError } from '../../domain/errors.ts';

export interface SystemUser {
  uid: number;
  gid: number;
}

export interface PostgresPlace {
  /** Folder that holds the data folder; PostgreSQL's user can reach it. */
  folder: string;
  socketFolder: string;
  programs: { postgres: string; initdb: string };
  /** True when it is not below the state folder. */
  elsewhere: boolean;
  /** Whom to run as; null for ourselves. */
  user: SystemUser | null;
}

/**
 * Decides where PostgreSQL lives. It refuses to run as root, so root runs it as the user `postgres` (made when
 * missing). Where that user cannot enter the checkout, as below /root, data and programs go to
 * /var/lib/suture/<hash of the wanted folder>.
 * @param wanted the folder we would like it to use, below the state folder
 */
export function placePostgres(wanted: string, programs: { postgres: string; initdb: string }): PostgresPlace {
  const user = process.getuid?.() === 0 ? postgresUser() : null;
  let folder = resolve(wanted);
  let used = programs;
  if (user) {
    const elsewhere = placeElsewhere(wanted);
    if (!mayEnter(dirname(folder), user)) folder = elsewhere;
    if (!mayEnter(programs.postgres, user)) used = copyPrograms(programs, '/var/lib/suture/programs');
  }
  // A Unix socket's path has at most 107 characters (unix(7)), its name takes 20 of them.
  const socketFolder = folder.length <= 80 ? join(folder, 'socket') : socketElsewhere(wanted);
  for (const path of [folder, socketFolder]) {
    mkdirSync(path, { recursive: true });
    if (user) chownSync(path, user.uid, user.gid);
    chmodSync(path, 0o700);
  }
  return { folder, socketFolder, programs: used, user, elsewhere: folder !== resolve(wanted) };
}

/** All folders in which a server for this wanted folder may keep something. */
export function postgresFolders(wanted: string): string[] {
  return [resolve(wanted), placeElsewhere(wanted), socketElsewhere(wanted)];
}

function placeElsewhere(wanted: string): string {
  return join('/var/lib/suture', keyOf(wanted));
}

function socketElsewhere(wanted: string): string {
  return join(tmpdir(), `suture-${keyOf(wanted)}`);
}

function keyOf(wanted: string): string {
  return createHash('sha256').update(resolve(wanted)).digest('hex').slice(0, 12);
}

/** True when the user may pass through all folders above `path`, and through it. */
function mayEnter(path: string, user: SystemUser): boolean {
  for (let current = resolve(path); ; current = dirname(current)) {
    if (existsSync(current)) {
      const { mode, uid, gid } = statSync(current);
      const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
      if ((mode & bit) === 0) return false;
    }
    if (current === dirname(current)) return true;
  }
}

function copyPrograms(programs: { postgres: string; initdb: string }, target: string) {
  const native = dirname(dirname(programs.postgres));
  const stamp = createHash('sha256')
    .update(native)
    .update(String(statSync(programs.postgres).mtimeMs));
  const home = join(target, stamp.digest('hex').slice(0, 12));
  if (!existsSync(home)) {
    const draft = `${home}.${process.pid}`;
    cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
    chmodSync(draft, 0o755);
    try {
      renameSync(draft, home);
    } catch (error) {
      if (!existsSync(home)) throw error;
      rmSync(draft, { recursive: true, force: true });
    }
  }
  return { postgres: join(home, 'bin/postgres'), initdb: join(home, 'bin/initdb') };
}

function postgresUser(): SystemUser {
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { stdio: 'pipe' }));
  try {
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    try {
      execFileSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres'], {
        stdio: 'pipe',
      });
      return { uid: id('-u'), gid: id('-g') };
    } catch (cause) {
      throw new SutureError(
        'component_failed',
        'PostgreSQL does not run as root, and the user postgres could not be made. Run Suture as another user, or: useradd --system --user-group postgres',
        { cause },
      );
    }
  }
}
