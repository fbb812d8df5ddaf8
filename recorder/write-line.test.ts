import { closeSync, openSync, writeSync } from 'node:fs';
import { expect, it } from 'vitest';
import { writeLine } from './write-line.ts';

it('writes a line to stderr', () => {
  const written: unknown[] = [];
  writeLine('it failed', (...given) => written.push(given));
  expect(written).toEqual([[2, 'it failed\n']]);
});

it('loses a line that a full disk does not take', () => {
  const full = openSync('/dev/full', 'w');
  try {
    expect(() => writeSync(full, 'x')).toThrow('ENOSPC');
    expect(() => writeLine('it failed', (_, text) => writeSync(full, text))).not.toThrow();
  } finally {
    closeSync(full);
  }
});
