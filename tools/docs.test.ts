import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const list = (...patterns: string[]) =>
  execFileSync('git', ['ls-files', '-co', '--exclude-standard', ...patterns], { encoding: 'utf8' })
    .split('\n')
    .filter((file) => file && existsSync(file));

const pages = list('*.md').filter((page) => !page.startsWith('docs/runbooks/'));
const scripts = Object.keys(
  JSON.parse(readFileSync('package.json', 'utf8')).scripts as Record<string, string>,
);
const folders = new Set(list().flatMap((file) => (file.includes('/') ? [file.split('/')[0]] : [])));

/** Code spans that look like a path into one of our folders, or a file at the top. */
function pathsIn(text: string): string[] {
  return (
    [...text.matchAll(/`([\w.-]+(?:\/[\w.{},-]+)*\/?)`/g)]
      .map((match) => match[1] as string)
      // What a build writes is not there on a fresh clone.
      .filter((span) => !/(^|\/)dist\//.test(span))
      .filter((span) => folders.has(span.split('/')[0]) && span.includes('/') && !/[{}]/.test(span))
  );
}

describe.each(pages)('%s', (page) => {
  const text = readFileSync(page, 'utf8');

  it('names paths that exist', () => {
    expect(pathsIn(text).filter((path) => !existsSync(path))).toEqual([]);
  });

  it('names npm scripts that exist', () => {
    const named = [...text.matchAll(/`[^`\n]*npm (?:run )?([a-z:]+)[^`\n]*`/g)].map(
      (match) => match[1] as string,
    );
    const builtIn = ['ci', 'install', 'pack', 'test', 'start'];
    expect(named.filter((name) => !scripts.includes(name) && !builtIn.includes(name))).toEqual([]);
  });

  it('links to files that exist', () => {
    const links = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)/g)].map(
      (match) => match[1] as string,
    );
    expect(links.filter((link) => !existsSync(join(dirname(page), link)))).toEqual([]);
  });
});
