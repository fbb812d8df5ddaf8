import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Evidence } from '../../domain/evidence.ts';
import type { Knowledge, LearnedFix } from '../../domain/ports/knowledge.ts';
import type { Power } from '../../domain/power.ts';

/** Evidence of a fault for tests; give what matters. */
export function evidence(given: Partial<Evidence> & { failure?: Record<string, unknown> } = {}): Evidence {
  const { failure, ...rest } = given;
  return Evidence.parse({
    incidentId: 'LIVE-0001',
    service: 'shop',
    faultCode: 'FAULT_ONE',
    faultType: 'unknown',
    commit: 'a'.repeat(40),
    request: null,
    logLines: [],
    runs: 1,
    failures: failure ? [{ count: 1, message: '', ...failure }] : [],
    observations: {},
    ...rest,
  });
}

export function learned(given: Partial<LearnedFix> = {}): LearnedFix {
  return {
    key: 'heal-LIVE-0001/learn',
    incidentId: 'LIVE-0001',
    service: 'shop',
    evidence: evidence({
      failure: { sqlstate: '42703', errorClass: 'DatabaseError', message: 'no such column' },
    }),
    rationale: 'The column is called total.',
    templates: ['rename-column'],
    powers: [],
    before: [{ path: 'src/cart.ts', content: 'select sum' }],
    after: [{ path: 'src/cart.ts', content: 'select total' }],
    ...given,
  };
}

const RUNBOOKS = [
  {
    id: 'ice',
    title: 'Frozen pipes',
    body: 'Thaw the frozen pipe slowly with warm water. Never use a torch.',
  },
  { id: 'leak', title: 'Leaking roof', body: 'Put a bucket under the leak, then patch the shingles.' },
];

