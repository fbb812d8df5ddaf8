import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { timeLimit } from './deadline.ts';

it('ends a request at the limit, though memory is collected meanwhile', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const silent = createServer(() => undefined).listen(0, '127.0.0.1');
  await new Promise((listening) => silent.once('listening', listening));
  const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  const other = new AbortController();
  const signal = () => AbortSignal.any([other.signal, timeLimit(200)]);
  const requests = Array.from({ length: 20 }, () =>
    fetch(url, { signal: signal() }).catch(({ name }) => name),
  );
  const collecting = setInterval(collect, 10);
  const ends = await Promise.all(requests);
  clearInterval(collecting);
  silent.closeAllConnections();
  silent.close();
  expect(new Set(ends)).toEqual(new Set(['TimeoutError']));
});

it('is what every file takes that combines a limit with other signals', () => {
  const files = execFileSync(
    'git',
    ['ls-files', '*.ts', '*.tsx', ':!*.test.ts', ':!*fixtures*', ':!repair/*'],
    {
      encoding: 'utf8',
    },
  ).split('\n');
  const both = files.filter((file) => {
    const text = file === '' ? '' : readFileSync(file, 'utf8');
    return text.includes('AbortSignal.any(') && text.includes('AbortSignal.timeout(');
  });
  expect(both).toEqual([]);
});
