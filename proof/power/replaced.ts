import { isSlip, type Schema } from '../rows/kept.ts';
import { isAlike } from '../seen/alike.ts';
import type { Fact } from './fact.ts';

interface Replaced {
  /** Facts of the old text. */
  known: Fact[];
  /** How often each fact of the new one is there. */
  now: Map<string, number>;
  schema: Schema;
}

/**
 * True for a table, a column or a kind of statement that takes the place of a misspelt one: `custmers` becomes
 * `customers`. The old name is gone, and nearly the same.
 */
export function isReplacement(fact: Fact, { known, now, schema }: Replaced): boolean {
  if (isTuned(fact, known) || isFirstDefault(fact, known)) return true;
  // Without a condition before, or with one now, no more is read.
  if (fact.key.startsWith('sql:where:')) return true;
  if (fact.key.startsWith('sql:every:'))
    return !known.some(({ key }) => key === fact.key.replace('every', 'where'));
  // A transaction that was begun may be ended.
  if (
    /^sql:kind:(commit|rollback)$/.test(fact.key) &&
    known.some(({ key }) => /^sql:kind:(begin|start)$/.test(key))
  )
    return true;
  // An UPDATE that did not parse had columns that nobody could read.
  const unreadable = !known.some(({ key }) => key.startsWith('sql:column:'));
  if (
    fact.key.startsWith('sql:column:') &&
    unreadable &&
    known.some(({ key }) => key.startsWith('sql:write:update'))
  )
    return true;
  if (isCorrectedName(fact, known, now)) return true;
  const [, family, name] =
    /^(sql:(?:table|column|kind|write:\w+|function)|path|address|parameter):(.*)$/s.exec(fact.key) ?? [];
  if (!family || !name) return false;
  return known.some(({ key }) => {
    if (now.has(key) || !key.startsWith(`${family}:`)) return false;
    return isCorrected(family, key.slice(family.length + 1), name, schema);
  });
}

/** A member, or a name of a file of the service, that takes the place of a misspelt one. */
function isCorrectedName({ key }: Fact, known: Fact[], now: Map<string, number>): boolean {
  const [, family, name = ''] = /^(read:|(?:import|imported-call):[.#~@][^#]*#)(\w+)$/.exec(key) ?? [];
  if (!family) return false;
  const isNearly = family === 'read:' ? isSlip : isAlike;
  return known.some(
    ({ key: old }) => !now.has(old) && old.startsWith(family) && isNearly(old.slice(family.length), name),
  );
}

/** A table or column that the database does not have may become one that it has; what is unknown, by a slip of the pen. */
function isCorrected(family: string, old: string, name: string, schema: Schema): boolean {
  const isTable = /table|write/.test(family);
  if (!isTable && !family.includes('column')) return isNear(old, name);
  if (schema.length === 0) return isSlip(old, name);
  const names = new Set(schema.flatMap(({ table, columns }) => (isTable ? [table] : [...columns])));
  const plain = (one: string) => one.split('.').at(-1) as string;
  return !names.has(plain(old)) && names.has(plain(name)) && isNear(old, name);
}

/** An exported number that is changed by less than ten times, such as a limit in milliseconds. */
function isTuned({ key }: Fact, known: Fact[]): boolean {
  const [, name, value] = /^constant:(\w+)=(.*)$/s.exec(key) ?? [];
  const old = known
    .find((fact) => fact.key.startsWith(`constant:${name}=`))
    ?.key.slice(`constant:${name}=`.length);
  const ratio = numeric(value) / numeric(old);
  return ratio > 0.1 && ratio < 10;
}

/** A parameter that had no default and gets an empty one or a number; `true` could switch something on. */
function isFirstDefault({ key }: Fact, known: Fact[]): boolean {
  const [, place, value = ''] = /^(default:[^=]*=)(.*)$/s.exec(key) ?? [];
  if (!place || known.some((fact) => fact.key.startsWith(place))) return false;
  return /^(\{\}|\[\]|''|""|null|undefined|false|-?\d+(\.\d+)?)$/.test(value);
}

function numeric(text: string | undefined): number {
  return text && /^-?[\d_.]+$/.test(text) ? Number(text.replaceAll('_', '')) : Number.NaN;
}

/** At most a third of the shorter name differs, and at most three letters. */
function isNear(one: string, other: string): boolean {
  const most = Math.min(3, Math.ceil(Math.min(one.length, other.length) / 3));
  return distance(one, other) <= most;
}

function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const same = one[i - 1] === other[j - 1] ? 0 : 1;
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
