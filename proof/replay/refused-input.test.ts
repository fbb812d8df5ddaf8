import { expect, it } from 'vitest';
import { Recording } from '../../domain/recording.ts';
import { refusedInput } from './refused-input.ts';

const recorded = (path: string, message: string) =>
  Recording.parse({
    ...{ service: 'shop', key: 'one', route: '/', reason: 'status_500', logLine: '', latencyMs: 20 },
    at: '2026-11-29T10:00:00.000Z',
    request: { method: 'GET', path },
    steps: [{ kind: 'sql', text: 'SELECT 1', error: { code: '42703', message } }],
  });

it.each([
  ['holds', '/things?sort=colour', 'column "colour" does not exist', true],
  ['holds beside a table', '/things?sort=colour', 'column t.colour does not exist', true],
  ['does not hold', '/things?sort=name', 'column "colour" does not exist', false],
])('counts an unknown name as input where the request %s it', (_, path, message, counts) => {
  const input = refusedInput(recorded(path, message));
  expect([input.test('42703'), input.test('22P02')]).toEqual([counts, true]);
});
