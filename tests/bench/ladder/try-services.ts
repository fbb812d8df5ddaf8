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

/**
 * Proves each change of some services against the whole ladder.
 * @param report called with each verdict
 * @throws Error when a service does not show its failure, or when a text that a change replaces is not there
 */
export async function tryServices(
  services: TriedService[],
  { databaseUrl, root, without = [] }: { databaseUrl: string; root: string; without?: JudgedPart[] },
  report: (verdict: TriedVerdict) => void = () => {},
): Promise<TriedVerdict[]> {
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
  const found: TriedVerdict[] = [];
  try {
    for (const service of services) {
      const { name, sql } = service;
      const tables = sql === undefined ? [] : [`${name}/tables.sql`];
      const recording = fieldRecording(service.recording);
      const plain = fieldSubject(name, tables, recording, repository.commit);
      const good = service.good.map((one, at) => fieldRecording({ good: true, key: `good ${at}`, ...one }));
      const definition = { ...plain.service.definition, ...service.definition };
      const subject = { ...plain, service: { ...plain.service, definition }, good };
      const path = `${name}/service.ts`;
      const text = await readFile(join(repository.folder, 'work', path), 'utf8');
      const reproduction = await prover.reproduce(subject, contextOf());
      if (!reproduction.reproduced) throw new Error(`${name} does not fail: ${reproduction.differences}`);
      for (const edit of service.tried) {
        let content = text;
        for (const [find, put] of edit.edits) {
          if (!content.includes(find)) throw new Error(`${name} does not hold ${find}`);
          content = content.replace(find, () => put);
        }
        const candidate = candidateOf({ path, content });
        const verdict = await prover.prove(subject, candidate, reproduction, contextOf());
        found.push({ service, edit, verdict });
        report({ service, edit, verdict });
      }
    }
    return found;
  } finally {
    await prover.close();
    await repository.remove();
  }
}
