import { expect, it } from 'vitest';
import { hadAnswered, hadSucceeded } from './had-answered.ts';
import { fieldRecording } from './testing.ts';

const response = (status: number) => ({ status, headers: {} });

it.each([
  ['a crash after a success', { kind: 'crash', response: response(201) }, true, true],
  ['a crash after a refusal', { kind: 'crash', response: response(404) }, true, false],
  ['a crash before any answer', { kind: 'crash' }, false, false],
  ['an answer with an error', { kind: 'error', response: response(500) }, false, false],
])('%s', (_, given, answered, succeeded) => {
  const recording = fieldRecording({ request: { method: 'POST', path: '/tickets' }, ...given });
  expect([hadAnswered(recording), hadSucceeded(recording)]).toEqual([answered, succeeded]);
});
