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

it('takes a cache that is named after the folder of the service for the one of before', () => {
  const cached = (folder: string) => [
    `write /tmp/v8-compile-cache-65533/11.3/zStmpzS${folder}zSts-node.BLOB`,
  ];
  const before = { ...NOTHING, did: cached('app_base_5bce98_297_32c543_1851def6') };
  const after = { ...NOTHING, did: cached('app_work_5bce98_297_32c543_cf2c640f') };
  expect(newConductPowers(before, after)).toEqual([]);
});
