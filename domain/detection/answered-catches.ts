/** Where an error is caught. */
const CATCH = /\bcatch\s*(?:\(\s*[^)]*\)\s*)?\{|\.catch\s*\(\s*(?:async\s+)?(?:\([^)]*\)|\w+)\s*=>\s*\{/g;
/** An answer of 5xx, as frameworks and Node itself write it. */
const ANSWERS =
  /\b(?:status|code|sendStatus|writeHead)\s*\(\s*5\d\d\b|\bstatus(?:Code)?\s*[=:]\s*5\d\d\b|\(\s*\w+\s*,\s*5\d\d\s*,|,\s*5\d\d\s*\)/;
/** Passes the error on, or reports it. */
const PASSES_ON = /\bthrow\b|\bnext\s*\(\s*\w|captureException|captureError|recordException|reject\s*\(/;
/** Longest block that is looked at, in characters, and blocks of one file. */
const LONGEST = 5_000;
const MOST = 200;

/**
 * Where code catches an error and answers with 5xx itself, so that no handler of a framework sees it.
 * @param text of one source file
 * @returns lines, from 1
 */
export function answeredCatches(text: string): number[] {
  const lines: number[] = [];
  for (const match of [...text.matchAll(CATCH)].slice(0, MOST)) {
    const body = blockAt(text, match.index + match[0].length);
    if (ANSWERS.test(body) && !PASSES_ON.test(body)) {
      lines.push(text.slice(0, match.index).split('\n').length);
    }
  }
  return lines;
}

/** The text up to the brace that closes a block. @param start behind the brace that opens it */
function blockAt(text: string, start: number): string {
  let depth = 1;
  const end = Math.min(text.length, start + LONGEST);
  for (let at = start; at < end; at += 1) {
    if (text[at] === '{') depth += 1;
    else if (text[at] === '}') depth -= 1;
    if (depth === 0) return text.slice(start, at);
  }
  return text.slice(start, end);
}
