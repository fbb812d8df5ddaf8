import { beforeAll, describe, expect, it } from 'vitest';
import type { KnowledgeHit, Rollback } from '../../domain/ports/knowledge.ts';
import { proposeRepairs } from '../propose.ts';
import { loadSqlParser, type SqlParser } from '../sql/parser.ts';
import { evidenceOf, requestOf } from '../testing.ts';
import { favouredTemplates, recall } from './past-fixes.ts';

const FILE = `import { sql, type Kysely } from 'kysely';
export async function run(db: Kysely<unknown>) {
  await sql\`SELECT FROM\`.execute(db);
}
`;
const FIXED = FILE.replace('SELECT FROM', 'SELECT 1');
const now = (text: string) => [{ path: 'module.ts', content: text }];
/** The file as it was when the fix was made: a few lines have changed since. */
const earlier = (text: string) => now(`${text}\n\n\nexport const later = 1;\n`);

function hit(id: string, fix: Partial<NonNullable<KnowledgeHit['fix']>>): KnowledgeHit {
  return {
    id,
    kind: 'fix',
    title: 'Fix of FAULT_TEST',
    excerpt: 'The statement has no target list.',
    score: 1,
    fix: {
      incidentId: 'LIVE-0007',
      faultCode: 'FAULT_TEST',
      templates: ['sql-syntax'],
      rationale: 'Selects a constant.',
      before: now(FILE),
      after: now(FIXED),
      ...fix,
    },
  };
}
const byAda: Rollback = { why: 'too slow', by: 'Ada' };
const byItself: Rollback = { why: 'answered 500', by: null };

describe('the memory', () => {
  it('offers a verified fix, and no reverted one', () => {
    expect(recall([hit('a', {})], now(FILE)).map(({ edits }) => edits)).toEqual([now(FIXED)]);
    expect(recall([hit('a', { rolledBack: byItself })], now(FILE))).toEqual([]);
  });

  it('names the last incident only when a fix was used several times', () => {
    let rationale = 'It held before (LIVE-0001): It held before (LIVE-0002): Selects a constant.';
    for (let use = 0; use < 3; use += 1) {
      rationale = recall([hit('a', { rationale })], now(FILE))[0]?.rationale ?? '';
      expect(rationale).toBe('Verified in LIVE-0007: Selects a constant.');
    }
  });

  it('does not offer a change that equals a reverted fix on these files', () => {
    const held = hit('old', { before: earlier(FILE), after: earlier(FIXED) });
    expect(recall([held], now(FILE)).map(({ edits }) => edits)).toEqual([now(FIXED)]);
    expect(recall([held, hit('new', { rolledBack: byItself })], now(FILE))).toEqual([]);
  });

  it('favours the templates of fixes that held alone', () => {
    const hits = [hit('a', {}), hit('b', { templates: ['retry'], rolledBack: byAda })];
    expect([...favouredTemplates(hits).keys()]).toEqual(['sql-syntax']);
  });
});

describe('the repair engine', () => {
  let parser: SqlParser;
  beforeAll(async () => {
    parser = await loadSqlParser();
  });
  const evidence = evidenceOf([
    { message: 'syntax error at end of input', sqlstate: '42601', statement: 'SELECT FROM', status: 500 },
  ]);
  const propose = (knowledge: KnowledgeHit[], candidates = 40) =>
    proposeRepairs(requestOf(FILE, evidence, { knowledge, candidates }), parser);
  const texts = (knowledge: KnowledgeHit[]) =>
    propose(knowledge).candidates.map(({ edits }) => edits[0]?.content);

  it('puts last what did not hold once, and says so', () => {
    expect(texts([])[0]).toBe(FIXED);
    const { candidates } = propose([hit('a', { rolledBack: byItself })]);
    expect(candidates.length).toBeGreaterThan(1);
    const last = candidates.at(-1);
    expect(last?.edits).toEqual(now(FIXED));
    expect(last?.rationale).toContain('It was reverted in LIVE-0007: answered 500');
  });

  it('leaves out what a person rolled back, and says so when nothing else remains', () => {
    const others = texts([]).slice(1);
    expect(texts([hit('a', { rolledBack: byAda })])).toEqual(others);
    const unwanted = texts([]).map((text, index) =>
      hit(`${index}`, { after: now(text ?? ''), rolledBack: byAda }),
    );
    const { candidates, refusal } = propose(unwanted);
    expect(candidates).toEqual([]);
    expect(refusal).toContain('What healed LIVE-0007 is not tried again: Ada rolled it back (too slow).');
  });
});
