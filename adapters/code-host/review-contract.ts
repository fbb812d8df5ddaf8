import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KEY_TRAILER } from '../../domain/pipeline.ts';
import type { CodeHost, PushRequest, Review } from '../../domain/ports/code-host.ts';

export interface ReviewingHost {
  codeHost: CodeHost;
  branch: string;
  /** What people do on the pages of the host. */
  people: {
    merge(number: number, method: 'merge' | 'squash' | 'rebase'): Promise<string>;
    close(number: number): Promise<void>;
    comment(number: number, text: string): Promise<void>;
  };
  /** Branches beside the one that is delivered. */
  otherBranches(): Promise<string[]>;
  close(): Promise<void>;
}

/** What an adapter must do that puts changes before a person. */
export function describeReviews(
  name: string,
  make: (files: Record<string, string>) => Promise<ReviewingHost>,
): void {
  describe(`reviews: ${name}`, () => {
    let made: ReviewingHost;
    let host: CodeHost;

    beforeEach(async () => {
      made = await make({ 'src/a.ts': 'one\n' });
      host = made.codeHost;
    });
    afterEach(() => made.close());

    async function request(key = 'heal-LIVE-0001/1/push/1'): Promise<PushRequest> {
      return {
        branch: made.branch,
        parent: await host.head(made.branch),
        edits: [{ path: 'src/a.ts', content: 'ONE\n' }],
        message: `[FAULT:FAULT_ONE] Fix it\n\nSuture-Incident: LIVE-0001\n${KEY_TRAILER}: ${key}\n`,
        idempotencyKey: key,
        review: { title: 'Fix it', body: 'It was broken.' },
      };
    }

    async function open(): Promise<{ asked: PushRequest; review: Review }> {
      const asked = await request();
      const { review } = await host.push(asked);
      if (!review) throw new Error('no review was opened');
      return { asked, review };
    }

    it('puts a change before a person, and leaves the branch alone', async () => {
      const asked = await request();
      const pushed = await host.push(asked);
      expect(pushed).toEqual({
        commit: expect.stringMatching(/^[0-9a-f]{40}$/),
        created: true,
        review: {
          number: 1,
          url: expect.stringMatching(/^(https|file):/),
          branch: 'suture/heal-LIVE-0001/1-push-1',
        },
      });
      expect(await host.head(made.branch)).toBe(asked.parent);
      expect(await host.contains(pushed.commit, asked.parent)).toBe(true);
      expect(await host.readFiles(pushed.commit, ['src/a.ts'])).toEqual({ 'src/a.ts': 'ONE\n' });
      expect(await host.review(1)).toEqual({ state: 'pending' });
      expect(await host.findByKey(made.branch, asked.idempotencyKey)).toBeNull();
      expect(await host.push(asked)).toEqual({ ...pushed, created: false });
    });

    it('opens one review for concurrent and repeated pushes', async () => {
      const asked = await request();
      const results = await Promise.all(Array.from({ length: 4 }, () => host.push(asked)));
      expect(new Set(results.map(({ review }) => review?.number))).toEqual(new Set([1]));
      expect(new Set(results.map(({ commit }) => commit)).size).toBe(1);
      expect(await made.otherBranches()).toEqual(['suture/heal-LIVE-0001/1-push-1']);
    });

    it('pushes a change without a review to the branch', async () => {
      const { review: _, ...asked } = await request();
      const { commit, review } = await host.push(asked);
      expect(review).toBeNull();
      expect(await host.head(made.branch)).toBe(commit);
    });

    it('refuses a review on a head that moved', async () => {
      const { review: _, ...first } = await request('other');
      const second = await request();
      await host.push(first);
      await expect(host.push(second)).rejects.toMatchObject({ type: 'head_moved' });
      expect(await made.otherBranches()).toEqual([]);
    });

    it.each(['merge', 'squash', 'rebase'] as const)(
      'finds what a person merged by %s, and reverts it',
      async (method) => {
        const { asked, review } = await open();
        const merged = await made.people.merge(review.number, method);
        expect(await host.review(review.number)).toMatchObject({
          state: 'merged',
          commit: merged,
          by: 'ada',
        });
        expect(await host.head(made.branch)).toBe(merged);
        const again = await host.push(asked);
        expect(again.created).toBe(false);
        expect(await host.contains(merged, again.commit)).toBe(true);

        const key = 'heal-LIVE-0001/1/revert/1';
        const message = `Undo\n\n${KEY_TRAILER}: ${key}\n`;
        const { commit } = await host.revert({
          branch: made.branch,
          commit: merged,
          message,
          idempotencyKey: key,
        });
        expect(await host.head(made.branch)).toBe(commit);
        expect(await host.readFiles(commit, ['src/a.ts'])).toMatchObject({ 'src/a.ts': 'one\n' });
      },
    );

    it('reports who closed a review, and what people wrote', async () => {
      const { asked, review } = await open();
      await made.people.comment(review.number, 'This hides the fault.');
      await made.people.close(review.number);
      expect(await host.review(review.number)).toEqual({
        state: 'closed',
        by: 'ada',
        reason: expect.stringContaining('ada: This hides the fault.'),
      });
      expect(await host.push(asked)).toMatchObject({ created: false, review: { number: review.number } });
    });

    it('takes a line of a comment that begins with "suture:" as a request for another change, and no other comment', async () => {
      const { review } = await open();
      await made.people.comment(review.number, 'Looks plausible, suture: is new to me.');
      expect(await host.review(review.number)).toEqual({ state: 'pending' });
      await made.people.comment(review.number, 'suture: Keep the log line.');
      expect(await host.review(review.number)).toEqual({
        state: 'pending',
        changes: { by: 'ada', reason: expect.stringContaining('suture: Keep the log line.') },
      });

      const next = await host.push({
        ...(await request('heal-LIVE-0001/1/push/2')),
        edits: [{ path: 'src/a.ts', content: 'One\n' }],
        review: { title: 'Fix it better', body: '', updates: review },
      });
      expect(next.created).toBe(true);
      expect(await made.otherBranches()).toHaveLength(1);
    });

    it('withdraws a review once, and leaves a merged one alone', async () => {
      const { review } = await open();
      await host.withdraw(review.number, 'The incident is gone.');
      await host.withdraw(review.number, 'The incident is gone.');
      expect(await host.review(review.number)).toMatchObject({ state: 'closed' });
      expect(await made.otherBranches()).toEqual([]);

      const { review: second } = await host.push(await request('heal-LIVE-0002/1/push/1'));
      const merged = await made.people.merge(second?.number ?? 0, 'merge');
      await host.withdraw(second?.number ?? 0, 'Too late.');
      expect(await host.review(second?.number ?? 0)).toMatchObject({ state: 'merged', commit: merged });
      expect(await made.otherBranches()).toEqual([]);
    });

    it('knows no review that does not exist', async () => {
      await expect(host.review(4711)).rejects.toMatchObject({ type: 'unknown_review' });
      await expect(host.withdraw(4711, 'x')).rejects.toMatchObject({ type: 'unknown_review' });
    });
  });
}
