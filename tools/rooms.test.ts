import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { type Node, walk } from 'estree-walker';
import { parseSync } from 'oxc-parser';
import { expect, it } from 'vitest';

/** Tests, what only tests use, composition roots, and the recorder, which reads SUTURE_DSN in its user's program. */
const FREE =
  /\.test\.tsx?$|\/testing[/.]|\/contract\.ts$|(^|\/)main\.ts$|^(tests|tools|fakes|worker|stack)\/|^vitest\.config\.ts$|^recorder\/(recorder|register|flush)\.ts$/;

function sources(): string[] {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.ts', '*.tsx'], {
    encoding: 'utf8',
  });
  return listed.split('\n').filter((file) => file && !file.includes('/fixtures/'));
}

/** True for `process.env` in code; in a text, such as an error's, it reads nothing. */
function readsEnvironment(file: string): boolean {
  const text = readFileSync(file, 'utf8');
  // Without the word, written plainly or by an escape, there is nothing to look for.
  if (!/process|\\u/.test(text)) return false;
  let found = false;
  walk(parseSync(file, text).program as Node, {
    enter(node) {
      if (node.type !== 'MemberExpression') return;
      const { object, property } = node;
      found ||=
        object.type === 'Identifier' &&
        object.name === 'process' &&
        'name' in property &&
        property.name === 'env';
    },
  });
  return found;
}

it('only composition roots read process.env', () => {
  const checked = sources().filter((file) => !FREE.test(file) && !file.startsWith('demo/service/'));
  expect(checked.length).toBeGreaterThan(300);
  expect(checked.filter(readsEnvironment)).toEqual([]);
});

it('only the demonstration and tests name the faults of the demonstration', () => {
  const allowed =
    /^(demo|fault-baselines|mock-api|app\/pass-through)\/|\.test\.tsx?$|\/testing\/|^tests\/|\/fixtures\//;
  const names = /FAULT_(SQL_INJECTION_TEST|EXTERNAL_API_LATENCY|DB_TIMEOUT)|faults\/(sql|api|db)\b/;
  const offenders = sources().filter((file) => !allowed.test(file) && names.test(readFileSync(file, 'utf8')));
  expect(offenders).toEqual([]);
});
