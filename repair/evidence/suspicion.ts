import { ancestors, functionName, isFunction } from '../syntax/nodes.ts';
import type { Place, Source } from '../syntax/source.ts';
import type { Clues } from './clues.ts';
import { madeBy } from './slice.ts';

/** A part of a file that earlier proofs had something to say about. */
export interface Region {
  path: string;
  /** Lines, from 1, both included. */
  from: number;
  to: number;
  /** Above 1: changes there changed how runs failed; below 1: they did not. */
  factor: number;
}

/** How much less a place is suspected that has no part in what is wrong with the answer. */
const APART = 0.5;

/** How much a place is suspected, 0 to 1. */
export type Suspicion = (place: Place) => number;

/**
 * Suspects what the stack names most, then the functions that the messages name, then the rest. Without either all
 * of a file is suspected alike, and the templates' own priors decide.
 */
export function suspect(source: Source, clues: Clues, regions: readonly Region[]): Suspicion {
  const lineStarts = [0, ...[...source.text.matchAll(/\n/g)].map((match) => match.index + 1)];
  const lineOf = (offset: number) => {
    let low = 0;
    let high = lineStarts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  };
  const frames = clues.frames.filter((frame) => frame.path === source.path);
  const named = new Map<Place, number>();
  for (const place of source.places) {
    if (isFunction(place.node)) {
      const inside = frames.find(
        ({ line }) => line >= lineOf(place.node.start) && line <= lineOf(place.node.end),
      );
      const name = functionName(place as never);
      named.set(place, inside ? 0.65 * 0.9 ** inside.depth : name && clues.words.has(name) ? 0.6 : 0.4);
    }
  }
  const anyNamed = [...named.values()].some((score) => score > 0.4);

  const hasPart = clues.wrongKeys.size ? madeBy(source, clues.wrongKeys) : null;

  return (place) => {
    const line = lineOf(place.node.start);
    const owner = [place, ...ancestors(place)].find((at) => isFunction(at.node));
    let score = anyNamed ? (owner ? (named.get(owner) ?? 0.4) : 0.35) : 0.6;
    for (const frame of frames) {
      const near = Math.abs(frame.line - line);
      if (near <= 2) score = Math.max(score, (1 - 0.12 * near) * 0.92 ** frame.depth);
    }
    // A framework that makes an error anew keeps its words, and loses its frames.
    if (isThrown(place, clues)) score = 1;
    if (hasPart && frames.length === 0 && !hasPart(place)) score *= APART;
    for (const region of regions) {
      if (region.path === source.path && line >= region.from && line <= region.to) score *= region.factor;
    }
    return Math.min(1, score);
  };
}

/** Fewer words are said by chance. */
const FEWEST_WORDS = 3;

/** An error that is thrown with the very words that were said. */
function isThrown({ node, parent }: Place, clues: Clues): boolean {
  if (node.type !== 'NewExpression' || parent?.node.type !== 'ThrowStatement') return false;
  const [message] = node.arguments;
  const text = message?.type === 'Literal' && typeof message.value === 'string' ? message.value : '';
  const words = text.match(/[A-Za-z_$][\w$]{2,}/g) ?? [];
  return words.length >= FEWEST_WORDS && words.every((word) => clues.words.has(word));
}
