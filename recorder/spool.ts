import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { messageOf } from './describe-error.ts';
import { parseRecording, type Recording } from './recording.ts';

/** A recording that waits to be sent. */
export interface Spooled {
  recording: Recording;
  /** Its file, or null when it could not be written and is in memory only. */
  file: string | null;
}

export interface Spool {
  /** Keeps a recording on disk, or in memory when the disk cannot be written. Never throws. */
  put(recording: Recording): Promise<Spooled>;
  /** Writes a recording before it returns, for a process that is about to end. Throws when the disk cannot be written. */
  putNow(recording: Recording): Spooled;
  /** Removes the file, if there is one. */
  remove(spooled: Spooled): Promise<void>;
  /** Moves a recording that is never accepted out of the way, and logs where it is. Never throws. */
  setAside(spooled: Spooled, error: unknown): Promise<void>;
  /** Takes over the files of processes that have ended, oldest first, and sets aside those it cannot read. */
  adopt(): Promise<Spooled[]>;
}

export interface SpoolOptions {
  log(line: string): void;
  pid?: number;
  /** Whether a process with this id runs on this machine. */
  isRunning?(pid: number): boolean;
}

/**
 * `<time>-<random>.<process id>.json`. The name says which process has the file, so one rename takes it over. A file
 * that ends in `.part` was being written when its process ended.
 */
const NAME = /^(\d+-[\w-]+)\.(\d+)\.json(?:\.part)?$/;

/** The folder of recordings that Suture never accepts. A file that is moved back is sent again at the next start. */
export function refusedFolder(spool: string): string {
  return join(spool, 'refused');
}

/** Keeps recordings as files of a folder, one each, which outlive this process. The folder is made when first needed. */
export function createSpool(
  folder: string,
  { log, pid = process.pid, isRunning = runs }: SpoolOptions,
): Spool {
  const refused = refusedFolder(folder);

  /** @param content the text of the recording, for one without a file */
  async function moveAside(file: string | null, content: string, why: string): Promise<void> {
    const target = join(refused, file ? basename(file) : `${Date.now()}-${randomUUID()}.${pid}.json`);
    try {
      await mkdir(refused, { recursive: true, mode: 0o700 });
      await (file ? rename(file, target) : writeFile(target, content, { flush: true, mode: 0o600 }));
      log(
        `Suture does not accept a recording (${why}). It is kept as ${target}. Correct it and move it back to ${folder} to send it at the next start.`,
      );
    } catch (error) {
      log(
        `Suture does not accept a recording (${why}), and ${refused} cannot be written (${messageOf(error)}): ${file ?? content}`,
      );
    }
  }

  return {
    async put(recording) {
      const file = join(folder, `${Date.now()}-${randomUUID()}.${pid}.json`);
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await writeFile(`${file}.part`, JSON.stringify(recording), { flush: true, mode: 0o600 });
        await rename(`${file}.part`, file);
        return { recording, file };
      } catch (error) {
        log(`A recording is kept in memory only, because ${folder} cannot be written: ${messageOf(error)}`);
        return { recording, file: null };
      }
    },
    putNow(recording) {
      const file = join(folder, `${Date.now()}-${randomUUID()}.${pid}.json`);
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writeFileSync(`${file}.part`, JSON.stringify(recording), { mode: 0o600 });
      renameSync(`${file}.part`, file);
      return { recording, file };
    },
    async remove({ file }) {
      if (file) await rm(file, { force: true });
    },
    setAside: ({ file, recording }, error) => moveAside(file, JSON.stringify(recording), messageOf(error)),
    async adopt() {
      const adopted: Spooled[] = [];
      for (const name of (await list(folder)).sort()) {
        const [, key, holder] = NAME.exec(name) ?? [];
        if (!key || (Number(holder) !== pid && isRunning(Number(holder)))) continue;
        const file = join(folder, `${key}.${pid}.json`);
        try {
          await rename(join(folder, name), file);
          adopted.push({ recording: parseRecording(await readFile(file, 'utf8')), file });
        } catch (error) {
          if (error instanceof SyntaxError) await moveAside(file, '', messageOf(error));
          // A missing file was taken over by another process at the same time.
          else if (!isMissing(error)) {
            log(
              `${join(folder, name)} is left by an earlier process and cannot be read: ${messageOf(error)}`,
            );
          }
        }
      }
      return adopted;
    },
  };
}

async function list(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch {
    return [];
  }
}

/** Whether a process with this id runs on this machine. */
export function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** Ended, but nobody asked yet how: in a container without an init that may stay so. */
function isZombie(pid: number): boolean {
  try {
    return / Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\)/s, ''));
  } catch {
    return false;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
