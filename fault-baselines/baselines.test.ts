import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { demonstration } from '../tests/support/demonstration.ts';

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

it.each(demonstration().definition.faults)('the baseline of $code is its faulty file', (fault) => {
  expect(read(fault.baselineFile as string)).toBe(read(`demo/service/${fault.allowedFiles[0]}`));
});
