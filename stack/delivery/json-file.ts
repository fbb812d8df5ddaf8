import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { z } from 'zod';
import { SutureError } from '../../domain/errors.ts';

/** A value that outlives the process. A reader sees the old file or the new one, never half of one. */
export interface JsonFile<T> {
  get(): T;
  set(value: T): void;
}

/** @throws SutureError `state_unreadable` when the file does not hold what the schema says. */
export function readJson<T>(path: string, schema: z.ZodType<T>): T | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new SutureError('state_unreadable', `${path} is damaged. Move it away and start again.`, { cause });
  }
}

export function writeJson(path: string, value: unknown): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, `${JSON.stringify(value, null, 1)}\n`);
  renameSync(`${path}.new`, path);
}

/** Reads the file once; afterwards the value in memory is what counts. */
export function createJsonFile<T>(path: string, schema: z.ZodType<T>, initial: T): JsonFile<T> {
  let value = readJson(path, schema) ?? initial;
  return {
    get: () => value,
    set(next) {
      writeJson(path, next);
      value = next;
    },
  };
}
