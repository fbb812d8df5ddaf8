import type { Power } from '../../../domain/power.ts';
import { UNKNOWN } from '../../rows/condition.ts';
import { readLoosely } from '../../rows/loose.ts';
import { widerStatements } from '../../rows/wider.ts';
import { isAlike } from '../../seen/alike.ts';
import { otherChanges } from '../changes/changes.ts';
import { guardsOf } from '../facts/exports.ts';
import { alternativesOf, narrowingsOf } from '../facts/narrowing.ts';
import { statementsIn } from '../facts/statements.ts';
import type { Reading } from '../reading.ts';
import { isStatement } from '../sql-powers.ts';
import type { Known } from '../vocabulary.ts';
import { changedAnswers } from './answers.ts';
import { lostCare } from './care.ts';
import { cutShort } from './cut-short.ts';
import { changedHeaders } from './headers.ts';
import { lostLimits } from './limits.ts';
import { lostFailures, lostRefusals, neverRefuses } from './refusals.ts';
import { changedFallbacks, changedSettings } from './settings.ts';
import { changedSizes } from './sizes.ts';
import { newlySwallowed } from './swallowed.ts';
import { lostUses } from './uses.ts';
import { changedWork } from './work.ts';

/**
 * What limited the code before and limits it no longer: guards, conditions and limits of statements and of query builders.
 * @param old the old text where it does not parse: then only its texts are known
 */
export function lossesOf(old: Reading | string, after: Reading, known: Known): Power[] {
  const now = statementsIn(after, UNKNOWN);
  const before = typeof old === 'string' ? textsIn(old) : statementsIn(old, UNKNOWN).map(({ text }) => text);
  const texts = now.map(({ text }) => text);
  const wider = widerStatements(before, texts, { schema: known.schema, literals: true }).map(
    ({ index, what }) => powerAt(after, 'statement', what, now[index]?.at ?? 0),
  );
  const swallowed = newlySwallowed(old, after).map(({ what, node }) =>
    powerAt(after, 'guard', what, node.start),
  );
  if (typeof old === 'string') return [...swallowed, ...wider];
  const lost = [
    ...lostRefusals(old, after, known.names),
    ...neverRefuses(old, after),
    ...lostFailures(old, after),
    ...lostUses(old, after),
    ...lostLimits(old, after),
    ...lostCare(old, after),
    ...changedSizes(old, after),
    ...changedSettings(old, after),
    ...changedFallbacks(old, after),
    ...changedHeaders(old, after),
    ...changedAnswers(old, after),
    ...changedWork(old, after),
    ...cutShort(old, after),
  ];
  return [
    ...swallowed,
    ...wider,
    ...lostGuards(old, after),
    ...lost.map((what) => powerAt(after, 'guard', what, null)),
    ...lostNarrowings(old, after, { texts, known }),
    ...otherChanges(old, after),
  ];
}

function powerAt(after: Reading, kind: Power['kind'], what: string, at: number | null): Power {
  const where = at === null ? after.path : `${after.path}:${after.text.slice(0, at).split('\n').length}`;
  return { kind, what, where, refused: false, seen: 'syntax' };
}

function lostGuards(old: Reading, after: Reading): Power[] {
  const now = guardsOf(after);
  return [...guardsOf(old)]
    .filter(([name, count]) => (now.get(name) ?? 0) < count)
    .map(([name]) => powerAt(after, 'guard', `no longer uses \`${name}\` where it did`, null));
}

/** Conditions that a query builder or a piece of a statement had. A misspelt column may get its right name. */
function lostNarrowings(
  old: Reading,
  after: Reading,
  { texts, known }: { texts: string[]; known: Known },
): Power[] {
  const gained = narrowingsOf(after);
  const lost = narrowingsOf(old).filter(({ key }) => {
    const index = gained.findIndex((one) => one.key === key);
    if (index >= 0) gained.splice(index, 1);
    return index < 0;
  });
  // What was put together before may now be one text.
  const compared = texts.flatMap((text) => {
    const { compared: names, limited } = readLoosely(text);
    return limited ? [...names, 'LIMIT'] : names;
  });
  const columns = new Set(known.schema.flatMap((table) => [...table.columns]));
  const missing = lost.filter(({ name }) => {
    if (compared.includes(name)) return false;
    const index = gained.findIndex(
      (one) => isAlike(one.name, name) || (columns.size > 0 && !columns.has(name) && columns.has(one.name)),
    );
    if (index >= 0) gained.splice(index, 1);
    return index < 0;
  });
  const names = [...new Set(missing.map(({ name }) => name))];
  const powers = names.map((name) =>
    powerAt(after, 'statement', `no longer limits by \`${name}\` which rows are meant`, null),
  );
  if (alternativesOf(after) > alternativesOf(old)) {
    powers.push(powerAt(after, 'statement', 'means further rows by an alternative (OR)', null));
  }
  return powers;
}

/** The statements of a program that does not parse. */
function textsIn(program: string): string[] {
  return [...program.matchAll(/'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\[\s\S])*)`/g)]
    .map(([, single, double, template]) => single ?? double ?? template ?? '')
    .map((text) => text.replace(/\$\{[^}]*\}/g, UNKNOWN))
    .filter(isStatement);
}
