import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { KEY_TRAILER } from '../../domain/pipeline.ts';
import type { PushRequest } from '../../domain/ports/code-host.ts';
import { createLocalGit } from './local-git.ts';
import { describeReviews } from './review-contract.ts';
import { createTestClone, type TestClone } from './testing.ts';

/** A person's own repository with a work tree, and what they do in it. */
async function open(files: Record<string, string>) {
  const clone = await createTestClone(files);
  const codeHost = createLocalGit({ repository: clone.folder, environment: process.env });
  const ada = (...args: string[]) => clone.git('-c', 'user.name=ada', ...args);
  const branchOf = async (number: number) => {
    const tag = await clone.git('cat-file', 'tag', `refs/suture/reviews/${number}`);
    return JSON.parse(tag.slice(tag.indexOf('\n\n'))).branch as string;
  };
  const people = {
    async merge(number: number, method: 'merge' | 'squash' | 'rebase') {
      const branch = await branchOf(number);
      if (method === 'merge') await ada('merge', '--quiet', '--no-ff', '--no-edit', branch);
      if (method === 'rebase') await ada('cherry-pick', branch);
      if (method === 'squash') {
        await ada('merge', '--quiet', '--squash', branch);
        await ada('commit', '--quiet', '--message', 'Repair it');
      }
      return clone.git('rev-parse', 'HEAD');
    },
    close: async (number: number) => void (await clone.git('branch', '-D', await branchOf(number))),
    comment: async (number: number, text: string) =>
      void (await ada('notes', 'append', '--message', text, await branchOf(number))),
  };
  const otherBranches = async () => {
    const names = await clone.git('for-each-ref', '--format=%(refname:short)', 'refs/heads');
    return names.split('\n').filter((name) => name !== 'main');
  };
  return { clone, codeHost, branch: 'main', people, otherBranches, close: clone.remove };
}

/** In the contract what is pushed without a review, and reverts, need a branch that nobody stands on. */
describeReviews('local git', async (files) => {
  const made = await open(files);
  await made.clone.git('checkout', '--quiet', '--detach');
  const onMain = async <T>(work: () => Promise<T>): Promise<T> => {
    await made.clone.git('checkout', '--quiet', 'main');
    try {
      return await work();
    } finally {
      await made.clone.git('checkout', '--quiet', '--detach');
    }
  };
  const merge = (number: number, method: 'merge' | 'squash' | 'rebase') =>
    onMain(() => made.people.merge(number, method));
  return { ...made, people: { ...made.people, merge } };
});

const KEY = 'heal-LIVE-0001/1/push/1';

async function fix(made: Awaited<ReturnType<typeof open>>): Promise<PushRequest> {
  return {
    branch: 'main',
    parent: await made.codeHost.head('main'),
    edits: [{ path: 'a.ts', content: 'TWO\n' }],
    message: `Fix it\n\nSuture-Incident: LIVE-0001\n${KEY_TRAILER}: ${KEY}\n`,
    idempotencyKey: KEY,
    review: { title: 'Fix it', body: 'It was **broken**.\n\nProven by 5 of 5 runs.' },
  };
}

