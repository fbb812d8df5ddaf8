import { ERROR_TYPES } from '../domain/error-types.ts';

const START = '<!-- Written from domain/error-types.ts by: npx vitest run tools/write-errors.test.ts -u -->';
const END = '<!-- end -->';

/**
 * `docs/api.md` with its tables of errors as `domain/error-types.ts` has them now.
 * @param page the page as it is
 */
export function writeErrors(page: string): string {
  const [before, rest] = split(page, START);
  const [, after] = split(rest, END);
  const entries = Object.entries(ERROR_TYPES);
  const answered = entries.flatMap(([type, { status, retryable, meaning }]) =>
    status === null
      ? []
      : [{ status, row: `| ${status} | \`${type}\` | ${yesOrNo(retryable)} | ${meaning} |` }],
  );
  const others = entries.flatMap(([type, { status, retryable, meaning }]) =>
    status === null ? [`| \`${type}\` | ${yesOrNo(retryable)} | ${meaning} |`] : [],
  );
  const tables = [
    '| status | code | retry | meaning |',
    '| --- | --- | --- | --- |',
    ...answered.sort((a, b) => a.status - b.status).map(({ row }) => row),
    '',
    'The following types appear in timelines, in logs and on the command line. The API answers them with 500.',
    '',
    '| type | retry | meaning |',
    '| --- | --- | --- |',
    ...others.sort(),
  ];
  return `${before}${START}\n\n${tables.join('\n')}\n\n${END}${after}`;
}

function yesOrNo(retryable: boolean): string {
  return retryable ? 'yes' : 'no';
}

function split(text: string, marker: string): [before: string, after: string] {
  const at = text.indexOf(marker);
  if (at === -1) throw new Error(`docs/api.md lacks the line ${marker}`);
  return [text.slice(0, at), text.slice(at + marker.length)];
}
