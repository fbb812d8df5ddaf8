import type { Tone } from './tone.ts';

/** One answer of the page to a person who is woken at night. */
export interface Answer {
  tone: Tone;
  /** The answer in a few words. */
  word: string;
  /** The rest of it, a sentence or two. */
  text: string;
  /** Where a person continues outside these pages. */
  link?: { href: string; text: string };
}
