import { type Kysely, sql } from 'kysely';
import type { Evidence } from '../../domain/evidence.ts';
import type { KnowledgeHit } from '../../domain/ports/knowledge.ts';
import type { Database } from '../../store/database.ts';
import { SIGNATURE_SCORE } from './merge-hits.ts';
import { RELATED, signatureOf, wordsOf } from './signature.ts';

/**
 * Words in fragments of a runbook. https://www.postgresql.org/docs/current/textsearch-controls.html#TEXTSEARCH-HEADLINE
 */
const HEADLINE = 'MaxFragments=3, MaxWords=60, MinWords=25, StartSel="", StopSel="", FragmentDelimiter=" … "';

/**
 * Runbooks by their words. A word counts by how few runbooks have it (inverse document frequency) and by where it
 * stands (title above body), so that a word which all of them share decides nothing.
 */
export async function searchRunbooks(
  db: Kysely<Database>,
  evidence: Evidence,
  limit: number,
): Promise<KnowledgeHit[]> {
  const words = wordsOf(evidence);
  if (words.size === 0) return [];
  const { rows } = await sql<{ id: string; title: string; excerpt: string; score: number }>`
    with wanted as (
      select plainto_tsquery('english', word) as term, max(weight) as weight
      from unnest(${[...words.keys()]}::text[], ${[...words.values()]}::float8[]) as given (word, weight)
      group by term having numnode(plainto_tsquery('english', min(word))) > 0
    ), found as (
      select id, term, weight * ts_rank(search, term) as rank,
        ln(1 + (select count(*) from knowledge_documents where kind = 'runbook')::float8
          / count(*) over (partition by term)) as rarity
      from wanted join knowledge_documents on search @@ term and kind = 'runbook'
    ), nearest as (
      select id, sum(rank * rarity) as score from found group by id order by score desc, id limit ${limit}
    )
    select id, title, score / (1 + score) as score,
      ts_headline('english', body, ${anyOf(words)}, ${HEADLINE}) as excerpt
    from nearest join knowledge_documents using (id)
    order by nearest.score desc, id`.execute(db);
  return rows.map((row) => ({ ...row, kind: 'runbook' as const, fix: null }));
}

function anyOf(words: Map<string, number>) {
  return sql`websearch_to_tsquery('english', ${[...words.keys()].join(' or ')})`;
}

/**
 * Past fixes by what their failure has in common with this one, and by words where that is equal; newest first. Where as
 * much is shared, a fix that was rolled back comes first: a fix that is offered again must not have lost its warning to the limit.
 */
export async function searchFixes(
  db: Kysely<Database>,
  evidence: Evidence,
  limit: number,
): Promise<KnowledgeHit[]> {
  const signature = signatureOf(evidence);
  const tokens = [...signature.keys()];
  const weights = [...signature.values()];
  const most = weights.reduce((sum, weight) => sum + weight, 0);
  const query = anyOf(wordsOf(evidence));
  const { rows } = await sql<{
    id: string;
    title: string;
    excerpt: string;
    shared: number;
    rank: number;
    fix: NonNullable<KnowledgeHit['fix']>;
  }>`
    select id, title, body as excerpt, fix - 'key' as fix, shared, ts_rank_cd(search, ${query}, 32) as rank
    from knowledge_documents,
      lateral (select coalesce(sum(weight), 0)::float8 as shared
        from unnest(${tokens}::text[], ${weights}::float8[]) as wanted (token, weight)
        where token = any (signature)) as common
    where kind = 'fix' and signature && ${tokens}::text[] and shared >= ${RELATED}
    order by shared desc, (fix ? 'rolledBack') desc, rank desc, at desc
    limit ${limit}`.execute(db);
  return rows.map(({ shared, rank, ...row }) => ({
    ...row,
    kind: 'fix' as const,
    score: SIGNATURE_SCORE * (shared / most) + rank,
  }));
}
