import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type CompleteDefinition, completeDefinition } from '../../domain/detection/complete-definition.ts';
import { SutureError } from '../../domain/errors.ts';
import { DEFINITION_FILE, parseDefinition } from '../../domain/service-definition.ts';
import { readCheckout } from '../../platform/read-source-tree.ts';
import { readYaml } from '../../platform/read-yaml.ts';

/** The service that a delivery takes live. Its definition is read from each commit. */
export interface DeliveredService {
  name: string;
  /** The bare repository on disk. */
  repository: string;
  branch: string;
}

/**
 * Reads the definition from the sources of a release.
 * @throws SutureError `definition_missing`, `invalid_definition`
 */
export async function readReleaseDefinition(folder: string, sha: string): Promise<CompleteDefinition> {
  const where = `${DEFINITION_FILE} at ${sha.slice(0, 10)}`;
  const text = await readFile(join(folder, DEFINITION_FILE), 'utf8').catch((cause: unknown) => {
    throw new SutureError(
      'definition_missing',
      `${where} cannot be read. Commit a ${DEFINITION_FILE} in the root.`,
      { cause },
    );
  });
  const written = parseDefinition(readYaml(text, where), where);
  // The values of example files are for the sandbox; production has its own.
  return { ...completeDefinition(written, readCheckout(folder), where), environment: written.environment };
}
