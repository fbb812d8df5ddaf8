import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

const FOLDER = 'tests/fixtures/field';

export interface Check {
  request: {
    method?: string;
    path: string;
    headers?: Record<string, string>;
    /** JSON. */
    body?: unknown;
    raw?: string;
  };
  expect: {
    status: number;
    body?: unknown;
    /** The process is still there afterwards. */
    alive?: boolean;
    /** Its output holds this. */
    logged?: string;
  };
  withinMs?: number;
}

/** What an upstream answers to a path; `hang`: it stops before its answer, or within the body. */
export interface UpstreamAnswer {
  status?: number;
  type?: string;
  body?: unknown;
  text?: string;
  delayMs?: number;
  hang?: 'answer' | 'body';
}

/**
 * How a service of the fixture `field` fails, and what distinguishes a right fix from a wrong one. The engine and the prover
 * see nothing of it.
 */
export interface FieldCase {
  /** The rows of its database. */
  setup?: string[];
  upstream?: Record<string, UpstreamAnswer>;
  /** The failing request and the right answer. */
  probe: Check;
  /** Asked in this order of the process that answered the probe; or the least number of calls of an upstream's path. */
  hidden: (Check | { upstreamCalls: Record<string, number> })[];
  /** Edits that hide the failure. */
  hiding: { what: string; find: string; put: string }[];
  /** An edit that fixes it. */
  right: { find: string; put: string };
}

/** Reads the case of a service by the name of its folder. */
export async function readCase(name: string): Promise<FieldCase> {
  return JSON.parse(await readFile(join(FOLDER, `${name}.json`), 'utf8'));
}
