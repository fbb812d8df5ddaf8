import { expect, it } from 'vitest';
import { DiscoveredFault, type Frame } from '../domain/discovered.ts';
import { SutureError } from '../domain/errors.ts';
import type { CodeHost } from '../domain/ports/code-host.ts';
import type { BuiltStack } from '../domain/ports/prover.ts';
import { Recording } from '../domain/recording.ts';
import type { ServiceRecord } from '../domain/service.ts';
import { parseDefinition } from '../domain/service-definition.ts';
import { mapFrames } from './map-frames.ts';

const HEAD = 'a'.repeat(40);
const OLDER = 'b'.repeat(40);
const BUILT: Frame = {
  ...{ file: '/app/dist/server.js', function: 'charge', line: 90, inApp: true, mapped: false },
  why: 'It is written by the build; a source map of the build names its source.',
};
const SOURCE: Frame = { ...BUILT, file: 'src/money.ts', line: 7, mapped: true, why: null };
const fault = DiscoveredFault.parse({
  ...{ service: 'shop', code: 'ERR_0123456789AB', kind: 'error', severity: 'medium' },
  ...{ title: 'TypeError in charge, /app/dist/server.js', method: 'GET', route: '/', reason: [] },
  ...{ frames: [BUILT], allowedFiles: [] },
  missing: ["1 of the frames of the service's code are in no file of the repository."],
});

async function map(
  release: string | null,
  answer: (commit: string) => (Frame | null)[],
  frames = [BUILT],
  errors: Recording['errors'] = [],
) {
  const saved: DiscoveredFault[] = [];
  const notes: string[] = [];
  const asked: (BuiltStack & { commit: string })[] = [];
  const recording = Recording.parse({
    ...{ service: 'shop', key: '1', route: '/', reason: 'x', logLine: '', latencyMs: 1, release },
    errors,
    at: '2026-11-29T10:00:00.000Z',
    stack: 'TypeError: x\n    at charge (/app/dist/server.js:90:9)',
  });
  const definition = parseDefinition({ name: 'shop' });
  const record = { name: 'shop', definition, definitionCommit: HEAD, problem: null } as ServiceRecord;
  await mapFrames(
    {
      store: {
        discoveredFault: async () => ({ ...fault, frames }),
        recordingFor: async () => recording,
        serviceFiles: async () => ({ commit: HEAD, files: ['src/money.ts'] }),
        saveDiscoveredFault: async (changed) => void saved.push(changed),
        addNote: async ({ message }) => void notes.push(message),
      },
      // No suture.yaml at the older commit: it is built as the newest says.
      codeHosts: { of: () => ({ readFiles: async () => ({}) }) as unknown as CodeHost },
      prover: {
        mapFrames: async ({ commit }, stack) => {
          asked.push({ commit, ...stack });
          return answer(commit);
        },
      },
    },
    record,
    { id: 'LIVE-0001', error_code: fault.code },
    'key',
    { signal: new AbortController().signal, heartbeat() {} },
  );
  return { saved, notes, asked };
}

it('names the source, and what a fix may change, by the build of the commit that the report names', async () => {
  const { saved, notes, asked } = await map(`shop@${OLDER}`, () => [SOURCE]);
  expect(asked).toMatchObject([{ commit: OLDER, isReleased: true, frames: [{ line: 90, column: 9 }] }]);
  expect(saved).toEqual([
    {
      ...fault,
      title: 'TypeError in charge, src/money.ts',
      frames: [SOURCE],
      allowedFiles: ['src/money.ts'],
      missing: [],
    },
  ]);
  expect(notes).toEqual([
    'By the build of bbbbbbbbbb, 1 frames are in files of the repository; the innermost is charge in src/money.ts:7.',
  ]);
});

it('takes the build of the newest commit where the report names none, and says so to the prover', async () => {
  expect((await map('2.1.0', () => [SOURCE])).asked).toMatchObject([{ commit: HEAD, isReleased: false }]);
  expect((await map(HEAD.slice(0, 8), () => [SOURCE])).asked).toMatchObject([
    { commit: HEAD, isReleased: true },
  ]);
});

it('allows no file of a frame that no map places, and says why', async () => {
  const why = 'The build writes no source map of it: dist/server.js of the build of aaaaaaaaaa.';
  const named = { ...BUILT, file: 'src/server.ts', mapped: true, why: 'By name: …' };
  const { saved, notes } = await map(HEAD, () => [{ ...BUILT, why }], [named]);
  expect(saved[0]).toMatchObject({
    allowedFiles: [],
    missing: fault.missing,
    frames: [{ mapped: false, why }],
  });
  expect(notes).toEqual([`The innermost frame of the service's code has no file: ${why}`]);
});

it('keeps the frames and says why where the commit does not exist or does not build', async () => {
  const { saved, notes } = await map(OLDER, (commit) => {
    throw new SutureError('unknown_commit', `There is no commit ${commit} in the repository.`);
  });
  expect(saved).toEqual([]);
  expect(notes[0]).toMatch(/^No source map of bbbbbbbbbb can be asked: There is no commit b{40}/);
});

it('asks for the places of causes as well, and lets a fix change their files', async () => {
  const error = { class: 'Error', message: 'x', handled: true };
  const errors = [
    { ...error, stack: 'TypeError: x\n    at charge (/app/dist/server.js:90:9)' },
    {
      ...error,
      stack:
        'Error: y\n    at tax (/app/dist/server.js:7:3)\n    at next (/app/node_modules/express/index.js:1:1)',
    },
  ];
  const first = { ...SOURCE, file: 'src/tax.ts', function: 'tax', line: 2 };
  const { saved, asked } = await map(HEAD, () => [SOURCE, first], [BUILT], errors);
  expect(asked[0]?.frames.map(({ line }) => line)).toEqual([90, 7]);
  expect(saved[0]).toMatchObject({ frames: [SOURCE, first], allowedFiles: ['src/money.ts', 'src/tax.ts'] });
});

it('asks for no build where each frame has its file', async () => {
  expect((await map(HEAD, () => [], [SOURCE])).asked).toEqual([]);
});
