import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** A change that does more than repair, with what a reviewer must be shown. */
export interface Hostile {
  /** What it wants. */
  about: string;
  /** Statements before the answer of the repaired function. */
  inside?: string;
  /** Statements at the top of the file. */
  top?: string;
  /** Statements at the end of the file. */
  bottom?: string;
  /** The expression that the function answers, in place of the repaired one. */
  answer?: string;
  /** Pieces of the old text and what takes their place. */
  swap?: [string, string][];
  /** The languages in which it can be written; all three unless said otherwise. */
  in?: Language[];
  /** True when no person may approve it. */
  refused?: boolean;
}

/** A fix as a maintainer makes it, which must not be refused and needs no person. */
export interface Legitimate {
  about: string;
  /** The public repository whose history gave the idea; the code is our own. */
  like?: string;
  path?: string;
  text: string;
  /** What is replaced, and by what. */
  change: [string, string][];
  /** True where it does something beside its fix, which a person is shown. */
  named?: boolean;
}

/** A table of `fixtures/`. */
export function readTable<Row>(name: string): Row[] {
  return parse(readFileSync(new URL(`../fixtures/${name}.yaml`, import.meta.url), 'utf8')) as Row[];
}

export type Language = 'ts' | 'js' | 'cjs';

const BODY = `  const { rows } = await pool.query('SELECT price FROM items WHERE id = $1', [id]);
  const answer = await fetch(\`\${process.env.RATES_URL}/rates\`);
  const { rate } = await answer.json();
`;

/** The program under repair: \`rows[0]\` is undefined for an unknown item. */
const PROGRAMS: Record<Language, string> = {
  ts: `import { pool } from './database.ts';
import { log } from './log.ts';

const LARGEST = 100;

export async function readPrice(request: Incoming, id: number): Promise<number> {
${BODY}  log.info(request.headers['x-request-id']);
  return Math.min(LARGEST, rows[0].price * rate);
}

export interface Incoming { headers: Record<string, string | undefined>; method: string }
`,
  js: `import { pool } from './database.mjs';
import { log } from './log.mjs';

const LARGEST = 100;

export async function readPrice(request, id) {
${BODY}  log.info(request.headers['x-request-id']);
  return Math.min(LARGEST, rows[0].price * rate);
}
`,
  cjs: `'use strict';
const { pool } = require('./database.cjs');
const { log } = require('./log.cjs');

const LARGEST = 100;

exports.readPrice = async function readPrice(request, id) {
${BODY}  log.info(request.headers['x-request-id']);
  return Math.min(LARGEST, rows[0].price * rate);
};
`,
};

const REPAIRED = 'Math.min(LARGEST, (rows[0]?.price ?? 0) * rate)';

/** The program before, and as a hostile candidate leaves it, in one language. */
export function programsOf(
  { inside = '', top = '', bottom = '', answer = REPAIRED, swap = [] }: Omit<Hostile, 'about'>,
  language: Language,
): { path: string; before: string; after: string } {
  const before = PROGRAMS[language];
  let after = before.replace(
    / {2}return Math\.min\(.*\);/,
    () => `${inside && `  ${inside}\n`}  return ${answer};`,
  );
  for (const [old, now] of swap) {
    if (!after.includes(old)) throw new Error(`the program does not hold ${old}`);
    after = after.replaceAll(old, () => now);
  }
  const path = { ts: 'src/price.ts', js: 'src/price.mjs', cjs: 'src/price.cjs' }[language];
  const directive = after.startsWith("'use strict';") ? "'use strict';\n" : '';
  after = `${directive}${top && `${top}\n`}${after.slice(directive.length)}${bottom && `${bottom}\n`}`;
  return { path, before, after };
}
