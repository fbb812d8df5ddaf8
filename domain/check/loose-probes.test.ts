import { expect, it } from 'vitest';
import { parseDefinition } from '../service-definition.ts';
import { declaredBy, looseProbes } from './loose-probes.ts';

const probeOf = (probe: object) =>
  parseDefinition({
    name: 'shop',
    faults: [{ code: 'A_FAULT', title: 'a', route: '/a', allowedFiles: ['a.js'], probe }],
  }).faults.map(({ code, probe: parsed }) => declaredBy(code, parsed));
const request = { path: '/a' };

it('says of a success without a body that it knows little, and what to add', () => {
  expect(looseProbes(probeOf({ request, expect: { status: 200 } }), 'expect.body')).toEqual([
    'A_FAULT declares a status and no body, so a fix that answers something empty meets it as well. Add expect.body.',
  ]);
});

it('names several in one sentence', () => {
  const expected = { status: 201 };
  const both = ['POST /a', 'POST /b'].map((name) => ({ name, expect: expected }));
  expect(looseProbes(both, '--expect-body')).toEqual([
    'POST /a, POST /b declare a status and no body, so a fix that answers something empty meets them as well. Add --expect-body.',
  ]);
});

it.each([
  ['a body', { request, expect: { status: 200, body: { id: 1 } } }],
  ['null as its body', { request, expect: { status: 200, body: null } }],
  ['a success without content', { request, expect: { status: 204 } }],
  ['a refusal', { request, expect: { status: 404 } }],
  ['nothing', { request, expect: null }],
  ['a command', { kind: 'command', command: ['npm', 'test'] }],
])('says nothing of a probe that declares %s', (_, probe) => {
  expect(looseProbes(probeOf(probe), 'expect.body')).toEqual([]);
});
