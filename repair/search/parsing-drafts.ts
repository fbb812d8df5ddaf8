import type { FileVersion } from '../../domain/fix.ts';
import { applyEdits, type Edit } from '../syntax/edits.ts';
import { isReadable, isSound, parseErrors, parseSource } from '../syntax/source.ts';
import type { Draft } from './draft.ts';

/** Marks that are forgotten, with how often each is. */
const FORGOTTEN: Readonly<Record<string, number>> = {
  ')': 1,
  '}': 1,
  ']': 1,
  ',': 0.9,
  '(': 0.8,
  '{': 0.8,
  '[': 0.8,
  "'": 0.8,
  '"': 0.8,
  '`': 0.8,
  ':': 0.7,
  '})': 0.5,
};
const PAIRS: Readonly<Record<string, string>> = { ')': '(', '}': '{', ']': '[' };
/** Places around an error of the parser that are tried. */
const PLACES = 90;
/** The most texts of a file that are parsed: about a second for 300 lines. */
const PARSED = 2_400;
/** The most drafts for a file. */
const DRAFTS = 40;

/**
 * For files that do not parse: one bracket, quote, comma or colon more or less, as long as the file parses with it. The
 * nearest to the parser's error first, and those first that make brackets and quotes come out even.
 */
export function parsingDrafts(files: readonly FileVersion[]): Draft[] {
  return files
    .filter((file) => isReadable(file.path) && parseSource(file) === null)
    .flatMap(draftsOf)
    .sort((a, b) => b.score - a.score);
}

function draftsOf({ path, content }: FileVersion): Draft[] {
  const errors = parseErrors({ path, content });
  const tried = placesNear(content, errors)
    .flatMap((place, rank) => editsAt(content, place, Math.min(rank, PLACES / 2)))
    .sort((a, b) => b.score - a.score)
    .slice(0, PARSED);
  const seen = new Set<string>();
  const found: Draft[] = [];
  for (const { edit, score, rationale } of tried) {
    if (found.length >= DRAFTS) break;
    const changed = applyEdits(content, [edit]);
    const key = changed.replace(/\s+/g, '');
    if (seen.has(key) || !isSound({ path, content: changed })) continue;
    seen.add(key);
    found.push({
      ...{ path, edits: [edit], content: changed, rationale, score },
      ...{ templates: ['parsing'], answers: ['wrong_result'] },
    });
  }
  return found;
}

interface MarkEdit {
  edit: Edit;
  score: number;
  rationale: string;
}

/** Places between words and marks: the nearest to an error, then ends of lines where the indent speaks for a bracket. */
function placesNear(text: string, errors: readonly number[]): number[] {
  const all = [...text.matchAll(/[\w$]+|\S/g)].flatMap(({ index, 0: { length } }) => [index, index + length]);
  const distance = (place: number) => Math.min(...errors.map((error) => Math.abs(place - error)));
  const near = [...new Set(all)].sort((a, b) => distance(a) - distance(b)).slice(0, PLACES);
  return [...new Set([...near, ...indentsAlone(text)])];
}

/** Ends of lines behind which the indent changes, with no bracket that says so. */
function indentsAlone(text: string): number[] {
  const lines = [...text.matchAll(/^([ \t]*)(\S.*)$/gm)];
  return lines.flatMap((line, at) => {
    const next = lines[at + 1];
    const more = (next?.[1]?.length ?? 0) - (line[1]?.length ?? 0);
    const [text, following] = [line[2] ?? '', next?.[2] ?? ''];
    const alone = more < 0 ? !/^[)\]}]/.test(following) : more > 0 && !/[([{]$/.test(text);
    return alone ? [line.index + line[0].length] : [];
  });
}

function editsAt(text: string, place: number, rank: number): MarkEdit[] {
  const near = 0.9 * Math.exp(-rank / PLACES);
  const line = text.slice(0, place).split('\n').length;
  const atEnd = /^[ \t]*(\n|$)/.test(text.slice(place));
  const found: MarkEdit[] = [];
  for (const [mark, often] of Object.entries(FORGOTTEN)) {
    // A block ends on a line of its own.
    const written = mark === '}' && atEnd ? `\n${outerIndent(text, place)}}` : mark;
    found.push({
      edit: { start: place, end: place, text: written },
      score: near * often * (missing(text, mark) ? 1 : 0.4) * (mark === '}' && !atEnd ? 0.6 : 1),
      rationale: `The file does not parse. Adds the missing "${mark}" on line ${line}.`,
    });
  }
  const mark = text[place] ?? '';
  if (/[()[\]{},:'"`;]/.test(mark))
    found.push({
      edit: { start: place, end: place + 1, text: '' },
      score: near * (surplus(text, mark) ? 0.95 : 0.35),
      rationale: `The file does not parse. Removes the "${mark}" on line ${line} that is one too many.`,
    });
  return found;
}

/** The indent of the statement that opens the block at a place, taken to be one step less than that of its line. */
function outerIndent(text: string, place: number): string {
  const start = text.lastIndexOf('\n', place - 1) + 1;
  const [own = ''] = /^[ \t]*/.exec(text.slice(start, place)) ?? [];
  return own.startsWith('\t') ? own.slice(1) : own.slice(2);
}

function count(text: string, mark: string): number {
  return text.split(mark).length - 1;
}

/** Whether brackets or quotes would come out even with one more of these marks. */
function missing(text: string, mark: string): boolean {
  return [...mark].every((each) => {
    const opens = PAIRS[each];
    if (opens) return count(text, opens) > count(text, each);
    const closes = Object.keys(PAIRS).find((key) => PAIRS[key] === each);
    if (closes) return count(text, closes) > count(text, each);
    return /['"`]/.test(each) ? count(text, each) % 2 === 1 : true;
  });
}

function surplus(text: string, mark: string): boolean {
  const opens = PAIRS[mark];
  if (opens) return count(text, mark) > count(text, opens);
  const closes = Object.keys(PAIRS).find((key) => PAIRS[key] === mark);
  if (closes) return count(text, mark) > count(text, closes);
  return /['"`]/.test(mark) ? count(text, mark) % 2 === 1 : false;
}
