import { randomBytes } from 'node:crypto';
import type { Recording } from '../recording.ts';
import { credentialsIn, settingsOf } from './environment.ts';
import { claimsIn, isJwt, remakeJwt } from './jwt.ts';
import { createMadeUp } from './made-up.ts';
import { jsonIn, packedIn, packLike } from './packed.ts';
import { findPersonal } from './patterns.ts';
import { isPlain, sortOf, wordsOf } from './personal-names.ts';
import { createReplacement } from './replacement.ts';
import { walkRecording } from './walk-recording.ts';
import type { Leaf, Place } from './walk-text.ts';
import { walkValue } from './walk-value.ts';

export interface PseudonymOptions {
  environment: Record<string, string | undefined>;
  /** Names of fields whose values stay as they are. */
  keep?: readonly string[];
  /** Names of fields whose values are replaced besides those that are known. */
  hide?: readonly string[];
  /** Tests only: what the made-up values are made with. */
  key?: Buffer;
}

/** Words that are no one's name although they stand in such fields. */
const NOBODY =
  /^(true|false|null|undefined|none|unknown|default|admin|user|guest|test|root|anonymous|nan|yes|no)$/i;
/** In a field of a person, in characters. */
const SHORTEST = 2;
/** A smaller number is a count or a choice. */
const SMALLEST = 1_000;

/**
 * Replaces what is secret or personal in a recording by made-up values of the same shape, the same for the same wherever it
 * stands, and values of the process's variables by `${env:NAME}`. The key of the made-up values never leaves the process.
 */
export function createPseudonyms(options: PseudonymOptions): (recording: Recording) => Recording {
  const { environment, key = randomBytes(32) } = options;
  const madeUp = createMadeUp(key);
  const settings = settingsOf(environment);
  const credentials = credentialsIn(settings);
  const keep = new Set(options.keep?.map(wordsOf));
  const hide = new Set(options.hide?.map(wordsOf));

  const isKept = ({ name }: Place) => name !== '' && keep.has(wordsOf(name));

  /** What of a value has to be replaced because of where it stands. */
  function byName(value: string, { name, whole, person }: Place, isNumber: boolean): string[] {
    const words = wordsOf(name);
    if (hide.has(words)) return [value];
    const sort = sortOf(name);
    const isPerson = sort === 'personal' || sort === 'secret' || whole;
    const isName = sort === 'name' && (person || /^\p{Lu}\p{L}+(?:[ '-]\p{Lu}\p{L}*\.?)+$/u.test(value));
    if (!isPerson && !isName) return [];
    if (NOBODY.test(value) || value.length < SHORTEST || value.includes('://')) return [];
    if (isNumber && Math.abs(Number(value)) < SMALLEST && !/\b(pin|cvv|cvc|otp)\b/.test(words)) return [];
    if (isPlain(name) && (/^\d{1,9}$/.test(value) || !/\d/.test(value))) return [];
    const [, scheme, rest] = /^(Bearer|Basic|Token|Digest|ApiKey)\s+(.+)$/i.exec(value) ?? [];
    if (!scheme || !rest) return [value];
    const decoded = /^basic$/i.test(scheme) ? Buffer.from(rest, 'base64').toString('utf8') : '';
    return [rest, ...decoded.split(':')].filter((each) => each.length >= SHORTEST);
  }

  return (recording) => {
    const found = new Set(credentials);
    const packed = new Map<string, string>();
    const kept = new Set<string>();
    const collect: Leaf = (value, place) => {
      const text = String(value);
      if (isKept(place)) {
        kept.add(text);
        return value;
      }
      for (const each of byName(text.trim(), place, typeof value === 'number')) found.add(each);
      for (const each of findPersonal(text)) found.add(each);
      for (const each of inDetail(text, byName)) found.add(each);
      for (const claims of claimsIn(text)) walkValue(claims, { name: '' }, collect);
      for (const { packed: each, said } of packedIn(text)) {
        packed.set(each, said);
        walkValue(jsonIn(said) ?? said, { name: '' }, collect);
      }
      return value;
    };
    walkRecording(recording, collect);
    for (const each of kept) found.delete(each);
    const putIn = (said: unknown) => walkValue(said, { name: '' }, put);
    /** What is secret as a whole is not unpacked. */
    const inside = new Map([...packed].filter(([each]) => !found.has(each)));
    const all = new Set([...found, ...inside.keys()]);
    const { replace, used } = createReplacement(settings, all, (text) => {
      const said = inside.get(text);
      if (said !== undefined) return remakePacked(text, said, putIn);
      return isJwt(text) ? remakeJwt(text, putIn, madeUp) : madeUp(text);
    });
    const put: Leaf = (value, place) => (isKept(place) ? value : replace(value));
    const made = walkRecording(recording, put);
    return { ...made, pseudonyms: true, environmentNames: [...used] };
  };
}

/** A text in base64 with what is put in place of what it says. */
function remakePacked(packed: string, said: string, putIn: (said: unknown) => unknown): string {
  const json = jsonIn(said);
  const made = json === undefined ? String(putIn(said)) : JSON.stringify(putIn(json));
  return made === (json === undefined ? said : JSON.stringify(json)) ? packed : packLike(packed, made);
}

/** PostgreSQL names columns and their values: `Key (email)=(ada@example.org) already exists`. */
function inDetail(
  text: string,
  byName: (value: string, place: Place, isNumber: boolean) => string[],
): string[] {
  const found: string[] = [];
  for (const [, names = '', values = ''] of text.matchAll(/Key \(([^)]+)\)=\((.*?)\)(?=[ .]|$)/g)) {
    const parts = values.split(', ');
    for (const [at, name] of names.split(', ').entries()) {
      const value = parts[at];
      if (value) found.push(...byName(value, { name: name.replace(/^lower\(|\W*:.*$|\)$/g, '') }, false));
    }
  }
  for (const [, row = ''] of text.matchAll(/Failing row contains \((.*)\)/g)) {
    // Its columns are not named, so all but numbers, times and single words of the schema are taken for personal.
    for (const part of row.split(', '))
      if (!/^(null|[tf]|-?[\d.]+|\d{4}-\d\d-\d\d.*)$/.test(part)) found.push(part);
  }
  return found;
}
