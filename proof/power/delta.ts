import type { FileVersion } from '../../domain/fix.ts';
import { inOrder, type Power } from '../../domain/power.ts';
import { isProgram } from '../checks/program.ts';
import type { Add, Fact } from './fact.ts';
import { findCalls } from './facts/calls.ts';
import { findClocks } from './facts/clock.ts';
import { findComments } from './facts/comments.ts';
import { findDecisions } from './facts/decisions.ts';
import { findDisguises } from './facts/disguise.ts';
import { findEndless } from './facts/endless.ts';
import { findExports } from './facts/exports.ts';
import { findGlobals } from './facts/globals.ts';
import { findHanded } from './facts/handed.ts';
import { findHooks } from './facts/hooks.ts';
import { findInputs } from './facts/inputs.ts';
import { findLogged } from './facts/logged.ts';
import { findLoops } from './facts/loops.ts';
import { findMembers } from './facts/members.ts';
import { findModules } from './facts/modules.ts';
import { findOpen } from './facts/open.ts';
import { findSent } from './facts/sent.ts';
import { findSpecial } from './facts/special.ts';
import { findStandIns } from './facts/stands-in.ts';
import { findStandstills } from './facts/standstill.ts';
import { findState } from './facts/state.ts';
import { findStatements } from './facts/statements.ts';
import { findTexts } from './facts/texts.ts';
import { findTimers } from './facts/timers.ts';
import { findWrites } from './facts/writes.ts';
import { lossesOf } from './losses/losses.ts';
import { type Reading, readProgram, wordsOf } from './reading.ts';
import { isReplacement } from './replaced.ts';
import { type Known, NOTHING_KNOWN } from './vocabulary.ts';

const FINDERS = [
  findGlobals,
  findMembers,
  findHanded,
  findCalls,
  findWrites,
  findModules,
  findTimers,
  findState,
  findTexts,
  findStatements,
  findClocks,
  findLoops,
  findHooks,
  findComments,
  findExports,
  findSpecial,
  findOpen,
  findLogged,
  findSent,
  findStandIns,
  findEndless,
  findDecisions,
  findDisguises,
  findInputs,
  findStandstills,
];

/** Files that are read as data; anything else that is no program can change what runs. */
const DATA = /\.(md|txt|csv|tsv)$/i;
const CHECKS =
  /(^|\/)(tsconfig[^/]*\.json|biome\.jsonc?|\.?eslint[^/]*|\.oxlintrc[^/]*|\.prettierrc[^/]*|knip\.jsonc?)$/i;
/** The rules of a linter are often a program. */
const CHECKS_BY_CODE = /(^|\/)(\.?eslint(rc|\.config)|\.prettierrc|prettier\.config)\.[cm]?[jt]s$/i;

/**
 * What a file can do that the old one could not.
 * @param before null when the old text does not parse: then its words say what was there
 * @param observed what is known of the service: its columns, the fields that upstreams answer
 * @throws Error when the new text does not parse
 */
export function powerDelta(
  { path, content }: FileVersion,
  before: { text: string; parses: boolean },
  observed: Known = NOTHING_KNOWN,
): Power[] {
  if (!isProgram(path) || CHECKS_BY_CODE.test(path)) return otherFile(path, content, before.text);
  const after = readProgram(path, content);
  const old = before.parses ? readProgram(path, before.text) : null;
  const words = wordsOf(old ? uncommented(old) : before.text);
  const known = old ? factsOf(old) : [];
  const counts = countsOf(known);
  const facts = factsOf(after);
  const made = countsOf(facts);
  const powers: Power[] = [];
  for (const fact of facts) {
    const had = counts.get(fact.key) ?? 0;
    const isNew = fact.counted ? (made.get(fact.key) ?? 0) > had : had === 0;
    if (!isNew) continue;
    if (fact.name && !fact.refused && (observed.names.has(fact.name) || words.has(fact.name))) continue;
    // What was lost cannot be told from a text that does not parse.
    if (!old && (fact.key.startsWith('no ') || (!fact.refused && wasSpelt(fact, words)))) continue;
    if (isReplacement(fact, { known, now: made, schema: observed.schema })) continue;
    powers.push(toPower(fact, after));
  }
  powers.push(...lossesOf(old ?? before.text, after, observed));
  return inOrder(powers);
}

const foundBefore = new WeakMap<Reading, Fact[]>();

/** Many candidates change one file, whose facts are found once. */
function factsOf(reading: Reading): Fact[] {
  const found = foundBefore.get(reading) ?? findFacts(reading);
  foundBefore.set(reading, found);
  return found;
}

function findFacts(reading: Reading): Fact[] {
  const facts: Fact[] = [];
  const add: Add = (kind, key, what, node, more) =>
    facts.push({ kind, key, what, at: node.start, refused: more?.refused ?? false, ...more });
  for (const find of FINDERS) find(reading, add);
  return facts;
}

function countsOf(facts: Fact[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { key } of facts) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}

function toPower({ kind, what, at, refused }: Fact, { path, text }: Reading): Power {
  const line = text.slice(0, at).split('\n').length;
  return { kind, what, where: `${path}:${line}`, refused, seen: 'syntax' };
}

/** The words of a text that does not parse hold every word of a fact that was there before. */
function wasSpelt({ key }: Fact, words: Set<string>): boolean {
  const own = wordsOf(key.slice(key.indexOf(':') + 1));
  return own.size > 0 && [...own].every((word) => words.has(word));
}

/** What a program says without its comments, so that a name in a comment is not known. */
function uncommented({ text, comments }: Reading): string {
  let plain = text;
  for (const { start, end } of comments.toReversed()) plain = `${plain.slice(0, start)} ${plain.slice(end)}`;
  return plain;
}

function otherFile(path: string, content: string, before: string): Power[] {
  const power = (kind: Power['kind'], what: string, refused: boolean): Power[] => [
    { kind, what, where: path, refused, seen: 'syntax' },
  ];
  if (content === before || DATA.test(path)) return [];
  if (CHECKS.test(path) || CHECKS_BY_CODE.test(path))
    return power('check_off', `changes ${path}, by which types or style are checked`, true);
  if (/(^|\/)(package(-lock)?\.json|.*lock(\.yaml)?|\.npmrc|suture\.yaml)$/.test(path)) {
    return power('module', `changes ${path}, which decides what is installed and run`, true);
  }
  return power('file', `changes ${path}, which is no program that Suture reads`, false);
}
