import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SutureError } from '../../domain/errors.ts';
import { DEFINITION_FILE, parseDefinition, type ServiceDefinition } from '../../domain/service-definition.ts';
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
export async function readReleaseDefinition(folder: string, sha: string): Promise<ServiceDefinition> {
  const where = `${DEFINITION_FILE} at ${sha.slice(0, 10)}`;
  const text = await readFile(join(folder, DEFINITION_FILE), 'utf8').catch((cause: unknown) => {
    throw new SutureError(
      'definition_missing',
      `${where} cannot be read. Commit a ${DEFINITION_FILE} in the root.`,
      { cause },
    );
  });
  return parseDefinition(readYaml(text, where), where);
}
