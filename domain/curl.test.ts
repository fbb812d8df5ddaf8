import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { curlOf } from './curl.ts';
import type { ProbeRequest } from './evidence.ts';

/** What a shell makes of the command: the words that curl would be given. */
function wordsOf(command: string): string[] {
  const script = `set -- ${command}; for word do printf '%s\\0' "$word"; done`;
  return execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
}

const BASE = 'http://127.0.0.1:8000';

it('says a plain request plainly', () => {
  expect(curlOf({ method: 'POST', path: '/test', headers: {} }, BASE)).toBe(
    'curl -i -X POST http://127.0.0.1:8000/test',
  );
  expect(curlOf({ method: 'GET', path: '/a?b=1&c=2', headers: {} }, BASE)).toBe(
    "curl -i 'http://127.0.0.1:8000/a?b=1&c=2'",
  );
});

it('gives a shell nothing to do but the request', () => {
  const request: ProbeRequest = {
    method: 'POST',
    path: `/x';touch$${'{IFS}'}/tmp/owned;'`,
    headers: { 'X-Name': `it's $(whoami) \`id\` "!\\` },
    body: { text: "'; rm -rf / #\n$HOME" },
  };
  expect(wordsOf(curlOf(request, BASE))).toEqual([
    'curl',
    '-i',
    '-X',
    'POST',
    '-H',
    `X-Name: it's $(whoami) \`id\` "!\\`,
    '-H',
    'content-type: application/json',
    '--data-raw',
    JSON.stringify(request.body),
    expect.stringContaining('http://127.0.0.1:8000/x'),
  ]);
});

it('names the type of a body once', () => {
  const headers = { 'Content-Type': 'text/plain' };
  const words = wordsOf(curlOf({ method: 'PUT', path: '/', headers, body: 'x' }, BASE));
  expect(words.filter((word) => /content-type/i.test(word))).toEqual(['Content-Type: text/plain']);
});
