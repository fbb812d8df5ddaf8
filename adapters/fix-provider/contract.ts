import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Proposal } from '../../domain/fix.ts';
import type { FixProvider, FixRequest } from '../../domain/ports/fix-provider.ts';
import { candidateId } from '../../repair/candidate-id.ts';
import { failedRound } from '../../repair/testing.ts';
import { createTestContext } from './testing/context.ts';

export interface ProviderUnderTest {
  provider: FixProvider;
  /** A request to which it has at least one candidate that holds. */
  request: FixRequest;
  /** A request without a proposal, for which it gives a reason. */
  hopeless: FixRequest;
  close(): Promise<void>;
}

/** What every adapter of the port must do. `make` is called for each test. */
export function describeFixProvider(name: string, make: () => Promise<ProviderUnderTest>): void {
  describe(`fix provider: ${name}`, () => {
    let made: ProviderUnderTest;
    beforeEach(async () => {
      made = await make();
    });
    afterEach(() => made.close());

    it('proposes whole texts of allowed files, and nothing else', async () => {
      const { provider, request } = made;
      const proposal = await provider.propose(request, createTestContext().context);
      expect(Proposal.parse(proposal)).toEqual(proposal);
      expect(proposal.provider).toBe(provider.name);
      expect(proposal.refusal).toBeNull();
      expect(proposal.candidates.length).toBeGreaterThan(0);
      for (const { id, edits, rationale, provider: by } of proposal.candidates) {
        expect(by).toBe(provider.name);
        expect(id).toBe(candidateId(edits));
        expect(rationale).not.toBe('');
        for (const { path, content } of edits) {
          const before = request.files.find((file) => file.path === path);
          expect(before, path).toBeDefined();
          expect(content).not.toBe(before?.content);
        }
      }
      const ids = proposal.candidates.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
    });

    it('explains why the fault happens', async () => {
      const { rootCause } = await made.provider.propose(made.request, createTestContext().context);
      expect(rootCause.source).toBe(made.provider.name);
      expect(rootCause.explanation).not.toBe('');
    });

    it('gives a reason when it has nothing to propose', async () => {
      const proposal = await made.provider.propose(made.hopeless, createTestContext().context);
      expect(proposal.candidates).toEqual([]);
      expect(proposal.refusal).toMatch(/\w+/);
    });

    it('keeps to the number of candidates', async () => {
      const { candidates } = await made.provider.propose(
        { ...made.request, candidates: 1 },
        createTestContext().context,
      );
      expect(candidates).toHaveLength(1);
    });

    it('does not propose again what was tried and refused', async () => {
      const { provider, request } = made;
      const first = await provider.propose({ ...request, candidates: 1 }, createTestContext().context);
      const tried = first.candidates.map((candidate) => ({ candidate, failures: request.evidence.failures }));
      const again = await provider.propose(
        { ...request, attempts: [failedRound(1, tried)] },
        createTestContext().context,
      );
      const ids = new Set(tried.map(({ candidate }) => candidate.id));
      expect(again.candidates.filter(({ id }) => ids.has(id))).toEqual([]);
    });

    it('answers the same when the step is tried again', async () => {
      const { context } = createTestContext();
      const first = await made.provider.propose(made.request, context);
      expect(await made.provider.propose(made.request, context)).toEqual(first);
    });

    it('does nothing for a step that was cancelled', async () => {
      const { context, abort } = createTestContext();
      abort();
      await expect(made.provider.propose(made.request, context)).rejects.toThrow();
    });
  });
}
