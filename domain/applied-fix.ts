import type { FileVersion } from './fix.ts';

type Files = Readonly<Record<string, string>>;

/**
 * Whether files hold a fix that a person applied by hand, perhaps beside changes of their own.
 * @param before the files under repair
 * @param edits the fix
 * @param now the files of the release that is live
 */
export function holdsFix(before: Files, edits: readonly FileVersion[], now: Files): boolean {
  return edits.every(({ path, content }) => {
    const text = now[path];
    if (text === undefined) return false;
    return text === content || changedAlike(linesOf(before[path] ?? ''), linesOf(content), linesOf(text));
  });
}

/** Every line that the fix removes is there less often than before, and every line that it adds more often. */
function changedAlike(before: string[], fixed: string[], now: string[]): boolean {
  const lines = new Set([...before, ...fixed]);
  let differs = false;
  for (const line of lines) {
    const wanted = Math.sign(times(fixed, line) - times(before, line));
    if (wanted === 0) continue;
    differs = true;
    if (Math.sign(times(now, line) - times(before, line)) !== wanted) return false;
  }
  return differs;
}

/** Without what a formatter changes. */
function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function times(lines: string[], wanted: string): number {
  return lines.filter((line) => line === wanted).length;
}
