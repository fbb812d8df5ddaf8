import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import config from '../suture.config.ts';

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const faults = config.services.flatMap((service) => service.faults);

it.each(faults.map((fault) => [fault.code, fault] as const))('the baseline of %s is its file', (_, fault) => {
  expect(read(fault.baselineFile)).toBe(read(fault.allowedFiles[0] as string));
});
