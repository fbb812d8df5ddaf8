/** Slips of the pen: `amuont` for `amount` is two. Longer words may have more than one. */
const slipsIn = (word: string) => (word.length < 4 ? 1 : word.length < 9 ? 2 : 3);

/** Whether two names are the same but for a slip of the pen, or a plural. Case does not count. */
export function isAlike(one: string, other: string): boolean {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  if (a === b) return true;
  // A short word becomes any other short word by two changes.
  const most = Math.min(slipsIn(a), slipsIn(b), Math.ceil(Math.max(a.length, b.length) / 3));
  return Math.abs(a.length - b.length) <= most && distance(a, b) <= most;
}

/** Levenshtein's distance. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [at, letter] of [...one].entries()) {
    const next = [at + 1];
    for (const [index, otherLetter] of [...other].entries()) {
      const changed = (row[index] as number) + (letter === otherLetter ? 0 : 1);
      next.push(Math.min(changed, (row[index + 1] as number) + 1, (next[index] as number) + 1));
    }
    row = next;
  }
  return row.at(-1) as number;
}
