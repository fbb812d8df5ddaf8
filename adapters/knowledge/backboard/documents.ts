import { z } from 'zod';
import { KnowledgeHit } from '../../../domain/ports/knowledge.ts';
import type { Memory } from './client.ts';

const Runbook = z.object({ kind: z.literal('runbook'), id: z.string(), title: z.string(), body: z.string() });

const Fix = z.object({
  kind: z.literal('fix'),
  id: z.string(),
  title: z.string(),
  body: z.string(),
  signature: z.array(z.string()),
  fix: z.preprocess(
    namedAsToday,
    KnowledgeHit.shape.fix
      .unwrap()
      .unwrap()
      .and(z.object({ key: z.string() })),
  ),
  /** When it was learned, ISO 8601. */
  at: z.string(),
});

/** A fix that 0.1 wrote has its rollback under `takenBack`. */
function namedAsToday(fix: unknown): unknown {
  if (typeof fix !== 'object' || fix === null || !('takenBack' in fix)) return fix;
  const { takenBack: rolledBack, ...rest } = fix;
  return { ...rest, rolledBack };
}

/** What one memory holds. */
export const Document = z.discriminatedUnion('kind', [Runbook, Fix]);
export type Document = z.infer<typeof Document>;

/** A document with the id of its memory. */
export type Kept = Document & { memory: string };

/** Flat, and texts only, which every store of vectors keeps as they are. */
const Metadata = z.object({ suture_document: z.string() });

/** What Backboard looks for by meaning, and beside it the document itself. */
export function toMemory(document: Document): { content: string; metadata: Record<string, string> } {
  const { kind, id, title, body } = document;
  return {
    content: `${title}\n\n${body}`,
    metadata: { suture_kind: kind, suture_id: id, suture_document: JSON.stringify(document) },
  };
}

/** The document of a memory, or null: people may teach the assistant what they like beside it. */
function toDocument({ id, metadata }: Memory): Kept | null {
  const parsed = Metadata.safeParse(metadata);
  if (!parsed.success) return null;
  try {
    return { ...Document.parse(JSON.parse(parsed.data.suture_document)), memory: id };
  } catch {
    return null;
  }
}

/**
 * The documents among memories. Backboard has no write that fails when there is one already, so workers that write at
 * once may have made a document twice; the others of it are surplus.
 */
export function documentsIn(memories: Memory[]): { documents: Kept[]; surplus: Kept[] } {
  const newest = new Map<string, Kept>();
  const surplus: Kept[] = [];
  for (const document of memories.map(toDocument)) {
    if (!document) continue;
    const key = `${document.kind}/${document.id}`;
    const other = newest.get(key);
    const [kept, left] = other && orderOf(other) >= orderOf(document) ? [other, document] : [document, other];
    newest.set(key, kept);
    if (left) surplus.push(left);
  }
  return { documents: [...newest.values()], surplus };
}

/** The same for every worker, in any order of Backboard's list. */
function orderOf(document: Kept): string {
  return `${document.kind === 'fix' ? document.at : ''} ${document.memory}`;
}
