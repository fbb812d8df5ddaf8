import { CancelledFailure } from '@temporalio/activity';
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { describe, expect, it } from 'vitest';
import { SutureError } from '../domain/errors.ts';
import { failingAsActivities, toFailure } from './failure.ts';

describe('an error of ours', () => {
  it('keeps its type, its sentence, its details and its cause', () => {
    const cause = new Error('the reason behind it');
    const error = new SutureError('head_moved', 'Read the head again.', { details: { head: 'abc' }, cause });
    expect(toFailure(error, 1)).toMatchObject({
      type: 'head_moved',
      message: 'Read the head again.',
      details: [{ head: 'abc' }],
      cause,
    });
  });

  it.each([
    [true, false],
    [false, true],
  ])('that may succeed later (%s) is always retried', (retryable, nonRetryable) => {
    for (const attempt of [1, 5, 1_000]) {
      const error = new SutureError('store_unavailable', 'PostgreSQL does not answer.', { retryable });
      expect(toFailure(error, attempt)).toMatchObject({ nonRetryable });
    }
  });

  it('that is expected raises no alarm', () => {
    const benign = toFailure(new SutureError('unknown_incident', 'Gone.', { benign: true }), 1);
    expect(benign).toMatchObject({ category: ApplicationFailureCategory.BENIGN });
    const other = toFailure(new SutureError('unknown_fault', 'Define it.'), 1) as ApplicationFailure;
    expect(other.category).not.toBe(ApplicationFailureCategory.BENIGN);
  });
});

describe('an unexpected error', () => {
  it('is tried a few times, and then shown to a person', () => {
    const bug = new TypeError('x is undefined');
    expect(toFailure(bug, 4)).toMatchObject({
      type: 'unexpected',
      message:
        "TypeError: x is undefined (Unexpected error; the worker's log has the stack. Fix it, then retry the incident.)",
      nonRetryable: false,
      cause: bug,
    });
    expect(toFailure(bug, 5)).toMatchObject({ nonRetryable: true });
  });

  it('may be no error at all', () => {
    expect(toFailure('thrown text', 1)).toMatchObject({
      type: 'unexpected',
      message: expect.stringMatching(/^Error: thrown text \(/),
    });
    expect(toFailure(undefined, 1)).toMatchObject({ message: expect.stringMatching(/^Error: undefined \(/) });
  });
});

it("leaves Temporal's own failures as they are", () => {
  for (const failure of [new CancelledFailure('asked to'), ApplicationFailure.nonRetryable('no', 'mine')]) {
    expect(toFailure(failure, 9)).toBe(failure);
  }
});

describe('wrapped activities', () => {
  const activities = failingAsActivities({
    add: async (one: number, other: number) => one + other,
    fail: async () => {
      throw new SutureError('not_open', 'Look at the other one.', { benign: true });
    },
    stumble: async () => {
      throw new RangeError('too far');
    },
  });
  const run = <Result>(
    activity: (...input: never[]) => Promise<Result>,
    attempt: number,
    ...input: unknown[]
  ) =>
    new MockActivityEnvironment({ attempt }, { logger: new DefaultLogger('ERROR', () => {}) }).run(
      activity as (...all: unknown[]) => Promise<Result>,
      ...input,
    );

  it('answer as they are', async () => {
    expect(Object.keys(activities)).toEqual(['add', 'fail', 'stumble']);
    expect(await run(activities.add, 1, 2, 3)).toBe(5);
  });

  it('fail in the words of Temporal, by which try it was', async () => {
    await expect(run(activities.fail, 1)).rejects.toMatchObject({ type: 'not_open', nonRetryable: true });
    await expect(run(activities.stumble, 2)).rejects.toMatchObject({
      type: 'unexpected',
      nonRetryable: false,
    });
    await expect(run(activities.stumble, 7)).rejects.toMatchObject({
      type: 'unexpected',
      nonRetryable: true,
    });
  });
});
