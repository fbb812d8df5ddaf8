import { expect, it } from 'vitest';
import type { Conduct } from '../../domain/ports/prover.ts';
import { newConductPowers } from './new-conduct.ts';

const NOTHING: Conduct = {
  ...{ did: [], timers: [], listeners: {}, requests: [], processes: [], files: [], statements: [] },
  ...{ listening: 1, looked: true, exitCode: null },
};

it.each([
  ['node_modules/@msgpackr-extract/linux/node.abi115.glibc.node', false],
  ['node_modules/../logs/made.node', true],
  ['logs/node_modules/made.node', true],
  ['/tmp/node_modules/made.node', true],
])('of a native addon that is newly loaded, %s is refused: %s', (file, refused) => {
  const [power] = newConductPowers(NOTHING, { ...NOTHING, did: [`addon ${file}`] });
  expect(power).toMatchObject({ kind: 'builtin', refused });
  expect(
    newConductPowers({ ...NOTHING, did: [`addon ${file}`] }, { ...NOTHING, did: [`addon ${file}`] }),
  ).toEqual([]);
});
