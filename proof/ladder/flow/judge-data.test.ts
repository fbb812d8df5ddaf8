import { expect, it } from 'vitest';
import { Recording } from '../../../domain/recording.ts';
import { judgeData } from './judge-data.ts';
import { learnFlows } from './learn-flows.ts';
import { withLargeNumbers } from './other-data.ts';

const recording = Recording.parse({
  ...{ service: 'shop', key: 'one', route: '/files', reason: 'status_500', logLine: '', latencyMs: 20 },
  ...{ at: '2026-11-30T10:00:00.000Z', message: 'Do not know how to serialize a BigInt' },
  request: { method: 'GET', path: '/files', headers: {} },
  steps: [
    {
      ...{ kind: 'sql', text: 'SELECT size FROM files', values: [], command: 'SELECT', rowCount: 1 },
      ...{ rows: [{ size: '5000000000' }], error: null },
      fields: [{ name: 'size', tableID: 1, columnID: 1, dataTypeID: 20 }],
    },
  ],
});
const sizeIn = ({ steps: [step] }: Recording) => (step?.kind === 'sql' ? String(step.rows[0]?.size) : '');

it.each([
  ['as it is', (size: string) => size, []],
  ['as a number', Number, [expect.stringContaining('digits are lost')]],
  ['as the text of a number', (size: string) => String(Number(size)), [expect.stringContaining('digits')]],
])('judges a fix that answers a number of eight bytes %s', async (_, show, expected) => {
  const flow = { given: [], bound: [], calls: [] };
  const alone = async (one: Recording) => ({ status: 200, body: { size: show(sizeIn(one)) }, flow });
  const near = { flows: learnFlows([], []), others: [withLargeNumbers(recording)] };
  const observations = { statements: [], upstreams: [] };
  const judged = { reproduction: { near, failures: [], observations }, status: 200 };
  const job = { subject: { recording } };
  expect(await judgeData(job as never, judged as never, alone as never)).toEqual(expected);
});
