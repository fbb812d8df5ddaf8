import { describe, expect, it } from 'vitest';
import { SutureError } from '../../domain/errors.ts';
import type { Candidate, Proposal } from '../../domain/fix.ts';
import type { FixProvider, FixRequest } from '../../domain/ports/fix-provider.ts';
import { candidateId } from '../../repair/candidate-id.ts';
import { evidenceOf, failedRound, requestOf } from '../../repair/testing.ts';
import { chain } from './chain.ts';
import { MODEL_BUDGET } from './testing/claude.ts';
import { createTestContext, verdictOn } from './testing/context.ts';

const REQUEST = requestOf('one', evidenceOf([{ message: 'it fails' }]), MODEL_BUDGET);

function candidate(provider: string, content: string): Candidate {
  const edits = [{ path: 'module.ts', content }];
  const id = candidateId(edits);
  return { id, provider, edits, rationale: `Writes ${content}.`, templates: [], confidence: 0.5 };
}

/** A provider with these texts to propose; notes what it was asked. */
function provider(name: string, texts: string[], rest: Partial<Proposal> & { paid?: boolean } = {}) {
  const asked: FixRequest[] = [];
  const { paid = false, ...answer } = rest;
  const made: FixProvider = {
    name,
    paid,
    async propose(request) {
      asked.push(request);
      return {
        provider: name,
        rootCause: { source: name, confidence_score: 0.5, explanation: `${name} explains.` },
        candidates: texts.map((text) => candidate(name, text)),
        refusal: texts.length > 0 ? null : `${name} knows nothing.`,
        usage: null,
        ...answer,
      };
    },
  };
  return { made, asked };
}

const usage = { inputTokens: 900, outputTokens: 100, costUsd: 0.25 };

function ask(providers: { made: FixProvider }[], request: FixRequest = REQUEST): Promise<Proposal> {
  return chain(providers.map(({ made }) => made)).propose(request, createTestContext().context);
}

describe('a chain', () => {
  it('asks what is free together, and keeps the order and each change once', async () => {
    const [memory, repair] = [provider('memory', ['two']), provider('repair', ['two', 'three'])];
    const { candidates, provider: by, outcomes, rootCause } = await ask([memory, repair]);
    expect(candidates.map((each) => [each.provider, each.edits[0]?.content])).toEqual([
      ['memory', 'two'],
      ['repair', 'three'],
    ]);
    expect(by).toBe('memory and repair');
    expect(rootCause.explanation).toBe('memory explains.');
    expect(outcomes?.map(({ provider: name, detail }) => [name, detail])).toEqual([
      ['memory', '1 fix.'],
      ['repair', '2 fixes.'],
    ]);
    expect(repair.asked[0]?.candidates).toBe(REQUEST.candidates - 1);
  });

  it('asks for no more candidates than the limit allows', async () => {
    const [one, two] = [provider('one', ['a', 'b']), provider('two', ['c'])];
    expect((await ask([one, two], { ...REQUEST, candidates: 2 })).candidates).toHaveLength(2);
    expect(two.asked).toEqual([]);
  });

  it('asks a paid one only when the free ones have nothing', async () => {
    const paid = () => provider('model', ['dear'], { paid: true });
    const [unasked, asked] = [paid(), paid()];
    expect((await ask([provider('free', ['cheap']), unasked])).provider).toBe('free');
    expect(unasked.asked).toEqual([]);
    const proposal = await ask([provider('free', []), asked]);
    expect(proposal.candidates).toMatchObject([{ provider: 'model' }]);
    expect(proposal.outcomes?.map(({ outcome }) => outcome)).toEqual(['refused', 'proposed']);
  });

  it('gives the next one its turn when a round of the cheap one did not heal', async () => {
    const [free, model] = [provider('free', ['cheap']), provider('model', ['dear'], { paid: true })];
    const tried = [{ candidate: candidate('free', 'old'), failures: REQUEST.evidence.failures }];
    const proposal = await ask([free, model], { ...REQUEST, attempts: [failedRound(1, tried)] });
    expect(proposal.candidates.map((each) => each.provider)).toEqual(['model', 'free']);
  });

  it('asks no other provider once a fix is proven', async () => {
    const fix = candidate('model', 'dear');
    const model = provider('model', ['dear'], { tried: [{ candidate: fix, verdict: verdictOn(fix, true) }] });
    const other = provider('other', ['more']);
    expect((await ask([model, other])).tried).toHaveLength(1);
    expect(other.asked).toEqual([]);
  });

  it('reports the reason of each provider, adds up the costs, and gives the rest of the budget to the next one', async () => {
    const [one, two] = [
      provider('one', [], { usage, paid: true }),
      provider('two', [], { usage, paid: true }),
    ];
    const proposal = await ask([one, two]);
    expect(proposal.refusal).toBe('one refused: one knows nothing. two refused: two knows nothing.');
    expect(proposal.usage).toMatchObject({ inputTokens: 1_800, outputTokens: 200, costUsd: 0.5 });
    expect(two.asked[0]).toMatchObject({ tokens: MODEL_BUDGET.tokens - 1_000, usd: 0.75 });
  });

  it('skips a provider that fails, and reports it', async () => {
    const failing = provider('broken', []);
    failing.made.propose = () => Promise.reject(new Error('no such key'));
    const proposal = await ask([failing, provider('other', ['more'])]);
    expect(proposal.candidates).toHaveLength(1);
    expect(proposal.outcomes?.[0]).toMatchObject({ outcome: 'failed', detail: 'no such key' });
    await expect(ask([failing])).rejects.toThrow('no such key');
  });

  it('does not pass over trouble that may pass: the step is tried again', async () => {
    const waiting = provider('model', [], { paid: true });
    const overloaded = new SutureError('model_overloaded', 'Later.', { retryable: true, retryAfterMs: 5 });
    waiting.made.propose = () => Promise.reject(overloaded);
    await expect(ask([provider('free', []), waiting])).rejects.toBe(overloaded);
  });
});
