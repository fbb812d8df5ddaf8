import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { walk } from 'estree-walker';
import { parseSync } from 'oxc-parser';
import { describe, expect, it } from 'vitest';
import { demonstration } from '../tests/support/demonstration.ts';
import { templates } from './templates/index.ts';
import { warehouse } from './testing/warehouse.ts';

/** The engine as it ships: what it is tested with may name faults. */
const sources = execFileSync(
  'git',
  ['ls-files', '-co', '--exclude-standard', 'repair', 'adapters/fix-provider'],
  {
    encoding: 'utf8',
  },
)
  .split('\n')
  .filter((file) => file.endsWith('.ts') && !/\.test\.ts$|\/testing[/.]|\/fixtures\//.test(file));

/** Everything that is written out in a file: numbers, texts, patterns, names. */
function writtenIn(file: string): { numbers: number[]; texts: string[] } {
  const numbers: number[] = [];
  const texts: string[] = [];
  walk(parseSync(file, readFileSync(file, 'utf8')).program as never, {
    enter(raw) {
      const node = raw as unknown as { type: string; value?: unknown; name?: string; raw?: string };
      if (node.type === 'Identifier') texts.push(node.name ?? '');
      if (node.type === 'Literal' && typeof node.value === 'number') numbers.push(node.value);
      else if (node.type === 'Literal') texts.push(node.raw ?? '');
      if (node.type === 'TemplateElement') texts.push((node.value as { raw: string }).raw);
    },
  });
  return { numbers, texts };
}

/** What belongs to one fault only. An engine that fixes any fault must not know it. */
const particulars = [demonstration().definition, warehouse].flatMap((service) => [
  ...service.upstreams.flatMap(({ name, variable }) => [
    ...(name.includes('-') ? [name] : []),
    ...(variable ? [variable] : []),
  ]),
  ...service.faults.flatMap(({ code, type, title, route, allowedFiles, baselineFile }) => [
    code,
    type,
    title,
    route,
    ...allowedFiles,
    ...(baselineFile ? [baselineFile] : []),
  ]),
]);
const statements = ['pg_sleep', 'statement_timeout = ', 'SELECT FROM'];

describe('the repair engine', () => {
  it('has all its templates in one list, each with a name of its own', () => {
    const files = sources.filter(
      (file) => /^repair\/templates\/[\w-]+\.ts$/.test(file) && !file.endsWith('/index.ts'),
    );
    expect(templates.map(({ name }) => name).sort()).toEqual(
      files.map((file) => basename(file, '.ts')).sort(),
    );
  });

  it.each(sources)('%s names no fault, no file and no answer', (file) => {
    const { numbers, texts } = writtenIn(file);
    const named = (word: string) => texts.filter((text) => text.toLowerCase().includes(word.toLowerCase()));
    for (const word of [...particulars, ...statements, 'forty-two', 'forty_two', 'fortytwo', 'FAULT_']) {
      expect(named(word), `${file} names ${word}`).toEqual([]);
    }
    // Not in a comment either.
    expect(readFileSync(file, 'utf8')).not.toMatch(/5500|pg_sleep|forty.?two/i);
    // The value, the latencies and the limits of the demonstration.
    for (const number of [42, 5500, 3400, 8000]) expect(numbers).not.toContain(number);
  });

  it('keeps each template short', () => {
    const long = sources.filter((file) => readFileSync(file, 'utf8').split('\n').length > 250);
    expect(long).toEqual([]);
  });
});
