import { SutureError } from '../../../domain/errors.ts';
import type { Evidence } from '../../../domain/evidence.ts';
import type { Knowledge, LearnedFix, Noted, Rollback } from '../../../domain/ports/knowledge.ts';
import { MARKER, type SecretGuard } from '../../secrets/secret-guard.ts';
import { fixDocument } from '../fix-document.ts';
import { mergeHits } from '../merge-hits.ts';
import { wordsOf } from '../signature.ts';
import { findAssistant } from './assistant.ts';
import { type BackboardAccess, openBackboard } from './client.ts';
import { type Document, documentsIn, type Kept, toMemory } from './documents.ts';
import { rankFixes, toRunbookHits } from './rank.ts';

export interface BackboardOptions extends BackboardAccess {
  /** Whose memories are used. Absent: the assistant named `Suture`, created if it does not exist. */
  assistantId?: string;
  /** Takes secrets out of what is sent. */
  guard: SecretGuard;
}

type Runbook = Parameters<Knowledge['syncRunbooks']>[0][number];

/** The most that one search answers. */
const MOST_FOUND = 50;

/**
 * Runbooks and past fixes as memories of a Backboard assistant: runbooks are found by their meaning there, fixes by the
 * signature of their failure here. No model is asked. Errors: those of {@link openBackboard}.
 */
export function createBackboardKnowledge({ assistantId, guard, ...access }: BackboardOptions): Knowledge {
  const backboard = openBackboard(access);
  let finding: Promise<string> | null = null;
  let turn: Promise<unknown> = Promise.resolve();

  function assistant(): Promise<string> {
    finding ??= (assistantId ? Promise.resolve(assistantId) : findAssistant(backboard)).catch((error) => {
      finding = null;
      throw error;
    });
    return finding;
  }

  /** A person may delete an assistant that was found by its name; then a new one is created. */
  async function withAssistant<T>(work: (assistant: string) => Promise<T>): Promise<T> {
    try {
      return await work(await assistant());
    } catch (error) {
      if (assistantId || !isGone(error)) throw error;
      finding = null;
      return work(await assistant());
    }
  }

  /** Writes of this process run one after another, so that each sees the results of the earlier ones. */
  function inTurn<T>(work: (assistant: string) => Promise<T>): Promise<T> {
    const mine = turn.then(() => withAssistant(work));
    turn = mine.catch(() => {});
    return mine;
  }

  async function write(id: string, document: Document, instead: Kept | undefined): Promise<void> {
    const memory = toMemory(document);
    await backboard.ask((client) =>
      instead ? client.updateMemory(id, instead.memory, memory) : client.addMemory(id, memory),
    );
  }

  async function remove(id: string, { memory }: Kept): Promise<void> {
    try {
      await backboard.ask((client) => client.deleteMemory(id, memory));
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }

  async function withoutSecrets(learned: LearnedFix): Promise<LearnedFix> {
    const { rationale, before, after, evidence } = learned;
    const [safe, evidenceOf] = await Promise.all([
      guard.hideIn({ rationale, before, after }),
      evidenceWithoutSecrets(evidence),
    ]);
    return { ...learned, ...safe, evidence: evidenceOf };
  }

  /** Evidence comes from outside: a password in it may look like any word. */
  async function evidenceWithoutSecrets(evidence: Evidence): Promise<Evidence> {
    const safe = async (text: string) => (await guard.hide(text)).replaceAll(MARKER, ' ');
    const failures = evidence.failures.map(async (failure) => ({
      ...failure,
      reason: failure.reason && (await safe(failure.reason)),
      message: await safe(failure.message),
      hint: failure.hint && (await safe(failure.hint)),
    }));
    return {
      ...evidence,
      failures: await Promise.all(failures),
      logLines: await Promise.all(evidence.logLines.map(safe)),
    };
  }

  async function runbookWithoutSecrets({ id, title, body }: Runbook): Promise<Runbook> {
    return { id, title: await guard.hide(title), body: await guard.hide(body) };
  }

  /** @param rolledBack set when the fix was rolled back */
  function remember(learned: LearnedFix, rolledBack?: Rollback): Promise<Noted> {
    return inTurn(async (id) => {
      const document = fixDocument(await withoutSecrets(learned), rolledBack);
      const { documents } = documentsIn(await backboard.memories(id));
      const fixes = documents.flatMap((kept) => (kept.kind === 'fix' ? [kept] : []));
      if (!fixes.some(({ fix }) => fix.key === learned.key)) {
        const body = await guard.hide(document.body);
        const same = fixes.find((kept) => kept.id === document.id);
        await write(id, { kind: 'fix', ...document, body, at: new Date().toISOString() }, same);
      }
      return { note: null };
    });
  }

  return {
    name: 'backboard',

    search: (evidence, limit) =>
      withAssistant(async (id) => {
        const memories = await backboard.memories(id);
        const { documents } = documentsIn(memories);
        const fixes = rankFixes(documents, evidence);
        const query = [...wordsOf(await evidenceWithoutSecrets(evidence)).keys()].join(' ');
        // The search finds fixes too, so it asks for more than the limit.
        const most = Math.min(MOST_FOUND, limit * 3);
        const found = memories.length > 0 && query ? await backboard.search(id, query, most) : [];
        const runbooks = toRunbookHits(found, memories, documents).slice(0, limit);
        return { hits: mergeHits(fixes, runbooks, limit), note: null };
      }),

    learn: (learned) => remember(learned),

    learnRollback: async (learned, { why, by }) => remember(learned, { why: await guard.hide(why), by }),

    syncRunbooks: (runbooks) =>
      inTurn(async (id) => {
        const { documents, surplus } = documentsIn(await backboard.memories(id));
        const stored = documents.filter(({ kind }) => kind === 'runbook');
        for (const kept of surplus) await remove(id, kept);
        let changed = 0;
        for (const runbook of await Promise.all(runbooks.map(runbookWithoutSecrets))) {
          const kept = stored.find((each) => each.id === runbook.id);
          if (kept && kept.title === runbook.title && kept.body === runbook.body) continue;
          await write(id, { kind: 'runbook', ...runbook }, kept);
          changed += 1;
        }
        for (const kept of stored) {
          if (runbooks.some((runbook) => runbook.id === kept.id)) continue;
          await remove(id, kept);
          changed += 1;
        }
        return changed;
      }),
  };
}

function isGone(error: unknown): boolean {
  return error instanceof SutureError && error.details.status === 404;
}
