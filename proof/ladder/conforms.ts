import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import type { Worktree } from '../worktree.ts';
import { describedAnswer } from './openapi-schema.ts';

/** Longest document that is read, in bytes. */
const LONGEST = 2 * 1024 * 1024;
/** How long reading a schema and checking an answer may take, in milliseconds: a pattern of the document may be expensive. */
const CHECK_MS = 1_000;

/** Whether an answer is one that the service's OpenAPI document describes; null: it could not be asked. */
export interface Conformity {
  held: boolean | null;
  detail: string;
}

export interface GivenAnswer {
  request: { method: string; path: string };
  status: number;
  body: unknown;
}

/** Compares answers with the OpenAPI document of a worktree. Never rejects: what cannot be read is not asked. */
export async function conforms(
  { folder, definition }: Pick<Worktree, 'folder' | 'definition'>,
  answers: GivenAnswer[],
): Promise<Conformity[]> {
  const { openapi } = definition;
  if (!openapi) return answers.map(() => ({ held: null, detail: 'the service has no OpenAPI document' }));
  try {
    const document = await readDocument({ folder, definition });
    return answers.map((answer) => conformsTo(document, answer));
  } catch (error) {
    const detail = `${openapi} cannot be read: ${(error as Error).message.split('\n')[0]}`;
    return answers.map(() => ({ held: null, detail }));
  }
}

/**
 * The OpenAPI document of a worktree; null where the service has none.
 * @throws Error where it is too long, or cannot be read
 */
export async function readDocument({
  folder,
  definition: { openapi, root },
}: Pick<Worktree, 'folder' | 'definition'>): Promise<unknown> {
  if (!openapi) return null;
  const path = join(folder, root, openapi);
  if ((await stat(path)).size > LONGEST) throw new Error('it is longer than 2 MiB');
  return parse(await readFile(path, 'utf8'));
}

/** Compares one answer with a document. References to other documents are not followed. */
export function conformsTo(document: unknown, { request, status, body }: GivenAnswer): Conformity {
  const described = describedAnswer(document, request, status);
  if ('missing' in described) return { held: null, detail: described.missing };
  const { pointer } = described;
  if (pointer === null) return { held: true, detail: `the document names the answer ${status}` };
  const check = () => {
    const options = { strict: false, validateSchema: false, validateFormats: false, logger: false } as const;
    const is31 = /^3\.1/.test(String((document as { openapi?: unknown }).openapi));
    const ajv = is31 ? new Ajv2020(options) : new Ajv(options);
    ajv.addSchema(document as object, 'document');
    const validate = ajv.compile({ $ref: `document${pointer}` });
    return validate(body) ? null : ajv.errorsText(validate.errors, { dataVar: 'the body' });
  };
  try {
    // The time-out ends a pattern, too, that takes for ever.
    const wrong: string | null = runInNewContext('check()', { check }, { timeout: CHECK_MS });
    return wrong === null
      ? { held: true, detail: `the answer ${status} is as the document describes it` }
      : { held: false, detail: `the answer ${status} is not as the document describes it: ${wrong}` };
  } catch (error) {
    return { held: null, detail: `the document cannot be used: ${(error as Error).message.split('\n')[0]}` };
  }
}
