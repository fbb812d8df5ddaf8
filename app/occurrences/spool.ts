import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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
  /** Takes over what processes left behind that run no more, oldest first. */
  adopt(): Promise<Spooled[]>;
}

/** `<time>-<random>.<process id>.json`: whose it is shows in its name, so that taking it over is one rename. */
const NAME = /^(\d+-[\w-]+)\.(\d+)\.json$/;

/**
 * Occurrences as files of a folder, one each, which outlive this process. The folder is made when first needed.
 * @param isRunning whether a process with this id runs on this machine
 */
export function createSpool(
  folder: string,
  { log, pid = process.pid, isRunning = runs }: SpoolOptions,
): Spool {
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
          log(`${join(folder, name)} was left behind and cannot be taken over: ${messageOf(error)}`);
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

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
