import { expect, it } from 'vitest';
import { Recording } from '../../../domain/recording.ts';
import { withLargeNumbers, withOtherData } from './other-data.ts';

const INT8 = 20;
const INT4 = 23;
const recordingOf = (dataTypeID: number, rows: object[]) =>
  Recording.parse({
    ...{ service: 'shop', key: 'one', route: '/', reason: 'status_500', logLine: '', latencyMs: 20 },
    at: '2026-11-30T10:00:00.000Z',
    steps: [
      {
        ...{ kind: 'sql', text: 'SELECT id, size FROM files', values: [], command: 'SELECT', rowCount: 1 },
        ...{ rows, error: null },
        fields: [
          { name: 'id', tableID: 1, columnID: 1, dataTypeID: INT8 },
          { name: 'size', tableID: 1, columnID: 2, dataTypeID },
        ],
      },
    ],
  });
const rowsOf = (recording: Recording | null) =>
  recording?.steps.flatMap((step) => (step.kind === 'sql' ? step.rows : []));

it('gives numbers of eight bytes that a number of JavaScript cannot hold, and leaves keys', () => {
  const [row] = rowsOf(withLargeNumbers(recordingOf(INT8, [{ id: '12', size: '5000000000' }]))) ?? [];
  expect(row?.id).toBe('12');
  expect(BigInt(row?.size as string)).toBeGreaterThan(2n ** 53n);
  expect(String(Number(row?.size))).not.toBe(row?.size);
});

it.each([
  ['of four bytes', INT4, '500'],
  ['of one digit', INT8, '5'],
])('leaves numbers %s', (_, type, size) => {
  expect(withLargeNumbers(recordingOf(type, [{ id: '12', size }]))).toBeNull();
});

it('leaves what an upstream is asked for and answers by', () => {
  const recording = Recording.parse({
    ...recordingOf(INT4, []),
    request: { method: 'POST', path: '/parcels/3/refresh' },
    steps: [
      {
        ...{
          kind: 'sql',
          text: 'SELECT number, place FROM parcels',
          command: 'SELECT',
          rowCount: 1,
          error: null,
        },
        rows: [{ number: 'PX4711', place: 'Linz' }],
      },
      {
        ...{ kind: 'http', method: 'GET', url: `\${env:CARRIER_URL}/track/PX4711`, status: 200 },
        responseBody: { number: 'PX4711', hub: 'Wels' },
      },
    ],
  });
  const other = withOtherData(recording, { texts: [], numbers: [] } as never);
  const [sql, http] = other?.steps ?? [];
  expect(sql).toMatchObject({ rows: [{ number: 'PX4711', place: expect.not.stringMatching('Linz') }] });
  expect(http).toMatchObject({ responseBody: { number: 'PX4711', hub: expect.not.stringMatching('Wels') } });
});
