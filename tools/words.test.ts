import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/** Words that are never right here, with what to write; see CONTRIBUTING.md. */
const AVOIDED: Record<string, string> = {
  'mend|mends|mended|mending': 'repair, fix',
  'ailment|ailments': 'fault',
  whoever: 'any client, the reader',
  'whatever|however often': 'any, always',
  'for good': 'permanently',
  'goes on': 'continues',
  'turned down': 'rejected',
  'need not be': 'optional',
  dearly: 'expensive',
  'leads to nobody': 'has no match',
  'takes? back|taking back|took back|taken back|(take|takes|took) it back': 'roll back, rolled back',
  'gone on with|left off': 'continued, interrupted',
  'journal|journals': 'log, transcript',
  'footprint|footprints': 'side effects',
  'turnstile|conductor|tether|ledger|foothold|remedy|remedies':
    'semaphore, pipeline, guard, store, partial fix, repair',
  'whose turn': 'admitted, queue',
  'at most so many': 'at most N',
  '(?<!there )is none': 'is not a …, is empty, is null',
};
const PATTERN = new RegExp(`\\b(${Object.keys(AVOIDED).join('|')})\\b`, 'i');

/** Every text that a person reads, but for what quotes the words or records the past. */
function texts(): string[] {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { encoding: 'utf8' });
  return listed
    .split('\n')
    .filter((file) => /\.(tsx?|m?js|md|ya?ml|css|py|sh|sql)$/.test(file))
    .filter(
      (file) => !/^(CHANGELOG\.md|tools\/words\.test\.ts)$|\/histories\/|\/0017-plain-names\./.test(file),
    );
}

it('uses none of the words to avoid in code, comments, tests and docs', () => {
  const files = texts();
  expect(files.length).toBeGreaterThan(800);
  const found = files.flatMap((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line, index) => {
        const word = PATTERN.exec(line)?.[0];
        return word ? [`${file}:${index + 1}: ${word}`] : [];
      }),
  );
  expect(found).toEqual([]);
});
