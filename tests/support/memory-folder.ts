import { readFileSync, statfsSync } from 'node:fs';
import { freemem, tmpdir } from 'node:os';

const MEMORY = '/dev/shm';
/** What the databases of all test files take together is a tenth of it, in bytes. */
const ROOM = 8 * 1024 ** 3;

/**
 * Where the servers of the tests keep their files: in memory where a machine has that much, else in the temporary folder.
 * A database is some 300 small files, and the tests make and drop thousands, for which ext4 looks for inodes: six files of tests
 * took 98 s of processor time in memory and 133 s on a disk.
 */
export function serverFolder(): string {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    const isRoomy = Math.min(bavail * bsize, freemem()) > ROOM;
    // PostgreSQL's programs are copied there where we are root.
    const runsPrograms = !new RegExp(`^\\S+ ${MEMORY} \\S+ \\S*noexec`, 'm').test(
      readFileSync('/proc/mounts', 'utf8'),
    );
    return isRoomy && runsPrograms ? MEMORY : tmpdir();
  } catch {
    return tmpdir(); // Not Linux.
  }
}
