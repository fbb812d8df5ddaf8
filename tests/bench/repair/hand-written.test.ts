import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { parseModule } from '../../../proof/screen/parse-module.ts';
import { handWritten } from './hand-written.ts';

it('reads at least 200 bugs, each a program that parses and differs from the right one', async () => {
  const cases = await handWritten(fileURLToPath(new URL('../../fixtures/repair/by-hand', import.meta.url)));
  expect(cases.length).toBeGreaterThanOrEqual(200);
  for (const { program, right, bug, visible, all } of cases) {
    expect(parseModule(program, bug.text), `${program}: ${bug.rule}`).not.toBeNull();
    expect(bug.text).not.toBe(right);
    expect(visible.length).toBeGreaterThanOrEqual(3);
    expect(all.length - visible.length).toBeGreaterThanOrEqual(6);
  }
});