/** Everything of a person's repository but branches and references of Suture: files, index, other references. */
async function everything(clone: TestClone): Promise<string> {
  const references = await clone.git('for-each-ref', '--format=%(refname) %(objectname)');
  const theirs = references.split('\n').filter((line) => !/^refs\/(heads\/)?suture\//.test(line));
  const { stdout } = await execa(
    'sh',
    [
      '-c',
      'find . -path ./.git -prune -o -type f -print0 | sort -z | xargs -0 sha256sum; sha256sum .git/index .git/HEAD .git/config',
    ],
    { cwd: clone.folder },
  );
  return `${theirs.join('\n')}\n${stdout}`;
}

describe("a person's own repository", () => {
  it('is byte for byte the same after a review, but for the branch of it', async () => {
    const made = await open({ 'a.ts': 'one\n' });
    await made.clone.git('branch', 'feature');
    const before = await everything(made.clone);
    const { review } = await made.codeHost.push(await fix(made));
    await made.codeHost.review(review?.number ?? 0);
    expect(await everything(made.clone)).toBe(before);
    expect(await made.otherBranches()).toEqual(['feature', review?.branch]);
    await made.codeHost.withdraw(review?.number ?? 0, 'Not needed.');
    expect(await everything(made.clone)).toBe(before);
    expect(await made.otherBranches()).toEqual(['feature']);
    await made.close();
  });

  it('gets the text of the review in the message, before the trailers', async () => {
    const made = await open({ 'a.ts': 'one\n' });
    const { review } = await made.codeHost.push(await fix(made));
    expect(await made.clone.git('log', '-1', '--format=%B', review?.branch ?? '')).toBe(
      `Fix it\n\nIt was **broken**.\n\nProven by 5 of 5 runs.\n\nSuture-Incident: LIVE-0001\n${KEY_TRAILER}: ${KEY}\n`,
    );
    await made.close();
  });

  it('is not committed to on a branch that is checked out', async () => {
    const made = await open({ 'a.ts': 'one\n' });
    const { review: _, ...asked } = await fix(made);
    await expect(made.codeHost.push(asked)).rejects.toMatchObject({
      type: 'code_host_refused',
      message: expect.stringContaining('Set "deliver: review"'),
    });
    await made.close();
  });

  it.each([
    ['a fast-forward', ['merge', '--quiet', '--ff-only']],
    ['a merge after other commits', ['merge', '--quiet', '--no-edit']],
  ])('notices %s', async (_, merge) => {
    const made = await open({ 'a.ts': 'one\n', 'b.ts': 'one\n' });
    const { review } = await made.codeHost.push(await fix(made));
    if (!merge.includes('--ff-only')) await made.clone.commit({ 'b.ts': 'two\n' });
    await made.clone.git(...merge, review?.branch ?? '');
    const found = await made.codeHost.review(review?.number ?? 0);
    expect(found).toMatchObject({ state: 'merged', commit: await made.clone.git('rev-parse', 'HEAD') });
    await made.clone.git('branch', '-D', review?.branch ?? '');
    expect(await made.codeHost.review(review?.number ?? 0)).toEqual({ ...found, head: null });
    await made.close();
  });

  it.each(['merge', 'squash'] as const)('notices a %s of a branch that a person changed', async (method) => {
    const made = await open({ 'a.ts': 'one\n', 'b.ts': 'one\n' });
    const { review } = await made.codeHost.push(await fix(made));
    await made.clone.git('checkout', '--quiet', review?.branch ?? '');
    await made.clone.commit({ 'b.ts': 'a test\n' });
    await made.clone.git('checkout', '--quiet', 'main');
    const commit = await made.people.merge(review?.number ?? 0, method);
    expect(await made.codeHost.review(review?.number ?? 0)).toMatchObject({ state: 'merged', commit });
    await made.close();
  });

  it('keeps the branch of a withdrawn review while a person stands on it', async () => {
    const made = await open({ 'a.ts': 'one\n' });
    const { review } = await made.codeHost.push(await fix(made));
    await made.clone.git('checkout', '--quiet', review?.branch ?? '');
    await made.codeHost.withdraw(review?.number ?? 0, 'Not needed.');
    expect(await made.otherBranches()).toEqual([review?.branch]);
    expect(await made.codeHost.review(review?.number ?? 0)).toMatchObject({
      state: 'closed',
      reason: 'Not needed.',
    });
    await made.close();
  });

  it('says so where a branch of that name is not its own', async () => {
    const made = await open({ 'a.ts': 'one\n' });
    await made.clone.git('branch', 'suture/heal-LIVE-0001/1-push-1');
    await expect(made.codeHost.push(await fix(made))).rejects.toMatchObject({
      type: 'code_host_refused',
      message: expect.stringContaining('that Suture did not make'),
    });
    await made.close();
  });
});
