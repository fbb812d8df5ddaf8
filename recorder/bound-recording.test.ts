import { expect, it } from 'vitest';
import { boundRecording } from './bound-recording.ts';
import { type Recording, type Step, toRecording } from './recording.ts';
import { report } from './testing.ts';

const LARGEST = 500 * 1024;

function recordingWith(changes: Partial<Recording>): Recording {
  return { ...toRecording(report(), 'shop', null), ...changes };
}

function statement(rows: number, characters: number): Step {
  return {
    kind: 'sql',
    at: 1,
    took: 1,
    text: 'SELECT note FROM orders',
    values: [],
    command: 'SELECT',
    rowCount: rows,
    fields: [{ name: 'note', tableID: 1, columnID: 1, dataTypeID: 25 }],
    rows: Array.from({ length: rows }, () => ({ note: 'ö'.repeat(characters) })),
    tables: {},
    error: null,
  };
}
const sizeOf = (recording: Recording) => Buffer.byteLength(JSON.stringify(recording));

it('leaves a recording below 500 KiB as it is', () => {
  const recording = recordingWith({ steps: [statement(200, 100)] });
  expect(boundRecording(recording)).toBe(recording);
});

it.each<[string, Partial<Recording>, string[]]>([
  [
    'requests before it',
    {
      before: [
        {
          request: { method: 'GET', path: '/', headers: {} },
          at: '2026-01-01T00:00:00.000Z',
          steps: [statement(200, 1_500)],
        },
      ],
    },
    ['before'],
  ],
  ['one long text', { steps: [statement(1, 300_000)] }, ['steps']],
  ['many rows', { steps: [statement(200, 2_000)] }, ['steps', 'rows']],
  ['many statements', { steps: Array.from({ length: 200 }, () => statement(1, 2_000)) }, ['steps', 'rows']],
  [
    'a long body of the request',
    { request: { method: 'POST', path: '/', headers: {}, body: 'ö'.repeat(300_000) } },
    ['body'],
  ],
])('cuts a recording below 500 KiB and names what is cut: %s', (_, changes, names) => {
  const recording = recordingWith(changes);
  expect(sizeOf(recording)).toBeGreaterThan(LARGEST);
  const bounded = boundRecording(recording);
  expect(sizeOf(bounded)).toBeLessThanOrEqual(LARGEST);
  for (const name of names) expect(bounded.truncated).toContain(name);
  expect(new Set(bounded.truncated).size).toBe(bounded.truncated.length);
});