/** What every adapter of the port must do. `make` is called for each test and starts empty. */
export function describeKnowledge(
  name: string,
  make: () => Promise<{ knowledge: Knowledge; close(): Promise<void> }>,
): void {
  describe(`knowledge: ${name}`, () => {
    let knowledge: Knowledge;
    let close: () => Promise<void>;

    beforeEach(async () => {
      ({ knowledge, close } = await make());
    });
    afterEach(() => close());

    it('finds nothing in nothing', async () => {
      expect(await knowledge.search(evidence({ failure: { message: 'pipe' } }), 5)).toEqual({
        hits: [],
        note: null,
      });
    });

    it('finds the runbook whose words the evidence shares, with the passage', async () => {
      await knowledge.syncRunbooks(RUNBOOKS);
      const { hits } = await knowledge.search(evidence({ failure: { message: 'a pipe was frozen' } }), 5);
      expect(hits).toMatchObject([{ id: 'ice', kind: 'runbook', title: 'Frozen pipes', fix: null }]);
      expect(hits[0]?.excerpt).toContain('warm water');
    });

    it('makes the stored runbooks equal to the given ones, and counts what changed', async () => {
      expect(await knowledge.syncRunbooks(RUNBOOKS)).toBe(2);
      expect(await knowledge.syncRunbooks(RUNBOOKS)).toBe(0);
      const changed = [{ id: 'ice', title: 'Frozen pipes', body: 'Call the plumber.' }];
      expect(await knowledge.syncRunbooks(changed)).toBe(2);
      const { hits } = await knowledge.search(evidence({ failure: { message: 'leak pipes' } }), 5);
      expect(hits.map((hit) => hit.excerpt)).toEqual(['Call the plumber.']);
      expect(await knowledge.syncRunbooks([])).toBe(1);
    });

    it('gives back a fix that worked, whole, before any runbook', async () => {
      await knowledge.syncRunbooks([
        { id: 'columns', title: 'Column missing 42703', body: 'no such column' },
      ]);
      const powers: Power[] = [
        { kind: 'host', what: 'asks prices.example', where: null, refused: false, seen: 'syntax' },
      ];
      await knowledge.learn(learned({ powers }));
      const { hits } = await knowledge.search(learned().evidence, 5);
      expect(hits.map((hit) => hit.kind)).toEqual(['fix', 'runbook']);
      expect(hits[0]?.fix).toEqual({
        incidentId: 'LIVE-0001',
        faultCode: 'FAULT_ONE',
        templates: ['rename-column'],
        powers,
        rationale: 'The column is called total.',
        before: learned().before,
        after: learned().after,
      });
    });

    it('learns a key once, and the same change once', async () => {
      await Promise.all([knowledge.learn(learned()), knowledge.learn(learned())]);
      await knowledge.learn(learned({ rationale: 'Something else', after: [] }));
      await knowledge.learn(learned({ key: 'heal-LIVE-0002/learn', incidentId: 'LIVE-0002' }));
      const { hits } = await knowledge.search(learned().evidence, 10);
      expect(hits).toHaveLength(1);
      expect(hits[0]?.fix).toMatchObject({ incidentId: 'LIVE-0002', after: learned().after });
    });

    it('stores that a fix was rolled back, and why', async () => {
      await knowledge.learn(learned());
      const why = { why: 'The totals were wrong.', by: null };
      const taken = { ...learned(), key: 'heal-LIVE-0001/taken-back' };
      await Promise.all([knowledge.learnRollback(taken, why), knowledge.learnRollback(taken, why)]);
      const { hits } = await knowledge.search(learned().evidence, 10);
      expect(hits).toHaveLength(1);
      expect(hits[0]?.fix).toMatchObject({ after: learned().after, rolledBack: why });
      expect(hits[0]?.title).toContain('rolled back');
      expect(hits[0]?.excerpt).toContain('rolled back, since it did not hold: The totals were wrong.');
    });

    it('remembers one that never held, and shows it before those that hold', async () => {
      const after = [{ path: 'src/cart.ts', content: 'select 1' }];
      const taken = { ...learned(), key: 'heal-LIVE-0002/taken-back', incidentId: 'LIVE-0002', after };
      await knowledge.learnRollback(taken, { why: 'too slow', by: 'Ada' });
      for (let index = 0; index < 5; index += 1) {
        await knowledge.learn(learned({ key: `k${index}`, after: [{ path: 'x.ts', content: `${index}` }] }));
      }
      const { hits } = await knowledge.search(learned().evidence, 3);
      expect(hits.filter(({ fix }) => fix?.rolledBack)).toMatchObject([
        { fix: { incidentId: 'LIVE-0002', after, rolledBack: { why: 'too slow', by: 'Ada' } } },
      ]);
      expect(hits).toHaveLength(3);
    });

    it('takes the last outcome of a change for what counts', async () => {
      await knowledge.learnRollback(learned(), { why: 'did not hold', by: null });
      await knowledge.learn(learned({ key: 'heal-LIVE-0002/learn', incidentId: 'LIVE-0002' }));
      const { hits } = await knowledge.search(learned().evidence, 10);
      expect(hits).toHaveLength(1);
      expect(hits[0]?.fix?.rolledBack).toBeUndefined();
      expect(hits[0]?.excerpt).not.toContain('rolled back');
    });

    it('ranks the fix of the nearest failure first, and leaves out the unrelated', async () => {
      const change = (text: string) => [{ path: 'src/x.ts', content: text }];
      const failure = { sqlstate: '57014', errorClass: 'DatabaseError', reason: 'too_slow', message: '' };
      await knowledge.learn(
        learned({
          key: 'far',
          evidence: evidence({ faultCode: 'FAULT_FAR', failure: { sqlstate: '57014' } }),
          after: change('far'),
        }),
      );
      await knowledge.learn(
        learned({
          key: 'near',
          evidence: evidence({ faultCode: 'FAULT_NEAR', failure }),
          after: change('near'),
        }),
      );
      await knowledge.learn(
        learned({
          key: 'other',
          evidence: evidence({ faultCode: 'FAULT_OTHER', failure: { message: 'ice' } }),
          after: change('other'),
        }),
      );
      const { hits } = await knowledge.search(evidence({ faultCode: 'FAULT_NEW', failure }), 10);
      expect(hits.map((hit) => hit.fix?.faultCode)).toEqual(['FAULT_NEAR', 'FAULT_FAR']);
      expect(hits[0]?.score).toBeGreaterThan(hits[1]?.score as number);
    });

    it('keeps to the limit, and leaves room for runbooks', async () => {
      await knowledge.syncRunbooks([{ id: 'columns', title: 'Column missing', body: 'no such column' }]);
      for (let index = 0; index < 6; index += 1) {
        await knowledge.learn(learned({ key: `k${index}`, after: [{ path: 'x.ts', content: `${index}` }] }));
      }
      const { hits } = await knowledge.search(learned().evidence, 4);
      expect(hits.map((hit) => hit.kind)).toEqual(['fix', 'fix', 'fix', 'runbook']);
    });

    it('takes words of the outside world as words', async () => {
      await knowledge.syncRunbooks(RUNBOOKS);
      const message = `frozen' | !!( -pipe :* "or or" \0 \\ <-> & %`;
      const { hits } = await knowledge.search(evidence({ failure: { message }, logLines: [message] }), 5);
      expect(hits.map((hit) => hit.id)).toEqual(['ice']);
    });
  });
}
