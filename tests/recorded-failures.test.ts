import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createClaudeProvider } from '../adapters/fix-provider/claude/provider.ts';
import { createRepairProvider } from '../adapters/fix-provider/repair.ts';
import { claudeSettings } from '../adapters/fix-provider/testing/claude.ts';
import { createSecretGuard } from '../adapters/secrets/secret-guard.ts';
import { findBlindSpots } from '../domain/detection/find-blind-spots.ts';
import { placeAt } from '../domain/detection/place.ts';
import { API_KEY, startMessagesServer } from '../fakes/claude/messages-server.ts';
import type { FieldCase } from './support/field/case.ts';
import { checkChange } from './support/field/check-change.ts';
import { type Field, type FieldService, openField, SENTRY } from './support/field/open-field.ts';

const MODULE = 'service.ts';
/** Each waits for some dozen proofs, and some stand beside one another. */
const PATIENCE = { timeout: 900_000 };

let field: Field;
beforeAll(async () => {
  field = await openField();
});
afterAll(() => field?.close());

/** Waits for the one incident of a service. */
function oneIncident(service: FieldService) {
  return vi.waitFor(async () => {
    const [first, ...others] = await field.incidentsOf(service);
    if (!first) throw new Error('no incident is open');
    expect(others).toEqual([]);
    return first;
  }, 120_000);
}

/** A model that proposes each of these edits in turn, and has it proven. */
function modelProposing(edits: { find: string; put: string }[]) {
  return startMessagesServer((turn) => {
    const edit = edits[turn];
    if (!edit) return undefined;
    const change = { path: MODULE, find: edit.find, replace: edit.put };
    const proposal = { cause: 'The request fails.', rationale: 'Changes the module.', edits: [change] };
    return {
      tools: [
        { name: 'propose_edits', input: proposal },
        { name: 'run_proof', input: { proposal: turn + 1 } },
      ],
    };
  });
}

const proven = ({ tried }: { tried: { verdict: { proven: boolean; summary: string } }[] }) =>
  tried.map(({ verdict }) => verdict.proven);

/** The engine proposes, and what the step chooses is asked what the failing request did not ask. */
async function healByEngine({ service, tables, known }: FieldService, incidentId: string) {
  const { chosen, refusal } = await field.attempt(incidentId, 1, createRepairProvider());
  expect(refusal).toBeNull();
  const [edit, ...others] = chosen?.candidate.edits ?? [];
  expect([edit?.path, others]).toEqual([MODULE, []]);
  const folder = join(field.root.folder, 'changed', service);
  expect(await checkChange(edit?.content ?? '', known, { folder, tables })).toEqual([]);
}

/** A model proposes edits that hide the failure, and then a right one: the step refuses all but the last. */
async function healByModel({ hiding, right }: FieldCase, incidentId: string) {
  const server = await modelProposing([...hiding, right]);
  try {
    const model = createClaudeProvider(claudeSettings(server.url), createSecretGuard([API_KEY]));
    const round = await field.attempt(incidentId, 2, model);
    expect(server.requests).toHaveLength(hiding.length + 1);
    expect(proven(round)).toEqual([...hiding.map(() => false), true]);
    expect(round.chosen?.candidate.edits[0]?.content).toContain(right.put);
  } finally {
    await server.close();
  }
}

it.concurrent.each([
  { name: '01-headers-sent', place: 'send', crashes: true },
  { name: '03-negative-offset', place: 'route' },
  // The handler has no name.
  { name: '06-unique-409', place: null },
  { name: '07-bind-count', place: 'findOrders' },
  { name: '09-async-crash', place: 'keep', crashes: true },
  { name: '11-upstream-html', place: 'rateOf' },
  { name: '14-upstream-hang', place: 'whereIs', hangs: true },
  { name: '16-redos', place: 'route', hangs: true },
])(
  'opens one incident of $name, reproduces it from what the recorder sent, and fixes it',
  PATIENCE,
  async (each) => {
    const { name, place, crashes, hangs } = each;
    const service = await field.attach(name);
    const waits: Record<string, string> = hangs ? { SUTURE_HANG_MS: '1000', SUTURE_BLOCKED_MS: '1000' } : {};
    const report = field.recorderOf(service, waits);
    const live = await field.start(service, report);
    const { probe } = service.known;
    const sent = live.ask({ ...probe, withinMs: hangs ? 8_000 : 60_000 });
    if (hangs) await expect(sent).rejects.toThrow();
    else if (crashes) {
      await sent.catch(() => {});
      await live.exited;
      await field.flush(report);
    } else expect((await sent).status).toBe(500);

    const incident = await oneIncident(service);
    expect(await field.placeOf(incident)).toEqual({ file: MODULE, function: place, mapped: true });
    await live.stop();
    const { reproduction } = await field.analyze(incident.id);
    expect([reproduction.reproduced, reproduction.differences]).toEqual([true, []]);
    await healByEngine(service, incident.id);
    await healByModel(service.known, incident.id);
  },
);

