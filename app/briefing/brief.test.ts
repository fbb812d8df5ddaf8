import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Phase } from '../../domain/phases.ts';
import type { Wait } from '../../domain/wait.ts';
import { type HealStory, startHealStory } from '../pages/testing/heal-story.ts';
import { createTestApp, type TestApp } from '../testing/test-app.ts';
import { type Brief, briefOf } from './brief.ts';
import { judge } from './judge.ts';
import { readState } from './read-state.ts';
import { tellStory } from './story.ts';
import { waitsOf } from './waits.ts';

let test: TestApp;
let heal: HealStory;
beforeEach(async () => {
  test = await createTestApp();
  const { name, definition } = test.service;
  const [fault] = definition.faults;
  heal = await startHealStory(test.store, name, fault as (typeof definition.faults)[0], 3);
});
afterEach(() => test.close());

async function brief(): Promise<Brief> {
  const detail = await test.store.getIncidentDetail(heal.incidentId);
  const history = await test.store.occurrenceHistory(heal.incidentId);
  if (!detail) throw new Error('the incident is gone');
  return briefOf(tellStory(detail, await readState(test.store), history, []));
}
const end = (to: Phase, reason: string) =>
  test.store.moveIncident({
    incidentId: heal.incidentId,
    key: 'end',
    to,
    message: 'It ended.',
    data: { reason },
  });

const wait = (kind: Wait['kind'], on: string, url: string | null, untilMs: number | null = null) =>
  test.store.beginWait({
    incidentId: heal.incidentId,
    step: `${kind} ${on}`,
    kind,
    on,
    reason: 'It has to wait.',
    url,
    untilMs,
    note: { key: `${kind} ${on}`, message: `Waits for ${on}.` },
  });

describe('the brief', () => {
  it('answers the four questions in each phase of a heal that goes well', async () => {
    const words: Record<string, string[]> = {};
    const phases = [
      'analyzing',
      'fixing',
      'validating',
      'awaiting_approval',
      'pushing',
      'deploying',
      'verifying',
      'resolved',
    ] as const;
    for (const phase of phases) {
      await heal.until(phase);
      const { broke, doing, safe, asked } = await brief();
      words[phase] = [broke.word, doing.word, safe.word, asked.word];
    }
    const fails = '/test-fault/run fails';
    expect(words).toEqual({
      analyzing: [fails, 'Reproducing it', 'Yes', 'Nothing'],
      fixing: [fails, 'Looking for a fix', 'Yes', 'Nothing'],
      validating: [fails, 'Proving fixes', 'Yes', 'Nothing'],
      awaiting_approval: [fails, 'Waiting for you', 'Yes', 'Approve or reject'],
      pushing: [fails, 'Committing the fix', 'Yes', 'Nothing'],
      deploying: [fails, 'Rolling it out', 'Yes', 'Nothing'],
      verifying: [fails, 'Verifying it', 'Being checked', 'Nothing'],
      resolved: ['/test-fault/run failed', 'Healed', 'Yes, verified', 'Nothing'],
    });
  });

  it('says how much is affected and which fix is in the sandbox', async () => {
    await heal.until('validating');
    const { broke, doing } = await brief();
    expect(broke.text).toMatch(/^3 requests affected, the last at .* syntax error at end of input$/);
    expect(doing.text).toBe('Fix 1 of 2 is in the sandbox: Removes the statement.');
  });

  it('asks to revive healing where it is paused before the heal has begun', async () => {
    await test.store.setPaused(true, 'a release of ours');
    const { doing, asked } = await brief();
    expect(doing).toMatchObject({
      tone: 'wait',
      word: 'Paused',
      text: expect.stringContaining('a release of ours'),
    });
    expect(asked).toMatchObject({ tone: 'wait', word: 'Revive healing' });
  });

  it('asks a person to merge or close a pull request, with its link and since when', async () => {
    await heal.until('pushing');
    await wait('person', 'a person', 'https://github.test/shop/pull/7');
    const { doing, asked } = await brief();
    expect(doing.word).toBe('Waiting for you');
    expect(asked).toMatchObject({
      tone: 'wait',
      word: 'Merge or close',
      text: expect.stringMatching(/waits for a person since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/),
      link: { href: 'https://github.test/shop/pull/7' },
    });
    const state = await readState(test.store);
    const counts = { detected: 0, in_progress: 1, resolved: 0, failed: 0 };
    expect(judge(counts, state)).toMatchObject({
      word: '1 fault is open. 1 fix waits for you.',
      text: 'Merge or close the pull request:',
      about: [{ id: heal.incidentId }],
    });
  });

  it.each([
    [null, 'Apply the fix', 'waits for you to apply it', 'Apply the fix:'],
    [
      'file:///srv/shop/.git#suture/x',
      'Merge or delete its branch',
      'waits for a person',
      'Merge or delete the branch:',
    ],
  ])('asks for what a person can do about a change at %s', async (url, word, text, judged) => {
    await heal.until('pushing');
    await wait('person', 'a person', url);
    const { safe, asked } = await brief();
    expect(asked).toMatchObject({ word, text: expect.stringContaining(text) });
    expect(safe.text).toContain('Production is unchanged');
    const counts = { detected: 0, in_progress: 1, resolved: 0, failed: 0 };
    expect(judge(counts, await readState(test.store)).text).toBe(judged);
  });

  it('says what a heal waits for while a server is away, and until when', async () => {
    await heal.until('pushing');
    await wait('limit', 'the code host', null, 3_600_000);
    const { doing, asked } = await brief();
    expect(doing).toMatchObject({
      tone: 'wait',
      word: 'Waiting for the code host',
      text: expect.stringMatching(/^It has to wait\. Continues at .* UTC\.$/),
    });
    expect(asked.text).toBe('It waits for the code host and continues automatically.');
    const counts = { detected: 0, in_progress: 1, resolved: 0, failed: 0 };
    expect(judge(counts, await readState(test.store)).text).toMatch(
      /^A heal waits for the code host since .* UTC:$/,
    );
  });

  it('lists what waits: people first, and what a phase waits for by itself', async () => {
    await heal.until('deploying');
    await wait('outage', 'the delivery', null);
    await wait('person', 'a person', 'javascript:alert(1)');
    const listed = waitsOf(await readState(test.store));
    expect(listed.map(({ kind, on }) => [kind, on])).toEqual([
      ['person', 'a person'],
      ['queue', 'the delivery'],
      ['outage', 'the delivery'],
    ]);
    expect(listed[0]?.url).toBeNull();
  });

  it.each([
    ['fixing', 'failed', 'attempts_used_up', 'Still faulty', 'Retry, or fix it'],
    ['deploying', 'failed', 'revert_failed', 'No', 'Check the delivery'],
    ['verifying', 'failed', 'returned', 'No, it returned', 'Revert the fix'],
    ['deploying', 'rolled_back', 'attempts_used_up', 'Still faulty', 'Retry, or fix it'],
    ['resolved', 'rolled_back', 'rolled_back', 'Still faulty', 'Retry, or fix it'],
    ['analyzing', 'cancelled', 'cancelled', 'Still faulty', 'Retry, or fix it'],
    ['deploying', 'cancelled', 'cancelled', 'Not verified', 'Retry, or fix it'],
  ] as const)('does not call it safe when %s became %s (%s)', async (last, phase, reason, safe, asked) => {
    await heal.until(last);
    await end(phase, reason);
    const answers = await brief();
    expect([answers.safe.word, answers.asked.word]).toEqual([safe, asked]);
    expect(answers.safe.tone).not.toBe('good');
    expect(['wait', 'bad']).toContain(answers.asked.tone);
  });
});
