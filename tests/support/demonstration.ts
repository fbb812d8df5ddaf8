import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { Attachment, type Service } from '../../domain/service.ts';
import { DEFINITION_FILE, parseDefinition } from '../../domain/service-definition.ts';

/** Tests and benchmarks, bundled or not, run in the root of the checkout. */
const FILE = join('demo/service', DEFINITION_FILE);

/**
 * The demonstration as an attached service, for tests that need one. Nothing listens on its addresses.
 * @param changes replaces fields, such as `repository` by a repository of the test's own
 */
export function demonstration(changes: Partial<Service> = {}): Service {
  const definition = parseDefinition(parse(readFileSync(FILE, 'utf8')), FILE);
  const attachment = Attachment.parse({
    name: definition.name,
    repository: { host: 'local', path: '/srv/git/origin.git' },
    url: 'http://127.0.0.1:8002',
    delivery: { kind: 'local', url: 'http://127.0.0.1:8001' },
  });
  return { ...attachment, definition, definitionCommit: 'd'.repeat(40), ...changes };
}
