import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Verdict } from '../../../domain/fix.ts';
import { fieldRecording, fieldSubject } from '../../../proof/replay/testing.ts';
import { candidateOf, contextOf, createRepositoryOf, proverFor } from '../../../proof/testing.ts';
import type { JudgedPart } from '../../../proof/tools.ts';
import type { TriedEdit, TriedService } from './tried-service.ts';

export interface TriedVerdict {
  service: TriedService;
  edit: TriedEdit;
  verdict: Verdict;
}

/** Some services in a repository of their own, and a prover on it. */
export async function openTried(services: TriedService[], { databaseUrl, root, without = [] }: TriedAround) {
  const own = services.filter(({ text }) => text !== null);
  const files = own.flatMap(({ name, text, sql, files: further = {} }) => [
    ...Object.entries(further),
    [`${name}/service.ts`, text ?? ''],
    ...(sql ? [[`${name}/tables.sql`, sql]] : []),
  ]);
  const repository = await createRepositoryOf(join(root, 'proof/fixtures/field'), Object.fromEntries(files));
  const prover = proverFor(repository, databaseUrl, {
    without,
    launcher: join(root, 'proof/sandbox/launcher.mjs'),
  });
  return {
    prover,
    /** What is proven of a service, and its module. */
    async subjectOf(service: TriedService) {
      const { name, sql } = service;
      const tables = sql === undefined ? [] : [`${name}/tables.sql`];
      const recording = fieldRecording(service.recording);
      const plain = fieldSubject(name, tables, recording, repository.commit);
      const good = service.good.map((one, at) => fieldRecording({ good: true, key: `good ${at}`, ...one }));
      const otherRoutes = (service.otherRoutes ?? []).map((one, at) =>
        fieldRecording({ good: true, key: `other ${at}`, ...one }),
      );
      const definition = { ...plain.service.definition, ...service.definition };
      const path = `${name}/service.ts`;
      const text = await readFile(join(repository.folder, 'work', path), 'utf8');
      return {
        subject: { ...plain, service: { ...plain.service, definition }, good, otherRoutes },
        path,
        text,
      };
    },
    async close() {
      await prover.close();
      await repository.remove();
    },
  };
}

interface TriedAround {
  databaseUrl: string;
  root: string;
  /** Parts of the judgement that are switched off. */
  without?: JudgedPart[];
}

/**
 * Proves each change of some services against the whole ladder.
 * @param report called with each verdict
 * @throws Error when a service does not show its failure, or when a text that a change replaces is not there
 */
export async function tryServices(
  services: TriedService[],
  around: TriedAround,
  report: (verdict: TriedVerdict) => void = () => {},
): Promise<TriedVerdict[]> {
  const { prover, subjectOf, close } = await openTried(services, around);
  const found: TriedVerdict[] = [];
  try {
    for (const service of services) {
      const { subject, path, text } = await subjectOf(service);
      const reproduction = await prover.reproduce(subject, contextOf());
      if (!reproduction.reproduced)
        throw new Error(`${service.name} does not fail: ${reproduction.differences}`);
      for (const edit of service.tried) {
        let content = text;
        for (const [find, put] of edit.edits) {
          if (!content.includes(find)) throw new Error(`${service.name} does not hold ${find}`);
          content = content.replace(find, () => put);
        }
        const verdict = await prover.prove(
          subject,
          candidateOf({ path, content }),
          reproduction,
          contextOf(),
        );
        found.push({ service, edit, verdict });
        report({ service, edit, verdict });
      }
    }
    return found;
  } finally {
    await close();
  }
}
