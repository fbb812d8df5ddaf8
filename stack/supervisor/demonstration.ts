import { execa } from 'execa';
import type { Seeded } from '../../demo/seed/bring-up-to-date.ts';
import { seedDemonstration } from '../../demo/seed/seed-demonstration.ts';
import { SutureError } from '../../domain/errors.ts';
import type { Attachment, Repository } from '../../domain/service.ts';
import { DEFINITION_FILE, parseDefinition, type ServiceDefinition } from '../../domain/service-definition.ts';
import { readYaml } from '../../platform/read-yaml.ts';
import { createStore } from '../../store/create-store.ts';
import type { Secrets } from '../state.ts';
import type { DemonstrationAddresses } from './addresses.ts';

/** The service that the stack brings to have something to heal. */
export const DEMONSTRATION = { name: 'demo', branch: 'main' };

/** Makes the demonstration's repository from this folder, or brings it up to date; what was pushed to it stays. */
export async function seedOrigin(
  root: string,
  origin: string,
  environment: Record<string, string | undefined>,
  say: (line: string) => void,
): Promise<void> {
  say(describeSeeded(await seedDemonstration({ root, to: origin, environment })));
}

/**
 * Attaches the demonstration to Suture.
 * @param database Suture's, with its password
 * @param repository where Suture finds its source; the delivery watches the bare repository on disk in any case
 */
export async function attachDemonstration(
  database: string,
  { delivery, service, origin }: DemonstrationAddresses,
  { serviceKey }: Secrets,
  repository: Repository = { host: 'local', path: origin },
): Promise<void> {
  const attachment: Attachment = {
    ...DEMONSTRATION,
    repository,
    url: service,
    delivery: { kind: 'local', url: delivery },
  };
  const store = createStore({ databaseUrl: database });
  try {
    await store.attachService(attachment, serviceKey);
  } finally {
    await store.close();
  }
}

/** The definition at the head of the repository. */
export async function readDemonstration(origin: string): Promise<ServiceDefinition> {
  const { branch } = DEMONSTRATION;
  const shown = await execa('git', ['-C', origin, 'show', `${branch}:${DEFINITION_FILE}`], { reject: false });
  if (shown.exitCode !== 0) {
    throw new SutureError(
      'definition_missing',
      `${origin} has no ${DEFINITION_FILE} on ${branch}. ${shown.stderr}`,
    );
  }
  return parseDefinition(readYaml(shown.stdout, DEFINITION_FILE));
}

function describeSeeded({ action, head, previous }: Seeded): string {
  const short = head.slice(0, 10);
  if (action === 'kept') return `Demonstration: ${short}, with what was pushed to it`;
  if (previous) return `Demonstration: ${short}; what was there is kept as ${previous}`;
  return `Demonstration: ${short}`;
}
