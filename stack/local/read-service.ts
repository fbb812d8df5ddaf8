import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type CompleteDefinition, completeDefinition } from '../../domain/detection/complete-definition.ts';
import { detectService } from '../../domain/detection/detect-service.ts';
import { findServices } from '../../domain/detection/find-services.ts';
import type { SourceTree } from '../../domain/detection/source-tree.ts';
import { Attachment, type Service } from '../../domain/service.ts';
import { DEFINITION_FILE, parseDefinition } from '../../domain/service-definition.ts';
import { readYaml } from '../../platform/read-yaml.ts';
import type { LocalRepository } from './read-repository.ts';

/** The service of a repository, as it is at a commit. */
export interface LocalService {
  service: Service;
  /** With what its files tell where `suture.yaml` is silent. */
  complete: CompleteDefinition;
  /** What a person should know of where the definition comes from; sentences. */
  notes: string[];
}

/** Nothing listens there: a check and a try ask no running service. */
const NOWHERE = 'http://127.0.0.1:9';

/**
 * The service with its definition: of the commit where one is named, else as it lies in the folder, so that a person may try a
 * `suture.yaml` before it is committed. Without one everything is detected.
 * @param tree of the commit
 * @param named whether a person named the commit
 * @throws SutureError `invalid_definition`
 */
export function readService(repository: LocalRepository, tree: SourceTree, named: boolean): LocalService {
  const { text, where, notes } = findDefinition(repository, tree, named);
  const written = parseDefinition(
    text === null ? { name: guessName(repository, tree) } : readYaml(text, where),
    where,
  );
  const complete = completeDefinition(written, tree, where);
  const attachment = Attachment.parse({
    name: written.name,
    repository: { host: 'local', path: repository.root },
    url: NOWHERE,
    delivery: { kind: 'local', url: NOWHERE },
  });
  const service = { ...attachment, definition: written, definitionCommit: repository.commit };
  return { service, complete, notes };
}

function findDefinition({ root, commit }: LocalRepository, tree: SourceTree, named: boolean) {
  const committed = tree.read(DEFINITION_FILE);
  const file = join(root, DEFINITION_FILE);
  const here = named || !existsSync(file) ? null : readFileSync(file, 'utf8');
  const at = `${DEFINITION_FILE} at ${commit.slice(0, 10)}`;
  if (here !== null && here !== committed) {
    const state = committed === null ? 'is not committed yet' : 'has changes that are not committed';
    return {
      text: here,
      where: DEFINITION_FILE,
      notes: [`${DEFINITION_FILE} ${state}; what your folder has is used.`],
    };
  }
  if (committed !== null) return { text: committed, where: at, notes: [] };
  const missing = `There is no ${DEFINITION_FILE}: all of it is detected. Write one by \`suture init\`.`;
  return { text: null, where: DEFINITION_FILE, notes: [missing] };
}

/** A name for a service that nobody has named yet. */
function guessName({ root }: LocalRepository, tree: SourceTree): string {
  const [place] = findServices(tree);
  const found = place && detectService(place).name;
  return (
    found ||
    basename(root)
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^[^a-z]+|-+$/g, '') ||
    'service'
  );
}