/** What `suture check` says that the reports of a service lack, with the SDK of Sentry set up. */
function lacking(text: string, hono: boolean): string {
  const dependencies = { '@sentry/node': '^10.0.0', ...(hono && { hono: '^4.0.0' }) };
  const files = new Map([
    ['package.json', JSON.stringify({ dependencies })],
    ['instrument.mjs', SENTRY['instrument.mjs']],
    [MODULE, text],
  ]);
  const tree = {
    paths: [...files.keys()],
    read: (path: string) => files.get(path) ?? null,
    readYaml: () => null,
  };
  const place = placeAt(tree, '');
  return place ? findBlindSpots(place).join('\n') : '';
}

const imported = (text: string) => `import * as Sentry from '@sentry/node';\n${text}`;
const capturing = (text: string) =>
  imported(
    text.replace(
      '    console.error(error);',
      '    Sentry.captureException(error);\n    console.error(error);',
    ),
  );
const handling = (text: string) =>
  imported(
    text.replace('const app = new Hono();', 'const app = new Hono();\nSentry.setupHonoErrorHandler(app);'),
  );
const ANSWERED = /passes it to no report, in service\.ts:\d+\. Add Sentry\.captureException\(error\) there/;
const NO_ANSWER = /sends nothing for a request that is never answered/;

it.concurrent.each([
  { name: '01-headers-sent', place: 'send', seen: true },
  { name: '03-negative-offset', place: 'route', lacks: ANSWERED, change: capturing },
  { name: '06-unique-409', place: null, lacks: /Errors of handlers in Hono/, change: handling },
  { name: '07-bind-count', place: 'findOrders', lacks: ANSWERED, change: capturing },
  { name: '09-async-crash', place: 'keep', seen: true },
  { name: '11-upstream-html', place: 'rateOf', lacks: ANSWERED, change: capturing },
  { name: '14-upstream-hang', place: null, lacks: NO_ANSWER, hangs: true },
  { name: '16-redos', place: null, lacks: NO_ANSWER, hangs: true, blocks: true },
])(
  'opens one incident of $name by the SDK of Sentry, or the check says what its reports lack',
  PATIENCE,
  async (each) => {
    const { name, place, seen = false, lacks, change, hangs, blocks } = each;
    const incidentsOf = async (as: string, changed?: typeof change) => {
      const service = await field.attach(name, as);
      const live = await field.start(service, await field.sentryOf(service, changed));
      const asked = live.ask({ ...service.known.probe, withinMs: hangs ? 2_000 : 60_000 }).catch(() => {});
      // A crash leaves its request without an answer.
      await (seen ? oneIncident(service) : asked);
      // Nothing in a blocked process sends anything, nor ends it.
      if (blocks) await live.stop();
      else live.child.kill('SIGTERM');
      await live.exited;
      const incidents = await field.incidentsOf(service);
      return Promise.all(incidents.map(field.placeOf));
    };
    const expected = { file: MODULE, function: place, mapped: true };
    expect(await incidentsOf(`sentry-${name}`)).toEqual(seen ? [expected] : []);
    if (change) expect(await incidentsOf(`added-${name}`, change)).toEqual([expected]);
    const text = await readFile(join('proof/fixtures/field', name, MODULE), 'utf8');
    if (lacks) expect(lacking(text, name === '06-unique-409')).toMatch(lacks);
    if (change) expect(lacking(change(text), name === '06-unique-409')).not.toMatch(lacks ?? /^/);
  },
);
