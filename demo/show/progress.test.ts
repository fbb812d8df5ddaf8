import { describe, expect, it } from 'vitest';
import { type Part, perform } from './progress.ts';
import { stageOf } from './stages.ts';

function part(title: string, stages: string[], run: Part['run']): Part {
  return { title, stages, run };
}

const good = (order: string[]) =>
  part('first', ['one', 'two'], async ({ say, reached }) => {
    say('a line');
    reached('one', 1_200);
    reached('two', 3_000);
    order.push('first');
    return { ok: true, summary: 'held' };
  });

/** Without a terminal listr2 itself writes lines; the parts and their order are the same. */
describe.each([{ live: false }, { live: true }])('a show, live $live', ({ live }) => {
  it('runs its parts in order, and continues after a part that failed', async () => {
    const order: string[] = [];
    const bad = part('second', ['one', 'two'], async ({ reached }) => {
      reached('one', 1);
      order.push('second');
      return { ok: false, summary: 'did not hold' };
    });
    const last = part('third', [], async () => {
      order.push('third');
      return { ok: true, summary: 'held' };
    });
    await perform([good(order), bad, last], { live, say: () => {} });
    expect(order).toEqual(['first', 'second', 'third']);
  });

  it('ends with the error that a part throws', async () => {
    const order: string[] = [];
    const broken = part('second', ['one'], async () => {
      throw new Error('the fault is absent');
    });
    const show = perform([good(order), broken, good(order)], { live, say: () => {} });
    await expect(show).rejects.toThrow('the fault is absent');
    expect(order).toEqual(['first']);
  });
});

it('writes plain lines without a terminal', async () => {
  const lines: string[] = [];
  await perform([good([])], { live: false, say: (line) => lines.push(line) });
  expect(lines).toEqual(['\nfirst', '  a line']);
});

it('finds the stage that a row of the timeline completes', () => {
  const row = (from_phase: string | null, to_phase: string | null) =>
    stageOf({ from_phase, to_phase } as Parameters<typeof stageOf>[0]);
  expect(row(null, 'detected')).toBe('detected');
  expect(row('fixing', 'validating')).toBeNull();
  expect(row('validating', 'fixing')).toBeNull();
  expect(row('validating', 'pushing')).toBe('proven');
  expect(row('validating', 'awaiting_approval')).toBe('proven');
  expect(row('pushing', 'deploying')).toBe('pushed');
  expect(row('deploying', 'verifying')).toBe('deployed');
  expect(row('verifying', 'resolved')).toBe('verified');
});
