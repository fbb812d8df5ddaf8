import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ZodError } from 'zod';
import { Occurrence } from '../../domain/incident.ts';

/** An occurrence that waits for the store. */
export interface Spooled {
  occurrence: Occurrence;
  /** Its file, or null when it could not be written and lives in memory only. */
  file: string | null;
}

export interface Spool {
  /** Keeps an occurrence on disk; when the disk refuses, in memory. */
  put(occurrence: Occurrence): Promise<Spooled>;
  remove(spooled: Spooled): Promise<void>;
  /** Keeps an occurrence for a person that can never be recorded, out of the way of the others, and says where. Never throws. */
  setAside(spooled: Spooled, error: unknown): Promise<void>;
  /** Takes over what processes left behind that run no more, oldest first; what cannot be read is set aside. */
  adopt(): Promise<Spooled[]>;
}

/**
 * `<time>-<random>.<process id>.json`: whose it is shows in its name, so that taking it over is one rename. With `.part`
 * it was being written when its process ended.
 */
const NAME = /^(\d+-[\w-]+)\.(\d+)\.json(?:\.part)?$/;

/** Where what can never be recorded waits for a person; moved back, it is tried again by the next process. */
export function refusedFolder(spool: string): string {
  return join(spool, 'refused');
}

/**
 * Occurrences as files of a folder, one each, which outlive this process. The folder is made when first needed.
 * @param isRunning whether a process with this id runs on this machine
 */
export function createSpool(
  folder: string,
  { log, pid = process.pid, isRunning = runs }: SpoolOptions,
): Spool {
  const refused = refusedFolder(folder);

  /** @param content the text of the occurrence, where there is no file of it */
  async function moveAside(file: string | null, content: string, why: string): Promise<void> {
    const target = join(refused, file ? basename(file) : `${Date.now()}-${randomUUID()}.${pid}.json`);
    try {
      await mkdir(refused, { recursive: true });
      await (file ? rename(file, target) : writeFile(target, content, { flush: true }));
      log(
        `An occurrence can never be recorded (${why}) and is set aside as ${target}. Correct it and move it back to ${folder} to have it tried at the next start.`,
      );
    } catch (error) {
      const where = file ?? content;
      log(
        `An occurrence can never be recorded (${why}), and ${refused} cannot be written (${messageOf(error)}): ${where}`,
      );
    }
  }

  return {
    async put(occurrence) {
      const file = join(folder, `${Date.now()}-${randomUUID()}.${pid}.json`);
      try {
        await mkdir(folder, { recursive: true });
        await writeFile(`${file}.part`, JSON.stringify(occurrence), { flush: true });
        await rename(`${file}.part`, file);
        return { occurrence, file };
      } catch (error) {
        log(`An occurrence waits in memory only, ${folder} cannot be written: ${messageOf(error)}`);
        return { occurrence, file: null };
      }
    },
    async remove({ file }) {
      if (file) await rm(file, { force: true });
    },
    setAside: ({ file, occurrence }, error) => moveAside(file, JSON.stringify(occurrence), messageOf(error)),
    async adopt() {
      const adopted: Spooled[] = [];
      for (const name of (await list(folder)).sort()) {
        const [, key, owner] = NAME.exec(name) ?? [];
        if (!key || (Number(owner) !== pid && isRunning(Number(owner)))) continue;
        const file = join(folder, `${key}.${pid}.json`);
        try {
          await rename(join(folder, name), file);
          adopted.push({ occurrence: Occurrence.parse(JSON.parse(await readFile(file, 'utf8'))), file });
        } catch (error) {
          if (isMalformed(error)) await moveAside(file, '', messageOf(error));
          // Gone is what another process has taken over at the same time.
          else if (!isGone(error)) {
            log(`${join(folder, name)} was left behind and cannot be taken over: ${messageOf(error)}`);
          }
        }
      }
      return adopted;
    },
  };
}

export interface SpoolOptions {
  log(line: string): void;
  pid?: number;
  isRunning?(pid: number): boolean;
}

async function list(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch {
    return [];
  }
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function isMalformed(error: unknown): boolean {
  return error instanceof SyntaxError || error instanceof ZodError;
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function messageOf(error: unknown): string {
  if (error instanceof ZodError) {
    return error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
  }
  return error instanceof Error ? error.message : String(error);
}
