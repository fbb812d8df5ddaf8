import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DEFINITION_FILE, parseDefinition, type ServiceDefinition } from '../../domain/service-definition.ts';
import { readYaml } from '../../platform/read-yaml.ts';

/**
 * The definition of the demonstration, from the files that its repository is made of.
 * @param root the folder of Suture
 */
export async function readDemonstration(root: string): Promise<ServiceDefinition> {
  const file = join('demo/service', DEFINITION_FILE);
  return parseDefinition(readYaml(await readFile(join(root, file), 'utf8'), file), file);
}
