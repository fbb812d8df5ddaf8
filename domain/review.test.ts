import { describe, expect, it } from 'vitest';
import { closedUnmerged, decisionAsked, healOfReviewBranch, nameOfReview, reviewBranch } from './review.ts';

it('asks for what people can do at the place of the review', () => {
  expect(decisionAsked({ url: 'https://github.com/a/b/pull/7', branch: 'x' })).toBe(
    'merge or close https://github.com/a/b/pull/7',
  );
  expect(decisionAsked({ url: 'file:///home/ada/my%20shop/.git#suture/x', branch: 'suture/x' })).toBe(
    'merge or delete the branch suture/x of /home/ada/my shop/.git',
  );
});

it('calls a change by the name under which a person finds it', () => {
  const pull = { number: 7, url: 'https://github.com/a/b/pull/7', branch: 'suture/x' };
  const branch = { number: 1, url: 'file:///home/ada/shop/.git#suture/x', branch: 'suture/x' };
  expect([nameOfReview(pull), closedUnmerged(pull, { by: 'ada', reason: '' })]).toEqual([
    'pull request 7',
    'ada closed pull request 7 unmerged.',
  ]);
  expect([nameOfReview(branch), closedUnmerged(branch, { by: null, reason: 'Too broad.' })]).toEqual([
    'the branch suture/x',
    'A person deleted the branch suture/x unmerged: Too broad.',
  ]);
});

describe('the branch of a review', () => {
  it('follows from the key alone, and leads back to the heal', () => {
    const branch = reviewBranch('heal-LIVE-0007/2/push/3');
    expect(branch).toBe('suture/heal-LIVE-0007/2-push-3');
    expect(healOfReviewBranch(branch)).toBe('heal-LIVE-0007');
  });

  it('is a name that git accepts for any key', () => {
    expect(reviewBranch('a key..with~odd^things/x.lock')).toBe('suture/a-key-with-odd-things/x-lock');
    expect(reviewBranch('k1')).toBe('suture/k1/change');
  });

  it('of another author has no incident', () => {
    for (const branch of ['main', 'suture/heal-LIVE-0007', 'x/suture/heal-LIVE-0007/1', 'suture/reset-1/x']) {
      expect(healOfReviewBranch(branch)).toBeNull();
    }
  });
});
