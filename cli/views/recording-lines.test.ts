import { expect, it } from 'vitest';
import { recordingLines } from './recording-lines.ts';

it('shows all that was sent of a request, section by section', () => {
  const lines = recordingLines({
    kind: 'error',
    route: '/orders/:id',
    reason: 'status_500',
    pseudonyms: true,
    request: { method: 'GET', path: '/orders/17', headers: {} },
    response: { status: 500, headers: {} },
    stack: 'TypeError: no price\n    at price (src/price.ts:3:1)',
    errors: [],
    steps: [{ kind: 'sql', text: 'SELECT 1' }],
    before: [],
    release: 'abc',
  });
  expect(lines[0]).toBe(
    'error on /orders/:id: status_500; personal and secret values are made up by the service',
  );
  expect(lines.filter((line) => /^[A-Z]/.test(line))).toEqual([
    'Request',
    'Response',
    'Error',
    'Step 1: sql',
    'Besides',
  ]);
  expect(lines).toContain('      at price (src/price.ts:3:1)');
  expect(lines.join('\n')).toContain('"text": "SELECT 1"');
  expect(lines.join('\n')).toContain('"release": "abc"');
});
